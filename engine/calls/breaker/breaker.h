#pragma once

#include "engine/async/clock.h"
#include "engine/calls/breaker/failure_window.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/path_status.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace dyno::calls {

/// What a call's end says of the server. None: nothing, such as a cancellation.
enum class Verdict { None, Success, Failure };

/// A circuit breaker as a state machine. Pure. Closed, it counts failures in a row and their share in a
/// window; either opens it. Open, it lets nobody through until `recovery` has passed. Half-open, it lets
/// `probes` calls through at once; `successes` in a row close it, one failure opens it anew.
///
/// A verdict counts only while the state lasts in which its call was let through: what comes back late
/// neither opens nor closes anything. The knobs are read each time, so that a turned one acts at the next
/// look; fewer `failures` or a lower share at the next verdict, since nothing opens without one.
class Breaker {
public:
    using State = telemetry::BreakerState;
    /// Which stay in one state a call was let through in; its verdict is reported with it.
    using Generation = std::uint64_t;

    enum class Cause { InARow, Share, Probe, ByHand };
    /// Why it opened the last time.
    struct Opening {
        Cause cause = Cause::ByHand;
        FailureWindow::Counts counts = {}; ///< failures in a row, or those in the window
    };
    struct Change {
        async::TimePoint at;
        State to = State::Closed;
        bool byHand = false;
    };

    static constexpr std::size_t historyLength = 64;
    static constexpr std::uint64_t leastCallsForShare = 20;

    /// Nothing when it turns the call away. A call that was let through must be reported, if with None.
    std::optional<Generation> enter(const settings::BreakerTuning& tuning, async::TimePoint now);
    void report(const settings::BreakerTuning& tuning, Generation generation, Verdict verdict,
                async::TimePoint now);
    /// The call ended without a verdict: report() with None, for which neither knobs nor the time matter.
    void giveUp(Generation generation);
    /// Does what is due by now: an open one whose recovery has passed is half-open.
    void advance(const settings::BreakerTuning& tuning, async::TimePoint now);

    /// Opens it, as failures would; its recovery begins now.
    void trip(async::TimePoint now);
    /// Closes it and forgets what it has counted.
    void reset(async::TimePoint now);

    State state() const { return m_state; }
    Generation generation() const { return m_generation; }
    const Opening& opening() const { return m_opening; }
    int failures() const { return m_failures; } ///< in a row, while it is closed
    /// Until it is half-open; 0 unless it is open.
    async::Duration reopensIn(const settings::BreakerTuning& tuning, async::TimePoint now) const;
    const std::deque<Change>& history() const { return m_history; } ///< oldest first

private:
    void count(const settings::BreakerTuning& tuning, bool failed, async::TimePoint now);
    void judgeProbe(const settings::BreakerTuning& tuning, bool failed, async::TimePoint now);
    void open(Opening why, async::TimePoint now);
    void become(State state, async::TimePoint now, bool byHand = false);

    State m_state = State::Closed;
    Generation m_generation = 0;
    int m_failures = 0;
    FailureWindow m_window;
    Opening m_opening;
    async::TimePoint m_openedAt;
    int m_probing = 0;
    int m_successes = 0; ///< of probes
    std::deque<Change> m_history;
};

} // namespace dyno::calls
