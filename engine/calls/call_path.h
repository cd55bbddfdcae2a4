#pragma once

#include "engine/async/awaitable.h"
#include "engine/calls/admission/admission_stage.h"
#include "engine/calls/balance/upstream.h"
#include "engine/calls/batch/batch_stage.h"
#include "engine/calls/breaker/breakers.h"
#include "engine/calls/cache/cache_stage.h"
#include "engine/calls/call.h"
#include "engine/calls/pool/pool.h"
#include "engine/calls/retry/back_off.h"
#include "engine/calls/retry/retry_policy.h"
#include "engine/calls/stage_gauge.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/recorder.h"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace dyno::calls {

/// The one way of a tool call, whoever asks: Call in, CallResult and a recorded CallRecord out. Engine thread
/// only. It must outlive its calls.
class CallPath {
public:
    /// All must outlive the path. `tuning` is read anew at each call. A null recorder records nothing, which
    /// benchmarks use to see what recording costs. Jitter follows from `seed`.
    CallPath(async::Executor executor, async::Clock& clock,
             const std::shared_ptr<const settings::Tuning>& tuning, telemetry::Recorder* recorder,
             std::uint64_t seed = 1);

    /// Servers of the same group serve the calls for any of them; an empty one is of that server alone. A
    /// pool must be taken out, and have closed, before it dies.
    void addPool(ServerId server, Pool& pool, const std::string& group = {}, double weight = 1);
    void removePool(ServerId server);

    async::Awaitable<CallResult> call(Call call);

    /// Call it after each change.
    void tuningChanged();
    /// Ends the calls that wait in a stage; those at a server end by their pool's cancelCalls().
    void cancelWaiting(const Error& why);
    /// Those for a server that is about to stop, unless others of its group go on serving them.
    void cancelWaiting(ServerId server, const Error& why);
    /// The server's tools have changed, or it is another one now.
    void invalidateCache(ServerId server) { m_cache.invalidate(groupId(server)); }

    /// Both go by groupId().
    CacheStage& cache() { return m_cache; }
    Breakers& breakers() { return m_breakers; }
    /// Servers of a group share what is limited, kept or counted of calls, whichever of them a call names.
    ServerId groupId(ServerId server) const;
    /// Whether others of its group may take its calls.
    bool servesWithout(ServerId server) const;

    std::uint32_t inFlight() const { return m_gauge.total(); }
    /// `start` is what times count from.
    void describe(telemetry::PathStatus& status, async::TimePoint start);

private:
    using Position = StageGauge::Position;

    /// A call, and what is known of it before it may begin.
    struct Arrival {
        const Call& call;
        async::TimePoint started;
        async::TimePoint admitted = {};
        async::TimePoint deadline = {}; ///< of all attempts together
        async::TimePoint patience = {}; ///< of waits before the first
    };
    /// What goes to a server: a call, or what carries several.
    struct Request {
        const Target& target;
        async::TimePoint intended;
        async::TimePoint deadline; ///< of all attempts together
        const std::function<void(const mcp::Progress&)>& onProgress;
    };
    struct Attempt {
        Result<ResultPtr> result;
        bool safe = false; ///< to be made again: no server has begun with it, or twice does no harm
        std::optional<async::Duration> retryAfter = {};
    };

    void nameGroup(Call& call) const;
    static CallRecord recordOf(const Arrival& arrival);
    CallResult turnedAway(const Arrival& arrival, Refusal refusal, const Error& why, Position& position);
    async::Awaitable<std::unique_ptr<CallResult>> admitted(const Arrival& arrival, Position& position);
    async::Awaitable<Result<ResultPtr>> onward(Request request, CallRecord& record, Position& position);
    async::Awaitable<Attempt> attempt(const Request& request, CallRecord& record, Position& position);
    async::Awaitable<Result<Lease>> acquire(Upstream& upstream, std::string_view stickyKey,
                                            CallRecord& record, async::TimePoint deadline,
                                            async::Duration limit);
    async::Awaitable<CallResult> carry(std::shared_ptr<const Target> target, async::TimePoint deadline,
                                       std::size_t calls);
    Upstream* upstreamOf(ServerId group) const;
    const mcp::Tool* toolOf(const Target& target) const;
    bool hasTool(ServerId group, std::string_view tool) const;
    async::TimePoint lastDeadline(async::TimePoint intended) const;
    async::Duration mostPause(async::TimePoint deadline, async::TimePoint now) const;
    std::function<void(const mcp::Progress&)> progressListener(const Call& call,
                                                               std::vector<ProgressNote>& notes) const;
    CallResult ended(const Call& call, CallRecord& record, Position& position, Result<ResultPtr> result,
                     const std::vector<ProgressNote>* progress = nullptr);

    async::Executor m_executor;
    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    telemetry::Recorder* m_recorder;

    StageGauge m_gauge;
    AdmissionStage m_admission;
    CacheStage m_cache;
    BatchStage m_batch;
    Breakers m_breakers;
    RetryPolicy m_retries;
    BackOff m_backOff;
    /// A group goes by the id of the server of it that came first, for as long as the path lives.
    std::map<std::string, ServerId> m_groups;
    std::unordered_map<ServerId, ServerId> m_groupIds;                   ///< of each server there has been
    std::unordered_map<ServerId, std::shared_ptr<Upstream>> m_upstreams; ///< of what runs, by the group's id
};

} // namespace dyno::calls
