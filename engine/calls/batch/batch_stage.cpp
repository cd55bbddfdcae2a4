#include "engine/calls/batch/batch_stage.h"

#include "engine/async/spawn.h"
#include "engine/async/waiter.h"
#include "engine/calls/batch/batch_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace dyno::calls {

namespace {

/// One seat's part of a number that all have together.
std::uint64_t shareOf(std::uint64_t total, std::size_t seat, std::size_t seats) {
    return total * (seat + 1) / seats - total * seat / seats;
}

CallResult withoutBatchTool(const Target& target, const settings::BatchRule& rule) {
    CallRecord record;
    record.server = target.server; // as no request finds one
    return {Error{ErrorKind::InvalidInput,
                  fmt::format("the server has no tool {}, which the batch rule of {} names", rule.batchTool,
                              target.tool)},
            record};
}

} // namespace

/// One call while it waits in this stage, in its caller's coroutine. Destroying it frees its place.
class BatchStage::Caller final : public BatchAssembler::Place {
public:
    Caller(std::shared_ptr<const Target> what, TimePoint until, RulePtr by)
        : target(std::move(what))
        , deadline(until)
        , rule(std::move(by)) {}
    ~Caller();

    const std::shared_ptr<const Target> target;
    const TimePoint deadline;
    const RulePtr rule;
    FlightPtr flight; ///< once it has left
    std::size_t seat = 0;
    async::Waiter<std::optional<CallResult>> waiter; ///< nothing: it is to go alone
};

/// Those that left together. It lives as long as their request or one of them, and knows no stage, which may
/// be gone when the request ends.
struct BatchStage::Flight : std::enable_shared_from_this<Flight> {
    explicit Flight(std::shared_ptr<Flights> flights)
        : all(std::move(flights))
        , place(all->insert(all->end(), this)) {}
    ~Flight() { all->erase(place); }

    const std::shared_ptr<Flights> all;
    const Flights::iterator place;
    std::vector<Caller*> callers; ///< null: has its result, or has gone
    TimePoint left;
    RulePtr rule;
    ServerId server = 0;

    void closeRanks();
    std::shared_ptr<const Target> request() const;
    TimePoint latestDeadline() const;
    CallRecord recordFor(std::size_t seat, const CallRecord& carrier) const;
    void give(std::size_t seat, std::optional<CallResult> result);
    void fail(const Error& error);
    void land(const CallResult& carried);
};

BatchStage::Caller::~Caller() {
    if (flight)
        flight->callers[seat] = nullptr;
}

/// Those that went away before the request is made are no part of it.
void BatchStage::Flight::closeRanks() {
    std::erase(callers, nullptr);
    for (std::size_t seat = 0; seat < callers.size(); ++seat)
        callers[seat]->seat = seat;
}

std::shared_ptr<const Target> BatchStage::Flight::request() const {
    std::vector<std::string_view> arguments;
    for (const Caller* caller : callers)
        arguments.push_back(caller->target->arguments);
    return std::make_shared<const Target>(Target{server, rule->batchTool, batchArguments(*rule, arguments)});
}

TimePoint BatchStage::Flight::latestDeadline() const {
    TimePoint latest = TimePoint::min();
    for (const Caller* caller : callers)
        latest = std::max(latest, caller->deadline);
    return latest;
}

CallRecord BatchStage::Flight::recordFor(std::size_t seat, const CallRecord& carrier) const {
    CallRecord record = carrier;
    if (record.server == 0) // the request had no answer; else it knows which of several servers that was
        record.server = server;
    record.batched = left;
    record.batch = static_cast<std::uint16_t>(
        std::min<std::size_t>(callers.size(), std::numeric_limits<std::uint16_t>::max()));
    record.bytesSent = shareOf(carrier.bytesSent, seat, callers.size());
    record.bytesReceived = shareOf(carrier.bytesReceived, seat, callers.size());
    return record;
}

/// The caller goes on inside this call, and may destroy others.
void BatchStage::Flight::give(std::size_t seat, std::optional<CallResult> result) {
    Caller* const caller = std::exchange(callers[seat], nullptr);
    if (!caller)
        return;
    const FlightPtr life = std::exchange(caller->flight, nullptr);
    caller->waiter.complete(std::move(result));
}

void BatchStage::Flight::fail(const Error& error) {
    for (std::size_t seat = 0; seat < callers.size(); ++seat)
        give(seat, CallResult{error, recordFor(seat, {})});
}

void BatchStage::Flight::land(const CallResult& carried) {
    const auto results = carried.result.has_error()
                             ? Result<std::vector<Result<ResultPtr>>>(carried.result.error())
                             : splitResults(*rule, **carried.result, callers.size());
    for (std::size_t seat = 0; seat < callers.size(); ++seat) {
        Result<ResultPtr> own = results.has_error() ? Result<ResultPtr>(results.error()) : (*results)[seat];
        give(seat, CallResult{std::move(own), recordFor(seat, carried.record)});
    }
}

BatchStage::BatchStage(async::Executor executor, async::Clock& clock,
                       const std::shared_ptr<const settings::Tuning>& tuning, Carrier carry, HasTool hasTool)
    : m_executor(executor)
    , m_clock(clock)
    , m_tuning(tuning)
    , m_carry(std::move(carry))
    , m_hasTool(std::move(hasTool))
    , m_seen(tuning)
    , m_flights(std::make_shared<Flights>())
    , m_departure(clock.makeAlarm())
    , m_deadline(clock.makeAlarm()) {}

BatchStage::~BatchStage() = default;

const settings::BatchRule* BatchStage::ruleFor(std::string_view tool) const {
    const settings::BatchTuning& tuning = m_tuning->batch;
    if (tuning.mode != settings::BatchMode::Tool)
        return nullptr;
    const auto found = std::find_if(tuning.rules.begin(), tuning.rules.end(),
                                    [tool](const settings::BatchRule& rule) { return rule.tool == tool; });
    return found == tuning.rules.end() ? nullptr : &*found;
}

/// Keeps the tuning that it is part of.
BatchStage::RulePtr BatchStage::keptRule(std::string_view tool) const {
    return RulePtr(m_tuning, ruleFor(tool));
}

async::Awaitable<CallResult> BatchStage::call(std::shared_ptr<const Target> target, TimePoint deadline) {
    tuningChanged(); // who gathers with others does so by one rule
    Caller caller(target, deadline, keptRule(target->tool));
    if (caller.rule) {
        if (!m_hasTool(target->server, caller.rule->batchTool))
            co_return withoutBatchTool(*target, *caller.rule);
        join(caller);
        if (auto result = co_await caller.waiter.wait())
            co_return std::move(*result);
    }
    const TimePoint left = m_clock.now();
    CallResult result = co_await m_carry(target, deadline, 1);
    result.record.batched = left;
    co_return result;
}

void BatchStage::join(Caller& caller) {
    const settings::BatchRule& rule = *caller.rule;
    const BatchAssembler::Limits limits{
        static_cast<std::size_t>(std::max(1, rule.size.value_or(m_tuning->batch.size))),
        rule.longestWait.value_or(m_tuning->batch.longestWait)};
    const auto batch = m_assembler.join(caller, caller.target->server, caller.target->tool, limits,
                                        m_clock.now(), caller.deadline);
    if (!batch.empty())
        leave({batch});
    armDeparture();
}

/// From here on a caller may be destroyed by another one.
std::vector<BatchStage::FlightPtr> BatchStage::board(const std::vector<BatchAssembler::Batch>& batches) {
    std::vector<FlightPtr> flights;
    for (const BatchAssembler::Batch& batch : batches) {
        auto flight = std::make_shared<Flight>(m_flights);
        for (BatchAssembler::Place* place : batch) {
            auto* const caller = static_cast<Caller*>(place);
            caller->flight = flight;
            caller->seat = flight->callers.size();
            flight->callers.push_back(caller);
        }
        flight->left = m_clock.now();
        flight->rule = flight->callers.front()->rule;
        flight->server = flight->callers.front()->target->server;
        flights.push_back(std::move(flight));
    }
    return flights;
}

void BatchStage::leave(const std::vector<BatchAssembler::Batch>& batches) {
    for (const FlightPtr& flight : board(batches)) {
        for (const Caller* caller : flight->callers)
            armDeadline(caller->deadline);
        async::spawn(m_executor, fly(flight, m_carry));
    }
}

/// One that is alone goes as itself: its answer is then what its tool gives, whatever the batch tool does.
async::Awaitable<void> BatchStage::fly(FlightPtr flight, Carrier carry) {
    flight->closeRanks();
    if (flight->callers.empty())
        co_return;
    if (flight->callers.size() == 1) {
        flight->give(0, std::nullopt);
        co_return;
    }
    const CallResult carried =
        co_await carry(flight->request(), flight->latestDeadline(), flight->callers.size());
    flight->land(carried);
}

void BatchStage::tuningChanged() {
    const auto before = std::exchange(m_seen, m_tuning);
    if (before != m_tuning && before->batch != m_tuning->batch)
        leave(m_assembler.takeAll());
}

/// The alarms would keep the event loop from its end; who comes from here on arms them anew.
void BatchStage::cancelAll(const Error& error) {
    m_departure->cancel();
    m_deadline->cancel();
    m_departureAt = m_deadlineAt = TimePoint::max();
    const auto boarded = board(m_assembler.takeAll());
    // Callers that call again at once are not among these.
    for (const FlightPtr& flight : underWay())
        flight->fail(error);
}

void BatchStage::cancel(ServerId server, const Error& error) {
    const auto boarded = board(m_assembler.takeAll(server));
    for (const FlightPtr& flight : underWay())
        if (flight->server == server)
            flight->fail(error);
}

std::vector<BatchStage::FlightPtr> BatchStage::underWay() const {
    std::vector<FlightPtr> flights;
    for (Flight* flight : *m_flights)
        flights.push_back(flight->shared_from_this());
    return flights;
}

void BatchStage::armDeparture() {
    const TimePoint next = m_assembler.nextDue();
    if (next >= m_departureAt)
        return;
    m_departureAt = next;
    m_departure->set(next, [this] {
        m_departureAt = TimePoint::max();
        leave(m_assembler.takeDue(m_clock.now()));
        armDeparture();
    });
}

/// One alarm for all that are under way, which looks at each when it rings, as a session's does.
void BatchStage::armDeadline(TimePoint deadline) {
    if (deadline >= m_deadlineAt)
        return;
    m_deadlineAt = deadline;
    m_deadline->set(deadline, [this] {
        m_deadlineAt = TimePoint::max();
        expire();
    });
}

void BatchStage::expire() {
    const TimePoint now = m_clock.now();
    for (const FlightPtr& flight : underWay())
        for (std::size_t seat = 0; seat < flight->callers.size(); ++seat) {
            const Caller* const caller = flight->callers[seat];
            if (!caller)
                continue;
            if (caller->deadline > now) {
                armDeadline(caller->deadline);
                continue;
            }
            CallRecord record;
            record.attempts = 1; // somebody else's go on
            record.answeredBy = AnsweredBy::Server;
            const Error error{ErrorKind::TimedOut,
                              fmt::format("no answer from the batch tool {} in time for this call "
                                          "(call time-out)",
                                          flight->rule->batchTool)};
            flight->give(seat, CallResult{error, flight->recordFor(seat, record)});
        }
}

} // namespace dyno::calls
