#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace dyno::ui {

class PhaseLegend;
class WaterfallModel;

/// The latest calls and where the time of each went. Twice a second the newest are taken in, but not while
/// somebody points at the table or has chosen a row.
class WaterfallPanel : public QWidget {
    Q_OBJECT

public:
    WaterfallPanel(Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// The next snapshot's calls are others than those that are shown.
    void beginAnew();

private:
    void buildTable(Theme& theme);
    bool isHeld() const;
    void copySelected() const;

    static constexpr async::Duration pace = std::chrono::milliseconds(500);

    WaterfallModel* m_model;
    QTableView* m_table;
    PhaseLegend* m_legend;
    QLabel* m_state;
    async::Duration m_taken{}; ///< Snapshot::at of what is shown
};

} // namespace dyno::ui
