#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/charts/crosshair.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QBoxLayout;

namespace dyno::ui {

class LatencyChart;
class PhasesCard;
class ProblemBanner;
class QuestionStrip;
class ThroughputChart;
class TilesPanel;

/// The window's centre: problems, figures, the charts beside or, where it is narrow, above each other,
/// and where the time goes.
class Dashboard : public QWidget {
    Q_OBJECT

public:
    Dashboard(Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// Of the narrow arrangement, also while the charts are beside each other.
    QSize minimumSizeHint() const override;
    ProblemBanner& banner() { return *m_banner; }
    QuestionStrip& questions() { return *m_questions; }
    LatencyChart& latency() { return *m_latency; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Crosshair m_crosshair;
    ProblemBanner* m_banner;
    QuestionStrip* m_questions;
    TilesPanel* m_tiles;
    LatencyChart* m_latency;
    ThroughputChart* m_throughput;
    PhasesCard* m_phases;
    QBoxLayout* m_charts;
};

} // namespace dyno::ui
