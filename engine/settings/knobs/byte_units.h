#pragma once

#include <array>
#include <string_view>

namespace dyno::settings {

struct ByteUnit {
    std::string_view name;
    double bytes = 0;
};

/// From the largest to the least.
inline constexpr std::array<ByteUnit, 7> byteUnits{{
    {"GiB", 1 << 30},
    {"GB", 1e9},
    {"MiB", 1 << 20},
    {"MB", 1e6},
    {"KiB", 1 << 10},
    {"kB", 1e3},
    {"B", 1},
}};

} // namespace dyno::settings
