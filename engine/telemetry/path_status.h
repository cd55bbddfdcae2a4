#pragma once

#include "engine/async/clock.h"
#include "engine/ids.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the stages of the call path show of themselves. Counts of calls derive from records and begin anew
/// with each measured part; what is held, kept or open is as it is now.
namespace dyno::telemetry {

enum class Stage { Admission, Cache, Batch, Breaker, Retry, Pool, Server };
inline constexpr int stageCount = 7;
std::string_view name(Stage stage); ///< "admission", …

/// Calls at one stage. in = out + answered + turnedAway + held, but for calls that end while they are
/// counted.
struct StageFlow {
    std::uint64_t in = 0;
    std::uint64_t out = 0;        ///< went on to the next stage; at the last one: were answered
    std::uint64_t answered = 0;   ///< had their answer here, such as from the cache
    std::uint64_t turnedAway = 0; ///< failed here
    std::uint32_t held = 0;       ///< are here now
};

struct CacheStatus {
    std::uint64_t hits = 0;   ///< answers that were kept
    std::uint64_t shared = 0; ///< answers of an equal call that was under way
    std::uint64_t misses = 0; ///< calls that the cache looked for in vain; 0 while it is off
    async::Duration saved{};  ///< what hits would have cost, as far as is known
    std::uint64_t stored = 0, evicted = 0, expired = 0,
                  invalidated = 0;        ///< entries, since the engine's start
    std::uint64_t entries = 0, bytes = 0; ///< now
};

struct BatchStatus {
    std::uint64_t batches = 0; ///< requests that carried several calls
    std::uint64_t calls = 0;   ///< that went in them
};

enum class BreakerState { Closed, Open, HalfOpen };
std::string_view name(BreakerState state); ///< "closed", "open", "half-open"

struct BreakerStatus {
    ServerId server = 0;
    std::string tool; ///< empty: of the whole server
    BreakerState state = BreakerState::Closed;
    int failures = 0;            ///< in a row, while it is closed
    async::Duration reopensIn{}; ///< until it is half-open; 0 unless it is open

    struct Change {
        async::Duration at{}; ///< since the engine's start
        BreakerState to = BreakerState::Closed;
        bool byHand = false;
    };
    std::vector<Change> history; ///< oldest first, at most 64
};

struct RetryStatus {
    std::uint64_t retries = 0;    ///< attempts beyond the first
    std::uint64_t recovered = 0;  ///< calls that succeeded by one
    std::uint64_t exhausted = 0;  ///< calls that failed after several attempts
    std::uint64_t overBudget = 0; ///< retries that the budget did not allow, since the engine's start
    std::uint64_t unsafe = 0;     ///< … that might have done a thing twice
};

struct PoolStatus {
    ServerId server = 0;
    std::uint64_t opened = 0; ///< connections, since the server's start
    std::uint64_t closed = 0;
    std::uint64_t closedIdle = 0, closedOld = 0, closedUsed = 0,
                  lost = 0; ///< why they were closed, of `closed`
    std::uint32_t ready = 0;
    std::uint32_t waiting = 0; ///< calls
    std::uint32_t inFlight = 0;
};

/// One server of several under one name.
struct ReplicaStatus {
    ServerId server = 0;
    std::string group;
    double weight = 1;
    bool ejected = false;
    std::uint64_t ejections = 0;
    std::uint64_t chosen = 0; ///< attempts that it got, since its start
    std::uint32_t inFlight = 0;
    async::Duration ewma{}; ///< its latency, newer calls weighing more
};

struct PathStatus {
    std::array<StageFlow, stageCount> stages;
    std::uint64_t queueFull = 0, waitedTooLong = 0, breakerOpen = 0, noConnection = 0; ///< calls turned away
    CacheStatus cache;
    BatchStatus batch;
    RetryStatus retry;
    std::vector<BreakerStatus> breakers; ///< those that have seen a failure
    std::vector<PoolStatus> pools;
    std::vector<ReplicaStatus> replicas; ///< of groups with more than one
};

} // namespace dyno::telemetry
