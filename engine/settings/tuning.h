#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dyno::settings {

using async::Duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// What is limited or watched as one.
enum class Scope { Server, Tool };

/// Which failures a stage takes for a sign of trouble. A JSON-RPC error is none: the server is well and says
/// no.
struct FailureClasses {
    bool transport = true; ///< the connection, the process or HTTP failed
    bool timeOut = true;
    bool tool = false; ///< the tool answered with `isError: true`

    bool operator==(const FailureClasses&) const = default;
};

/// When a call may begin.
struct AdmissionTuning {
    std::optional<double> callsPerSecond; ///< of all servers together
    int burst = 10;                       ///< calls that may begin at once after a pause
    std::optional<int> perServer;         ///< calls that run at once
    std::optional<int> perTool;
    int queue = 10'000; ///< calls that wait; the next one is turned away
    Duration longestWait = seconds(30);

    bool operator==(const AdmissionTuning&) const = default;
};

struct CacheTuning {
    bool on = false;
    Duration timeToLive = seconds(60);
    int entries = 128;
    std::uint64_t bytes = 64 << 20;
    bool marked = true;             ///< the tools that say they are read-only
    std::vector<std::string> tools; ///< these as well, whatever they say of themselves

    bool operator==(const CacheTuning&) const = default;
};

/// How calls of one tool become one call of another.
struct BatchRule {
    std::string tool;
    std::string batchTool;
    std::string items = "items"; ///< the argument of the batch tool that takes the list of arguments
    /// Where the list of results is: a member of `structuredContent`, or "content" for its blocks in order.
    std::string results = "results";
    std::optional<int> size; ///< BatchTuning's own when empty
    std::optional<Duration> longestWait;

    bool operator==(const BatchRule&) const = default;
};

enum class BatchMode {
    Off,
    Tool,   ///< by the rules
    JsonRpc ///< an array of requests, which only 2025-03-26 has
};

struct BatchTuning {
    BatchMode mode = BatchMode::Off;
    int size = 10;
    Duration longestWait = milliseconds(5);
    std::vector<BatchRule> rules;

    bool operator==(const BatchTuning&) const = default;
};

struct BreakerTuning {
    bool on = false;
    Scope scope = Scope::Server;
    int failures = 5; ///< in a row
    std::optional<double>
        share; ///< of the calls in the window that failed, 0 … 1; looked at from 20 calls on
    Duration window = seconds(10);
    Duration recovery = seconds(60);
    int probes = 1;    ///< calls that are let through at once while it is half-open
    int successes = 2; ///< in a row, until it closes
    FailureClasses counts;

    bool operator==(const BreakerTuning&) const = default;
};

/// Exponential back-off with full jitter: a wait is drawn evenly from nothing to base × factor^n, at most
/// `cap`.
struct RetryTuning {
    int attempts = 1; ///< in all; 1: none is repeated
    Duration base = milliseconds(100);
    double factor = 2;
    Duration cap = seconds(10);
    double budget = 0.1; ///< retries as a share of calls
    FailureClasses counts;

    bool operator==(const RetryTuning&) const = default;
};

struct PoolTuning {
    int min = 1; ///< connections to each server
    int max = 4;
    std::optional<int>
        perConnection; ///< calls in flight; 1: exclusive. Without it a pool has no reason to grow
    std::optional<Duration> idle = seconds(60); ///< a connection beyond the least is closed after so long
    std::optional<Duration> life;               ///< a connection is replaced after so long
    std::optional<int> calls;                   ///< … or after so many calls
    Duration acquire = seconds(5);              ///< how long a call waits for a connection
    bool prewarm = true;               ///< the least are opened at the start, not when they are needed
    std::optional<Duration> keepAlive; ///< an idle connection is asked for a sign of life so often

    bool operator==(const PoolTuning&) const = default;
};

enum class BalanceStrategy { RoundRobin, Random, LeastInFlight, PowerOfTwo, Ewma };

struct BalanceTuning {
    BalanceStrategy strategy = BalanceStrategy::LeastInFlight;
    std::string sticky; ///< the argument whose value ties a call to its replica and connection; empty: none
    int ejectAfter = 3; ///< failures of its transport or time-outs in a row that eject a replica
    Duration probe = seconds(1); ///< how often an ejected replica is asked for a sign of life

    bool operator==(const BalanceTuning&) const = default;
};

/// Each under the name that its error gives.
struct TimeoutTuning {
    Duration start = seconds(30);     ///< from starting the process to its first answer
    Duration handshake = seconds(10); ///< from the first answer to the end of the handshake
    Duration call = seconds(30);   ///< of one attempt; the first counts from the intended start of the call
    std::optional<Duration> idle;  ///< between two notifications of progress
    std::optional<Duration> total; ///< of the whole call with its retries, from its intended start

    bool operator==(const TimeoutTuning&) const = default;
};

struct ResultTuning {
    std::uint64_t bytes = 16 << 20; ///< of one answer to tools/call

    bool operator==(const ResultTuning&) const = default;
};

/// Every knob, as one value that is swapped whole: a stage reads the current one at each call. knobs.h names
/// each with its range. A Tuning that validate() refuses never reaches the engine.
struct Tuning {
    AdmissionTuning admission;
    CacheTuning cache;
    BatchTuning batch;
    BreakerTuning breaker;
    RetryTuning retry;
    PoolTuning pool;
    BalanceTuning balance;
    TimeoutTuning timeouts;
    ResultTuning result;
    int workers = 8; ///< callers of a workload

    bool operator==(const Tuning&) const = default;
};

/// InvalidInput naming the knob by its key, its value and its range, when one is out of it; or the two knobs
/// that do not go together.
[[nodiscard]] Result<void> validate(const Tuning& tuning);

/// One knob that was turned. `at` is the time since the engine's start.
struct TuningChange {
    async::Duration at{};
    std::string knob; ///< its key, such as "pool.max"
    std::string from;
    std::string to;

    bool operator==(const TuningChange&) const = default;
};

/// What differs between two tunings, in the order of the knobs; `at` is copied into each.
std::vector<TuningChange> changes(const Tuning& from, const Tuning& to, async::Duration at);

} // namespace dyno::settings
