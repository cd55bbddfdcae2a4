#pragma once

#include "ui/bridge/engine_bridge.h"
#include "ui/theme/theme.h"

#include <QObject>

#include <filesystem>
#include <vector>

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;

namespace dyno::ui {

class Dashboard;
class HistoryPanel;
class ReportMenu;
class SessionDesk;
class SessionShelf;

/// What the window does with sessions that are over: lists them, compares them, reports of them. Only wires.
class SessionLibrary : public QObject {
    Q_OBJECT

public:
    /// All outlive it; the window is its parent.
    SessionLibrary(Theme& theme, EngineBridge& bridge, SessionDesk& desk, Dashboard& dashboard,
                   QMainWindow* window);

    HistoryPanel* history() const { return m_history; }
    QMenu* reports() const;
    void addTools(QToolBar& bar);
    void compare(const std::vector<std::filesystem::path>& files);

private:
    void wire(EngineBridge& bridge, SessionDesk& desk);
    void compareSelected();

    Theme& m_theme;
    QMainWindow* m_window;
    SessionShelf* m_shelf;
    HistoryPanel* m_history;
    ReportMenu* m_reports;
    QAction* m_compare;
};

} // namespace dyno::ui
