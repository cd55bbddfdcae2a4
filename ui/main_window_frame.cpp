// What stands around the panels: tool bar, menus and docks.
#include "ui/main_window.h"

#include "ui/dialogs/import/importer.h"
#include "ui/dialogs/tuning_file.h"
#include "ui/panels/calls/calls_panel.h"
#include "ui/panels/changes_panel.h"
#include "ui/panels/connections_panel.h"
#include "ui/panels/history/history_panel.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/panel_scroll.h"
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
#include "ui/sessions/session_library.h"

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QToolBar>

#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QAction* addTool(QToolBar& bar, Theme& theme, const QString& icon, const QString& text,
                 const QString& toolTip, const QKeySequence& shortcut) {
    QAction* action = bar.addAction(text);
    bindIcon(theme, action, icon);
    action->setShortcut(shortcut);
    action->setToolTip(u"%1 (%2)"_s.arg(toolTip, shortcut.toString(QKeySequence::NativeText)));
    bar.widgetForAction(action)->setFocusPolicy(Qt::TabFocus);
    return action;
}

} // namespace

void MainWindow::buildToolBar() {
    QToolBar* bar = addToolBar(tr("Tools"));
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setIconSize({18, 18});
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_run = addTool(*bar, m_theme, u"run"_s, tr("Run"), tr("Load the chosen tool"), Qt::Key_F5);
    m_stop = addTool(*bar, m_theme, u"stop"_s, tr("Stop"), tr("Start no more calls; let those in flight end"),
                     QKeySequence(Qt::SHIFT | Qt::Key_F5));
    m_cancel =
        addTool(*bar, m_theme, u"cancel"_s, tr("Cancel in flight"),
                tr("Cancel the calls in flight at their server"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    m_run->setObjectName(u"run"_s);
    m_stop->setObjectName(u"stop"_s);
    m_cancel->setObjectName(u"cancel"_s);
    bar->addSeparator();
    m_scenario = new QLabel(bar);
    m_scenario->setObjectName(u"scenario"_s);
    m_scenario->setTextFormat(Qt::PlainText);
    m_scenario->setContentsMargins(6, 0, 0, 0);
    bar->addWidget(m_scenario);
    auto* spring = new QWidget(bar);
    spring->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spring);
    bar->addWidget(m_sessions->indicator());
    bar->addSeparator();
    m_library->addTools(*bar);
    m_toggleTheme = addTool(*bar, m_theme, u"sun"_s, tr("Theme"), tr("Light or dark"),
                            QKeySequence(Qt::CTRL | Qt::Key_T));
    m_toggleTheme->setObjectName(u"theme"_s);
    connect(m_run, &QAction::triggered, m_workload, &WorkloadPanel::run);
    connect(m_stop, &QAction::triggered, &m_bridge, &EngineBridge::stopWorkload);
    connect(m_cancel, &QAction::triggered, &m_bridge, &EngineBridge::cancelCalls);
    connect(m_toggleTheme, &QAction::triggered, this,
            [this] { m_theme.setScheme(m_theme.scheme() == Scheme::Dark ? Scheme::Light : Scheme::Dark); });
}

void MainWindow::buildMenus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    QAction* add = file->addAction(tr("&Add a server…"), this, &MainWindow::askForServer);
    add->setShortcut(QKeySequence::New);
    QAction* import = file->addAction(tr("&Import servers…"), m_importer, &Importer::open);
    import->setShortcut(Qt::CTRL | Qt::Key_I);
    QAction* demo = file->addAction(tr("Start the &demo"), this, &MainWindow::demoRequested);
    file->addSeparator();
    m_sessions->addActions(*file);
    file->addSeparator();
    QAction* quit = file->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);
    menuBar()->addMenu(tr("&Run"))->addActions({m_run, m_stop, m_cancel});
    QMenu* tuning = menuBar()->addMenu(tr("&Tuning"));
    tuning->addAction(tr("&Save tuning…"), this, [this] { m_tuningFile->save(m_tuning->tuning()); });
    QAction* load = tuning->addAction(tr("&Load tuning…"), m_tuningFile, &TuningFile::load);
    tuning->addSeparator();
    QAction* reset =
        tuning->addAction(tr("&All knobs to their defaults"), this, [this] { m_tuning->load({}); });
    m_engineOnly->add({add, import, demo, load, reset});
    menuBar()->addMenu(m_library->reports());
    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (QDockWidget* dock : m_docks)
        view->addAction(dock->toggleViewAction());
    view->addSeparator();
    view->addAction(m_toggleTheme);
}

QDockWidget* MainWindow::addDock(Qt::DockWidgetArea area, const QString& name, const QString& title,
                                 QWidget* panel) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(panel);
    addDockWidget(area, dock);
    m_docks << dock;
    connect(dock, &QDockWidget::topLevelChanged, this, &MainWindow::updateTitleBars, Qt::QueuedConnection);
    connect(dock, &QDockWidget::dockLocationChanged, this, &MainWindow::updateTitleBars,
            Qt::QueuedConnection);
    return dock;
}

// A tab names its dock already, and can be dragged as the title bar can.
void MainWindow::updateTitleBars() {
    for (QDockWidget* dock : m_docks) {
        const bool inTab = !dock->isFloating() && !tabifiedDockWidgets(dock).isEmpty();
        if (inTab == (dock->titleBarWidget() != nullptr))
            continue;
        QWidget* bar = dock->titleBarWidget();
        dock->setTitleBarWidget(inTab ? new QWidget(dock) : nullptr);
        delete bar;
    }
}

QWidget* MainWindow::workloadPages() {
    auto* pages = new QWidget(this);
    auto* column = new QVBoxLayout(pages);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_workload);
    column->addWidget(m_recorded);
    return pages;
}

void MainWindow::layOutDocks() {
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    QDockWidget* servers = addDock(Qt::LeftDockWidgetArea, u"servers"_s, tr("Servers"), m_servers);
    QDockWidget* workload = addDock(Qt::LeftDockWidgetArea, u"workload"_s, tr("Workload"), workloadPages());
    m_tuningDock =
        addDock(Qt::RightDockWidgetArea, u"tuning"_s, tr("Tuning"), new PanelScroll(m_tuning, this));
    QDockWidget* connections =
        addDock(Qt::BottomDockWidgetArea, u"connections"_s, tr("Connections"), m_connections);
    // Tabs, in this order: the figures, then what is read, then what was done.
    QDockWidget* last = connections;
    const auto addTab = [&](const QString& name, const QString& title, QWidget* panel) {
        // The highest of them must not make the window higher than a small screen.
        panel->setMinimumHeight(std::min(panel->minimumSizeHint().height(), 120));
        QDockWidget* dock = addDock(Qt::BottomDockWidgetArea, name, title, panel);
        tabifyDockWidget(last, dock);
        last = dock;
    };
    addTab(u"calls"_s, tr("Calls"), m_calls);
    addTab(u"path"_s, tr("Path"), new PanelScroll(m_path, this));
    addTab(u"waterfall"_s, tr("Waterfall"), m_waterfall);
    addTab(u"detail"_s, tr("Server"), m_detail);
    addTab(u"trace"_s, tr("Protocol"), m_trace);
    addTab(u"changes"_s, tr("Changes"), m_changes);
    addTab(u"log"_s, tr("Log"), m_log);
    addTab(u"history"_s, tr("History"), m_library->history());
    connections->raise();
    resizeDocks({servers, m_tuningDock}, {290, 300}, Qt::Horizontal);
    resizeDocks({servers, workload}, {380, 440}, Qt::Vertical);
    resizeDocks({connections}, {286}, Qt::Vertical);
}

} // namespace dyno::ui
