#include "engine/telemetry/figures.h"

#include <cmath>

namespace dyno::telemetry {

namespace {

std::int64_t microseconds(Duration duration) {
    return std::chrono::round<std::chrono::microseconds>(duration).count();
}

/// The others are of some transports and tools only.
bool isAlwaysShown(calls::Phase phase) {
    using calls::Phase;
    return phase != Phase::Retry && phase != Phase::NameLookup && phase != Phase::Connect &&
           phase != Phase::Tls && phase != Phase::Task;
}

} // namespace

/// A call that was cancelled, or that found no live server, ended for other reasons than the server's.
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

void count(const std::optional<ErrorKind>& error, CallCounts& counts) {
    if (!error)
        ++counts.succeeded;
    else if (*error == ErrorKind::TimedOut)
        ++counts.timedOut;
    else if (*error == ErrorKind::Cancelled)
        ++counts.cancelled;
    else
        ++counts.failed;
}

void add(const CallCounts& counts, CallCounts& sum) {
    sum.started += counts.started;
    sum.succeeded += counts.succeeded;
    sum.failed += counts.failed;
    sum.timedOut += counts.timedOut;
    sum.cancelled += counts.cancelled;
}

void Figures::count(const calls::CallRecord& record) {
    telemetry::count(record.error, counts);
    if (record.error)
        ++errors[*record.error];
    path.count(record);
    if (!tellsLatency(record))
        return;
    latency.record(microseconds(record.latency()));
    serviceTime.record(microseconds(record.serviceTime()));
    const auto lengths = calls::phases(record);
    for (std::size_t i = 0; i < lengths.size(); ++i)
        if (lengths[i])
            phases[i].record(microseconds(*lengths[i]));
}

void Figures::merge(const Figures& other) {
    add(other.counts, counts);
    path.merge(other.path);
    for (const auto& [kind, number] : other.errors)
        errors[kind] += number;
    latency.merge(other.latency);
    serviceTime.merge(other.serviceTime);
    for (std::size_t i = 0; i < phases.size(); ++i)
        phases[i].merge(other.phases[i]);
}

void Figures::reset() {
    counts = {};
    path = {};
    errors.clear();
    latency.reset();
    serviceTime.reset();
    for (Histogram& phase : phases)
        phase.reset();
}

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

std::vector<PhaseSummary> summarize(const std::array<Histogram, calls::phaseCount>& phases) {
    std::vector<PhaseSummary> summaries;
    for (std::size_t i = 0; i < phases.size(); ++i)
        if (const auto phase = static_cast<calls::Phase>(i); isAlwaysShown(phase) || !phases[i].empty())
            summaries.push_back({std::string(calls::name(phase)), summarize(phases[i])});
    return summaries;
}

} // namespace dyno::telemetry
