#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dyno::app {

/// What `mcp-dyno compare` was told, as typed.
struct CompareOptions {
    std::vector<std::string> files; ///< the first is what the others are compared with
    std::vector<std::string> rules; ///< --fail-if
    std::string range;              ///< empty: each session's last run
    std::string jsonFile;
};

/// Adds the command. `options` must outlive the parsing.
void addCompareCommand(CLI::App& app, CompareOptions& options);

/// `mcp-dyno compare`: what differs between sessions, and how sure that is. Returns the exit status.
int compareCommand(const CompareOptions& options);

} // namespace dyno::app
