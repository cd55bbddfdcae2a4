#pragma once

#include "engine/telemetry/snapshot.h"

namespace dyno::ui {

/// `base` with the figures of `range` in their place: counts, latencies, phases, errors, the latest calls,
/// and what connections and the stages of the path counted. What is, such as a connection's state or a
/// server's tools, stays that of `base`; connections that are gone by then are those of `range`.
telemetry::Snapshot withFigures(const telemetry::Snapshot& base, const telemetry::Snapshot& range);

} // namespace dyno::ui
