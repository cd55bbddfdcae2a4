#pragma once

#include "engine/telemetry/figures.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Figures as the session file holds them: LEB128 numbers, histograms as HdrHistogram's V2 payload has them
/// (ZigZag LEB128 counts, a negative one for so many empty buckets). Decoders take any bytes: what they
/// cannot read is a Protocol error, never more memory than the figures themselves take. Kinds of errors and
/// phases go by their number in the enumeration: to change these takes a new version of the schema.
namespace dyno::sessions {

std::string encodeFigures(const telemetry::Figures& figures);
/// Adds what the text holds to `sum`, which is undefined after an error.
[[nodiscard]] Result<void> addFigures(std::string_view text, telemetry::Figures& sum);
/// Only the latencies among them, which takes a tenth of the time.
[[nodiscard]] Result<void> addLatency(std::string_view text, telemetry::Histogram& sum);

/// Tools by their number, see Batch::tools.
struct Route {
    ServerId server = 0;
    ConnectionId connection = 0;
    std::uint32_t tool = 0;

    auto operator<=>(const Route&) const = default;
};
struct RouteSum {
    telemetry::CallCounts counts;
    telemetry::Histogram latency;
};
/// A stretch of one route: what it counted, and the latencies in microseconds of those that tell.
struct RouteStretch {
    Route route;
    telemetry::CallCounts counts;
    std::vector<std::uint32_t> latencies;
};
std::string encodeRoutes(const std::vector<RouteStretch>& routes);
std::string encodeRoutes(const std::map<Route, RouteSum>& routes);
/// Which routes are counted together: those for which it says the same.
using RouteGroup = std::function<Route(const Route&)>;
/// Beyond `most` routes it gives up: each takes 184 KiB, and a damaged text must not ask for millions.
inline constexpr std::size_t mostRoutes = 4096;
[[nodiscard]] Result<void> addRoutes(std::string_view text, std::map<Route, RouteSum>& sums,
                                     std::size_t most = mostRoutes, const RouteGroup& group = {});

} // namespace dyno::sessions
