#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace dyno::settings {

/// Where programs keep a person's settings: XDG_CONFIG_HOME, or ~/.config where that is not an absolute path
/// (XDG Base Directory Specification).
std::filesystem::path configHome(const std::filesystem::path& home,
                                 const std::map<std::string, std::string>& environment);

} // namespace dyno::settings
