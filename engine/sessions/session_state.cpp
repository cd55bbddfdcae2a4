#include "engine/sessions/session_state.h"

#include "engine/sessions/session_summary.h"
#include "engine/sessions/state_json.h"
#include "engine/telemetry/log_book.h"
#include "engine/telemetry/recorder.h"

#include <algorithm>
#include <unordered_map>

namespace dyno::sessions {

namespace {

using namespace telemetry;

constexpr std::size_t maxChanges = 100'000;

/// What the figures speak of.
struct Scope {
    Span span;
    Duration length{};
    std::uint64_t begunBefore = 0; ///< calls that count as its own
    bool wholeLife = false;        ///< of connections: their figures are those of their lives
};

Scope scopeOf(SessionParts parts, std::optional<Range> range) {
    const std::vector<RunInfo> runs = readRuns(parts.database, parts.intervals);
    if (range) {
        const Span span = parts.intervals.within(*range);
        const Range exact = parts.intervals.rangeOf(span);
        Scope scope{span, exact.to - exact.from};
        for (const RunInfo& run : runs)
            if (span.size() && parts.intervals[span.begin].began == run.began &&
                parts.intervals[span.end - 1].run == run.number)
                scope.begunBefore = run.inFlight;
        return scope;
    }
    if (!runs.empty()) {
        const RunInfo& run = runs.back();
        return {parts.intervals.ofRun(run.number), run.ended - run.began, run.inFlight, true};
    }
    const Span all = parts.intervals.all();
    const Range whole = parts.intervals.rangeOf(all);
    return {all, whole.to - whole.from, 0, true};
}

void describeCalls(SessionParts parts, const Scope& scope, const Figures& figures, Snapshot& snapshot) {
    snapshot.counts = figures.counts;
    snapshot.counts.started += scope.begunBefore;
    snapshot.measured = scope.length;
    snapshot.total = summarize(figures.latency);
    snapshot.serviceTime = summarize(figures.serviceTime);
    snapshot.phases = summarize(figures.phases);
    const Range range = parts.intervals.rangeOf(scope.span);
    for (const auto& [kind, count] : figures.errors)
        snapshot.errors.push_back({kind, count, parts.calls.example(kind, range)});
}

/// The tiles speak of all of it.
void describeRecent(SessionParts parts, const Scope& scope, Snapshot& snapshot) {
    const double seconds = std::chrono::duration<double>(scope.length).count();
    Recent& recent = snapshot.recent;
    recent.window = scope.length;
    recent.latency = snapshot.total;
    recent.inFlight = scope.span.size() ? parts.intervals[scope.span.end - 1].inFlight : 0;
    if (seconds <= 0)
        return;
    recent.callsPerSecond = static_cast<double>(snapshot.counts.ended()) / seconds;
    recent.errorsPerSecond = static_cast<double>(snapshot.counts.errors()) / seconds;
}

void describePath(const Figures& figures, PathStatus& path) {
    std::array<std::uint32_t, stageCount> held{};
    for (std::size_t i = 0; i < held.size(); ++i)
        held[i] = path.stages[i].held;
    figures.path.describe(path, held);
}

void describeConnections(SessionParts parts, Span span, std::vector<ConnectionStatus>& connections) {
    const std::vector<RouteFigures> figures = byConnection(parts, span);
    for (ConnectionStatus& status : connections) {
        const auto found = std::ranges::find(figures, status.id, &RouteFigures::connection);
        const RouteFigures* one = found == figures.end() ? nullptr : &*found;
        status.calls = one ? one->counts.ended() : 0;
        status.errors = one ? one->counts.errors() : 0;
        status.p50 = std::chrono::microseconds(one ? one->latency.percentile(50) : 0);
        status.p99 = std::chrono::microseconds(one ? one->latency.percentile(99) : 0);
    }
}

std::vector<LogEntry> readLog(SessionDatabase& database) {
    std::vector<LogEntry> log;
    auto query =
        database.statement("SELECT sequence, at, level, source, text FROM log ORDER BY sequence DESC");
    while (log.size() < LogBook::maxEntries && query.executeStep()) {
        const auto level = static_cast<LogLevel>(std::min<std::uint32_t>(numberAt(query, 2), 2));
        log.push_back({countAt(query, 0), durationAt(query, 1), level, textAt(query, 3), textAt(query, 4)});
    }
    std::ranges::reverse(log);
    return log;
}

std::shared_ptr<const std::vector<RecentCall>> recentCalls(SessionParts parts, Range range) {
    auto calls = std::make_shared<std::vector<RecentCall>>();
    for (CallRow& row : parts.calls.last(range, Recorder::maxRecentCalls))
        calls->push_back({row.id, row.record, std::move(row.tool)});
    return calls->empty() ? nullptr : calls;
}

template<class T>
std::shared_ptr<const T> shared(T value) {
    return std::make_shared<const T>(std::move(value));
}

RouteFigures routeFigures(const Route& route, RouteSum& sum, std::string tool) {
    return {route.server, route.connection, std::move(tool), sum.counts, std::move(sum.latency)};
}

/// The first of the servers that share their calls: whichever of them served one, it was a call of the same
/// tool.
std::map<ServerId, ServerId> groupLeaders(SessionDatabase& database) {
    Snapshot state;
    std::map<std::string, ServerId> leaders;
    std::map<ServerId, ServerId> leaderOf;
    if (restoreState({{"servers", readText(database, "servers")}}, state).has_error())
        return {};
    for (const ServerStatus& server : state.servers)
        if (!server.group.empty())
            leaderOf[server.id] = leaders.try_emplace(server.group, server.id).first->second;
    return leaderOf;
}

} // namespace

Result<Snapshot> makeSnapshot(SessionParts parts, std::optional<Range> range, std::size_t points) {
    Snapshot snapshot;
    if (auto restored = restoreState(readTexts(parts.database, "state"), snapshot); restored.has_error())
        return restored.error();
    const Scope scope = scopeOf(parts, range);
    const auto figures = std::make_unique<Figures>();
    parts.sums.add(scope.span, *figures);
    describeCalls(parts, scope, *figures, snapshot);
    describeRecent(parts, scope, snapshot);
    describePath(*figures, snapshot.path);
    if (!scope.wholeLife)
        describeConnections(parts, scope.span, snapshot.connections);
    snapshot.at = parts.intervals.rangeOf(parts.intervals.all()).to;
    snapshot.series = shared(makeSeries(parts, parts.intervals.all(), points));
    snapshot.journal = shared(readChanges(parts.database));
    snapshot.log = shared(readLog(parts.database));
    snapshot.recentCalls = recentCalls(parts, parts.intervals.rangeOf(scope.span));
    return snapshot;
}

std::vector<SeriesPoint> makeSeries(SessionParts parts, Span span, std::size_t points) {
    std::vector<SeriesPoint> series;
    Histogram latency;
    for (const Span part : parts.sums.alongRows(parts.intervals.parts(span, points))) {
        const Range range = parts.intervals.rangeOf(part);
        const CallCounts counts = parts.intervals.countsOf(part);
        const IntervalRow& last = parts.intervals[part.end - 1];
        SeriesPoint point{range.to,       range.to - range.from,
                          counts.ended(), counts.errors(),
                          last.inFlight,  last.p50,
                          last.p90,       last.p99,
                          last.max};
        if (part.size() > 1) {
            latency.reset();
            parts.sums.addLatency(part, latency);
            const LatencySummary summary = summarize(latency);
            point.p50 = summary.p50;
            point.p90 = summary.p90;
            point.p99 = summary.p99;
            point.max = summary.max;
        }
        series.push_back(point);
    }
    return series;
}

std::vector<RouteFigures> byTool(SessionParts parts, Span span) {
    const std::map<ServerId, ServerId> leaders = groupLeaders(parts.database);
    const auto tool = [&](const Route& route) {
        const auto leader = leaders.find(route.server);
        return Route{leader == leaders.end() ? route.server : leader->second, 0, route.tool};
    };
    std::vector<RouteFigures> tools;
    for (auto& [route, sum] : parts.sums.routes(span, tool))
        tools.push_back(routeFigures(route, sum, parts.calls.tool(route.tool)));
    return tools;
}

std::vector<RouteFigures> byConnection(SessionParts parts, Span span) {
    const auto connection = [](const Route& route) { return Route{route.server, route.connection, 0}; };
    std::vector<RouteFigures> connections;
    for (auto& [route, sum] : parts.sums.routes(span, connection))
        connections.push_back(routeFigures(route, sum, {}));
    return connections;
}

std::vector<settings::TuningChange> readChanges(SessionDatabase& database) {
    std::vector<settings::TuningChange> changes;
    auto query = database.statement("SELECT at, knob, before, after FROM change ORDER BY id");
    while (changes.size() < maxChanges && query.executeStep())
        changes.push_back({durationAt(query, 0), textAt(query, 1), textAt(query, 2), textAt(query, 3)});
    return changes;
}

std::vector<ProcessSample> readProcesses(SessionDatabase& database, Range range) {
    constexpr Duration::rep most = 2000; // of one connection
    constexpr std::size_t mostInAll = 1'000'000;
    std::vector<ProcessSample> samples;
    std::unordered_map<std::uint32_t, Duration> next;
    auto query = database.statement(
        "SELECT at, connection, rss, cpu FROM process WHERE at >= ? AND at < ? ORDER BY id");
    query.bind(1, static_cast<std::int64_t>(range.from.count()));
    query.bind(2, static_cast<std::int64_t>(range.to.count()));
    while (samples.size() < mostInAll && query.executeStep()) {
        const ProcessSample sample{durationAt(query, 0), numberAt(query, 1), countAt(query, 2),
                                   std::max(query.getColumn(3).getDouble(), 0.0)};
        Duration& due = next[sample.connection];
        if (sample.at < due)
            continue;
        due = sample.at + (range.to - range.from) / most;
        samples.push_back(sample);
    }
    return samples;
}

} // namespace dyno::sessions
