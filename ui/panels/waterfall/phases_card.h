#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QFrame>

namespace dyno::ui {

class PhaseBars;
class PhaseLegend;

/// Where the calls' time goes: the dashboard's bars with their legend.
class PhasesCard : public QFrame {
    Q_OBJECT

public:
    PhasesCard(const Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);

private:
    PhaseBars* m_bars;
    PhaseLegend* m_legend;
};

} // namespace dyno::ui
