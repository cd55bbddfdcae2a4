#include "engine/telemetry/recorder.h"

#include <algorithm>
#include <cmath>

namespace dyno::telemetry {

namespace {

std::int64_t microseconds(Duration duration) {
    return std::chrono::round<std::chrono::microseconds>(duration).count();
}

/// Only what a server, or our limit on it, decided over tells of its latency: a call that was cancelled, or
/// that found no live server, ended for other reasons.
bool tellsLatency(const calls::CallRecord& record) {
    if (!record.error)
        return true;
    switch (*record.error) {
    case ErrorKind::ToolFailed:
    case ErrorKind::Rejected:
    case ErrorKind::Http:
    case ErrorKind::NeedsAuthorization:
        return true;
    case ErrorKind::TimedOut: // while it waited for its turn, no server had to do with it
        return record.connection != 0 || record.batch > 1 ||
               record.answeredBy == calls::AnsweredBy::SharedFlight;
    default:
        return false;
    }
}

/// The others are of some transports and tools only.
bool isAlwaysShown(calls::Phase phase) {
    using calls::Phase;
    return phase != Phase::Retry && phase != Phase::NameLookup && phase != Phase::Connect &&
           phase != Phase::Tls && phase != Phase::Task;
}

} // namespace

LatencySummary summarize(const Histogram& histogram) {
    const auto at = [&](double percent) { return std::chrono::microseconds(histogram.percentile(percent)); };
    LatencySummary summary;
    summary.count = histogram.count();
    if (histogram.empty())
        return summary;
    summary.min = std::chrono::microseconds(histogram.min());
    summary.p50 = at(50);
    summary.p90 = at(90);
    summary.p95 = at(95);
    summary.p99 = at(99);
    summary.p999 = at(99.9);
    summary.max = std::chrono::microseconds(histogram.max());
    summary.mean = Duration(std::llround(histogram.mean() * 1000));
    return summary;
}

Recorder::Recorder(async::TimePoint start)
    : m_start(start)
    , m_measuringSince(start)
    , m_intervalBegan(start)
    , m_series(std::make_shared<const std::vector<SeriesPoint>>()) {}

void Recorder::record(const calls::CallRecord& record, const Error* error, std::string_view tool) {
    countOutcome(record, error);
    m_path.count(record);
    keepRecent(record, tool);
    Interval& now = m_intervals[m_current];
    ++now.calls;
    now.errors += record.error ? 1 : 0;
    ConnectionFigures* connection = record.connection ? &m_connections[record.connection] : nullptr;
    if (connection) {
        ++connection->calls;
        connection->errors += record.error ? 1 : 0;
    }
    if (!tellsLatency(record))
        return;
    const std::int64_t latency = microseconds(record.latency());
    m_latency.record(latency);
    m_serviceTime.record(microseconds(record.serviceTime()));
    now.latency.record(latency);
    if (connection)
        connection->latency.record(latency);
    const auto phases = calls::phases(record);
    for (std::size_t i = 0; i < phases.size(); ++i)
        if (phases[i])
            m_phases[i].record(microseconds(*phases[i]));
}

void Recorder::keepRecent(const calls::CallRecord& record, std::string_view tool) {
    const std::size_t slot = m_callsKept % maxRecentCalls;
    if (slot == m_recentCalls.size())
        m_recentCalls.emplace_back();
    RecentCall& kept = m_recentCalls[slot];
    kept.sequence = ++m_callsKept;
    kept.record = record;
    kept.tool = tool;
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

void Recorder::countOutcome(const calls::CallRecord& record, const Error* error) {
    if (!record.error) {
        ++m_counts.succeeded;
        return;
    }
    if (*record.error == ErrorKind::TimedOut)
        ++m_counts.timedOut;
    else if (*record.error == ErrorKind::Cancelled)
        ++m_counts.cancelled;
    else
        ++m_counts.failed;
    ErrorCount& count = m_errors[*record.error];
    count.kind = *record.error;
    if (++count.count == 1 && error)
        count.example = error->message;
}

void Recorder::tick(async::TimePoint now, std::uint32_t inFlight) {
    if (now - m_intervalBegan < interval)
        return;
    // An engine that was held up closes one long interval, rather than inventing empty ones that it did not
    // see.
    const auto whole = (now - m_intervalBegan) / interval;
    closeInterval(m_intervalBegan + whole * interval, inFlight);
}

void Recorder::closeInterval(async::TimePoint end, std::uint32_t inFlight) {
    Interval& closed = m_intervals[m_current];
    closed.length = end - m_intervalBegan;
    const LatencySummary latency = summarize(closed.latency);
    m_points.push_back({end - m_start, closed.length, closed.calls, closed.errors, inFlight, latency.p50,
                        latency.p90, latency.p99, latency.max});
    if (m_points.size() > maxPoints)
        m_points.pop_front();
    m_series = std::make_shared<const std::vector<SeriesPoint>>(m_points.begin(), m_points.end());
    m_intervalBegan = end;

    m_current = (m_current + 1) % m_intervals.size();
    m_intervals[m_current].calls = 0;
    m_intervals[m_current].errors = 0;
    m_intervals[m_current].length = {};
    m_intervals[m_current].latency.reset();

    Histogram merged;
    std::uint64_t calls = 0, errors = 0;
    m_recent = {};
    for (const Interval& one : m_intervals) {
        merged.merge(one.latency);
        calls += one.calls;
        errors += one.errors;
        m_recent.window += one.length;
    }
    const double seconds = std::chrono::duration<double>(m_recent.window).count();
    m_recent.callsPerSecond = static_cast<double>(calls) / seconds;
    m_recent.errorsPerSecond = static_cast<double>(errors) / seconds;
    m_recent.latency = summarize(merged);
    m_recent.inFlight = inFlight;
}

void Recorder::beginMeasuring(async::TimePoint now, std::uint32_t inFlight) {
    m_counts = {};
    m_counts.started = inFlight;
    m_path = {};
    m_errors.clear();
    m_latency.reset();
    m_serviceTime.reset();
    for (Histogram& phase : m_phases)
        phase.reset();
    m_measuringSince = now;
    m_measuredUntil.reset();
}

void Recorder::endMeasuring(async::TimePoint now) {
    m_measuredUntil = now;
}

void Recorder::describe(Snapshot& snapshot, async::TimePoint now) const {
    snapshot.counts = m_counts;
    snapshot.measured = m_measuredUntil.value_or(now) - m_measuringSince;
    snapshot.total = summarize(m_latency);
    snapshot.serviceTime = summarize(m_serviceTime);
    for (std::size_t i = 0; i < m_phases.size(); ++i)
        if (const auto phase = static_cast<calls::Phase>(i); isAlwaysShown(phase) || !m_phases[i].empty())
            snapshot.phases.push_back({std::string(calls::name(phase)), summarize(m_phases[i])});
    for (const auto& [kind, count] : m_errors)
        snapshot.errors.push_back(count);
    snapshot.recent = m_recent;
    snapshot.series = m_series;
    snapshot.recentCalls = recentCalls();
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

std::uint64_t Recorder::recordsLost(std::uint32_t inFlight) const {
    return m_counts.started - m_counts.ended() - inFlight;
}

} // namespace dyno::telemetry
