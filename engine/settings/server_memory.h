#pragma once

#include "engine/settings/remembered_servers.h"
#include "engine/settings/secret_store.h"

#include <filesystem>
#include <functional>
#include <map>

namespace dyno::settings {

/// Our file of servers: mcp-dyno/servers.json below the configuration home.
std::filesystem::path rememberedServersFile(const std::filesystem::path& home,
                                            const std::map<std::string, std::string>& environment);

/// Writes the servers to `file`, readable by its owner alone and replaced at once or not at all, and their
/// secrets to the store, from which secrets that the file no longer refers to are removed. `done` comes last,
/// with the first failure, and also when the store is destroyed before; a store that fails leaves the file
/// written. The store must outlive the call.
void rememberServers(const std::filesystem::path& file, std::vector<RememberedServer> servers,
                     SecretStore& store, std::function<void(Result<void>)> done);

/// Reads them back, with the secrets that the store has; what it has not stays `missing`. No file means no
/// servers. InvalidInput names the file. The store must outlive the call.
void recallServers(const std::filesystem::path& file, SecretStore& store,
                   std::function<void(Result<std::vector<RememberedServer>>)> done);

} // namespace dyno::settings
