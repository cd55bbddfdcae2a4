#pragma once

#include "engine/error.h"
#include "engine/settings/server_config.h"

#include <filesystem>

namespace dyno::process {

/// The absolute path of the program that a server's configuration names. A name without a slash is looked up
/// in PATH (the configuration's own, else ours); a relative path counts from the directory that the server
/// starts in, as it would after chdir. The Spawn error tells a missing program from one that may not be
/// executed.
[[nodiscard]] Result<std::filesystem::path> findProgram(const settings::ServerConfig& config);

} // namespace dyno::process
