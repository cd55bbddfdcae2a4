#pragma once

#include "engine/calls/call_record.h"
#include "engine/telemetry/figures.h"
#include "engine/telemetry/record_keeper.h"
#include "engine/telemetry/snapshot.h"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <unordered_map>

namespace dyno::telemetry {

/// Counts ended calls: exact figures of the measured part and of each interval of the charts, and a latency
/// histogram for each connection. An interval lies in the measured part, or outside of it, as a whole. Engine
/// thread only; nothing is allocated for a call, but for the first of a connection or of a kind of error.
class Recorder {
public:
    static constexpr Duration interval = std::chrono::milliseconds(200);
    static constexpr std::size_t maxPoints = 300;      ///< one minute of intervals
    static constexpr std::size_t recentIntervals = 10; ///< what the tiles speak of
    static constexpr std::size_t maxRecentCalls = 40;  ///< for the waterfall

    /// Times in snapshots count from `start`.
    explicit Recorder(async::TimePoint start);

    /// Hears of each call and each interval from now on; null: nobody does. Must outlive the recorder.
    void keepIn(RecordKeeper* keeper) { m_keeper = keeper; }

    void callStarted() { ++m_fresh.counts.started; }
    void record(const EndedCall& call);
    /// Ends the intervals that are over; call it at least that often. `inFlight` is what is in flight now.
    void tick(async::TimePoint now, std::uint32_t inFlight);
    /// The measured part begins: forgets all totals, and keeps the charts. Calls that are in flight count as
    /// its own.
    void beginMeasuring(async::TimePoint now, std::uint32_t inFlight = 0);
    /// It is over: its length no longer grows.
    void endMeasuring(async::TimePoint now, std::uint32_t inFlight = 0);
    /// Ends the interval at hand early, so that all that was counted is in one that is closed.
    void closeInterval(async::TimePoint now, std::uint32_t inFlight);

    void forgetConnection(ConnectionId id) { m_connections.erase(id); }

    /// Fills the parts of a snapshot that derive from calls.
    void describe(Snapshot& snapshot, async::TimePoint now);
    /// Calls, errors and percentiles of one connection.
    void describe(ConnectionStatus& status) const;
    /// The part of the path's figures that derives from calls; `held` are those at each stage now.
    void describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held);
    /// Calls that ended without a record; `inFlight` are those that have not ended.
    std::uint64_t recordsLost(std::uint32_t inFlight);

private:
    struct ConnectionFigures {
        std::uint64_t calls = 0;
        std::uint64_t errors = 0;
        Histogram latency;
    };

    /// A closed interval, as far as the tiles speak of it.
    struct Latest {
        std::uint64_t calls = 0;
        std::uint64_t errors = 0;
        Histogram latency;
        Duration length{};
    };

    void drain();
    void keepRecent(const EndedCall& call);
    std::shared_ptr<const std::vector<RecentCall>> recentCalls() const;
    void addPoint(Duration length, async::TimePoint end, std::uint32_t inFlight);
    void updateRecent(Duration length, std::uint32_t inFlight);

    async::TimePoint m_start;
    async::TimePoint m_measuringSince;
    std::optional<async::TimePoint> m_measuredUntil;
    RecordKeeper* m_keeper = nullptr;
    /// Counts what has ended since the last look: the one set of histograms that a call touches. Looking adds
    /// it to the two others.
    Figures m_fresh;
    Figures m_interval;
    Figures m_measured;
    std::map<ErrorKind, std::string> m_examples; ///< the first text of each kind, in the measured part
    std::unordered_map<ConnectionId, ConnectionFigures> m_connections;

    async::TimePoint m_intervalBegan;
    std::array<Latest, recentIntervals> m_latest; ///< a ring
    std::size_t m_next = 0;                       ///< of it, the one to be written over
    std::deque<SeriesPoint> m_points;
    std::shared_ptr<const std::vector<SeriesPoint>> m_series;
    Recent m_recent;
    std::vector<RecentCall> m_recentCalls; ///< a ring once it is full
    std::uint64_t m_callsKept = 0;
};

} // namespace dyno::telemetry
