#pragma once

#include "engine/calls/call_record.h"
#include "engine/telemetry/path_status.h"

namespace dyno::telemetry {

/// Counts at which stage of the path calls ended, and what the stages did for them. Pure; nothing is
/// allocated.
class PathCounts {
public:
    void count(const calls::CallRecord& record);
    /// Fills flows, refusals, and what of cache, batch and retry derives from records. `held` are the calls
    /// that are at each stage now.
    void describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held) const;

private:
    struct Ended {
        std::uint64_t answered = 0;
        std::uint64_t failed = 0;
    };

    std::array<Ended, stageCount> m_ended{};
    std::array<std::uint64_t, calls::refusalCount> m_refusals{};
    std::uint64_t m_hits = 0;
    std::uint64_t m_shared = 0;
    std::uint64_t m_misses = 0;
    async::Duration m_saved{};
    std::uint64_t m_retries = 0;
    std::uint64_t m_recovered = 0;
    std::uint64_t m_exhausted = 0;
    std::uint64_t m_batchCalls = 0;
    double m_batches = 0; ///< each call is its share of the request that carried it
};

/// The last stage that the call reached.
Stage endedAt(const calls::CallRecord& record);

} // namespace dyno::telemetry
