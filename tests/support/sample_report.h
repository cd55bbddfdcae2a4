#pragma once

#include "engine/reports/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

/// Reports made by hand, for whatever writes one.
namespace dyno::test {

using namespace std::chrono_literals;

/// Names that break what does not escape them: markup, quotes, a line's end, controls, emoji, marks that turn
/// a text's direction, bytes that are no UTF-8, and 10,000 characters.
inline std::vector<std::string> hostileNames() {
    return {"<script>alert('x')</script>",
            "a\"b'c`d&e|f\\g",
            "=1+2",
            "line\none\r\n| two",
            std::string("nul\0bell\a esc\x1b[31m", 18),
            "emoji 🦖👩‍🚀 ß 漢字",
            "\xE2\x80\xAEturned",
            "no UTF-8: \xff\xfe",
            "]]> --> </style> ${x} {{y}}",
            std::string(10'000, 'n')};
}

inline telemetry::Histogram sampleLatencies(int calls, int middle) {
    telemetry::Histogram histogram;
    for (std::int64_t i = 0; i < calls; ++i) // a long tail: one of a hundred takes ten times as long
        histogram.record((middle / 2 + (i * 7919) % middle) * (i % 100 == 99 ? 10 : 1));
    return histogram;
}

inline telemetry::RouteFigures sampleRoute(ServerId server, ConnectionId connection, std::string tool,
                                           int calls, int failed) {
    telemetry::RouteFigures route;
    route.server = server;
    route.connection = connection;
    route.tool = std::move(tool);
    route.counts.succeeded = static_cast<std::uint64_t>(calls - failed);
    route.counts.failed = static_cast<std::uint64_t>(failed);
    route.latency = sampleLatencies(calls, 2000);
    return route;
}

inline telemetry::ServerStatus sampleServer(ServerId id, std::string name) {
    telemetry::ServerStatus server;
    server.id = id;
    server.name = std::move(name);
    server.address = "npx -y @modelcontextprotocol/server-everything";
    server.state = telemetry::ServerState::Ready;
    server.serverName = "everything";
    server.serverVersion = "2.1.0";
    server.protocolVersion = "2025-11-25";
    server.era = "legacy";
    server.transport = "stdio";
    server.found = "it answered initialize";
    server.stderrTail = "Starting default (STDIO) server...\n";
    server.startup = {1500us, 120ms, 3ms};
    server.tools = std::make_shared<const std::vector<mcp::Tool>>();
    return server;
}

inline telemetry::ConnectionStatus sampleConnection(ConnectionId id) {
    telemetry::ConnectionStatus connection;
    connection.id = id;
    connection.server = 1;
    connection.serverName = "everything";
    connection.transport = "stdio";
    connection.pid = 4000 + static_cast<int>(id);
    connection.state = telemetry::ConnectionState::Ready;
    connection.up = 12s;
    connection.calls = 1000;
    connection.p50 = 1500us;
    connection.p99 = 18ms;
    connection.rssBytes = 64 << 20;
    connection.cpuShare = 0.35;
    return connection;
}

inline sessions::SessionInfo sampleInfo() {
    sessions::SessionInfo info;
    info.file = "/tmp/sample.dyno";
    info.fileBytes = 3 << 20;
    info.title = "echo on everything";
    info.notes = "Before the new cache.";
    info.tags = {"nightly", "pool"};
    info.startedAt = sessions::WallTime(1'764'101'704'250ms);
    info.length = 14s;
    info.dynoVersion = "0.1.0";
    info.machine = {"Debian GNU/Linux 12 (bookworm)",
                    "6.1.0-18-amd64",
                    "AMD EPYC 7B13",
                    4,
                    "powersave",
                    std::uint64_t{16} << 30,
                    0.7};
    info.servers = {"everything"};
    return info;
}

/// A report's frame: a session with a server and a connection, in which nothing was called.
inline reports::Report sampleFrame() {
    reports::Report report;
    report.info = sampleInfo();
    report.range = {0s, report.info.length};
    report.snapshot.at = report.info.length;
    report.snapshot.series = std::make_shared<const std::vector<telemetry::SeriesPoint>>();
    report.snapshot.journal = std::make_shared<const std::vector<settings::TuningChange>>();
    report.snapshot.log = std::make_shared<const std::vector<telemetry::LogEntry>>();
    report.snapshot.servers = {sampleServer(1, "everything")};
    report.snapshot.connections = {sampleConnection(1)};
    return report;
}

/// A point each 200 ms; the last three seconds are quiet.
inline std::vector<telemetry::SeriesPoint> sampleSeries(std::uint64_t callsAPoint, std::uint64_t errors) {
    std::vector<telemetry::SeriesPoint> series;
    for (int i = 1; i <= 50; ++i) {
        telemetry::SeriesPoint point{1s + i * 200ms, 200ms};
        if (i <= 35) {
            point.calls = callsAPoint + static_cast<std::uint64_t>(i % 5);
            point.errors = i == 20 ? errors : 0;
            point.inFlight = 8;
            point.p50 = 1500us + (i % 7) * 40us;
            point.p90 = 2500us + (i % 7) * 90us;
            point.p99 = 18ms + (i % 3) * 1ms;
            point.max = 24ms + (i % 11) * 1ms;
        }
        series.push_back(point);
    }
    return series;
}

inline std::vector<sessions::ProcessSample> sampleProcesses(ConnectionId connections) {
    std::vector<sessions::ProcessSample> samples;
    for (int second = 1; second <= 11; ++second)
        for (ConnectionId id = 1; id <= connections; ++id)
            samples.push_back({second * 1s, id,
                               (std::uint64_t{40} + static_cast<std::uint64_t>(second) * 2) << 20,
                               0.3 + 0.02 * second});
    return samples;
}

/// What its tools and failures say fills in everything else: counts, latencies, phases, words.
inline void completeSample(reports::Report& report) {
    telemetry::Figures& figures = report.figures;
    for (const telemetry::RouteFigures& tool : report.tools) {
        figures.counts.succeeded += tool.counts.succeeded;
        figures.counts.failed += tool.counts.failed;
        figures.latency.merge(tool.latency);
    }
    figures.counts.started = figures.counts.ended();
    figures.serviceTime = figures.latency;
    const auto ended = static_cast<int>(figures.counts.ended());
    for (const auto& [phase, middle] :
         {std::pair(calls::Phase::Queue, 120), std::pair(calls::Phase::Send, 15),
          std::pair(calls::Phase::Server, 1700), std::pair(calls::Phase::Receive, 20),
          std::pair(calls::Phase::Decode, 9)}) {
        telemetry::Histogram& histogram = figures.phases[static_cast<std::size_t>(phase)];
        histogram = sampleLatencies(ended, middle);
        if (ended > 0)
            report.snapshot.phases.push_back({std::string(name(phase)), telemetry::summarize(histogram)});
    }
    for (const reports::Report::Failure& failure : report.failures) {
        figures.errors[failure.kind] = failure.count;
        report.snapshot.errors.push_back({failure.kind, failure.count, failure.example});
    }
    report.snapshot.counts = figures.counts;
    report.snapshot.total = telemetry::summarize(figures.latency);
    report.snapshot.serviceTime = telemetry::summarize(figures.serviceTime);
    report.snapshot.measured = report.range.to - report.range.from;
    report.snapshot.series = std::make_shared<const std::vector<telemetry::SeriesPoint>>(report.series);
    report.info.calls = report.info.callsKept = figures.counts.ended();
    report.info.errors = figures.counts.errors();
    report.scope = reports::scopeText(report.info, report.range);
    report.words = reports::summaryWords(report);
    report.method = reports::methodWords(report);
}

/// A run of `tools`, from 1 s to 11 s.
inline reports::Report sampleRun(std::vector<telemetry::RouteFigures> tools,
                                 std::vector<reports::Report::Failure> failures) {
    reports::Report report = sampleFrame();
    report.info.runs = {{1, 1s, 11s, 0, R"({"tool":"echo"})", R"({"pool.max":8})"}};
    report.range = {1s, 11s};
    report.snapshot.workload.scenario.server = 1;
    report.snapshot.workload.scenario.tool = tools.empty() ? "echo" : tools.front().tool;
    report.snapshot.workload.scenario.extent.duration = 10s;
    report.snapshot.workload.scenario.warmup = workload::Extent{100, {}};
    report.tools = std::move(tools);
    report.failures = std::move(failures);
    report.processes = sampleProcesses(1);
    return report;
}

inline sessions::ChangeVerdict sampleVerdict() {
    sessions::ChangeVerdict verdict;
    verdict.changes = {{6s, "pool.max", "4", "8"}, {6s, "cache.on", "off", "on"}};
    verdict.before = {1s, 6s};
    verdict.after = {6s, 11s};
    verdict.headline = {{"p50", 1600, 1400, -0.125, -0.15, -0.1, 0.95, sessions::Verdict::Better, {}},
                        {"p99", 20'000, 18'000, -0.1, -0.3, 0.1, 0.95, sessions::Verdict::NoDifference,
                         "it varies more than that"},
                        {"throughput", 510, 560, 0.098, 0.05, 0.14, 0.95, sessions::Verdict::Better, {}},
                        {"errors", 0.01, 0.01, 0, -0.01, 0.01, 0.95, sessions::Verdict::NoDifference, {}}};
    verdict.verdict = sessions::Verdict::Better;
    verdict.summary = "p50 is 12 % better (10 … 15 %); throughput is 10 % better; p99 shows no difference.";
    return verdict;
}

inline reports::Report ordinaryReport() {
    reports::Report report = sampleRun(
        {sampleRoute(1, 0, "echo", 4000, 12), sampleRoute(1, 0, "get_many", 900, 0),
         sampleRoute(1, 0, "add", 100, 3)},
        {{ErrorKind::ToolFailed, 12, "the tool failed: \"no such <key>\"", "", "echo"},
         {ErrorKind::PeerClosed, 3, "the server exited with status 1",
          "exit status 1\nTraceback (most recent call last):\n  File \"server.py\", line 3\nMemoryError",
          "add"}});
    report.connections = {sampleRoute(1, 1, "", 2600, 12), sampleRoute(1, 2, "", 2400, 3)};
    report.snapshot.connections = {sampleConnection(1), sampleConnection(2)};
    report.series = sampleSeries(140, 15);
    report.processes = sampleProcesses(2);
    report.changes = {sampleVerdict()};
    report.snapshot.journal =
        std::make_shared<const std::vector<settings::TuningChange>>(report.changes.front().changes);
    report.snapshot.tuning.pool.max = 8;
    report.snapshot.tuning.pool.perConnection = 4;
    report.snapshot.tuning.cache.on = true;
    report.snapshot.path.cache.hits = 900;
    report.snapshot.path.cache.misses = 100;
    report.snapshot.path.cache.saved = 1500ms;
    completeSample(report);
    report.info.callsKept = 1200;
    report.method = reports::methodWords(report);
    return report;
}

/// Nothing was called.
inline reports::Report emptyReport() {
    reports::Report report = sampleFrame();
    completeSample(report);
    return report;
}

/// Nothing at all is known: not even a server was configured.
inline reports::Report barrenReport() {
    reports::Report report;
    report.info.file = "/tmp/barren.dyno";
    report.snapshot.series = std::make_shared<const std::vector<telemetry::SeriesPoint>>();
    report.snapshot.journal = std::make_shared<const std::vector<settings::TuningChange>>();
    report.snapshot.log = std::make_shared<const std::vector<telemetry::LogEntry>>();
    completeSample(report);
    return report;
}

inline reports::Report oneCallReport() {
    reports::Report report = sampleRun({sampleRoute(1, 0, "echo", 1, 0)}, {});
    report.connections = {sampleRoute(1, 1, "", 1, 0)};
    report.series = {{1200ms, 200ms, 1, 0, 0, 1500us, 1500us, 1500us, 1500us}};
    completeSample(report);
    return report;
}

inline reports::Report allFailedReport() {
    const Error gone{ErrorKind::Spawn, "\"/nonexistent/server\" cannot be started: No such file or directory",
                     "errno 2"};
    reports::Report report = sampleRun({sampleRoute(1, 0, "echo", 500, 500)},
                                       {{gone.kind, 500, gone.message, gone.detail, "echo"}});
    report.tools.front().latency.reset();
    report.snapshot.servers.front().state = telemetry::ServerState::Failed;
    report.snapshot.servers.front().error = gone;
    report.series = sampleSeries(10, 10);
    for (telemetry::SeriesPoint& point : report.series) {
        point.errors = point.calls;
        point.p50 = point.p90 = point.p99 = point.max = 0s;
    }
    completeSample(report);
    report.snapshot.phases.clear();
    report.figures.phases = {};
    report.words = reports::summaryWords(report);
    return report;
}

inline reports::Report manyToolsReport(int count = 500) {
    std::vector<telemetry::RouteFigures> tools;
    for (int i = 0; i < count; ++i)
        tools.push_back(sampleRoute(1, 0, fmt::format("tool_{}", i), 2 * count - i, i % 50 == 0 ? 1 : 0));
    reports::Report report =
        sampleRun(std::move(tools), {{ErrorKind::ToolFailed, static_cast<std::uint64_t>((count + 49) / 50),
                                      "the tool failed", "", "tool_0"}});
    report.series = sampleSeries(3000, 10);
    completeSample(report);
    return report;
}

inline reports::Report manyConnectionsReport(int count = 200) {
    reports::Report report = sampleRun({sampleRoute(1, 0, "echo", 20'000, 0)}, {});
    report.snapshot.connections.clear();
    for (int i = 1; i <= count; ++i) {
        report.connections.push_back(sampleRoute(1, static_cast<ConnectionId>(i), "", 20'000 / count, 0));
        report.snapshot.connections.push_back(sampleConnection(static_cast<ConnectionId>(i)));
    }
    report.processes = sampleProcesses(static_cast<ConnectionId>(count));
    report.series = sampleSeries(400, 0);
    completeSample(report);
    return report;
}

/// Everything that somebody else may name is named so.
inline reports::Report hostileReport() {
    const std::vector<std::string> names = hostileNames();
    std::vector<telemetry::RouteFigures> tools;
    std::vector<reports::Report::Failure> failures;
    for (std::size_t i = 0; i < names.size(); ++i) {
        tools.push_back(sampleRoute(1, 0, names[i], 100, 1));
        failures.push_back({static_cast<ErrorKind>(i), 1, names[i], names[names.size() - 1 - i], names[i]});
    }
    reports::Report report = sampleRun(std::move(tools), std::move(failures));
    report.info.title = names[0];
    report.info.notes = names[1] + names[3];
    report.info.tags = names;
    report.info.servers = names;
    report.info.workspace = names[0];
    report.info.machine.cpu = names[0];
    report.snapshot.servers.clear();
    for (std::size_t i = 0; i < names.size(); ++i) {
        telemetry::ServerStatus server = sampleServer(static_cast<ServerId>(i + 1), names[i]);
        server.serverName = server.serverVersion = server.address = server.stderrTail = server.found =
            names[i];
        server.error = Error{ErrorKind::PeerClosed, names[i], names[i]};
        report.snapshot.servers.push_back(std::move(server));
    }
    report.snapshot.connections.front().serverName = names[0];
    report.connections = {sampleRoute(1, 1, "", 1000, 10)};
    report.series = sampleSeries(25, 10);
    report.changes = {sampleVerdict()};
    report.changes.front().changes.front() = {6s, "balance.sticky", names[0], names[3]};
    report.changes.front().summary = names[1];
    report.snapshot.journal =
        std::make_shared<const std::vector<settings::TuningChange>>(report.changes.front().changes);
    report.changes.front().headline.front().why = names[0];
    completeSample(report);
    return report;
}

/// All of the above, for tests that go through them.
inline std::vector<std::pair<std::string, reports::Report>> sampleReports() {
    std::vector<std::pair<std::string, reports::Report>> reports;
    reports.emplace_back("ordinary", ordinaryReport());
    reports.emplace_back("empty", emptyReport());
    reports.emplace_back("barren", barrenReport());
    reports.emplace_back("one call", oneCallReport());
    reports.emplace_back("all failed", allFailedReport());
    reports.emplace_back("many tools", manyToolsReport());
    reports.emplace_back("many connections", manyConnectionsReport());
    reports.emplace_back("hostile", hostileReport());
    return reports;
}

} // namespace dyno::test
