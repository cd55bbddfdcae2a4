#include "engine/calls/call_path.h"

#include "engine/calls/balance/sticky_argument.h"

namespace dyno::calls {

using async::TimePoint;
using nlohmann::json;
using telemetry::Stage;

namespace {

bool isRepeatable(const mcp::Tool& tool) {
    return tool.annotations.readOnly || tool.annotations.idempotent;
}

void stamp(CallRecord& record, const mcp::ToolReply& reply) {
    record.resolved = reply.times.resolved;
    record.connected = reply.times.connected;
    record.secured = reply.times.secured;
    record.written = reply.times.written;
    record.firstByte = reply.times.firstByte;
    record.lastByte = reply.times.lastByte;
    record.decoded = reply.times.decoded;
    record.taskEnded = reply.taskEnded;
    record.taskPolls = reply.taskPolls;
    record.batch = static_cast<std::uint16_t>(reply.times.batch);
    record.bytesSent += reply.bytesSent;
    record.bytesReceived += reply.times.bytesReceived;
}

/// What became of a call in the request that carried it and others; how it got there is its own.
void stamp(CallRecord& record, const CallRecord& carrier) {
    CallRecord joined = carrier;
    joined.intended = record.intended;
    joined.started = record.started;
    joined.admitted = record.admitted;
    joined.cacheChecked = record.cacheChecked;
    joined.missedCache = record.missedCache;
    record = joined;
}

} // namespace

CallPath::CallPath(async::Executor executor, async::Clock& clock,
                   const std::shared_ptr<const settings::Tuning>& tuning, telemetry::Recorder* recorder,
                   std::uint64_t seed)
    : m_executor(executor)
    , m_clock(clock)
    , m_tuning(tuning)
    , m_recorder(recorder)
    , m_admission(clock, tuning)
    , m_cache(clock, tuning)
    , m_batch(
          executor, clock, tuning,
          [this](auto target, TimePoint deadline, std::size_t calls) {
              return carry(std::move(target), deadline, calls);
          },
          [this](ServerId server, std::string_view tool) { return hasTool(server, tool); })
    , m_breakers(tuning)
    , m_retries(std::mt19937_64(seed))
    , m_backOff(clock) {}

/// admission → cache → batch → (breaker → retry → pool → server): the last four are onward(). Two coroutines,
/// since a hundred thousand calls may wait for the second: the frame of the first is all that they weigh. A
/// result by value would be in it twice.
async::Awaitable<CallResult> CallPath::call(Call call) {
    nameGroup(call);
    Arrival arrival{call, m_clock.now()};
    arrival.admitted = arrival.started;
    arrival.deadline = lastDeadline(call.intended);
    arrival.patience = std::min(arrival.deadline, call.intended + m_tuning->timeouts.call);
    if (m_recorder)
        m_recorder->callStarted();
    Position position(m_gauge);
    AdmissionStage::Ticket ticket(m_admission, call.target->server, call.target->tool, arrival.patience);
    if (!ticket.admitted()) {
        const Result<void> admitted = co_await ticket.wait();
        if (admitted.has_error())
            co_return turnedAway(arrival, ticket.refusal(), admitted.error(), position);
        arrival.admitted = m_clock.now();
    }
    const std::unique_ptr<CallResult> result = co_await this->admitted(arrival, position);
    co_return std::move(*result);
}

CallRecord CallPath::recordOf(const Arrival& arrival) {
    CallRecord record;
    record.server = arrival.call.target->server;
    record.intended = arrival.call.intended;
    record.started = arrival.started;
    record.admitted = arrival.admitted;
    return record;
}

CallResult CallPath::turnedAway(const Arrival& arrival, Refusal refusal, const Error& why,
                                Position& position) {
    CallRecord record = recordOf(arrival);
    record.admitted = TimePoint();
    record.refusal = refusal;
    return ended(arrival.call, record, position, why);
}

async::Awaitable<std::unique_ptr<CallResult>> CallPath::admitted(const Arrival& arrival, Position& position) {
    const Call& call = arrival.call;
    const Target& target = *call.target;
    CallRecord record = recordOf(arrival);
    position.move(Stage::Cache);
    CacheStage::Visit visit(m_cache, target, m_tuning->cache.on ? toolOf(target) : nullptr);
    if (visit.hit()) {
        record.answeredBy = AnsweredBy::Cache;
        record.cacheChecked = record.admitted;
        record.saved = visit.cost();
        co_return std::make_unique<CallResult>(ended(call, record, position, visit.hit()));
    }
    record.cacheChecked = record.admitted;
    record.missedCache = visit.asked();
    if (visit.joined()) {
        const std::optional<Result<ResultPtr>> shared = co_await visit.wait(arrival.patience);
        record.cacheChecked = m_clock.now();
        record.missedCache = !shared;
        if (shared) {
            record.answeredBy = AnsweredBy::SharedFlight;
            co_return std::make_unique<CallResult>(ended(call, record, position, *shared));
        }
    }

    position.move(Stage::Batch);
    const TimePoint begin = record.cacheChecked;
    Result<ResultPtr> result = Error{};
    std::vector<ProgressNote> progress;
    const auto listener = progressListener(call, progress);
    // A batch tells of no progress, and goes to one connection whatever its calls are tied to.
    if (m_batch.ruleFor(target.tool) && !call.onProgress && m_tuning->balance.sticky.empty()) {
        CallResult carried = co_await m_batch.call(call.target, arrival.deadline);
        stamp(record, carried.record);
        result = std::move(carried.result);
    } else {
        record.batched = begin;
        result = co_await onward({target, call.intended, arrival.deadline, listener}, record, position);
    }
    if (visit.asked())
        visit.land(result, record.bytesReceived, m_clock.now() - begin);
    co_return std::make_unique<CallResult>(ended(call, record, position, std::move(result), &progress));
}

/// Several calls as one, through the rest of the path.
async::Awaitable<CallResult> CallPath::carry(std::shared_ptr<const Target> target, TimePoint deadline,
                                             std::size_t calls) {
    Position position(m_gauge, static_cast<std::int32_t>(calls));
    CallRecord record;
    record.server = target->server;
    record.started = m_clock.now();
    record.intended = record.batched = record.started;
    const std::function<void(const mcp::Progress&)> nobody;
    Result<ResultPtr> result =
        co_await onward({*target, record.intended, deadline, nobody}, record, position);
    co_return CallResult{std::move(result), record};
}

/// Breaker, and attempts until one succeeds or no further one is to be made.
async::Awaitable<Result<ResultPtr>> CallPath::onward(Request request, CallRecord& record,
                                                     Position& position) {
    const Target& target = request.target;
    position.move(Stage::Breaker);
    Result<Breakers::Pass> pass = m_breakers.enter(target.server, target.tool, record.batched);
    if (pass.has_error()) {
        record.refusal = Refusal::BreakerOpen;
        co_return pass.error();
    }
    m_retries.called(m_tuning->retry);
    const TimePoint begin = record.batched;
    for (int number = 1;; ++number) {
        record.refusal = Refusal::None;
        ++record.attempts;
        Attempt made = co_await attempt(request, record, position);
        const TimePoint now = m_clock.now();
        std::optional<Duration> pause;
        if (made.result.has_error())
            pause = m_retries.next(m_tuning->retry, number, made.result.error().kind, made.safe,
                                   made.retryAfter, mostPause(request.deadline, now));
        if (!pause) {
            if (record.refusal == Refusal::None) // a pool without room says nothing of its server
                pass->report(made.result, now);
            co_return std::move(made.result);
        }
        position.move(Stage::Retry);
        const std::optional<Error> cutShort = co_await m_backOff.wait(target.server, now + *pause);
        if (cutShort)
            co_return *cutShort;
        record.retried = m_clock.now() - begin;
    }
}

/// One try, and a second one only where the server has certainly not begun with the first: a session that it
/// had forgotten, a connection that did not come about, headers that no longer fit the tool.
async::Awaitable<CallPath::Attempt> CallPath::attempt(const Request& request, CallRecord& record,
                                                      Position& position) {
    const settings::TimeoutTuning limits = m_tuning->timeouts;
    const Target& target = request.target;
    const TimePoint begin = record.attempts > 1 ? record.batched + record.retried : request.intended;
    const TimePoint deadline = std::min(request.deadline, begin + limits.call);
    const Duration limit = deadline < begin + limits.call ? limits.total.value_or(limits.call) : limits.call;
    const std::string sticky = stickyArgument(target.arguments, m_tuning->balance.sticky);
    for (bool again = false;; again = true) {
        record.connection = 0;
        position.move(Stage::Pool);
        const auto found = m_upstreams.find(target.server);
        if (found == m_upstreams.end())
            co_return Attempt{Error{ErrorKind::PeerClosed, "the server is not running; start it first"},
                              true};
        const std::shared_ptr<Upstream> upstream = found->second; // it may be removed while we wait
        const Result<Lease> lease = co_await acquire(*upstream, sticky, record, deadline, limit);
        if (lease.has_error()) {
            if (lease.error().kind == ErrorKind::TimedOut && upstream->isUp())
                record.refusal = Refusal::NoConnection;
            co_return Attempt{lease.error(), true};
        }
        position.move(Stage::Server);
        record.answeredBy = AnsweredBy::Server;
        record.acquired = m_clock.now();
        record.connection = lease->connection->id;
        record.server = lease->server;
        const mcp::Tool* tool = lease->pool->tool(target.tool);
        const bool repeatable = tool && isRepeatable(*tool);
        mcp::ToolCall toolCall{target.tool,        target.arguments, deadline, limit,
                               request.onProgress, repeatable,       tool};
        toolCall.idle = limits.idle;
        toolCall.maxResultBytes = m_tuning->result.bytes;
        mcp::ToolReply reply = co_await lease->connection->session->callTool(std::move(toolCall));
        stamp(record, reply);
        if (reply.toolListStale && !again)
            co_await lease->pool->relistTools(lease->connection);
        std::optional<ErrorKind> failure;
        if (reply.result.has_error())
            failure = reply.result.error().kind;
        upstream->release(*lease, failure, m_clock.now() - record.acquired);
        if (!again && (reply.unseen || reply.toolListStale))
            continue;
        Attempt made{Error{}, reply.unseen || repeatable, reply.retryAfter};
        if (reply.result.has_value())
            made.result = std::make_shared<const json>(std::move(*reply.result));
        else
            made.result = reply.result.error();
        co_return made;
    }
}

async::Awaitable<Result<Lease>> CallPath::acquire(Upstream& upstream, std::string_view sticky,
                                                  CallRecord& record, TimePoint deadline, Duration limit) {
    if (std::optional<Lease> lease = upstream.tryAcquire(sticky))
        co_return std::move(*lease);
    const bool cold = !upstream.isUp();
    const TimePoint begin = m_clock.now();
    Result<Lease> lease = co_await upstream.acquire(sticky, deadline, limit);
    if (cold)
        record.coldStart = m_clock.now() - begin;
    co_return lease;
}

} // namespace dyno::calls
