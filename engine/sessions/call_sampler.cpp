#include "engine/sessions/call_sampler.h"

#include <algorithm>

namespace dyno::sessions {

std::uint32_t CallSampler::weigh(bool failed, async::Duration latency) {
    if (failed && m_failed < m_mostStriking) {
        ++m_failed;
        return 1;
    }
    if (!failed && latency > m_slow && m_slowOnes < m_mostStriking) {
        ++m_slowOnes;
        return 1;
    }
    if (++m_skipped < oneOf())
        return 0;
    m_skipped = 0;
    const std::uint32_t weight = oneOf();
    if (++m_kept >= std::max(m_all, m_nextStep) && m_oneOf < coarsest) {
        // An eighth of what was kept whole is kept of each doubling.
        m_oneOf = m_oneOf == 1 ? 8 : 2 * m_oneOf;
        m_nextStep = m_kept + std::max<std::uint64_t>(m_all / 8, 1);
    }
    return weight;
}

void CallSampler::look(const telemetry::Histogram& soFar) {
    constexpr std::int64_t enough = 1000;
    if (soFar.count() >= enough)
        m_slow = std::chrono::microseconds(soFar.percentile(99.9));
}

void CallSampler::press(std::size_t backlog, std::size_t most) {
    if (backlog > most / 2 && oneOf() < coarsest)
        m_pressure *= 2;
    else if (backlog < most / 16 && m_pressure > 1)
        m_pressure /= 2;
}

} // namespace dyno::sessions
