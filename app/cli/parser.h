#pragma once

#include "app/cli/compare_command.h"
#include "app/cli/knobs_command.h"
#include "app/cli/options.h"
#include "app/cli/report_command.h"
#include "app/cli/servers_command.h"

#include <memory>
#include <optional>
#include <variant>

namespace dyno::app {

struct ConsoleOptions {
    bool demo = false;
    std::string workspaceFile;
    std::string sessionFile; ///< to be shown; empty: none
    bool noRecord = false;
    bool recordBodies = true;
};

using Command = std::variant<ConsoleOptions, RunOptions, ToolsOptions, ServersOptions, KnobsOptions,
                             CompareOptions, ReportOptions>;

/// Reads the command line. Without a subcommand it is the console. Help, the version and usage errors are
/// printed here; then there is no command, and `exitCode` says how to end.
std::optional<Command> parseCommandLine(int argc, const char* const* argv, int& exitCode);

} // namespace dyno::app
