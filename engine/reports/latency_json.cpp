#include "engine/reports/latency_json.h"

#include <nlohmann/json.hpp>

namespace dyno::reports {

namespace {

/// Whole numbers, since the histogram's resolution is a microsecond; the mean is finer.
std::int64_t wholeMicroseconds(async::Duration duration) {
    return std::chrono::round<std::chrono::microseconds>(duration).count();
}

} // namespace

nlohmann::ordered_json latencyJson(const telemetry::LatencySummary& latency) {
    return {{"count", latency.count},
            {"min", wholeMicroseconds(latency.min)},
            {"mean", static_cast<double>(latency.mean.count()) / 1000},
            {"p50", wholeMicroseconds(latency.p50)},
            {"p90", wholeMicroseconds(latency.p90)},
            {"p95", wholeMicroseconds(latency.p95)},
            {"p99", wholeMicroseconds(latency.p99)},
            {"p999", wholeMicroseconds(latency.p999)},
            {"max", wholeMicroseconds(latency.max)}};
}

nlohmann::ordered_json countsJson(const telemetry::CallCounts& counts) {
    return {{"started", counts.started},
            {"succeeded", counts.succeeded},
            {"failed", counts.failed},
            {"timedOut", counts.timedOut},
            {"cancelled", counts.cancelled}};
}

} // namespace dyno::reports
