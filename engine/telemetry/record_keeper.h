#pragma once

#include "engine/calls/call.h"
#include "engine/telemetry/figures.h"

namespace dyno::telemetry {

/// A call that has just ended. All of it lives only as long as the notice.
struct EndedCall {
    const calls::CallRecord& record;
    const std::shared_ptr<const calls::Target>& target;
    const Error* error = nullptr;                               ///< null for a success
    const calls::ResultPtr& result;                             ///< null for a failure
    const std::vector<calls::ProgressNote>* progress = nullptr; ///< null: none was asked for
};

/// One stretch between two points of the charts. It lies in one run, or outside of any, as a whole.
struct Interval {
    Duration begin{}; ///< since the engine's start
    Duration end{};
    std::uint32_t inFlight = 0; ///< at its end
    const Figures& figures;
};

/// Keeps what the recorder counts. Called on the engine's thread, which it must not hold up.
class RecordKeeper {
public:
    virtual ~RecordKeeper() = default;
    virtual void callEnded(const EndedCall& call) = 0;
    virtual void intervalClosed(const Interval& interval) = 0;
    /// A run's measured part begins, with so many calls of its own in flight already; and it has ended.
    virtual void measuringBegan(Duration at, std::uint32_t inFlight) = 0;
    virtual void measuringEnded(Duration at) = 0;
};

} // namespace dyno::telemetry
