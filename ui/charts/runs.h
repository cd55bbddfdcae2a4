#pragma once

#include "engine/telemetry/snapshot.h"

#include <QPolygonF>

#include <functional>
#include <optional>
#include <vector>

namespace dyno::ui {

/// What a curve shows of one interval; nothing where the interval has no such value.
using CurveValue = std::function<std::optional<double>(const telemetry::SeriesPoint&)>;

/// Cuts one curve into the runs that may be joined by a line. A new run begins after an interval without a
/// value and after a hole in time. x is in seconds before `now` (negative), y is the value.
std::vector<QPolygonF> runsOf(const std::vector<telemetry::SeriesPoint>& points, async::Duration now,
                              const CurveValue& value);

/// The time that a chart shows: at least a minute, then 2, 5, 10, 30 and 60, whatever holds the oldest point.
async::Duration spanOf(const std::vector<telemetry::SeriesPoint>& points, async::Duration now);

/// The interval that holds the moment `at`; null when none does.
const telemetry::SeriesPoint* pointAt(const std::vector<telemetry::SeriesPoint>& points, async::Duration at);

} // namespace dyno::ui
