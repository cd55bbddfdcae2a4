#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace dyno::ui {

class Tile;

/// The figures of the last moments over the charts, or of a stretch of time that is over.
class TilesPanel : public QWidget {
    Q_OBJECT

public:
    TilesPanel(const Theme& theme, QWidget* parent);

    /// `past`: of a stretch of time that is over, called so; empty: of the last moments.
    void setRecent(const telemetry::Recent& recent, const QString& past);

private:
    Tile* add(const Theme& theme, const QString& name, const QString& caption, const QString& toolTip);

    Tile* m_calls;
    Tile* m_p50;
    Tile* m_p99;
    Tile* m_errors;
    Tile* m_inFlight;
};

} // namespace dyno::ui
