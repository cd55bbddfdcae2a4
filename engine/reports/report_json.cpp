#include "engine/reports/export.h"
#include "engine/reports/latency_json.h"
#include "engine/reports/loaded_server.h"
#include "engine/reports/sink.h"
#include "engine/reports/summary.h"
#include "engine/reports/time_numbers.h"
#include "engine/reports/wall_time_text.h"
#include "engine/sessions/json_fields.h"
#include "engine/settings/tuning_json.h"

#include <nlohmann/json.hpp>

namespace dyno::reports {

namespace {

using json = nlohmann::ordered_json;

json rangeJson(const sessions::Range& range) {
    return {{"fromSeconds", inSeconds(range.from)}, {"toSeconds", inSeconds(range.to)}};
}

json sessionJson(const sessions::SessionInfo& info) {
    return {{"title", info.title},
            {"notes", info.notes},
            {"tags", info.tags},
            {"workspace", info.workspace},
            {"startedAt", wallTimeText(info.startedAt)},
            {"seconds", inSeconds(info.length)},
            {"complete", info.complete},
            {"dynoVersion", info.dynoVersion},
            {"servers", info.servers},
            {"calls", info.calls},
            {"errors", info.errors},
            {"callsKept", info.callsKept},
            {"callsLost", info.callsLost},
            {"secondsLost", inSeconds(info.figuresLost)},
            {"fileBytes", info.fileBytes}};
}

json runsJson(const sessions::SessionInfo& info) {
    json runs = json::array();
    for (const sessions::RunInfo& run : info.runs)
        runs.push_back({{"number", run.number},
                        {"fromSeconds", inSeconds(run.began)},
                        {"toSeconds", inSeconds(run.ended)},
                        {"calls", run.calls},
                        {"errors", run.errors},
                        {"scenario", sessions::readJson<json>(run.scenario)},
                        {"tuning", sessions::readJson<json>(run.tuning)}});
    return runs;
}

json toolsJson(const Report& report) {
    json tools = json::array();
    for (const telemetry::RouteFigures& tool : report.tools)
        tools.push_back({{"name", tool.tool},
                         {"server", tool.server},
                         {"succeeded", tool.counts.succeeded},
                         {"failed", tool.counts.failed},
                         {"timedOut", tool.counts.timedOut},
                         {"cancelled", tool.counts.cancelled},
                         {"latencyMicroseconds", latencyJson(telemetry::summarize(tool.latency))}});
    return tools;
}

json connectionFiguresJson(const Report& report) {
    json connections = json::array();
    for (const telemetry::RouteFigures& connection : report.connections)
        connections.push_back(
            {{"id", connection.connection},
             {"server", connection.server},
             {"calls", connection.counts.ended()},
             {"errors", connection.counts.errors()},
             {"latencyMicroseconds", latencyJson(telemetry::summarize(connection.latency))}});
    return connections;
}

json allPhasesJson(const Report& report) {
    json phases = json::object();
    for (const telemetry::PhaseSummary& phase : report.snapshot.phases)
        phases[phase.name] = latencyJson(phase.latency);
    return phases;
}

json seriesJson(const Report& report) {
    json series = json::array();
    for (const telemetry::SeriesPoint& point : report.series)
        series.push_back({{"atSeconds", inSeconds(point.at)},
                          {"lengthSeconds", inSeconds(point.length)},
                          {"calls", point.calls},
                          {"errors", point.errors},
                          {"inFlight", point.inFlight},
                          {"p50Microseconds", inMicroseconds(point.p50)},
                          {"p90Microseconds", inMicroseconds(point.p90)},
                          {"p99Microseconds", inMicroseconds(point.p99)},
                          {"maxMicroseconds", inMicroseconds(point.max)}});
    return series;
}

json processesJson(const Report& report) {
    json processes = json::array();
    for (const sessions::ProcessSample& sample : report.processes)
        processes.push_back({{"atSeconds", inSeconds(sample.at)},
                             {"connection", sample.connection},
                             {"rssBytes", sample.rssBytes},
                             {"cpuShare", sample.cpuShare}});
    return processes;
}

json differenceJson(const sessions::Difference& difference) {
    return {{"metric", difference.metric},
            {"before", difference.before},
            {"after", difference.after},
            {"change", difference.change},
            {"low", difference.low},
            {"high", difference.high},
            {"confidence", difference.confidence},
            {"verdict", sessions::name(difference.verdict)},
            {"why", difference.why}};
}

json verdictJson(const sessions::ChangeVerdict& verdict) {
    json knobs = json::array(), differences = json::array();
    for (const settings::TuningChange& change : verdict.changes)
        knobs.push_back({{"atSeconds", inSeconds(change.at)},
                         {"knob", change.knob},
                         {"from", change.from},
                         {"to", change.to}});
    for (const sessions::Difference& difference : verdict.headline)
        differences.push_back(differenceJson(difference));
    return {{"knobs", std::move(knobs)},         {"before", rangeJson(verdict.before)},
            {"after", rangeJson(verdict.after)}, {"verdict", sessions::name(verdict.verdict)},
            {"summary", verdict.summary},        {"differences", std::move(differences)}};
}

json changesJson(const Report& report) {
    json changes = json::array();
    for (const sessions::ChangeVerdict& verdict : report.changes)
        changes.push_back(verdictJson(verdict));
    return changes;
}

json failuresJson(const std::vector<Report::Failure>& failures) {
    json list = json::array();
    for (const Report::Failure& failure : failures)
        list.push_back({{"kind", name(failure.kind)},
                        {"count", failure.count},
                        {"example", failure.example},
                        {"detail", failure.detail},
                        {"tool", failure.tool}});
    return list;
}

json configuredServerJson(const telemetry::ServerStatus& server) {
    return {{"id", server.id},
            {"name", server.name},
            {"group", server.group},
            {"address", server.address},
            {"state", telemetry::name(server.state)},
            {"error", server.error ? json(server.error->message) : json()},
            {"serverName", server.serverName},
            {"serverVersion", server.serverVersion},
            {"protocolVersion", server.protocolVersion},
            {"era", server.era},
            {"transport", server.transport},
            {"stderrTail", server.stderrTail}};
}

json environmentJson(const Report& report) {
    const sessions::Machine& machine = report.info.machine;
    json servers = json::array();
    for (const telemetry::ServerStatus& server : report.snapshot.servers)
        servers.push_back(configuredServerJson(server));
    return {{"machine",
             {{"system", machine.system},
              {"kernel", machine.kernel},
              {"cpu", machine.cpu},
              {"cores", machine.cores},
              {"governor", machine.governor},
              {"memoryBytes", machine.memoryBytes},
              {"load", machine.load ? json(*machine.load) : json()}}},
            {"servers", std::move(servers)},
            {"tuning", settings::tuningJson(report.snapshot.tuning)}};
}

json reportJson(const Report& report) {
    json scope = rangeJson(report.range);
    scope["text"] = report.scope;
    return {{"schema", "mcp-dyno/report/1"},
            {"summary", summaryJson(report.snapshot, loadedServer(report.snapshot))},
            {"words", report.words},
            {"session", sessionJson(report.info)},
            {"scope", std::move(scope)},
            {"runs", runsJson(report.info)},
            {"tools", toolsJson(report)},
            {"phases", allPhasesJson(report)},
            {"series", seriesJson(report)},
            {"connections", connectionFiguresJson(report)},
            {"processes", processesJson(report)},
            {"changes", changesJson(report)},
            {"failures", failuresJson(report.failures)},
            {"toolFailures", failuresJson(report.toolFailures)},
            {"environment", environmentJson(report)},
            {"method", report.method}};
}

} // namespace

Result<void> writeJson(const Report& report, const Sink& sink) {
    return put(sink, reportJson(report).dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

} // namespace dyno::reports
