#pragma once

#include "engine/async/clock.h"
#include "engine/telemetry/histogram.h"

#include <cstddef>
#include <cstdint>

namespace dyno::sessions {

/// Which calls are kept in full: every failed one and every slow one, each up to a bound, and of the
/// rest all up to `all`, then an even sample that grows thinner, so that a session's size grows with the
/// logarithm of its calls. Pure; nothing is allocated.
class CallSampler {
public:
    explicit CallSampler(std::uint64_t all, std::uint64_t mostStriking = 1'000'000)
        : m_all(all)
        , m_mostStriking(mostStriking) {}

    /// How many calls this one stands for when it is kept; 0: it is not.
    std::uint32_t weigh(bool failed, async::Duration latency);

    /// Once an interval: calls that are slower than 99.9 % of those so far (from 1,000 on) are slow from now
    /// on.
    void look(const telemetry::Histogram& soFar);
    /// What has been kept waits to be written: the sample becomes coarser while that is more than half of
    /// what may wait, and finer again once it is little.
    void press(std::size_t backlog, std::size_t most);

    std::uint32_t oneOf() const { return m_oneOf * m_pressure; }

private:
    static constexpr std::uint32_t coarsest = 1 << 20;

    std::uint64_t m_all;
    std::uint64_t m_mostStriking;
    std::uint64_t m_failed = 0;
    std::uint64_t m_slowOnes = 0;
    std::uint64_t m_kept = 0;    ///< of the rest
    std::uint64_t m_skipped = 0; ///< since the last one that was kept
    std::uint64_t m_nextStep = 0;
    std::uint32_t m_oneOf = 1;
    std::uint32_t m_pressure = 1;
    async::Duration m_slow = async::Duration::max();
};

} // namespace dyno::sessions
