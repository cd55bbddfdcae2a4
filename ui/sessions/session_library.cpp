#include "ui/sessions/session_library.h"

#include "ui/panels/compare/compare_window.h"
#include "ui/panels/history/history_panel.h"
#include "ui/sessions/report_menu.h"
#include "ui/sessions/session_desk.h"
#include "ui/sessions/session_shelf.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

SessionLibrary::SessionLibrary(Theme& theme, EngineBridge& bridge, SessionDesk& desk, Dashboard& dashboard,
                               QMainWindow* window)
    : QObject(window)
    , m_theme(theme)
    , m_window(window)
    , m_shelf(new SessionShelf(this))
    , m_history(new HistoryPanel(theme, *m_shelf, window))
    , m_reports(new ReportMenu(theme, desk.view(), dashboard, window))
    , m_compare(new QAction(tr("Compare"), this)) {
    m_compare->setObjectName(u"compareSessions"_s);
    m_compare->setToolTip(tr("Compare the sessions that are selected in the history"));
    bindIcon(theme, m_compare, u"compare"_s);
    wire(bridge, desk);
}

QMenu* SessionLibrary::reports() const {
    return m_reports;
}

void SessionLibrary::addTools(QToolBar& bar) {
    bar.addAction(m_compare);
    bar.widgetForAction(m_compare)->setFocusPolicy(Qt::TabFocus);
    bar.addWidget(m_reports->makeButton(&bar));
}

void SessionLibrary::wire(EngineBridge& bridge, SessionDesk& desk) {
    connect(&bridge, &EngineBridge::snapshotChanged, m_history, [this](const SnapshotPtr& snapshot) {
        const telemetry::RecordingStatus& recording = snapshot->recording;
        m_history->setRecorded(recording.on ? std::filesystem::path(recording.file)
                                            : std::filesystem::path());
    });
    connect(&desk, &SessionDesk::folderChanged, m_shelf, &SessionShelf::setFolder);
    connect(&desk, &SessionDesk::saved, m_shelf, &SessionShelf::remember);
    connect(&desk.view(), &SessionView::sourceChanged, m_shelf, [this, &desk] {
        if (const sessions::SessionInfo* session = desk.view().session())
            m_shelf->remember(session->file);
    });
    connect(m_history, &HistoryPanel::openRequested, &desk.view(), &SessionView::open);
    connect(m_history, &HistoryPanel::saveRequested, &desk, &SessionDesk::saveAs);
    connect(m_history, &HistoryPanel::compareRequested, this, &SessionLibrary::compare);
    connect(m_compare, &QAction::triggered, this, &SessionLibrary::compareSelected);
}

void SessionLibrary::compare(const std::vector<std::filesystem::path>& files) {
    auto* window = new CompareWindow(m_theme, files, m_window);
    window->show();
}

void SessionLibrary::compareSelected() {
    if (m_history->compare())
        return;
    if (auto* dock = qobject_cast<QDockWidget*>(m_history->parentWidget())) {
        dock->show();
        dock->raise();
    }
    m_window->statusBar()->showMessage(tr("Select two or more sessions in the history to compare them"),
                                       6000);
}

} // namespace dyno::ui
