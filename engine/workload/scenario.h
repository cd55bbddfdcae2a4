#pragma once

#include "engine/async/clock.h"
#include "engine/ids.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dyno::workload {

/// How much: so many calls, or so long; whichever is set and comes first. Neither: until told to stop.
struct Extent {
    std::optional<std::uint64_t> calls;
    std::optional<async::Duration> duration;
};

/// What a workload calls. How many callers it has is the Tuning's `workers`.
struct Scenario {
    ServerId server = 0;
    std::string tool;
    std::string arguments = "{}"; ///< a JSON object as text; validated before the workload starts
    Extent extent;
    std::optional<Extent> warmup; ///< calls before the measured ones; they reach no figure
};

} // namespace dyno::workload
