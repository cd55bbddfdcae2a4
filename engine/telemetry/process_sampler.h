#pragma once

#include "engine/async/clock.h"
#include "engine/ids.h"
#include "engine/telemetry/snapshot.h"

#include <unordered_map>

namespace dyno::telemetry {

/// Memory and CPU of the servers' process trees, each read about once a second; a few are read at each tick,
/// so that many connections never hold the engine up at once. Engine thread only.
class ProcessSampler {
public:
    static constexpr Duration period = std::chrono::seconds(1);

    explicit ProcessSampler(async::Clock& clock)
        : m_clock(clock) {}

    /// Fills in what was last read of the connection's process, and reads it anew when that is due.
    void describe(ConnectionStatus& status);
    void forget(ConnectionId id) { m_samples.erase(id); }

private:
    struct Sample {
        async::TimePoint at;
        Duration cpu{};
        double cpuShare = 0;
        std::uint64_t rssBytes = 0;
    };

    async::Clock& m_clock;
    std::unordered_map<ConnectionId, Sample> m_samples;
};

} // namespace dyno::telemetry
