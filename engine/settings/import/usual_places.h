#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dyno::settings {

/// A file in which a client keeps its servers, if it is there at all.
struct Place {
    std::string client; ///< "Claude Desktop", "VS Code", …
    std::filesystem::path path;
};

/// Where clients keep their servers on Linux and macOS: in the home folder and below XDG_CONFIG_HOME, for the
/// whole account, and in the working directory, for one project. Looks at no file. Each path is listed once.
std::vector<Place> usualPlaces(const std::filesystem::path& home,
                               const std::filesystem::path& workingDirectory,
                               const std::map<std::string, std::string>& environment);

} // namespace dyno::settings
