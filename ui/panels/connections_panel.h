#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace dyno::ui {

class ConnectionModel;

/// Every connection in a table. A click on a heading sorts once: rows then keep their place while values
/// change, and only a new connection is put where it belongs.
class ConnectionsPanel : public QWidget {
    Q_OBJECT

public:
    ConnectionsPanel(Theme& theme, QWidget* parent);

    /// `ranged`: what they counted is of a range.
    void setConnections(const std::vector<telemetry::ConnectionStatus>& connections, bool ranged = false);
    /// Nothing can be restarted in a recording.
    void setRecorded(bool recorded);

Q_SIGNALS:
    void restartRequested(dyno::ConnectionId id);

private:
    void build(Theme& theme);
    void setFilter(const QString& text);
    void addMenu(Theme& theme);
    void copySelected() const;
    void restartSelected();
    void updateCount();

    ConnectionModel* m_model;
    QSortFilterProxyModel* m_proxy;
    QAction* m_restart = nullptr;
    QTableView* m_table;
    QLineEdit* m_filter;
    QLabel* m_count;
};

} // namespace dyno::ui
