#pragma once

#include "engine/sessions/call_query.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dyno::sessions {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where a session was recorded, in the words of the operating system; what cannot be found out is empty.
struct Machine {
    std::string system;   ///< "Debian GNU/Linux 12 (bookworm)"
    std::string kernel;   ///< "6.1.0-18-amd64"
    std::string cpu;      ///< "AMD EPYC 7B13"
    int cores = 0;        ///< that this process may use
    std::string governor; ///< of the CPU's frequency: "performance"
    std::uint64_t memoryBytes = 0;
    std::optional<double> load; ///< of the last minute, when the recording began

    bool operator==(const Machine&) const = default;
};
Machine thisMachine();

/// One measured part.
struct RunInfo {
    std::uint32_t number = 0;
    Duration began{};
    Duration ended{}; ///< where it had no end when the recording stopped: that moment
    std::uint32_t inFlight = 0;
    std::string scenario;                ///< JSON text
    std::string tuning;                  ///< JSON text: the knobs that differed from their default
    std::uint64_t calls = 0, errors = 0; ///< that ended in it
};

/// What is known of a session without reading its calls.
struct SessionInfo {
    std::filesystem::path file;
    std::uint64_t fileBytes = 0;
    std::string title; ///< what the person calls it, else made of tool and server
    std::string notes;
    std::vector<std::string> tags;
    bool pinned = false;
    std::string workspace;     ///< the file of tuning and servers that it belongs to; empty: none
    WallTime startedAt{};      ///< when the recording began: at `began`
    Duration began{};          ///< since the engine's start, as all times of a session are
    Duration length{};         ///< from there to the end of what was recorded
    bool complete = true;      ///< false: whoever wrote it did not come to close it
    bool beingWritten = false; ///< … yet: it lives
    std::string dynoVersion;
    Machine machine;
    std::vector<std::string> servers; ///< names, as configured
    std::vector<RunInfo> runs;
    std::uint64_t calls = 0, errors = 0; ///< that ended, in all
    std::uint64_t callsKept = 0;
    std::uint64_t callsLost = 0;
    Duration figuresLost{};
    std::vector<float> sparkline; ///< calls/s over its length, at most 60 values; empty: no call

    Range whole() const { return {began, began + length}; }
    /// What it is about, unless a range is asked for: the last run, else all of it.
    Range main() const { return runs.empty() ? whole() : Range{runs.back().began, runs.back().ended}; }
};

} // namespace dyno::sessions
