#include "engine/settings/tuning.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>

namespace dyno::settings {

namespace {

Error outOfRange(std::string_view knob, std::string_view value, std::string_view low, std::string_view high) {
    return {ErrorKind::InvalidInput,
            fmt::format("{} must be between {} and {}, not {}", knob, low, high, value)};
}

} // namespace

constexpr int minPool = 1, maxPool = 64;
constexpr int minWorkers = 1, maxWorkers = 1000;
constexpr async::Duration minCallTimeout = std::chrono::milliseconds(1);
constexpr async::Duration maxCallTimeout = std::chrono::hours(1);

Result<void> validate(const Tuning& tuning) {
    if (tuning.pool.min < minPool || tuning.pool.min > maxPool)
        return outOfRange("pool.min", fmt::to_string(tuning.pool.min), fmt::to_string(minPool),
                          fmt::to_string(maxPool));
    if (tuning.workers < minWorkers || tuning.workers > maxWorkers)
        return outOfRange("workers", fmt::to_string(tuning.workers), fmt::to_string(minWorkers),
                          fmt::to_string(maxWorkers));
    if (tuning.timeouts.call < minCallTimeout || tuning.timeouts.call > maxCallTimeout)
        return outOfRange("timeouts.call", durationText(tuning.timeouts.call), durationText(minCallTimeout),
                          durationText(maxCallTimeout));
    return {};
}

std::vector<TuningChange> changes(const Tuning& from, const Tuning& to, async::Duration at) {
    std::vector<TuningChange> result;
    if (from.pool.min != to.pool.min)
        result.push_back({at, "pool.min", fmt::to_string(from.pool.min), fmt::to_string(to.pool.min)});
    if (from.workers != to.workers)
        result.push_back({at, "workers", fmt::to_string(from.workers), fmt::to_string(to.workers)});
    if (from.timeouts.call != to.timeouts.call)
        result.push_back(
            {at, "timeouts.call", durationText(from.timeouts.call), durationText(to.timeouts.call)});
    return result;
}

} // namespace dyno::settings
