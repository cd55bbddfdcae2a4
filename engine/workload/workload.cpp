#include "engine/workload/workload.h"

#include "engine/async/next_turn.h"
#include "engine/async/sleep.h"
#include "engine/async/spawn.h"

namespace dyno::workload {

using telemetry::WorkloadPhase;

namespace {

/// Answers that took no server come without a turn of the event loop: after so many, others have theirs.
constexpr int mostWithoutTurn = 64;

/// No server had to do with its failure, nor a wait for one: the next call would fail as fast.
bool wasTurnedAway(const calls::CallResult& ended) {
    const calls::CallRecord& record = ended.record;
    return record.refusal != calls::Refusal::None ||
           (record.error && record.attempts == 0 && record.answeredBy == calls::AnsweredBy::Nobody);
}

/// A call that was cancelled, or ran out of time, while it waited for a connection says nothing of the
/// server; nor does one that a stage turned away.
bool foundNoServer(const calls::CallResult& failed) {
    const ErrorKind kind = *failed.record.error;
    return failed.record.attempts > 0 && failed.record.connection == 0 && kind != ErrorKind::TimedOut &&
           kind != ErrorKind::Cancelled;
}

} // namespace

Workload::Workload(async::Executor executor, async::Clock& clock, calls::CallPath& path,
                   const std::shared_ptr<const settings::Tuning>& tuning, telemetry::Recorder& recorder)
    : m_executor(executor)
    , m_clock(clock)
    , m_path(path)
    , m_tuning(tuning)
    , m_recorder(recorder) {}

void Workload::start(Scenario scenario) {
    m_scenario = std::move(scenario);
    m_target =
        std::make_shared<const calls::Target>(m_scenario.server, m_scenario.tool, m_scenario.arguments);
    m_stopping = false;
    m_error.reset();
    m_phase = m_scenario.warmup ? WorkloadPhase::WarmingUp : WorkloadPhase::Running;
    m_began = m_clock.now();
    m_callsStarted = 0;
    async::spawn(m_executor, run());
}

void Workload::stop() {
    if (idle())
        return;
    m_stopping = true;
    m_phase = WorkloadPhase::Stopping;
}

async::Awaitable<void> Workload::run() {
    if (m_scenario.warmup)
        co_await drive(*m_scenario.warmup);
    if (!m_stopping)
        m_phase = WorkloadPhase::Running;
    m_began = m_clock.now();
    m_recorder.beginMeasuring(m_began, m_path.inFlight());
    m_callsStarted = 0;
    co_await drive(m_scenario.extent);
    m_ended = m_clock.now();
    m_recorder.endMeasuring(m_ended, m_path.inFlight());
    m_phase = WorkloadPhase::Idle;
    for (async::Waiter<bool>* waiter : std::exchange(m_finished, {}))
        waiter->complete(true);
}

async::Awaitable<void> Workload::drive(Extent extent) {
    m_over = m_stopping;
    m_callsLeft = extent.calls;
    const auto alarm = m_clock.makeAlarm();
    if (extent.duration)
        alarm->set(m_clock.now() + *extent.duration, [this] { m_over = true; });
    async::Waiter<bool> allEnded;
    m_allEnded = &allEnded;
    startMissingWorkers();
    if (m_workers > 0)
        co_await allEnded.wait();
    m_allEnded = nullptr;
    m_over = true;
}

void Workload::tuningChanged() {
    if (!m_over && !m_stopping)
        startMissingWorkers();
}

void Workload::startMissingWorkers() {
    const auto wanted = static_cast<std::size_t>(m_tuning->workers);
    if (m_working.size() < wanted)
        m_working.resize(wanted, false);
    for (std::size_t index = 0; index < wanted && !m_over; ++index) {
        if (m_working[index])
            continue;
        m_working[index] = true;
        ++m_workers;
        async::spawn(m_executor, work(index));
    }
}

async::Awaitable<void> Workload::work(std::size_t index) {
    async::TimePoint intended = m_clock.now();
    int withoutServer = 0;
    while (mayCall(index)) {
        calls::Call call{m_target, intended}; // named: GCC 12 miscompiles a braced list inside co_await
        const calls::CallResult result = co_await m_path.call(std::move(call));
        intended = result.record.done;
        if (result.result.has_error() && foundNoServer(result))
            serverGone(result.result.error());
        if (wasTurnedAway(result)) {
            co_await async::sleepUntil(m_clock, intended + turnedAwayPause);
            intended = m_clock.now();
        } else if (result.record.connection == 0 && ++withoutServer % mostWithoutTurn == 0) {
            co_await async::nextTurn(m_executor);
        }
    }
    m_working[index] = false;
    if (--m_workers == 0 && m_allEnded)
        m_allEnded->complete(true);
}

bool Workload::mayCall(std::size_t index) {
    if (m_stopping || m_over || index >= static_cast<std::size_t>(m_tuning->workers))
        return false;
    if (m_callsLeft && *m_callsLeft == 0)
        return false;
    if (m_callsLeft)
        --*m_callsLeft;
    ++m_callsStarted;
    return true;
}

/// Without a server every further call would fail at once, as fast as we can make them.
void Workload::serverGone(const Error& why) {
    if (m_stopping)
        return;
    m_error = why;
    stop();
}

telemetry::WorkloadStatus Workload::status() const {
    const async::Duration elapsed = m_began == async::TimePoint()
                                        ? async::Duration::zero()
                                        : (idle() ? m_ended : m_clock.now()) - m_began;
    return {m_phase, m_scenario, elapsed, m_callsStarted, m_error};
}

async::Awaitable<void> Workload::finished() {
    if (idle())
        co_return;
    async::Waiter<bool> waiter;
    m_finished.push_back(&waiter);
    co_await waiter.wait();
}

} // namespace dyno::workload
