#include "engine/sessions/session_recording.h"

#include "engine/sessions/state_json.h"
#include "engine/settings/tuning_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dyno::sessions {

using telemetry::Snapshot;

namespace {

std::uint32_t microseconds(Duration duration) {
    const auto rounded = std::chrono::round<std::chrono::microseconds>(duration).count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(rounded, 0, telemetry::Histogram::highest));
}

std::string text(const nlohmann::ordered_json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string scenarioText(const workload::Scenario& scenario, int workers) {
    nlohmann::ordered_json json = {{"server", scenario.server},
                                   {"tool", scenario.tool},
                                   {"arguments", scenario.arguments},
                                   {"workers", workers}};
    if (scenario.extent.calls)
        json["calls"] = *scenario.extent.calls;
    if (scenario.extent.duration)
        json["durationSeconds"] = std::chrono::duration<double>(*scenario.extent.duration).count();
    return text(json);
}

} // namespace

SessionRecording::SessionRecording(std::unique_ptr<SessionWriter> writer, const RecordingOptions& options,
                                   SessionSources sources)
    : m_sources(std::move(sources))
    , m_writer(std::move(writer))
    , m_mostQueued(WriterOptions().maxQueuedCalls)
    , m_bodies(options.bodies)
    , m_sampler(options.keepAll) {}

Result<std::unique_ptr<SessionRecording>> SessionRecording::begin(const RecordingOptions& options,
                                                                  SessionSources sources) {
    WriterOptions writing;
    writing.file = options.file;
    writing.meta = {{"title", options.title},
                    {"workspace", options.workspace},
                    {"startedAt", std::to_string(sources.startedAt.time_since_epoch().count())}};
    auto writer = SessionWriter::create(std::move(writing));
    if (writer.has_error())
        return writer.error();
    return std::make_unique<SessionRecording>(std::move(*writer), options, std::move(sources));
}

// Calls

void SessionRecording::callEnded(const telemetry::EndedCall& call) {
    ++m_callsSeen;
    const std::uint32_t tool = call.target ? toolNumber(call.target) : 0;
    countRoute(call.record, tool);
    const std::uint32_t weight = m_sampler.weigh(call.error != nullptr, call.record.latency());
    if (weight == 0)
        return;
    KeptCall& kept = m_batch.calls.emplace_back();
    kept.record = call.record;
    kept.at = call.record.intended - m_sources.start;
    kept.target = call.target;
    kept.tool = tool;
    kept.weight = weight;
    if (call.error)
        kept.error = *call.error;
    if (m_bodies && keepsBody(call)) {
        kept.body = true;
        kept.result = call.result;
        if (call.progress)
            kept.progress = *call.progress;
    }
}

std::uint32_t SessionRecording::toolNumber(const std::shared_ptr<const calls::Target>& target) {
    if (target == m_lastTarget)
        return m_lastTool;
    const auto [known, added] =
        m_tools.try_emplace(target->tool, static_cast<std::uint32_t>(m_tools.size() + 1));
    if (added)
        m_batch.tools[known->second] = target->tool;
    m_lastTarget = target;
    return m_lastTool = known->second;
}

void SessionRecording::countRoute(const calls::CallRecord& record, std::uint32_t tool) {
    const Route route{record.server, record.connection, tool};
    if (m_lastRoute >= m_routes.size() || m_routes[m_lastRoute].route != route) {
        // A connection is of one server; without one, the server makes the difference.
        const std::uint64_t key =
            (std::uint64_t{record.connection ? record.connection : ~record.server} << 32) | tool;
        const auto [found, added] = m_routeIndex.try_emplace(key, m_routes.size());
        if (added)
            m_routes.push_back({route, {}, {}});
        m_lastRoute = found->second;
    }
    RouteStretch& stretch = m_routes[m_lastRoute];
    telemetry::count(record.error, stretch.counts);
    if (telemetry::tellsLatency(record))
        stretch.latencies.push_back(microseconds(record.latency()));
}

bool SessionRecording::keepsBody(const telemetry::EndedCall& call) {
    if (call.error)
        return m_requestsNow++ < requestsPerInterval;
    if (m_successBodies >= bodiesAtFirst && m_bodiesNow >= bodiesPerInterval)
        return false;
    ++m_successBodies;
    ++m_bodiesNow;
    return true;
}

// Intervals and runs

void SessionRecording::intervalClosed(const telemetry::Interval& interval) {
    KeptInterval kept;
    kept.began = interval.begin;
    kept.ended = interval.end;
    kept.run = m_running ? m_runs : 0;
    kept.inFlight = interval.inFlight;
    kept.counts = interval.figures.counts;
    const telemetry::LatencySummary latency = telemetry::summarize(interval.figures.latency);
    kept.p50 = latency.p50;
    kept.p90 = latency.p90;
    kept.p99 = latency.p99;
    kept.max = latency.max;
    kept.figures = encodeFigures(interval.figures);
    kept.routes = takeRoutes();
    m_batch.intervals.push_back(std::move(kept));
    m_latency.merge(interval.figures.latency);
    m_sampler.look(m_latency);
    handOver();
}

std::string SessionRecording::takeRoutes() {
    std::string routes = encodeRoutes(m_routes);
    m_routes.clear();
    m_routeIndex.clear();
    m_lastRoute = 0;
    return routes;
}

void SessionRecording::measuringBegan(Duration at, std::uint32_t inFlight) {
    const settings::Tuning tuning = m_sources.tuning();
    m_run = KeptRun{++m_runs,
                    at,
                    std::nullopt,
                    inFlight,
                    scenarioText(m_sources.scenario(), tuning.workers),
                    text(settings::tuningJson(tuning))};
    m_running = true;
    m_latency.reset();
    m_batch.runs.push_back(*m_run);
}

void SessionRecording::measuringEnded(Duration at) {
    if (!m_running)
        return;
    m_running = false;
    m_run->ended = at;
    m_latency.reset();
    m_batch.runs.push_back(*m_run);
}

// What is not counted from calls

void SessionRecording::note(const std::shared_ptr<const Snapshot>& snapshot) {
    for (const telemetry::LogEntry& entry : *snapshot->log)
        if (entry.sequence > m_lastLog)
            m_batch.log.push_back(entry);
    if (!snapshot->log->empty())
        m_lastLog = snapshot->log->back().sequence;
    for (; m_changes < snapshot->journal->size(); ++m_changes)
        m_batch.changes.push_back((*snapshot->journal)[m_changes]);
    if (snapshot->at >= m_statesAt + statePeriod || m_statesAt == Duration::min())
        noteStates(snapshot);
}

void SessionRecording::noteStates(const std::shared_ptr<const Snapshot>& snapshot) {
    auto states = stateJson(*snapshot, m_noted.get());
    states["configs"] = m_sources.configs();
    for (auto& [key, state] : states)
        if (std::string& written = m_states[key]; written != state)
            m_batch.states[key] = written = std::move(state);
    for (const telemetry::ConnectionStatus& connection : snapshot->connections)
        if (connection.pid != 0)
            m_batch.processes.push_back(
                {snapshot->at, connection.id, connection.rssBytes, connection.cpuShare});
    m_noted = snapshot;
    m_statesAt = snapshot->at;
}

void SessionRecording::handOver() {
    const std::size_t calls = m_batch.calls.size();
    if (!m_batch.empty())
        m_writer->write(std::exchange(m_batch, {}));
    m_batch.calls.reserve(calls);
    m_bodiesNow = 0;
    m_requestsNow = 0;
    m_sampler.press(m_writer->backlog(), m_mostQueued);
}

void SessionRecording::setRedactor(std::shared_ptr<const settings::Redactor> redactor) {
    m_writer->setRedactor(std::move(redactor));
}

telemetry::RecordingStatus SessionRecording::status() const {
    telemetry::RecordingStatus status = m_writer->status();
    status.callsSeen = m_callsSeen;
    status.oneOf = m_sampler.oneOf();
    return status;
}

void SessionRecording::end(const std::shared_ptr<const Snapshot>& snapshot) {
    m_statesAt = Duration::min();
    note(snapshot);
    handOver();
}

void SessionRecording::finish() {
    m_writer->finish();
}

} // namespace dyno::sessions
