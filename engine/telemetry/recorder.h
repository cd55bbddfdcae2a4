#pragma once

#include "engine/calls/call_record.h"
#include "engine/telemetry/histogram.h"
#include "engine/telemetry/path_counts.h"
#include "engine/telemetry/snapshot.h"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <unordered_map>

namespace dyno::telemetry {

/// Counts ended calls: exact histograms in microseconds for the measured part, for each interval of the
/// charts and for each connection. Engine thread only; nothing is allocated for a call, but for the first of
/// a connection or of a kind of error.
class Recorder {
public:
    static constexpr Duration interval = std::chrono::milliseconds(200);
    static constexpr std::size_t maxPoints = 300;      ///< one minute of intervals
    static constexpr std::size_t recentIntervals = 10; ///< what the tiles speak of
    static constexpr std::size_t maxRecentCalls = 40;  ///< for the waterfall

    /// Times in snapshots count from `start`.
    explicit Recorder(async::TimePoint start);

    void callStarted() { ++m_counts.started; }
    /// `error` is the failure's text; null for a success. The tool's name is for the latest calls only.
    void record(const calls::CallRecord& record, const Error* error, std::string_view tool = {});
    /// Ends the intervals that are over; call it at least that often. `inFlight` is what is in flight now.
    void tick(async::TimePoint now, std::uint32_t inFlight);
    /// The measured part begins: forgets all totals, and keeps the charts. Calls that are in flight count as
    /// its own.
    void beginMeasuring(async::TimePoint now, std::uint32_t inFlight = 0);
    /// It is over: its length no longer grows.
    void endMeasuring(async::TimePoint now);

    void forgetConnection(ConnectionId id) { m_connections.erase(id); }

    /// Fills the parts of a snapshot that derive from calls.
    void describe(Snapshot& snapshot, async::TimePoint now) const;
    /// Calls, errors and percentiles of one connection.
    void describe(ConnectionStatus& status) const;
    /// The part of the path's figures that derives from calls; `held` are those at each stage now.
    void describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held) const {
        m_path.describe(status, held);
    }
    /// Calls that ended without a record; `inFlight` are those that have not ended.
    std::uint64_t recordsLost(std::uint32_t inFlight) const;

private:
    struct ConnectionFigures {
        std::uint64_t calls = 0;
        std::uint64_t errors = 0;
        Histogram latency;
    };

    struct Interval {
        std::uint64_t calls = 0;
        std::uint64_t errors = 0;
        Histogram latency;
        Duration length{};
    };

    void keepRecent(const calls::CallRecord& record, std::string_view tool);
    std::shared_ptr<const std::vector<RecentCall>> recentCalls() const;
    void countOutcome(const calls::CallRecord& record, const Error* error);
    void closeInterval(async::TimePoint end, std::uint32_t inFlight);

    async::TimePoint m_start;
    async::TimePoint m_measuringSince;
    std::optional<async::TimePoint> m_measuredUntil;
    CallCounts m_counts;
    PathCounts m_path;
    std::map<ErrorKind, ErrorCount> m_errors;
    Histogram m_latency;
    Histogram m_serviceTime;
    std::array<Histogram, calls::phaseCount> m_phases;
    std::unordered_map<ConnectionId, ConnectionFigures> m_connections;

    async::TimePoint m_intervalBegan;
    std::array<Interval, recentIntervals + 1> m_intervals; ///< a ring; m_current is being filled
    std::size_t m_current = 0;
    std::deque<SeriesPoint> m_points;
    std::shared_ptr<const std::vector<SeriesPoint>> m_series;
    Recent m_recent;
    std::vector<RecentCall> m_recentCalls; ///< a ring once it is full
    std::uint64_t m_callsKept = 0;
};

/// Percentiles of a histogram of microseconds.
LatencySummary summarize(const Histogram& microseconds);

} // namespace dyno::telemetry
