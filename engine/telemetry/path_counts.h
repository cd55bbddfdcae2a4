#pragma once

#include "engine/calls/call_record.h"
#include "engine/telemetry/path_status.h"

namespace dyno::telemetry {

/// At which stage of the path calls ended, and what the stages did for them. A plain value; nothing is
/// allocated.
struct PathCounts {
    struct Ended {
        std::uint64_t answered = 0;
        std::uint64_t failed = 0;

        bool operator==(const Ended&) const = default;
    };

    std::array<Ended, stageCount> ended{};
    std::array<std::uint64_t, calls::refusalCount> refusals{};
    std::uint64_t hits = 0;
    std::uint64_t shared = 0;
    std::uint64_t misses = 0;
    async::Duration saved{};
    std::uint64_t retries = 0;
    std::uint64_t recovered = 0;
    std::uint64_t exhausted = 0;
    std::uint64_t batchCalls = 0;
    double batches = 0; ///< each call is its share of the request that carried it

    bool operator==(const PathCounts&) const = default;

    void count(const calls::CallRecord& record);
    void merge(const PathCounts& other);
    /// Fills flows, refusals, and what of cache, batch and retry derives from records. `held` are the calls
    /// that are at each stage now.
    void describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held) const;
};

/// The last stage that the call reached.
Stage endedAt(const calls::CallRecord& record);

} // namespace dyno::telemetry
