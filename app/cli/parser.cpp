#include "app/cli/parser.h"

#include "app/cli/exit_code.h"
#include "app/cli/server_parser.h"
#include "engine/version.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>

namespace dyno::app {

namespace {

constexpr auto exitCodes =
    "Exit status: 0 done; 1 done, but some calls failed; 2 usage; 3 the server could not be "
    "started or spoken to; 130 interrupted.";

/// CLI11's own words for a bad number ("Could not convert") say neither what is wrong with it nor what is
/// right.
CLI::Validator wholeNumber(std::uint64_t least, std::uint64_t most) {
    const auto check = [=](const std::string& text) {
        std::uint64_t number = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool fits =
            ec == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
        return fits ? std::string()
                    : fmt::format("must be a whole number from {} to {}, not \"{}\"", least, most, text);
    };
    return CLI::Validator(check, "");
}

void addKnobOptions(CLI::App& run, RunOptions& options) {
    run.add_option("--workspace", options.workspaceFile, "Knobs from a workspace file, applied first")
        ->type_name("FILE");
    run.add_option("--workers", options.workers, "Callers at once, 1 to 1000")
        ->type_name("N")
        ->default_str("8")
        ->check(wholeNumber(1, 1000));
    run.add_option("--pool", options.pool, "Connections (server processes), 1 to 64")
        ->type_name("N")
        ->default_str("1")
        ->check(wholeNumber(1, 64));
    run.add_option("--timeout", options.timeout, "How long one call may take")
        ->type_name("TIME")
        ->default_str("30s");
    run.add_option("--set", options.assignments,
                   "Turns a knob, such as pool.max=8; may be repeated; \"mcp-dyno knobs\" lists them")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
}

void addRun(CLI::App& app, RunOptions& options) {
    CLI::App* run = app.add_subcommand("run", "Load a tool of a server and report");
    addServerOptions(*run, options.server);
    addReplicaOptions(*run, options.replicas);
    run->add_option("--tool", options.tool, "The tool to call")->type_name("NAME")->required();
    run->add_option("--args", options.arguments, "Its arguments: a JSON object, or @FILE with one")
        ->type_name("JSON")
        ->capture_default_str();
    auto* calls = run->add_option("--calls", options.calls, "How much: so many calls")
                      ->type_name("N")
                      ->check(wholeNumber(1, 1'000'000'000'000));
    run->add_option("--duration", options.duration, "How much: so long, such as 500ms, 10s or 2m")
        ->type_name("TIME")
        ->excludes(calls);
    addKnobOptions(*run, options);
    run->add_option("--warmup", options.warmup, "Calls, or a length of time, before the measured part")
        ->type_name("N|TIME");
    run->add_option("--json", options.jsonFile, "Write the summary as JSON to this file, or - for stdout")
        ->type_name("FILE");
    auto* record =
        run->add_option("--record", options.recordFile,
                        "Keep the session in this file, for \"report\", \"compare\" and the console")
            ->type_name("FILE");
    run->add_flag("!--no-bodies", options.recordBodies, "Record no requests and answers")->needs(record);
    run->add_flag("--quiet", options.quiet, "No progress, no warnings, no summary in words");
    run->callback([run] {
        requireOneOf(*run, {"--server", "--url", "--config"});
        requireOneOf(*run, {"--calls", "--duration"});
    });
    run->footer(exitCodes);
}

void addTools(CLI::App& app, ToolsOptions& options) {
    CLI::App* tools =
        app.add_subcommand("tools", "List the tools of a server: name, title, annotations, schema");
    addServerOptions(*tools, options.server);
    tools->add_flag("--json", options.json, "As JSON");
    tools->callback([tools] { requireOneOf(*tools, {"--server", "--url", "--config"}); });
    tools->footer(exitCodes);
}

void addServers(CLI::App& app, ServersOptions& options) {
    CLI::App* servers = app.add_subcommand("servers", "List the servers of a client's configuration file");
    servers->add_option("--config", options.configFile, "The file")->type_name("FILE")->required();
    servers->add_flag("--json", options.json, "As JSON");
    servers->footer(exitCodes);
}

void addKnobs(CLI::App& app, KnobsOptions& options) {
    CLI::App* knobs =
        app.add_subcommand("knobs", "List the knobs: key, default, range, what each does and costs");
    knobs->add_flag("--json", options.json, "As JSON");
    knobs->footer(exitCodes);
}

void addConsole(CLI::App& app, ConsoleOptions& options) {
    CLI::App* console =
        app.add_subcommand("console", "Open the console, a window (this is what no command does, too)");
    console->add_option("session", options.sessionFile, "A session file to show; it needs no server")
        ->type_name("FILE.dyno");
    console->add_flag("--no-record", options.noRecord,
                      "Do not record the session unless asked to in the window");
    console->add_flag("!--no-bodies", options.recordBodies, "Record no requests and answers");
    console->add_flag("--demo", options.demo, "With the bundled demo server under load");
    console->add_option("--workspace", options.workspaceFile, "Knobs from a workspace file")
        ->type_name("FILE");
}

/// CLI11 prints help and the version itself; its own error numbers are of no use to a caller.
std::string failureText(const CLI::App* app, const CLI::Error& error) {
    const auto chosen = app->get_subcommands();
    return fmt::format("mcp-dyno: {}\n\"mcp-dyno {}--help\" lists what there is.\n", error.what(),
                       chosen.empty() ? "" : chosen.front()->get_name() + " ");
}

int exitCodeOf(const CLI::App& app, const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : usage;
}

} // namespace

std::optional<Command> parseCommandLine(int argc, const char* const* argv, int& exitCode) {
    CLI::App app("MCP Dyno: loads MCP servers and shows what they give", "mcp-dyno");
    app.set_version_flag("--version", "mcp-dyno " + std::string(version));
    app.failure_message(failureText);
    app.require_subcommand(0, 1);
    ConsoleOptions console;
    RunOptions run;
    ToolsOptions tools;
    ServersOptions servers;
    KnobsOptions knobs;
    CompareOptions compare;
    ReportOptions report;
    addRun(app, run);
    addTools(app, tools);
    addServers(app, servers);
    addKnobs(app, knobs);
    addCompareCommand(app, compare);
    addReportCommand(app, report);
    addConsole(app, console);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exitCode = exitCodeOf(app, error);
        return std::nullopt;
    }
    if (app.got_subcommand("run"))
        return run;
    if (app.got_subcommand("tools"))
        return tools;
    if (app.got_subcommand("servers"))
        return servers;
    if (app.got_subcommand("knobs"))
        return knobs;
    if (app.got_subcommand("compare"))
        return compare;
    if (app.got_subcommand("report"))
        return report;
    return console;
}

} // namespace dyno::app
