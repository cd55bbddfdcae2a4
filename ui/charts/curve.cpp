#include "ui/charts/curve.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::SeriesPoint;

CurveValue percentile(async::Duration SeriesPoint::*member) {
    return [member](const SeriesPoint& point) -> std::optional<double> {
        if (point.max == async::Duration::zero())
            return {};
        return std::chrono::duration<double>(point.*member).count();
    };
}

} // namespace

std::vector<Curve> percentileCurves() {
    return {
        {u"p50"_s, Colour::P50, CurveShape::Line, percentile(&SeriesPoint::p50)},
        {u"p90"_s, Colour::P90, CurveShape::Line, percentile(&SeriesPoint::p90)},
        {u"p99"_s, Colour::P99, CurveShape::Line, percentile(&SeriesPoint::p99)},
        {u"max"_s, Colour::Max, CurveShape::Line, percentile(&SeriesPoint::max)},
    };
}

std::vector<Curve> rateCurves() {
    const auto calls = [](const SeriesPoint& point) { return std::optional(point.callsPerSecond()); };
    const auto errors = [](const SeriesPoint& point) { return std::optional(point.errorsPerSecond()); };
    return {
        {u"calls/s"_s, Colour::Calls, CurveShape::Area, calls},
        {u"errors/s"_s, Colour::Errors, CurveShape::Bars, errors},
    };
}

} // namespace dyno::ui
