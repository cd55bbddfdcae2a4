#include "engine/telemetry/recorder.h"

#include <algorithm>

namespace dyno::telemetry {

namespace {

std::int64_t microseconds(Duration duration) {
    return std::chrono::round<std::chrono::microseconds>(duration).count();
}

} // namespace

Recorder::Recorder(async::TimePoint start)
    : m_start(start)
    , m_measuringSince(start)
    , m_intervalBegan(start)
    , m_series(std::make_shared<const std::vector<SeriesPoint>>()) {}

void Recorder::record(const EndedCall& call) {
    const calls::CallRecord& record = call.record;
    m_fresh.count(record);
    keepRecent(call);
    if (call.error && !m_examples.contains(call.error->kind))
        m_examples[call.error->kind] = call.error->message;
    if (record.connection) {
        ConnectionFigures& connection = m_connections[record.connection];
        ++connection.calls;
        connection.errors += record.error ? 1 : 0;
        if (tellsLatency(record))
            connection.latency.record(microseconds(record.latency()));
    }
    if (m_keeper)
        m_keeper->callEnded(call);
}

void Recorder::drain() {
    m_interval.merge(m_fresh);
    m_measured.merge(m_fresh);
    m_fresh.reset();
}

void Recorder::keepRecent(const EndedCall& call) {
    const std::size_t slot = m_callsKept % maxRecentCalls;
    if (slot == m_recentCalls.size())
        m_recentCalls.emplace_back();
    RecentCall& kept = m_recentCalls[slot];
    kept.sequence = ++m_callsKept;
    kept.record = call.record;
    kept.tool = call.target ? std::string_view(call.target->tool) : std::string_view();
}

std::shared_ptr<const std::vector<RecentCall>> Recorder::recentCalls() const {
    if (m_recentCalls.empty())
        return nullptr;
    auto calls = std::make_shared<std::vector<RecentCall>>(m_recentCalls);
    if (m_callsKept > calls->size())
        std::rotate(calls->begin(),
                    calls->begin() + static_cast<std::ptrdiff_t>(m_callsKept % maxRecentCalls), calls->end());
    return calls;
}

void Recorder::tick(async::TimePoint now, std::uint32_t inFlight) {
    // On a grid. An engine that was held up closes one long interval, rather than inventing empty ones that
    // it did not see.
    const async::TimePoint end = m_start + (now - m_start) / interval * interval;
    if (end > m_intervalBegan)
        closeInterval(end, inFlight);
}

void Recorder::closeInterval(async::TimePoint end, std::uint32_t inFlight) {
    const Duration length = end - m_intervalBegan;
    drain();
    if (length <= Duration::zero()) // what was counted since then is the next one's
        return;
    if (m_keeper)
        m_keeper->intervalClosed({m_intervalBegan - m_start, end - m_start, inFlight, m_interval});
    addPoint(length, end, inFlight);
    updateRecent(length, inFlight);
    m_intervalBegan = end;
    m_interval.reset();
}

void Recorder::addPoint(Duration length, async::TimePoint end, std::uint32_t inFlight) {
    const LatencySummary latency = summarize(m_interval.latency);
    m_points.push_back({end - m_start, length, m_interval.counts.ended(), m_interval.counts.errors(),
                        inFlight, latency.p50, latency.p90, latency.p99, latency.max});
    if (m_points.size() > maxPoints)
        m_points.pop_front();
    m_series = std::make_shared<const std::vector<SeriesPoint>>(m_points.begin(), m_points.end());
}

void Recorder::updateRecent(Duration length, std::uint32_t inFlight) {
    Latest& latest = m_latest[m_next];
    m_next = (m_next + 1) % m_latest.size();
    latest.calls = m_interval.counts.ended();
    latest.errors = m_interval.counts.errors();
    latest.length = length;
    std::swap(latest.latency, m_interval.latency);

    Histogram merged;
    std::uint64_t calls = 0, errors = 0;
    m_recent = {};
    for (const Latest& one : m_latest) {
        merged.merge(one.latency);
        calls += one.calls;
        errors += one.errors;
        m_recent.window += one.length;
    }
    const double seconds = std::chrono::duration<double>(m_recent.window).count();
    m_recent.callsPerSecond = seconds > 0 ? static_cast<double>(calls) / seconds : 0;
    m_recent.errorsPerSecond = seconds > 0 ? static_cast<double>(errors) / seconds : 0;
    m_recent.latency = summarize(merged);
    m_recent.inFlight = inFlight;
}

void Recorder::beginMeasuring(async::TimePoint now, std::uint32_t inFlight) {
    closeInterval(now, inFlight);
    m_measured.reset();
    m_measured.counts.started = inFlight;
    m_examples.clear();
    m_measuringSince = now;
    m_measuredUntil.reset();
    if (m_keeper)
        m_keeper->measuringBegan(now - m_start, inFlight);
}

void Recorder::endMeasuring(async::TimePoint now, std::uint32_t inFlight) {
    closeInterval(now, inFlight);
    m_measuredUntil = now;
    if (m_keeper)
        m_keeper->measuringEnded(now - m_start);
}

void Recorder::describe(Snapshot& snapshot, async::TimePoint now) {
    drain();
    snapshot.counts = m_measured.counts;
    snapshot.measured = m_measuredUntil.value_or(now) - m_measuringSince;
    snapshot.total = summarize(m_measured.latency);
    snapshot.serviceTime = summarize(m_measured.serviceTime);
    snapshot.phases = summarize(m_measured.phases);
    for (const auto& [kind, count] : m_measured.errors)
        snapshot.errors.push_back({kind, count, m_examples[kind]});
    snapshot.recent = m_recent;
    snapshot.series = m_series;
    snapshot.recentCalls = recentCalls();
}

void Recorder::describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held) {
    drain();
    m_measured.path.describe(status, held);
}

void Recorder::describe(ConnectionStatus& status) const {
    const auto figures = m_connections.find(status.id);
    if (figures == m_connections.end())
        return;
    status.calls = figures->second.calls;
    status.errors = figures->second.errors;
    status.p50 = std::chrono::microseconds(figures->second.latency.percentile(50));
    status.p99 = std::chrono::microseconds(figures->second.latency.percentile(99));
}

std::uint64_t Recorder::recordsLost(std::uint32_t inFlight) {
    drain();
    return m_measured.counts.started - m_measured.counts.ended() - inFlight;
}

} // namespace dyno::telemetry
