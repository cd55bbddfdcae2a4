#include "engine/calls/pool/restart_policy.h"

#include <algorithm>

namespace dyno::calls {

async::Duration RestartPolicy::lost(async::Duration lived) {
    if (lived >= stableAfter)
        m_delay = {};
    return nextDelay();
}

std::optional<async::Duration> RestartPolicy::startFailed() {
    if (m_givesUp && ++m_failedStarts >= maxFailedStarts)
        return std::nullopt;
    return nextDelay();
}

/// 0 the first time, then 100 ms doubling to 5 s.
async::Duration RestartPolicy::nextDelay() {
    const async::Duration delay = m_delay;
    m_delay = std::clamp(m_delay * 2, firstDelay, longestDelay);
    return delay;
}

} // namespace dyno::calls
