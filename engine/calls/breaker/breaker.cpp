#include "engine/calls/breaker/breaker.h"

#include <algorithm>

namespace dyno::calls {

using async::Duration;
using async::TimePoint;
using settings::BreakerTuning;

std::optional<Breaker::Generation> Breaker::enter(const BreakerTuning& tuning, TimePoint now) {
    advance(tuning, now);
    if (m_state == State::Open || (m_state == State::HalfOpen && m_probing >= tuning.probes))
        return std::nullopt;
    if (m_state == State::HalfOpen)
        ++m_probing;
    return m_generation;
}

void Breaker::report(const BreakerTuning& tuning, Generation generation, Verdict verdict, TimePoint now) {
    if (verdict == Verdict::None)
        return giveUp(generation);
    if (generation != m_generation)
        return;
    if (m_state == State::Closed)
        count(tuning, verdict == Verdict::Failure, now);
    else
        judgeProbe(tuning, verdict == Verdict::Failure, now);
}

void Breaker::giveUp(Generation generation) {
    if (generation == m_generation && m_state == State::HalfOpen)
        --m_probing;
}

void Breaker::advance(const BreakerTuning& tuning, TimePoint now) {
    if (m_state == State::Open && now - m_openedAt >= tuning.recovery)
        become(State::HalfOpen, now);
    if (m_state == State::HalfOpen && m_successes >= tuning.successes)
        become(State::Closed, now);
}

void Breaker::count(const BreakerTuning& tuning, bool failed, TimePoint now) {
    m_failures = failed ? m_failures + 1 : 0;
    if (failed && m_failures >= tuning.failures) {
        const auto inARow = static_cast<std::uint64_t>(m_failures);
        return open({Cause::InARow, {inARow, inARow}}, now);
    }
    if (!tuning.share)
        return;
    m_window.add(tuning.window, now, failed);
    const FailureWindow::Counts counts = m_window.counts(now);
    if (counts.calls >= leastCallsForShare && counts.failed > 0 &&
        static_cast<double>(counts.failed) >= *tuning.share * static_cast<double>(counts.calls))
        open({Cause::Share, counts}, now);
}

void Breaker::judgeProbe(const BreakerTuning& tuning, bool failed, TimePoint now) {
    if (failed)
        return open({Cause::Probe}, now);
    --m_probing;
    ++m_successes;
    advance(tuning, now);
}

void Breaker::trip(TimePoint now) {
    m_opening = {Cause::ByHand};
    m_openedAt = now;
    become(State::Open, now, true);
}

void Breaker::reset(TimePoint now) {
    if (m_state != State::Closed)
        return become(State::Closed, now, true);
    m_failures = 0;
    m_window.clear();
    ++m_generation;
}

Duration Breaker::reopensIn(const BreakerTuning& tuning, TimePoint now) const {
    return m_state == State::Open ? std::max(Duration::zero(), tuning.recovery - (now - m_openedAt))
                                  : Duration::zero();
}

void Breaker::open(Opening why, TimePoint now) {
    m_opening = why;
    m_openedAt = now;
    become(State::Open, now);
}

/// Each state begins with nothing counted.
void Breaker::become(State state, TimePoint now, bool byHand) {
    m_state = state;
    ++m_generation;
    m_failures = m_probing = m_successes = 0;
    m_window.clear();
    m_history.push_back({now, state, byHand});
    if (m_history.size() > historyLength)
        m_history.pop_front();
}

} // namespace dyno::calls
