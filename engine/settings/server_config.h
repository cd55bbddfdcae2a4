#pragma once

#include "engine/error.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dyno::settings {

/// How to start one MCP server: a program and its arguments (no shell in between), what is added to our
/// environment for it, and where it starts (empty: our own working directory).
struct ServerConfig {
    std::string name;
    std::vector<std::string> argv;
    std::map<std::string, std::string> environment;
    std::filesystem::path directory;
};

} // namespace dyno::settings
