#pragma once

#include "engine/async/clock.h"

#include <cstdint>

namespace dyno::reports {

/// Times as the numbers that are written for programs.
inline double inSeconds(async::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

inline double inMicroseconds(async::Duration duration) {
    return std::chrono::duration<double, std::micro>(duration).count();
}

/// Where a histogram's resolution of a microsecond is behind it.
inline std::int64_t wholeMicroseconds(async::Duration duration) {
    return std::chrono::round<std::chrono::microseconds>(duration).count();
}

} // namespace dyno::reports
