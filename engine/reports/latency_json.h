#pragma once

#include "engine/telemetry/snapshot.h"

#include <nlohmann/json_fwd.hpp>

namespace dyno::reports {

/// In microseconds: "count", "min", "mean", "p50", "p90", "p95", "p99", "p999", "max".
nlohmann::ordered_json latencyJson(const telemetry::LatencySummary& latency);
/// "started", "succeeded", "failed", "timedOut", "cancelled".
nlohmann::ordered_json countsJson(const telemetry::CallCounts& counts);

} // namespace dyno::reports
