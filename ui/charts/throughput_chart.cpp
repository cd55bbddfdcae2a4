#include "ui/charts/throughput_chart.h"

#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::SeriesPoint;

// Zero calls per second is a measurement and not a gap.
std::vector<Curve> rates() {
    const auto calls = [](const SeriesPoint& point) { return std::optional(point.callsPerSecond()); };
    const auto errors = [](const SeriesPoint& point) { return std::optional(point.errorsPerSecond()); };
    return {
        {u"calls/s"_s, Colour::Calls, CurveShape::Area, calls},
        {u"errors/s"_s, Colour::Errors, CurveShape::Bars, errors},
    };
}

} // namespace

ThroughputChart::ThroughputChart(Theme& theme, TimeFrame& frame, QWidget* parent)
    : ChartCard(theme, frame, tr("Throughput and errors"), rates(), formatRate, parent) {
    chart().setEmptyText(tr("No calls yet — press Run"));
    chart().setScaleMaker([](double, double highest, int mostTicks) {
        return linearScale(std::max(highest, 1.0), mostTicks, formatRateTick);
    });
}

} // namespace dyno::ui
