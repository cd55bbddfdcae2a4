#include "engine/settings/duration_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace dyno::settings {

namespace {

struct Unit {
    std::string_view name;
    async::Duration length;
};

constexpr std::array<Unit, 6> units{{
    {"h", std::chrono::hours(1)},
    {"m", std::chrono::minutes(1)},
    {"s", std::chrono::seconds(1)},
    {"ms", std::chrono::milliseconds(1)},
    {"us", std::chrono::microseconds(1)},
    {"ns", std::chrono::nanoseconds(1)},
}};

Error notADuration(std::string_view text) {
    return {ErrorKind::InvalidInput,
            fmt::format("\"{}\" is not a length of time; write a number and a unit, such as 500ms, 10s or 2m",
                        text)};
}

} // namespace

Result<async::Duration> parseDuration(std::string_view text) {
    double number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc() || !std::isfinite(number) || number < 0)
        return notADuration(text);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const Unit& candidate : units) {
        if (candidate.name != unit)
            continue;
        const double nanoseconds = number * static_cast<double>(candidate.length.count());
        // Nine days is past every limit of ours and far from overflowing the representation.
        if (nanoseconds > 8e14)
            return notADuration(text);
        return async::Duration(std::llround(nanoseconds));
    }
    return notADuration(text);
}

std::string durationText(async::Duration duration) {
    for (const Unit& unit : units)
        if (duration >= unit.length && duration % unit.length == async::Duration::zero())
            return fmt::format("{} {}", duration / unit.length, unit.name);
    return "0 s";
}

} // namespace dyno::settings
