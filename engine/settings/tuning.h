#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"

#include <cstddef>
#include <string>
#include <vector>

namespace dyno::settings {

/// Every knob, as one value that is swapped whole: a stage reads the current one at each call.
/// A Tuning that validate() refuses never reaches the engine.
struct Tuning {
    int pool = 1;                                           ///< connections per server, 1 … 64
    int workers = 8;                                        ///< callers of a workload, 1 … 1,000
    async::Duration callTimeout = std::chrono::seconds(30); ///< 1 ms … 1 h, from the intended start

    bool operator==(const Tuning&) const = default;
};

inline constexpr int minPool = 1, maxPool = 64;
inline constexpr int minWorkers = 1, maxWorkers = 1000;
inline constexpr async::Duration minCallTimeout = std::chrono::milliseconds(1);
inline constexpr async::Duration maxCallTimeout = std::chrono::hours(1);

/// InvalidInput naming the knob, its value and its range, when one is out of it.
[[nodiscard]] Result<void> validate(const Tuning& tuning);

/// One knob that was turned. `at` is the time since the engine's start.
struct TuningChange {
    async::Duration at{};
    std::string knob; ///< "pool", "workers", "call time-out"
    std::string from;
    std::string to;

    bool operator==(const TuningChange&) const = default;
};

/// What differs between two tunings, in the order of the struct; `at` is copied into each.
std::vector<TuningChange> changes(const Tuning& from, const Tuning& to, async::Duration at);

} // namespace dyno::settings
