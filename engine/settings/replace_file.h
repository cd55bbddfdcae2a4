#pragma once

#include "engine/error.h"

#include <filesystem>
#include <string_view>

#include <sys/types.h>

namespace dyno::settings {

/// Writes a file, replaced at once or not at all: into a new file beside it, which then takes its name, so
/// that whoever reads sees the old text or the new one. Folders that are missing are made. The Io error names
/// the file.
[[nodiscard]] Result<void> replaceFile(const std::filesystem::path& file, std::string_view text, mode_t mode);

} // namespace dyno::settings
