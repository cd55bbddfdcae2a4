#pragma once

#include "engine/async/clock.h"
#include "engine/telemetry/snapshot.h"

namespace dyno::telemetry {

/// What the engine itself costs: CPU of the thread that asks, memory of the whole process.
class EngineMeter {
public:
    explicit EngineMeter(async::Clock& clock);

    /// Measures anew when a second has passed since the last time. Call it on the engine's thread.
    EngineCost cost();

private:
    async::Clock& m_clock;
    async::TimePoint m_at;
    bool m_measured = false; ///< the first time only sets the base line
    Duration m_threadCpu{};
    EngineCost m_cost;
};

} // namespace dyno::telemetry
