#include "app/cli/parser.h"

#include "app/cli/exit_code.h"
#include "engine/version.h"

#include <CLI/CLI.hpp>

namespace dyno::app {

namespace {

constexpr auto exitCodes =
    "Exit status: 0 done; 1 done, but some calls failed; 2 usage; 3 the server could not be "
    "started or spoken to; 130 interrupted.";

void addServerOptions(CLI::App& command, ServerOptions& options) {
    auto* server =
        command.add_option("--server", options.commandLine,
                           "Command that starts the server, split as a shell would, run without one");
    auto* config = command.add_option("--config", options.configFile, "File with an \"mcpServers\" object");
    auto* name = command.add_option("--name", options.configName, "Which server of that file");
    server->excludes(config);
    config->needs(name);
    name->needs(config);
    command
        .add_option("--env", options.environment,
                    "Environment variable NAME=VALUE for the server; may be repeated")
        ->allow_extra_args(false);
    command.add_option("--cwd", options.directory, "Directory to start the server in");
    command.callback([&command] {
        if (command.count("--server") + command.count("--config") == 0)
            throw CLI::RequiredError("--server or --config");
    });
}

void addRun(CLI::App& app, RunOptions& options) {
    CLI::App* run = app.add_subcommand("run", "Load a tool of a server and report");
    addServerOptions(*run, options.server);
    run->add_option("--tool", options.tool, "The tool to call")->required();
    run->add_option("--args", options.arguments, "Its arguments: a JSON object, or @FILE with one")
        ->capture_default_str();
    auto* extent = run->add_option_group("Extent", "How much (one of these)");
    extent->add_option("--calls", options.calls, "So many calls")->check(CLI::PositiveNumber);
    extent->add_option("--duration", options.duration, "So long, such as 500ms, 10s or 2m");
    extent->require_option(1);
    run->add_option("--workers", options.workers, "Callers at once, 1 to 1000")->capture_default_str();
    run->add_option("--pool", options.pool, "Connections (server processes), 1 to 64")->capture_default_str();
    run->add_option("--timeout", options.timeout, "How long one call may take")->capture_default_str();
    run->add_option("--warmup", options.warmup, "Calls, or a length of time, before the measured part");
    run->add_option("--json", options.jsonFile, "Write the summary as JSON to this file, or - for stdout");
    run->add_flag("--quiet", options.quiet, "No progress, no warnings, no summary in words");
    run->footer(exitCodes);
}

void addTools(CLI::App& app, ToolsOptions& options) {
    CLI::App* tools =
        app.add_subcommand("tools", "List the tools of a server: name, title, annotations, schema");
    addServerOptions(*tools, options.server);
    tools->add_flag("--json", options.json, "As JSON");
    tools->footer(exitCodes);
}

/// CLI11 prints help and the version itself; its own error numbers are of no use to a caller.
int report(const CLI::App& app, const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : usage;
}

} // namespace

std::optional<Command> parseCommandLine(int argc, const char* const* argv, int& exitCode) {
    CLI::App app("MCP Dyno: loads MCP servers and shows what they give", "mcp-dyno");
    app.set_version_flag("--version", "mcp-dyno " + std::string(version));
    app.require_subcommand(0, 1);
    ConsoleOptions console;
    RunOptions run;
    ToolsOptions tools;
    addRun(app, run);
    addTools(app, tools);
    CLI::App* window =
        app.add_subcommand("console", "Open the console, a window (this is what no command does, too)");
    window->add_flag("--demo", console.demo, "With the bundled demo server under load");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exitCode = report(app, error);
        return std::nullopt;
    }
    if (app.got_subcommand("run"))
        return run;
    if (app.got_subcommand("tools"))
        return tools;
    return console;
}

} // namespace dyno::app
