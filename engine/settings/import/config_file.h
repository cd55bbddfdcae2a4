#pragma once

#include "engine/settings/import/client_config.h"

namespace dyno::settings {

/// A client's configuration file as this process finds it: with its environment and home folder. The
/// workspace folder is the one that holds the file, or, for a file in .vscode or .cursor, the one above.
ImportContext contextFor(const std::filesystem::path& file);

/// Reads a client's configuration file of at most 64 MiB. InvalidInput names the file, and says why it cannot
/// be read or what is wrong in it, and where.
[[nodiscard]] Result<ImportedConfig> loadClientConfig(const std::filesystem::path& file);

/// Picks a server by name; an empty name means the only one that can be used. InvalidInput names the file and
/// lists the servers that it has, or says why the one of that name cannot be used.
[[nodiscard]] Result<ImportedServer> chooseServer(const ImportedConfig& config, const std::string& name,
                                                  const std::filesystem::path& file);

} // namespace dyno::settings
