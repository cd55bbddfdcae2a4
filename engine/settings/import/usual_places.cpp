#include "engine/settings/import/usual_places.h"

#include "engine/settings/config_home.h"

#include <algorithm>

namespace dyno::settings {

namespace {

namespace fs = std::filesystem;

std::vector<Place> ofTheProject(const fs::path& directory) {
    return {{"Claude Code", directory / ".mcp.json"},
            {"Cursor", directory / ".cursor/mcp.json"},
            {"VS Code", directory / ".vscode/mcp.json"},
            {"Zed", directory / ".zed/settings.json"}};
}

/// `applications` is where the system wants programs to keep their settings.
std::vector<Place> ofTheSystem(const fs::path& applications) {
    return {{"Claude Desktop", applications / "Claude/claude_desktop_config.json"},
            {"VS Code", applications / "Code/User/mcp.json"},
            {"VS Code", applications / "Code/User/settings.json"}};
}

std::vector<Place> ofThePerson(const fs::path& home, const fs::path& configHome) {
    return {{"Claude Code", home / ".claude.json"},
            {"Cursor", home / ".cursor/mcp.json"},
            {"Windsurf", home / ".codeium/windsurf/mcp_config.json"},
            {"Zed", configHome / "zed/settings.json"}};
}

void append(std::vector<Place>& places, const std::vector<Place>& more) {
    for (const Place& place : more)
        if (std::none_of(places.begin(), places.end(),
                         [&](const Place& one) { return one.path == place.path; }))
            places.push_back(place);
}

} // namespace

std::vector<Place> usualPlaces(const fs::path& home, const fs::path& workingDirectory,
                               const std::map<std::string, std::string>& environment) {
    const fs::path config = configHome(home, environment);
    std::vector<Place> places;
    append(places, ofTheProject(workingDirectory));
    append(places, ofThePerson(home, config));
    append(places, ofTheSystem(config));
    append(places, ofTheSystem(home / "Library/Application Support"));
    return places;
}

} // namespace dyno::settings
