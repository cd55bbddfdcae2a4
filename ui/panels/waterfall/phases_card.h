#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;

namespace dyno::ui {

class PhaseBars;
class PhaseLegend;

/// Where the calls' time goes: the dashboard's bars with their legend.
class PhasesCard : public QFrame {
    Q_OBJECT

public:
    PhasesCard(const Theme& theme, QWidget* parent);

    /// `run`: which one it is of; empty: there is no other.
    void setSnapshot(const telemetry::Snapshot& snapshot, const QString& run);

private:
    QLabel* m_heading;
    PhaseBars* m_bars;
    PhaseLegend* m_legend;
};

} // namespace dyno::ui
