#pragma once

#include "ui/charts/chart_card.h"

namespace dyno::ui {

/// Ended calls and errors per second over time.
class ThroughputChart : public ChartCard {
    Q_OBJECT

public:
    ThroughputChart(Theme& theme, TimeFrame& frame, QWidget* parent);
};

} // namespace dyno::ui
