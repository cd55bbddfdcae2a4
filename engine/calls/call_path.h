#pragma once

#include "engine/async/awaitable.h"
#include "engine/calls/admission/admission.h"
#include "engine/calls/balance/upstream.h"
#include "engine/calls/cache/cache.h"
#include "engine/calls/call.h"
#include "engine/calls/pool/pool.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/recorder.h"

#include <memory>
#include <unordered_map>

namespace dyno::calls {

/// The one way of a tool call, whoever asks: Call in, CallResult and a recorded CallRecord out. Engine thread
/// only.
class CallPath {
public:
    /// All must outlive the path. `tuning` is read anew at each call. A null recorder records nothing, which
    /// benchmarks use to see what recording costs.
    CallPath(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning,
             telemetry::Recorder* recorder);

    /// A pool must be taken out, and have closed, before it dies.
    void addPool(ServerId server, Pool& pool);
    void removePool(ServerId server);
    /// Fails the calls that wait in a stage.
    void cancelWaiting(const Error& why);

    async::Awaitable<CallResult> call(Call call);

    std::uint32_t inFlight() const { return m_inFlight; }

private:
    async::Awaitable<Result<Lease>> acquire(Upstream& upstream, CallRecord& record, async::Duration limit);
    async::Awaitable<Result<nlohmann::json>> attempt(Call& call, CallRecord& record);
    void finish(const Target& target, CallRecord& record, const Result<nlohmann::json>& result);

    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    telemetry::Recorder* m_recorder;
    Admission m_admission;
    Cache m_cache;
    std::unordered_map<ServerId, std::unique_ptr<Upstream>> m_upstreams;
    std::uint32_t m_inFlight = 0;
};

} // namespace dyno::calls
