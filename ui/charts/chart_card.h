#pragma once

#include "ui/charts/time_chart.h"

#include <QFrame>

class QHBoxLayout;

namespace dyno::ui {

/// A chart with its title and a legend whose entries hide and show curves. Base of the charts on the
/// dashboard.
class ChartCard : public QFrame {
    Q_OBJECT

public:
    void setSnapshot(const telemetry::Snapshot& snapshot) { m_chart->setSnapshot(snapshot); }
    TimeChart& chart() { return *m_chart; }

protected:
    ChartCard(Theme& theme, TimeFrame& frame, const QString& title, std::vector<Curve> curves,
              TimeChart::ValueText text, QWidget* parent);

    /// In the card's upper right corner.
    void addCornerWidget(QWidget* widget);

private:
    void addWayBack(TimeFrame& frame);
    void addLegend(Theme& theme);

    TimeChart* m_chart;
    QHBoxLayout* m_header;
};

} // namespace dyno::ui
