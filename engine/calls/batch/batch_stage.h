#pragma once

#include "engine/async/awaitable.h"
#include "engine/calls/batch/batch_assembler.h"
#include "engine/calls/call.h"
#include "engine/settings/tuning.h"

#include <functional>
#include <list>
#include <memory>
#include <string_view>
#include <vector>

namespace dyno::calls {

/// The stage that makes one call of a batch tool out of several of another tool, by the rules of the Tuning.
/// Engine thread only. It must outlive the calls that wait in it, but not the request that carries them.
class BatchStage {
public:
    /// Carries one request, made of so many calls, through the rest of the path, until its answer or that
    /// deadline.
    using Carrier = std::function<async::Awaitable<CallResult>(std::shared_ptr<const Target>,
                                                               TimePoint deadline, std::size_t calls)>;
    /// Whether a server may have that tool: false only where its list is known and lacks it.
    using HasTool = std::function<bool(ServerId, std::string_view tool)>;

    BatchStage(async::Executor executor, async::Clock& clock,
               const std::shared_ptr<const settings::Tuning>& tuning, Carrier carry, HasTool hasTool);
    ~BatchStage();
    BatchStage(const BatchStage&) = delete;
    BatchStage& operator=(const BatchStage&) = delete;

    /// Null when calls of this tool are not batched. It lives as long as the current tuning.
    const settings::BatchRule* ruleFor(std::string_view tool) const;

    /// One call: with others as one request, or as itself when none came or there is no rule for it.
    ///
    /// A caller gets its own result, and the record of the request that carried it: `batched` is when that
    /// left, `batch` how many it carried, and its bytes are shared out among these, so that sums stay right.
    /// The request has the latest of their deadlines; one whose own deadline is earlier fails alone
    /// (TimedOut). A failed request fails all that it carried with the same cause. InvalidInput when the
    /// server has no such batch tool. A caller that is destroyed while it waits does not go out any more, or
    /// its result is dropped.
    async::Awaitable<CallResult> call(std::shared_ptr<const Target> target, TimePoint deadline);

    /// After a knob of batches was turned, those that gather leave at once, by the rule that they came under.
    void tuningChanged();
    /// Fails those that gather and those whose request is under way; the request itself goes on.
    void cancelAll(const Error& error);
    void cancel(ServerId server, const Error& error);

    /// Calls that gather.
    std::size_t waiting() const { return m_assembler.waiting(); }

private:
    class Caller;
    struct Flight;
    using FlightPtr = std::shared_ptr<Flight>;
    using Flights = std::list<Flight*>; ///< which enter and leave by themselves
    using RulePtr = std::shared_ptr<const settings::BatchRule>;

    RulePtr keptRule(std::string_view tool) const;
    void join(Caller& caller);
    std::vector<FlightPtr> board(const std::vector<BatchAssembler::Batch>& batches);
    void leave(const std::vector<BatchAssembler::Batch>& batches);
    static async::Awaitable<void> fly(FlightPtr flight, Carrier carry);
    std::vector<FlightPtr> underWay() const;
    void expire();
    void armDeparture();
    void armDeadline(TimePoint deadline);

    async::Executor m_executor;
    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    Carrier m_carry;
    HasTool m_hasTool;

    std::shared_ptr<const settings::Tuning> m_seen; ///< the calls that gather came under it
    BatchAssembler m_assembler;
    std::shared_ptr<Flights> m_flights; ///< under way, oldest first
    std::unique_ptr<async::Alarm> m_departure;
    std::unique_ptr<async::Alarm> m_deadline;
    TimePoint m_departureAt = TimePoint::max();
    TimePoint m_deadlineAt = TimePoint::max();
};

} // namespace dyno::calls
