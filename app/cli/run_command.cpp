#include "app/cli/run_command.h"

#include "app/cli/engine_run.h"
#include "app/cli/exit_code.h"
#include "app/cli/output_file.h"
#include "app/cli/terminal.h"
#include "engine/mcp/argument_validation.h"
#include "engine/reports/quantity_text.h"
#include "engine/reports/summary.h"
#include "engine/sessions/session_recording.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace dyno::app {

namespace {

int refuse(const Error& error) {
    printError(error);
    return usage;
}

Error ofJson(const Error& error) {
    return {error.kind, "--json: " + error.message, error.detail};
}

bool sameFile(const std::string& one, const std::string& other) {
    std::error_code ec;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(one, ec), ec) ==
           std::filesystem::weakly_canonical(std::filesystem::absolute(other, ec), ec);
}

/// Finds out before the run, not after it, and without touching a file that is there. None: standard output,
/// or not asked for.
Result<std::unique_ptr<OutputFile>> openJson(const RunOptions& options) {
    if (options.jsonFile.empty() || options.jsonFile == "-")
        return std::unique_ptr<OutputFile>();
    if (!options.recordFile.empty() && sameFile(options.jsonFile, options.recordFile))
        return Error{ErrorKind::InvalidInput,
                     fmt::format("--json: {} is what --record writes; name another file", options.jsonFile)};
    auto output = OutputFile::open(options.jsonFile);
    if (output.has_error())
        return ofJson(output.error());
    return output;
}

Error unknownTool(const std::string& tool, const std::vector<mcp::Tool>& tools) {
    std::string names;
    for (const mcp::Tool& one : tools)
        names += (names.empty() ? "" : ", ") + one.name;
    return {ErrorKind::InvalidInput, fmt::format("the server has no tool \"{}\"", tool),
            tools.empty() ? "It has no tools at all." : "It has: " + names};
}

Result<void> checkAgainstTools(const workload::Scenario& scenario, const std::vector<mcp::Tool>& tools) {
    const auto tool =
        std::find_if(tools.begin(), tools.end(), [&](const auto& one) { return one.name == scenario.tool; });
    if (tool == tools.end())
        return unknownTool(scenario.tool, tools);
    return mcp::validateArguments(tool->inputSchema, scenario.arguments);
}

Result<void> writeJson(OutputFile* file, const std::string& text) {
    if (!file)
        return printOut(text);
    file->write(text);
    const auto committed = file->commit();
    return committed.has_error() ? Result<void>(ofJson(committed.error())) : committed;
}

Result<void> writeSummary(const RunOptions& options, OutputFile* file, const telemetry::Snapshot& snapshot,
                          const telemetry::ServerStatus& server) {
    Result<void> shown;
    if (!options.quiet && options.jsonFile != "-")
        shown = printOut(reports::summaryText(snapshot, server));
    if (options.jsonFile.empty())
        return shown;
    const std::string json =
        reports::summaryJson(snapshot, server).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    if (auto written = writeJson(file, json + '\n'); written.has_error())
        return written;
    return shown;
}

Result<void> record(Engine& engine, const RunOptions& options) {
    if (options.recordFile.empty())
        return {};
    sessions::RecordingOptions recording;
    recording.file = options.recordFile;
    recording.bodies = options.recordBodies;
    recording.workspace = options.workspaceFile;
    return engine.record(recording);
}

std::string lackText(const telemetry::RecordingStatus& recording) {
    return recording.callsLost > 0 ? fmt::format("lacks {} calls", reports::countText(recording.callsLost))
                                   : "was not written as it should be";
}

/// What was lost is said; figures that were make the file wrong, which is an error.
Result<void> tellRecorded(const RunOptions& options, const telemetry::RecordingStatus& recording) {
    if (options.recordFile.empty())
        return {};
    const std::string why = recording.problem ? ": " + recording.problem->message : std::string();
    if (recording.figuresLost > async::Duration::zero())
        return Error{ErrorKind::Io,
                     fmt::format("--record: {} of the session could not be written to {}{}",
                                 reports::timeText(recording.figuresLost), options.recordFile, why)};
    if (options.quiet)
        return {};
    if (recording.callsLost > 0 || recording.problem)
        printWarning(fmt::format("the session {}; its figures are whole{}", lackText(recording), why));
    if (options.jsonFile == "-")
        return {};
    return printOut(fmt::format("session      {}: {} calls kept of {}, {}\n", options.recordFile,
                                reports::countText(recording.callsKept),
                                reports::countText(recording.callsSeen),
                                reports::bytesText(recording.bytes)));
}

async::Awaitable<int> load(Engine& engine, workload::Scenario scenario, const telemetry::ServerStatus& server,
                           const RunOptions& options, OutputFile* json, ProgressLine& progress) {
    if (auto fits = checkAgainstTools(scenario, *server.tools); fits.has_error())
        co_return refuse(fits.error());
    if (auto recording = record(engine, options); recording.has_error())
        co_return refuse(recording.error());
    scenario.server = server.id; // of several servers, one that is up
    engine.startWorkload(std::move(scenario));
    co_await engine.workloadFinished();
    const Engine::SnapshotPtr snapshot = engine.stopRecording();
    engine.awaitRecording();
    progress.clear();
    const Result<void> written = writeSummary(options, json, *snapshot, server);
    if (snapshot->workload.error)
        printError(*snapshot->workload.error,
                   server.transport == "stdio" ? Reached::ByCommand : Reached::ByUrl);
    if (auto recorded = tellRecorded(options, engine.snapshot()->recording); recorded.has_error())
        co_return refuse(recorded.error());
    if (written.has_error())
        co_return refuse(written.error());
    const bool allGood = snapshot->counts.errors() == 0 && !snapshot->workload.error;
    co_return allGood ? done : someCallsFailed;
}

} // namespace

int runCommand(const RunOptions& options) {
    const auto servers = serverConfigs(options.server, options.replicas);
    if (servers.has_error())
        return refuse(servers.error());
    const auto knobs = workspace(options);
    if (knobs.has_error())
        return refuse(knobs.error());
    const auto planned = scenario(options, 1);
    if (planned.has_error())
        return refuse(planned.error());
    const auto json = openJson(options);
    if (json.has_error())
        return refuse(json.error());
    if (!options.quiet)
        for (const std::string& warning : knobs->warnings)
            printWarning(warning);
    ProgressLine progress(options.quiet);
    return withServers(
        *servers, knobs->tuning, options.quiet,
        [&](Engine& engine, const telemetry::ServerStatus& server) {
            return load(engine, *planned, server, options, json->get(), progress);
        },
        [&](const telemetry::Snapshot& snapshot) { progress.draw(snapshot); });
}

} // namespace dyno::app
