#include "ui/charts/throughput_chart.h"

#include "ui/format.h"

#include <algorithm>

namespace dyno::ui {

ThroughputChart::ThroughputChart(Theme& theme, TimeFrame& frame, QWidget* parent)
    : ChartCard(theme, frame, tr("Throughput and errors"), rateCurves(), formatRate, parent) {
    chart().setEmptyText(tr("No calls yet — press Run"));
    chart().setScaleMaker([](double, double highest, int mostTicks) {
        return linearScale(std::max(highest, 1.0), mostTicks, formatRateTick);
    });
}

} // namespace dyno::ui
