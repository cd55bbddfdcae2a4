#pragma once

#include "engine/calls/admission/admission_entry.h"
#include "engine/calls/admission/admission_lanes.h"
#include "engine/calls/admission/token_bucket.h"
#include "engine/settings/tuning.h"

#include <optional>

namespace dyno::calls {

/// Decides when a call may begin: rate, concurrency, queue. Fair between servers, which take turns; within a
/// server the call that came first goes first, but a tool without a place holds up no other. Pure: whoever
/// has called enter(), leave() or tune() asks next() until it is null, and again at wakeAt(). Entries must
/// have left before it dies.
class Admission {
public:
    /// Acts on what comes and on what waits: a lower limit ends nobody's run, a shorter queue nobody's wait.
    /// `longestWait` acts on what comes.
    void tune(const settings::AdmissionTuning& tuning, async::TimePoint now);

    /// enter() for as long as there is no limit and nobody waits, for which the time does not matter. False,
    /// and nothing done, if that is not so.
    bool pass(AdmissionEntry& entry);
    /// Makes it Running, Waiting or QueueFull.
    void enter(AdmissionEntry& entry, async::TimePoint now);
    /// Gives up its place, its wait, or nothing, whatever it has.
    void leave(AdmissionEntry& entry);

    /// The next entry whose wait has ended, now Running, TimedOut or WaitedTooLong; null when there is none.
    AdmissionEntry* next(async::TimePoint now);
    /// When next() must be asked again, if nothing else happens.
    std::optional<async::TimePoint> wakeAt() const;

    /// Ends the wait of all that wait now, or of those for one server; nextCancelled() gives them.
    void cancel(std::optional<ServerId> server);
    AdmissionEntry* nextCancelled();

    std::size_t waiting() const { return m_expiring.size(); }
    std::size_t running() const { return m_uncounted.size() + m_counted; }
    /// Tools that it keeps counts of: those with calls and some that had some lately.
    std::size_t lanes() const { return m_lanes.size(); }

private:
    struct EarlierExpiry {
        bool operator()(const AdmissionEntry& a, const AdmissionEntry& b) const;
    };
    using Expiring = boost::intrusive::multiset<
        AdmissionEntry,
        boost::intrusive::member_hook<AdmissionEntry, boost::intrusive::set_member_hook<>,
                                      &AdmissionEntry::expiring>,
        boost::intrusive::compare<EarlierExpiry>>;

    bool mayRun(const ToolLane* lane, async::TimePoint now);
    void run(AdmissionEntry& entry, ToolLane* lane);
    void wait(AdmissionEntry& entry, ToolLane& lane, async::TimePoint now);
    void stopWaiting(AdmissionEntry& entry, AdmissionEntry::State state);
    AdmissionEntry* nextExpired(async::TimePoint now);
    bool takeToken(async::TimePoint now);
    void countRunning();

    settings::AdmissionTuning m_tuning;
    bool m_byLane = false; ///< a server's or a tool's calls are limited
    TokenBucket m_bucket;
    AdmissionLanes m_lanes;
    Expiring m_expiring; ///< all that wait
    AdmissionList
        m_uncounted; ///< run without being counted in a lane, as nothing asked for it when they began
    std::size_t m_counted = 0; ///< run and are
    AdmissionList m_cancelled; ///< what nextCancelled() has not given yet
    std::uint64_t m_arrivals = 0;
    std::optional<async::TimePoint> m_tokenWanted; ///< since when a call has lacked nothing but a token
};

} // namespace dyno::calls
