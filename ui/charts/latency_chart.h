#pragma once

#include "ui/charts/chart_card.h"

class QToolButton;

namespace dyno::ui {

/// Percentiles over time, on a logarithmic or linear scale. An interval in which no call ended is a gap.
class LatencyChart : public ChartCard {
    Q_OBJECT

public:
    LatencyChart(Theme& theme, TimeFrame& frame, QWidget* parent);

    bool isLogarithmic() const;
    void setLogarithmic(bool logarithmic);

private:
    void applyScale();

    QToolButton* m_logarithmic;
};

} // namespace dyno::ui
