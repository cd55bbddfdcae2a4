#pragma once

#include "engine/async/clock.h"

#include <cstdint>
#include <string>

namespace dyno::reports {

/// A measured time with three significant digits and its unit: "850 µs", "12.3 ms", "1.50 s".
std::string timeText(async::Duration duration);
/// A whole number with its thousands apart: "1,234,567".
std::string countText(std::uint64_t number);
/// Bytes in binary units: "512 B", "1.5 KiB", "21.0 MiB".
std::string bytesText(std::uint64_t bytes);

} // namespace dyno::reports
