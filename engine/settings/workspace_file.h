#pragma once

#include "engine/settings/tuning.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::settings {

/// What a workspace file holds: a JSON object such as `{"tuning": {"pool.max": 8, "cache.ttl": "60 s"}}`.
struct Workspace {
    Tuning tuning;
    /// JSON object of what this version does not know, knobs under "tuning" among it: it is written again.
    std::string unknown = "{}";
    std::vector<std::string> warnings; ///< one for each of those
};

/// Knobs that are not in it have their default. InvalidInput names the key and the range of a bad value.
[[nodiscard]] Result<Workspace> parseWorkspace(std::string_view text);
/// The knobs that differ from their default, and what is unknown.
std::string workspaceText(const Workspace& workspace);

/// The same from a file; the errors and the warnings name it.
[[nodiscard]] Result<Workspace> readWorkspace(const std::filesystem::path& file);
/// Replaces the file at once or not at all, with the permissions that it had. The Io error names it.
[[nodiscard]] Result<void> writeWorkspace(const std::filesystem::path& file, const Workspace& workspace);

} // namespace dyno::settings
