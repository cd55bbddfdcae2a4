#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"

#include <string>
#include <string_view>

namespace dyno::settings {

/// "250ms", "1.5s", "2m", "1h" or "500us" as a length of time; a number without a unit is refused, since
/// nobody agrees on what it means. Negative and non-finite values are refused as well.
[[nodiscard]] Result<async::Duration> parseDuration(std::string_view text);

/// The shortest exact spelling with one unit, such as "30 s" or "1500 ms".
std::string durationText(async::Duration duration);

} // namespace dyno::settings
