#include "engine/settings/tuning.h"

#include "engine/settings/duration_text.h"
#include "engine/settings/knobs.h"

#include <fmt/format.h>

namespace dyno::settings {

namespace {

Error contradiction(std::string_view low, const std::string& lowText, std::string_view high,
                    const std::string& highText) {
    return {ErrorKind::InvalidInput,
            fmt::format("{} ({}) must not be more than {} ({})", low, lowText, high, highText)};
}

/// Knobs that are each in their range, but not together.
Result<void> checkTogether(const Tuning& tuning) {
    const PoolTuning& pool = tuning.pool;
    const RetryTuning& retry = tuning.retry;
    if (pool.min > pool.max)
        return contradiction("pool.min", fmt::to_string(pool.min), "pool.max", fmt::to_string(pool.max));
    if (retry.base > retry.cap)
        return contradiction("retry.base", durationText(retry.base), "retry.cap", durationText(retry.cap));
    return {};
}

} // namespace

Result<void> validate(const Tuning& tuning) {
    for (const Knob& knob : knobs())
        if (auto fit = fits(knob, knob.get(tuning)); fit.has_error())
            return fit;
    return checkTogether(tuning);
}

std::vector<TuningChange> changes(const Tuning& from, const Tuning& to, async::Duration at) {
    std::vector<TuningChange> result;
    for (const Knob& knob : knobs()) {
        const KnobValue before = knob.get(from), after = knob.get(to);
        if (before != after)
            result.push_back({at, std::string(knob.key), knobText(knob, before), knobText(knob, after)});
    }
    return result;
}

} // namespace dyno::settings
