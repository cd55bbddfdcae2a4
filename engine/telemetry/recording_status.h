#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dyno::telemetry {

/// How the recording of the session goes.
struct RecordingStatus {
    bool on = false;         ///< something is being written
    std::string file;        ///< empty: nothing was ever recorded
    std::uint64_t bytes = 0; ///< of the file, and of what SQLite keeps beside it
    std::uint64_t callsSeen = 0;
    std::uint64_t callsKept = 0; ///< in full; the histograms have all
    std::uint32_t oneOf = 1;     ///< of the calls without an error that are not slow, one of so many is kept
    std::uint64_t callsLost = 0; ///< were to be kept, and could not be written
    async::Duration figuresLost{}; ///< stretches of time that could not be written
    std::optional<Error> problem;  ///< why something was lost, or why nothing is recorded; the latest
};

} // namespace dyno::telemetry
