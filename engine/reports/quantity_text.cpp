#include "engine/reports/quantity_text.h"

#include <fmt/format.h>

#include <array>

namespace dyno::reports {

namespace {

std::string threeDigits(double value, std::string_view unit) {
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return fmt::format("{:.{}f} {}", value, decimals, unit);
}

} // namespace

std::string timeText(async::Duration duration) {
    const double microseconds = std::chrono::duration<double, std::micro>(duration).count();
    if (microseconds < 999.5)
        return fmt::format("{:.0f} µs", microseconds);
    if (microseconds < 999'500)
        return threeDigits(microseconds / 1e3, "ms");
    return threeDigits(microseconds / 1e6, "s");
}

std::string countText(std::uint64_t number) {
    std::string digits = fmt::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

std::string bytesText(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 4> units{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024)
        return fmt::format("{} B", bytes);
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1023.95 && unit + 1 < units.size(); ++unit)
        value /= 1024;
    return fmt::format("{:.1f} {}", value, units[unit]);
}

} // namespace dyno::reports
