#pragma once

#include "engine/async/clock.h"

#include <optional>

namespace dyno::calls {

/// When to replace a connection that ended by itself. Pure. A server that keeps dying is started ever more
/// slowly; one that cannot be started at all is given up, unless it is not ours to start.
class RestartPolicy {
public:
    static constexpr async::Duration firstDelay = std::chrono::milliseconds(100);
    static constexpr async::Duration longestDelay = std::chrono::seconds(5);
    static constexpr async::Duration stableAfter =
        std::chrono::seconds(5);              ///< having lived so long is no crash loop
    static constexpr int maxFailedStarts = 5; ///< in a row

    explicit RestartPolicy(bool givesUp = true)
        : m_givesUp(givesUp) {}

    /// A connection that had been up for `lived` was lost: how long to wait before the next start.
    async::Duration lost(async::Duration lived);
    /// A start failed: how long to wait before the next, or nothing when it is to be given up.
    std::optional<async::Duration> startFailed();
    void started() { m_failedStarts = 0; }

private:
    async::Duration nextDelay();

    bool m_givesUp;
    async::Duration m_delay{};
    int m_failedStarts = 0;
};

} // namespace dyno::calls
