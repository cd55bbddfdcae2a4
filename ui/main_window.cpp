#include "ui/main_window.h"

#include "ui/bridge/server_book.h"
#include "ui/charts/latency_chart.h"
#include "ui/dashboard.h"
#include "ui/dialogs/add_server_dialog.h"
#include "ui/dialogs/free_name.h"
#include "ui/dialogs/import/importer.h"
#include "ui/dialogs/question_dialog.h"
#include "ui/dialogs/secrets_dialog.h"
#include "ui/dialogs/tuning_file.h"
#include "ui/file_drop.h"
#include "ui/format.h"
#include "ui/panels/calls/calls_panel.h"
#include "ui/panels/changes_panel.h"
#include "ui/panels/connections_panel.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/path/breakers_card.h"
#include "ui/panels/path/cache_card.h"
#include "ui/panels/path/path_panel.h"
#include "ui/panels/path/stage_view.h"
#include "ui/panels/problem_banner.h"
#include "ui/panels/question_strip.h"
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
#include "ui/status_line.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QScreen>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

// Raised when docks are added or renamed: an older layout then gives way to the default.
constexpr int layoutVersion = 4;

} // namespace

MainWindow::MainWindow(EngineBridge& bridge, ServerBook& book, QWidget* parent)
    : QMainWindow(parent)
    , m_bridge(bridge)
    , m_book(book) {
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("MCP Dyno"));
    setWindowIcon(QIcon(u":/dyno/icons/mcp-dyno.svg"_s));
    m_theme.apply();
    buildPanels();
    buildToolBar();
    layOutDocks();
    buildMenus();
    wireServers();
    wireImport();
    wireWorkload();
    wireTuning();
    wirePath();
    wireSessions();
    restore();
    showShown();
}

MainWindow::~MainWindow() = default;

void MainWindow::workspaceOpened(const QString& path, const std::string& unknown) {
    m_tuningFile->opened(path, unknown);
}

void MainWindow::buildPanels() {
    m_dashboard = new Dashboard(m_theme, this);
    m_servers = new ServersPanel(m_theme, this);
    m_workload = new WorkloadPanel(m_theme, this);
    m_tuning = new TuningPanel(m_theme, this);
    m_connections = new ConnectionsPanel(m_theme, this);
    m_calls = new CallsPanel(m_theme, this);
    m_changes = new ChangesPanel(m_theme, this);
    m_log = new LogPanel(m_theme, this);
    m_detail = new ServerDetailPanel(m_theme, this);
    m_trace = new TracePanel(m_theme, this);
    m_waterfall = new WaterfallPanel(m_theme, this);
    m_path = new PathPanel(m_theme, this);
    m_status = new StatusLine(this);
    m_importer = new Importer(m_theme, this);
    m_tuningFile = new TuningFile(this);
    m_engineOnly = new EngineOnly(this);
    m_recorded = new RecordedWorkload(this);
    m_recorded->hide();
    m_sessions = new SessionDesk(m_theme, m_bridge, *m_dashboard, this);
    m_library = new SessionLibrary(m_theme, m_bridge, *m_sessions, *m_dashboard, this);
    setCentralWidget(m_dashboard);
    setStatusBar(m_status);
}

void MainWindow::wireServers() {
    connect(m_servers, &ServersPanel::addRequested, this, &MainWindow::askForServer);
    connect(m_servers, &ServersPanel::demoRequested, this, &MainWindow::demoRequested);
    connect(m_servers, &ServersPanel::startRequested, this, &MainWindow::startServer);
    connect(m_servers, &ServersPanel::stopRequested, &m_bridge, &EngineBridge::stopServer);
    connect(m_servers, &ServersPanel::restartRequested, &m_bridge, &EngineBridge::restartServer);
    connect(m_servers, &ServersPanel::removeRequested, &m_book, &ServerBook::remove);
    connect(&m_book, &ServerBook::incompleteChanged, m_servers,
            [this] { m_servers->setIncomplete(m_book.incomplete()); });
    connect(m_servers, &ServersPanel::toolChosen, this, [this](ServerId server, const QString& tool) {
        m_detail->showTool(tool);
        if (m_sessions->view().shown().live)
            m_workload->selectTool(server, tool);
    });
    connect(m_servers, &ServersPanel::selectionChanged, this, &MainWindow::serverChosen);
    connect(m_connections, &ConnectionsPanel::restartRequested, &m_bridge, &EngineBridge::restartConnection);
    connect(&m_dashboard->questions(), &QuestionStrip::answerRequested, this, &MainWindow::answer);
    connect(&m_dashboard->questions(), &QuestionStrip::declined, this,
            [this](std::uint64_t id) { m_bridge.answerQuestion(id, std::nullopt); });
    connect(m_trace, &TracePanel::watchRequested, &m_bridge, &EngineBridge::watchTrace);
    connect(&m_dashboard->banner(), &ProblemBanner::serverRequested, this, [this](ServerId id) {
        m_docks.front()->show();
        m_servers->select(id);
    });
}

void MainWindow::wireImport() {
    connect(m_servers, &ServersPanel::importRequested, m_importer, &Importer::open);
    connect(new FileDrop(u".json"_s, this), &FileDrop::dropped, m_importer, &Importer::openFile);
    connect(m_importer, &Importer::serverImported, this, [this](settings::ServerConfig config) {
        config.name = freeName(toQString(config.name), serverNames()).toStdString();
        m_book.add(std::move(config));
    });
}

void MainWindow::wireWorkload() {
    connect(m_workload, &WorkloadPanel::startRequested, &m_bridge, &EngineBridge::startWorkload);
    connect(m_workload, &WorkloadPanel::stopRequested, &m_bridge, &EngineBridge::stopWorkload);
    connect(m_workload, &WorkloadPanel::readinessChanged, this, &MainWindow::updateActions);
}

void MainWindow::wireTuning() {
    connect(m_tuning, &TuningPanel::tuned, &m_bridge, &EngineBridge::tune);
    connect(m_tuningFile, &TuningFile::loaded, m_tuning, &TuningPanel::load);
    connect(m_tuningFile, &TuningFile::fileChanged, m_sessions, &SessionDesk::setWorkspace);
    connect(m_tuningFile, &TuningFile::remarked, this, [this](const QString& remarks) {
        m_tuning->setRemarks(remarks);
        if (remarks.isEmpty())
            return;
        m_tuningDock->show();
        m_bridge.log(telemetry::LogLevel::Warning, remarks.toStdString());
    });
}

void MainWindow::wirePath() {
    connect(&m_path->stages(), &StageView::stageActivated, this, [this](telemetry::Stage stage) {
        m_tuningDock->show();
        m_tuningDock->raise();
        m_tuning->showStage(stage == telemetry::Stage::Server ? u"timeouts"_s
                                                              : toQString(telemetry::name(stage)));
    });
    connect(&m_path->breakers(), &BreakersCard::tripRequested, &m_bridge, &EngineBridge::tripBreaker);
    connect(&m_path->breakers(), &BreakersCard::resetRequested, &m_bridge, &EngineBridge::resetBreaker);
    connect(&m_path->cache(), &CacheCard::invalidateRequested, &m_bridge, &EngineBridge::invalidateCache);
}

QStringList MainWindow::serverNames() const {
    QStringList names;
    for (const telemetry::ServerStatus& server : m_bridge.snapshot()->servers)
        names << toQString(server.name);
    return names;
}

// A group is often called as its first server.
QStringList MainWindow::groupNames() const {
    QStringList names = serverNames();
    for (const telemetry::ServerStatus& server : m_bridge.snapshot()->servers)
        names << toQString(server.group);
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

void MainWindow::askForServer() {
    if (auto* open = findChild<AddServerDialog*>()) {
        open->raise();
        open->activateWindow();
        return;
    }
    auto* dialog = new AddServerDialog(m_theme, serverNames(), groupNames(), this);
    connect(dialog, &AddServerDialog::serverDescribed, this,
            [this](const settings::ServerConfig& config, bool start) {
                const ServerId id = m_book.add(config);
                if (start)
                    m_bridge.startServer(id);
            });
    dialog->show();
}

void MainWindow::startServer(ServerId id) {
    if (m_book.incomplete(id))
        askForSecrets(id);
    else
        m_bridge.startServer(id);
}

void MainWindow::askForSecrets(ServerId id) {
    if (auto* open = findChild<SecretsDialog*>())
        open->close(); // it may be another server's
    auto* dialog = new SecretsDialog(*m_book.incomplete(id), this);
    connect(dialog, &SecretsDialog::given, this,
            [this, id](const std::map<std::string, std::string>& values) {
                m_book.supply(id, values);
                m_bridge.startServer(id);
            });
    dialog->show();
}

void MainWindow::answer(const telemetry::Question& question) {
    for (auto* open : findChildren<QuestionDialog*>()) {
        if (open->id() == question.id) {
            open->raise();
            open->activateWindow();
            return;
        }
    }
    auto* dialog = new QuestionDialog(m_theme, question, this);
    connect(dialog, &QuestionDialog::answered, &m_bridge, &EngineBridge::answerQuestion);
    dialog->show();
}

// A server may give up waiting, or go.
void MainWindow::closeAnswered(const telemetry::Snapshot& snapshot) {
    for (auto* open : findChildren<QuestionDialog*>()) {
        if (std::ranges::find(snapshot.questions, open->id(), &telemetry::Question::id) ==
            snapshot.questions.end())
            open->close();
    }
}

void MainWindow::restore() {
    const QSettings settings(u"mcp-dyno"_s, u"mcp-dyno"_s);
    const bool light = settings.value("theme"_L1).toString() == u"light"_s;
    m_theme.setScheme(light ? Scheme::Light : Scheme::Dark);
    m_dashboard->latency().setLogarithmic(settings.value("logarithmicLatency"_L1, true).toBool());
    if (const QVariant stages = settings.value("tuningStages"_L1); stages.isValid())
        m_tuning->setUnfolded(stages.toStringList());
    if (!restoreGeometry(settings.value("geometry"_L1).toByteArray()))
        resize(QSize(1440, 900).boundedTo(screen()->availableSize() * 0.95)); // the frame needs room too
    restoreState(settings.value("docks"_L1).toByteArray(), layoutVersion);
    updateTitleBars();
}

void MainWindow::save() const {
    QSettings settings(u"mcp-dyno"_s, u"mcp-dyno"_s);
    settings.setValue("theme"_L1, m_theme.scheme() == Scheme::Light ? u"light"_s : u"dark"_s);
    settings.setValue("logarithmicLatency"_L1, m_dashboard->latency().isLogarithmic());
    settings.setValue("tuningStages"_L1, m_tuning->unfolded());
    settings.setValue("geometry"_L1, saveGeometry());
    settings.setValue("docks"_L1, saveState(layoutVersion));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    save();
    if (m_sessions->mayClose())
        QMainWindow::closeEvent(event);
    else
        event->ignore();
}

} // namespace dyno::ui
