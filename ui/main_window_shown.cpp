// What the panels get to show: the engine, a session, or a range of one.
#include "ui/main_window.h"

#include "ui/dashboard.h"
#include "ui/format.h"
#include "ui/panels/calls/calls_panel.h"
#include "ui/panels/changes_panel.h"
#include "ui/panels/connections_panel.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/path/path_panel.h"
#include "ui/panels/server_detail/server_detail_panel.h"
#include "ui/panels/servers_panel.h"
#include "ui/panels/trace_panel.h"
#include "ui/panels/tuning/tuning_panel.h"
#include "ui/panels/waterfall/waterfall_panel.h"
#include "ui/panels/workload_panel.h"
#include "ui/sessions/engine_only.h"
#include "ui/sessions/recorded_workload.h"
#include "ui/sessions/session_desk.h"
#include "ui/status_line.h"

#include <QAction>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace dyno::ui {

void MainWindow::wireSessions() {
    SessionView& view = m_sessions->view();
    connect(&m_bridge, &EngineBridge::snapshotChanged, m_sessions, &SessionDesk::setLive);
    connect(&view, &SessionView::sourceChanged, this, &MainWindow::sourceChanged);
    connect(&view, &SessionView::rangeChanged, this, [this, &view] {
        m_waterfall->beginAnew();
        m_calls->setRange(view.shown().range);
    });
    connect(&view, &SessionView::shownChanged, this, &MainWindow::showShown);
    connect(m_recorded, &RecordedWorkload::rangeRequested, &view, &SessionView::setRange);
    m_engineOnly->add({m_tuning, m_trace, m_run, m_stop, m_cancel});
}

// Numbers of log lines and calls begin anew: what is shown of another session goes first.
void MainWindow::sourceChanged() {
    const SessionView& view = m_sessions->view();
    const bool live = view.shown().live;
    m_waterfall->beginAnew();
    m_log->setLog(std::make_shared<const std::vector<telemetry::LogEntry>>());
    for (QWidget* page : std::initializer_list<QWidget*>{m_workload, m_recorded})
        page->setVisible(live == (page == m_workload));
    m_calls->setSource(view.source());
    m_changes->setSource(view.source());
    m_servers->setRecorded(!live);
    m_connections->setRecorded(!live);
    m_path->setRecorded(!live);
    m_engineOnly->setAvailable(live);
    setWindowTitle(
        live ? tr("MCP Dyno")
             : tr("%1 — MCP Dyno").arg(QString::fromStdString(view.session()->file.filename().string())));
    if (!live)
        m_recorded->setSession(*view.session(), *view.shown().snapshot);
}

void MainWindow::showShown() {
    const Shown& shown = m_sessions->view().shown();
    const telemetry::Snapshot& snapshot = *shown.snapshot;
    m_dashboard->setShown(shown);
    m_servers->setSnapshot(snapshot);
    m_tuning->setSnapshot(snapshot);
    m_connections->setConnections(snapshot.connections, shown.range.has_value());
    m_calls->setSnapshot(snapshot);
    m_calls->setLive(shown.live && snapshot.recording.on);
    m_changes->setLive(shown.live && snapshot.recording.on);
    m_changes->setJournal(snapshot.journal);
    m_log->setLog(snapshot.log);
    m_waterfall->setSnapshot(snapshot);
    m_path->setSnapshot(snapshot, shown.past());
    serverChosen();
    // What cannot be seen in a recording goes on with the engine.
    m_workload->setSnapshot(*m_bridge.snapshot());
    m_trace->setSnapshot(*m_bridge.snapshot());
    closeAnswered(snapshot);
    updateActions();
}

void MainWindow::serverChosen() {
    const telemetry::Snapshot& snapshot = *m_sessions->view().shown().snapshot;
    m_detail->setSnapshot(snapshot, m_servers->selected());
    m_status->setSnapshot(snapshot, m_servers->selected());
}

void MainWindow::updateActions() {
    const telemetry::Snapshot& snapshot = *m_bridge.snapshot();
    const bool live = m_sessions->view().shown().live;
    const bool busy = snapshot.workload.phase != telemetry::WorkloadPhase::Idle;
    m_run->setEnabled(live && m_workload->canRun());
    m_stop->setEnabled(live && busy);
    m_cancel->setEnabled(live && (busy || snapshot.recent.inFlight > 0));
    const int count = snapshot.tuning.workers;
    const QString workers = count == 1 ? tr("1 worker") : tr("%1 workers").arg(count);
    const QString text =
        live ? m_workload->summary() % u" · "_s % workers : tr("nothing runs in a recording");
    if (m_scenario->text() != text)
        m_scenario->setText(text);
}

} // namespace dyno::ui
