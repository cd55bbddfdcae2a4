#pragma once

#include "engine/calls/call.h"
#include "engine/telemetry/snapshot.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What travels from the engine's thread to the one that writes the session file. Times count from the
/// engine's start.
namespace dyno::sessions {

using async::Duration;

/// One call that is kept in full.
struct KeptCall {
    calls::CallRecord record; ///< its stamps count from an arbitrary moment
    Duration at{};            ///< its intended start
    std::shared_ptr<const calls::Target> target;
    std::uint32_t tool = 0;   ///< its number, see Batch::tools
    std::uint32_t weight = 1; ///< it stands for so many
    std::optional<Error> error;
    bool body = false;            ///< request and answer are kept too
    calls::ResultPtr result = {}; ///< null: none, or not kept
    std::vector<calls::ProgressNote> progress = {};
};

/// One interval of the charts.
struct KeptInterval {
    Duration began{};
    Duration ended{};
    std::uint32_t run = 0; ///< 0: outside of any measured part
    std::uint32_t inFlight = 0;
    telemetry::CallCounts counts;
    Duration p50{}, p90{}, p99{}, max{};
    std::string figures; ///< encodeFigures()
    std::string routes;  ///< encodeRoutes()
};

/// The measured part of one workload.
struct KeptRun {
    std::uint32_t number = 0; ///< from 1 on
    Duration began{};
    std::optional<Duration> ended; ///< empty while it lasts
    std::uint32_t inFlight = 0;    ///< calls that had begun before it and count as its own
    std::string scenario;          ///< JSON text
    std::string tuning;            ///< JSON text: every knob that differs from its default, at its begin
};

/// Memory and CPU of one server's process.
struct ProcessSample {
    Duration at{};
    ConnectionId connection = 0;
    std::uint64_t rssBytes = 0;
    double cpuShare = 0; ///< of one core
};

/// What is written in one transaction. Later batches hold later things.
struct Batch {
    std::map<std::uint32_t, std::string> tools; ///< new ones, by their number, from 1 on
    std::vector<KeptCall> calls;
    std::vector<KeptInterval> intervals;
    std::vector<KeptRun> runs; ///< new ones, and those that have changed
    std::vector<telemetry::LogEntry> log;
    std::vector<settings::TuningChange> changes;
    std::vector<ProcessSample> processes;
    /// JSON texts by key: "servers", "connections", …; each takes the place of the one before.
    std::map<std::string, std::string> states;

    bool empty() const;
};

} // namespace dyno::sessions
