#pragma once

#include "ui/charts/time_frame.h"
#include "ui/session_view.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QBoxLayout;
class QVBoxLayout;

namespace dyno::ui {

class LatencyChart;
class PhasesCard;
class ProblemBanner;
class QuestionStrip;
class Strip;
class ThroughputChart;
class TilesPanel;

/// The window's centre: what is to be said, figures, the charts beside or, where it is narrow, above each
/// other, and where the time goes.
class Dashboard : public QWidget {
    Q_OBJECT

public:
    Dashboard(Theme& theme, QWidget* parent);

    void setShown(const Shown& shown);
    /// Over the tiles, below those that are there.
    void addStrip(Strip* strip);
    /// Of the narrow arrangement, also while the charts are beside each other.
    QSize minimumSizeHint() const override;
    TimeFrame& frame() { return m_frame; }
    ProblemBanner& banner() { return *m_banner; }
    QuestionStrip& questions() { return *m_questions; }
    LatencyChart& latency() { return *m_latency; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    TimeFrame m_frame;
    ProblemBanner* m_banner;
    QuestionStrip* m_questions;
    TilesPanel* m_tiles;
    LatencyChart* m_latency;
    ThroughputChart* m_throughput;
    PhasesCard* m_phases;
    QBoxLayout* m_charts;
    QVBoxLayout* m_column;
    std::vector<Strip*> m_strips;
};

} // namespace dyno::ui
