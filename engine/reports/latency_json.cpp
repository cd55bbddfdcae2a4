#include "engine/reports/latency_json.h"

#include "engine/reports/time_numbers.h"

#include <nlohmann/json.hpp>

namespace dyno::reports {

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
