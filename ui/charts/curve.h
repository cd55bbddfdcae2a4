#pragma once

#include "ui/charts/runs.h"
#include "ui/theme/colours.h"

#include <QString>

namespace dyno::ui {

enum class CurveShape {
    Line,
    Area, ///< a line, filled down to the axis
    Bars, ///< one per interval, none for zero; never lower than a few pixels, so that one error among
          ///< thousands of calls is seen
};

/// One curve of a chart and what it shows of an interval.
struct Curve {
    QString name;
    Colour colour;
    CurveShape shape = CurveShape::Line;
    CurveValue value;
    bool visible = true;
};

/// p50, p90, p99 and max in seconds; none where no call ended of which latency tells.
std::vector<Curve> percentileCurves();
/// Calls and errors per second. Zero is a measurement and not a gap.
std::vector<Curve> rateCurves();

} // namespace dyno::ui
