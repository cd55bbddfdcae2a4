#pragma once

#include "engine/error.h"

#include <filesystem>
#include <string>

namespace dyno::settings {

/// The content of a file of at most 64 MiB, which no configuration reaches and a device such as /dev/zero
/// does. InvalidInput names the file and says why it cannot be read.
[[nodiscard]] Result<std::string> readTextFile(const std::filesystem::path& file);

} // namespace dyno::settings
