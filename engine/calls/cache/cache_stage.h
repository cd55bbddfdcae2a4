#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/waiter.h"
#include "engine/calls/cache/cache.h"
#include "engine/mcp/tool.h"

#include <optional>

namespace dyno::calls {

/// Answers a call without the server: with an answer that is kept, or with that of an equal call which is
/// under way, so that equal calls made at once reach the server once. Engine thread only. It must outlive
/// its visits.
///
/// Switched off, it keeps what it has and does nothing else; what joined a call before that still gets its
/// answer.
class CacheStage {
public:
    class Visit;

    /// Both must outlive the stage. `tuning` is read anew at each call.
    CacheStage(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning);

    /// A call that is under way meanwhile answers those who joined it before, is joined by no other, and its
    /// answer is not kept.
    void invalidate() { m_cache.invalidate(); }
    void invalidate(ServerId server) { m_cache.invalidate(server); }
    void invalidate(ServerId server, std::string_view tool) { m_cache.invalidate(server, tool); }

    /// Fail the calls that wait for an equal one. To be called before that one is cancelled: otherwise one
    /// of them takes its place.
    void cancelAll(const Error& error);
    void cancel(ServerId server, const Error& error);

    /// Calls that wait for an equal one.
    std::size_t waiting() const { return m_waiting.size(); }
    /// All but the counts of calls.
    void describe(telemetry::CacheStatus& status);

private:
    struct InStage;
    struct InFlight;
    template<class Tag>
    using Hook = boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    template<class Tag>
    using List = boost::intrusive::list<Visit, boost::intrusive::base_hook<Hook<Tag>>,
                                        boost::intrusive::constant_time_size<false>>;

    const settings::CacheTuning& tuning() const { return m_tuning->cache; }
    bool serves(const Target& target, const mcp::Tool* definition) const;
    Visit* leaderFor(const CacheKey& key) const;
    void joinOrLead(Visit& visit);
    void lead(Visit& visit);
    void release(const Visit& leader);
    void land(Visit& leader, const Result<ResultPtr>& result, std::uint64_t bytes, Duration cost);
    void handOver(Visit& leader);
    void resumeHeirs();
    void watch(TimePoint deadline);
    void expire();
    template<class Chosen>
    void fail(Chosen chosen, const Error& error);

    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    Cache m_cache;
    /// Whom an equal call joins, under the key that it holds itself.
    std::unordered_map<CacheKey, Visit*, CacheKeyHash> m_leaders;
    List<InStage> m_waiting; ///< for the answer of an equal call, in the order they came
    List<InStage> m_heirs;   ///< lead now, and do not know it yet
    bool m_resuming = false;
    std::unique_ptr<async::Alarm> m_alarm; ///< one for all deadlines: the earliest
    TimePoint m_alarmAt = TimePoint::max();
};

/// One call's stay at the stage: it has an answer at once, or waits for an equal call's, or goes on to the
/// server and lands with what it got. If it dies without, one of those who joined it takes its place.
class CacheStage::Visit : public Hook<InStage>, public Hook<InFlight> {
public:
    /// `target` must outlive the visit. `definition` is what the server says of the tool; null when it does
    /// not know it.
    Visit(CacheStage& stage, const Target& target, const mcp::Tool* definition);
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    /// Whether the cache was asked at all: it is on, and for this tool.
    bool asked() const { return m_role != Role::Passes; }
    /// The answer that was kept, or null.
    const ResultPtr& hit() const { return m_hit; }
    /// What the answer that was kept had cost.
    Duration cost() const { return m_cost; }

    /// Whether an equal call is under way, whose answer is then to be waited for.
    bool joined() const { return m_role == Role::Joined; }
    /// That call's answer, or its failure. Nothing when it was cancelled or ran out of time, which says
    /// nothing of this one: it goes to the server itself now. So a TimedOut is this call's own deadline, and
    /// Cancelled its own cancellation. Once, and only if joined().
    async::Awaitable<std::optional<Result<ResultPtr>>> wait(TimePoint deadline);

    /// What the server said, for those who joined and for later calls; `bytes` is the size of the answer's
    /// text, `cost` what it took. To be called by every visit that had no answer; it does nothing where the
    /// cache was not asked. Resumes others before it returns.
    void land(const Result<ResultPtr>& result, std::uint64_t bytes, Duration cost);

private:
    friend class CacheStage;
    enum class Role { Passes, Leads, Joined, Answered };

    void stopWaiting();

    CacheStage& m_stage;
    CacheKey m_key;
    Role m_role = Role::Passes;
    ResultPtr m_hit;
    Duration m_cost{};
    std::uint64_t m_generation = 0; ///< when it began to lead
    TimePoint m_deadline = TimePoint::max();
    List<InFlight> m_joined; ///< those who wait for this one's answer
    async::Waiter<std::optional<Result<ResultPtr>>> m_waiter;
};

} // namespace dyno::calls
