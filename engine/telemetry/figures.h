#pragma once

#include "engine/telemetry/histogram.h"
#include "engine/telemetry/path_counts.h"
#include "engine/telemetry/snapshot.h"

#include <array>
#include <map>

namespace dyno::telemetry {

/// What the calls that ended in some stretch of time amount to. Stretches add up without loss: the figures of
/// a session, of a range in it and of what is on the screen are sums of the same intervals. Recording never
/// allocates, but for the first error of a kind. About 2 MB.
struct Figures {
    CallCounts counts; ///< `started` are those that began in the stretch
    PathCounts path;
    std::map<ErrorKind, std::uint64_t> errors;
    Histogram latency; ///< µs from the intended start, of calls of which latency tells
    Histogram serviceTime;
    std::array<Histogram, calls::phaseCount> phases;

    void count(const calls::CallRecord& record);
    void merge(const Figures& other);
    void reset();
};

/// Calls of one tool over one connection in some stretch of time.
struct RouteFigures {
    ServerId server = 0;
    ConnectionId connection = 0; ///< 0: no connection served them
    std::string tool;
    CallCounts counts; ///< without `started`
    Histogram latency; ///< as in Figures
};

/// Counts one call by how it ended; and adds such counts up.
void count(const std::optional<ErrorKind>& error, CallCounts& counts);
void add(const CallCounts& counts, CallCounts& sum);

/// Whether the call's latency tells of the server: only what a server, or our limit on it, decided over does.
bool tellsLatency(const calls::CallRecord& record);

/// Percentiles of a histogram of microseconds.
LatencySummary summarize(const Histogram& microseconds);
/// Those phases that are always shown, and the others that some call went through.
std::vector<PhaseSummary> summarize(const std::array<Histogram, calls::phaseCount>& phases);

} // namespace dyno::telemetry
