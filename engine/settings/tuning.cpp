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

Result<void> validate(const Tuning& tuning) {
    if (tuning.pool < minPool || tuning.pool > maxPool)
        return outOfRange("pool", fmt::to_string(tuning.pool), fmt::to_string(minPool),
                          fmt::to_string(maxPool));
    if (tuning.workers < minWorkers || tuning.workers > maxWorkers)
        return outOfRange("workers", fmt::to_string(tuning.workers), fmt::to_string(minWorkers),
                          fmt::to_string(maxWorkers));
    if (tuning.callTimeout < minCallTimeout || tuning.callTimeout > maxCallTimeout)
        return outOfRange("call time-out", durationText(tuning.callTimeout), durationText(minCallTimeout),
                          durationText(maxCallTimeout));
    return {};
}

std::vector<TuningChange> changes(const Tuning& from, const Tuning& to, async::Duration at) {
    std::vector<TuningChange> result;
    if (from.pool != to.pool)
        result.push_back({at, "pool", fmt::to_string(from.pool), fmt::to_string(to.pool)});
    if (from.workers != to.workers)
        result.push_back({at, "workers", fmt::to_string(from.workers), fmt::to_string(to.workers)});
    if (from.callTimeout != to.callTimeout)
        result.push_back({at, "call time-out", durationText(from.callTimeout), durationText(to.callTimeout)});
    return result;
}

} // namespace dyno::settings
