#pragma once

#include "ui/bridge/engine_bridge.h"
#include "ui/theme/theme.h"

#include <QList>
#include <QMainWindow>

class QDockWidget;
class QLabel;

namespace dyno::ui {

class CallsPanel;
class ChangesPanel;
class ConnectionsPanel;
class Dashboard;
class EngineOnly;
class Importer;
class LogPanel;
class PathPanel;
class RecordedWorkload;
class ServerBook;
class ServerDetailPanel;
class ServersPanel;
class SessionDesk;
class SessionLibrary;
class StatusLine;
class TracePanel;
class TuningFile;
class TuningPanel;
class WaterfallPanel;
class WorkloadPanel;

/// The console's window. Only wires: commands of the panels to the bridge, its snapshots to the panels.
/// Remembers its layout and theme.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// Bridge and book outlive the window.
    MainWindow(EngineBridge& bridge, ServerBook& book, QWidget* parent = nullptr);
    ~MainWindow() override;

    Theme& theme() { return m_theme; }
    /// The workspace file that the bridge was tuned by, so that it can be saved without loss.
    void workspaceOpened(const QString& path, const std::string& unknown);

    SessionDesk& sessions() { return *m_sessions; }

Q_SIGNALS:
    /// The person wants a server to play with.
    void demoRequested();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void buildPanels();
    void buildToolBar();
    void buildMenus();
    QDockWidget* addDock(Qt::DockWidgetArea area, const QString& name, const QString& title, QWidget* panel);
    QWidget* workloadPages();
    void layOutDocks();
    void updateTitleBars();
    void wireServers();
    void wireImport();
    void wireWorkload();
    void wireTuning();
    void wirePath();
    void wireSessions();
    void showShown();
    void sourceChanged();
    void updateActions();
    void serverChosen();
    QStringList serverNames() const;
    QStringList groupNames() const;
    void askForServer();
    void startServer(ServerId id);
    void askForSecrets(ServerId id);
    void answer(const telemetry::Question& question);
    void closeAnswered(const telemetry::Snapshot& snapshot);
    void restore();
    void save() const;

    EngineBridge& m_bridge;
    ServerBook& m_book;
    Theme m_theme;
    Dashboard* m_dashboard = nullptr;
    ServersPanel* m_servers = nullptr;
    WorkloadPanel* m_workload = nullptr;
    TuningPanel* m_tuning = nullptr;
    ConnectionsPanel* m_connections = nullptr;
    CallsPanel* m_calls = nullptr;
    ChangesPanel* m_changes = nullptr;
    LogPanel* m_log = nullptr;
    ServerDetailPanel* m_detail = nullptr;
    TracePanel* m_trace = nullptr;
    WaterfallPanel* m_waterfall = nullptr;
    PathPanel* m_path = nullptr;
    StatusLine* m_status = nullptr;
    Importer* m_importer = nullptr;
    TuningFile* m_tuningFile = nullptr;
    SessionDesk* m_sessions = nullptr;
    SessionLibrary* m_library = nullptr;
    EngineOnly* m_engineOnly = nullptr;
    RecordedWorkload* m_recorded = nullptr;
    QAction* m_run = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_toggleTheme = nullptr;
    QLabel* m_scenario = nullptr;
    QDockWidget* m_tuningDock = nullptr;
    QList<QDockWidget*> m_docks;
};

} // namespace dyno::ui
