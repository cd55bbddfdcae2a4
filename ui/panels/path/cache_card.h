#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QGridLayout;
class QLabel;
class QMenu;
class QPushButton;

namespace dyno::ui {

/// What the cache brought, what it holds, and a way to empty it.
class CacheCard : public QWidget {
    Q_OBJECT

public:
    explicit CacheCard(QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    void setRecorded(bool recorded);

Q_SIGNALS:
    /// No server: everything; an empty tool: all of that server.
    void invalidateRequested(std::optional<dyno::ServerId> server, const std::string& tool);

private:
    QLabel* addFigure(QGridLayout& grid, int row, int column, const QString& caption, const QString& toolTip);
    void fillMenu();
    void addServer(const telemetry::ServerStatus& server);

    QLabel* m_share;
    QLabel* m_saved;
    QLabel* m_hits;
    QLabel* m_shared;
    QLabel* m_misses;
    QLabel* m_entries;
    QLabel* m_bytes;
    QLabel* m_gone;
    QPushButton* m_invalidate;
    QMenu* m_menu;
    std::vector<telemetry::ServerStatus> m_servers;
};

} // namespace dyno::ui
