#pragma once

#include "engine/settings/server_config.h"

namespace dyno::settings {

/// Reads the entry `name` of a file with an `mcpServers` object
/// ({"mcpServers":{NAME:{"command","args","env","cwd"}}}), the format that Claude Desktop and others share.
/// InvalidInput says whether the file is missing, broken (and where) or has no such server (and which it
/// has). A relative `cwd` counts from our own working directory.
[[nodiscard]] Result<ServerConfig> loadServerConfig(const std::filesystem::path& file,
                                                    const std::string& name);

} // namespace dyno::settings
