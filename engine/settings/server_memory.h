#pragma once

#include "engine/settings/remembered_servers.h"
#include "engine/settings/secret_store.h"

#include <filesystem>
#include <functional>
#include <map>
#include <utility>

namespace dyno::settings {

/// Our file of servers: mcp-dyno/servers.json below the configuration home.
std::filesystem::path rememberedServersFile(const std::filesystem::path& home,
                                            const std::map<std::string, std::string>& environment);

/// What a store must be told after the file was written.
struct SecretChanges {
    std::vector<StoredSecret> kept;
    std::vector<std::pair<std::string, std::string>> gone; ///< server and key that the file refers to no more
};

/// Writes the servers to `file`, readable by its owner alone and replaced at once or not at all. What their
/// secrets are is returned, for storeSecrets(). The error names the file.
[[nodiscard]] Result<SecretChanges> writeServers(const std::filesystem::path& file,
                                                 std::vector<RememberedServer> servers);

/// Tells the store. `done` comes last, with the first failure, and also when the store is destroyed before.
/// The store must outlive the call.
void storeSecrets(const SecretChanges& changes, SecretStore& store, std::function<void(Result<void>)> done);

/// Reads the servers back; all their secrets are `missing`. No file means no servers. InvalidInput names the
/// file.
[[nodiscard]] Result<std::vector<RememberedServer>> readServers(const std::filesystem::path& file);

/// Puts in the secrets that the store has; what it has not stays `missing`. `done` comes also when the store
/// is destroyed before. The store must outlive the call.
void recallSecrets(std::vector<RememberedServer> servers, SecretStore& store,
                   std::function<void(std::vector<RememberedServer>)> done);

} // namespace dyno::settings
