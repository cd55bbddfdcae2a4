#pragma once

#include "engine/async/clock.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace dyno::http {
class Exchange;
}

namespace dyno::transport {

using WallTime = std::chrono::system_clock::time_point;

/// A date in any of the three forms of RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT" and two older ones.
std::optional<WallTime> parseHttpDate(std::string_view text);

/// A Retry-After header (RFC 9110, 10.2.3), in seconds or as a date, as the time from `now` on: never
/// negative, and a year at most. Nothing when it is neither.
std::optional<async::Duration> parseRetryAfter(std::string_view text, WallTime now);

/// How long an answer asks to wait. A date is compared with the answer's own, so that our clock need not
/// agree with the server's.
std::optional<async::Duration> retryAfter(const http::Exchange& exchange);

} // namespace dyno::transport
