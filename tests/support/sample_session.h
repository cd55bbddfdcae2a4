#pragma once

#include "engine/sessions/call_query.h"
#include "engine/telemetry/figures.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dyno::test {

/// A session of made-up calls: a warm-up part outside of any run, then one run up to the end. Equal for equal
/// options.
struct SampleSession {
    std::uint64_t calls = 10'000; ///< that ended, a tenth of them before the run
    std::uint32_t tools = 3;
    std::uint32_t connections = 4; ///< of one server
    std::uint64_t seed = 1;
    double callsPerSecond = 1000;
    double errorShare = 0.01;            ///< of calls, half of them time-outs
    double slower = 1;                   ///< factor on all latencies
    double slowerAfterChange = 1;        ///< … after pool.max went from 1 to 2, in the middle of the run
    std::uint64_t kept = 100'000;        ///< at most so many calls, evenly, and all failed ones
    std::uint64_t bodies = 1000;         ///< of the first kept calls
    std::vector<std::string> names = {}; ///< of the first tools; then "tool-4", …
    std::string title = {};              ///< none: the reader makes one
};

/// What was written, counted in memory.
struct WrittenSession {
    telemetry::Figures all;
    telemetry::Figures run;
    std::uint64_t callsKept = 0;
    std::vector<sessions::CallRow> rows; ///< of the first 1,000 kept calls
    async::Duration runBegan{};
    async::Duration length{};
};

/// Replaces the file. Throws what SQLite throws: a test fails by it.
WrittenSession writeSession(const std::filesystem::path& file, const SampleSession& sample);

} // namespace dyno::test
