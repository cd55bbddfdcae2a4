#include "ui/panels/workload_panel.h"

#include "ui/format.h"
#include "ui/panels/arguments_editor.h"
#include "ui/panels/extent_field.h"
#include "ui/panels/strip.h"
#include "ui/panels/workload_text.h"

#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

bool sameChoices(const telemetry::ServerStatus& one, const telemetry::ServerStatus& other) {
    return one.id == other.id && one.name == other.name && one.tools == other.tools;
}

QComboBox* makeCombo(const QString& name, QWidget* parent) {
    auto* combo = new QComboBox(parent);
    combo->setObjectName(name);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(12);
    return combo;
}

} // namespace

WorkloadPanel::WorkloadPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_server(makeCombo(u"workloadServer"_s, this))
    , m_tool(makeCombo(u"workloadTool"_s, this))
    , m_kind(new QLabel(this))
    , m_arguments(new ArgumentsEditor(theme, this))
    , m_extent(new ExtentField(tr("until stopped"), this))
    , m_warmup(new ExtentField(tr("none"), this))
    , m_workers(new QLabel(this))
    , m_question(new Strip(Strip::Tone::Warning, Qt::Vertical, this))
    , m_run(new QPushButton(tr("Run"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_status(new QLabel(this))
    , m_progress(new QProgressBar(this)) {
    build(theme);
    connect(m_server, &QComboBox::currentIndexChanged, this, &WorkloadPanel::updateTools);
    connect(m_tool, &QComboBox::currentIndexChanged, this, &WorkloadPanel::toolChosen);
    connect(m_arguments, &ArgumentsEditor::validityChanged, this, &WorkloadPanel::readinessChanged);
    connect(this, &WorkloadPanel::readinessChanged, this, [this] { m_run->setEnabled(canRun()); });
    connect(m_run, &QPushButton::clicked, this, &WorkloadPanel::run);
    connect(m_stop, &QPushButton::clicked, this, &WorkloadPanel::stopRequested);
    toolChosen();
    showProgress({});
}

void WorkloadPanel::setSnapshot(const telemetry::Snapshot& snapshot) {
    updateServers(snapshot.servers);
    m_workers->setText(tr("%1, each one call at a time").arg(snapshot.tuning.workers));
    showProgress(snapshot.workload);
}

void WorkloadPanel::updateServers(const std::vector<telemetry::ServerStatus>& servers) {
    if (std::ranges::equal(m_servers, servers, sameChoices))
        return;
    m_servers = servers;
    const QVariant chosen = m_server->currentData();
    {
        const QSignalBlocker quiet(m_server);
        m_server->clear();
        for (const telemetry::ServerStatus& server : m_servers)
            m_server->addItem(toQString(server.name), server.id);
        m_server->setCurrentIndex(std::max(m_server->findData(chosen), m_servers.empty() ? -1 : 0));
    }
    updateTools();
}

// A restarted server sends its tools again: what was chosen and typed stays when the tool is still the same.
void WorkloadPanel::updateTools() {
    const QString chosen = m_tool->currentText();
    const QVariant schema = m_tool->currentData();
    const telemetry::ServerStatus* server = chosenServer();
    const QSignalBlocker quiet(m_tool);
    m_tool->clear();
    for (const mcp::Tool& tool : server ? *server->tools : std::vector<mcp::Tool>())
        m_tool->addItem(toQString(tool.name), toQString(tool.inputSchema));
    m_tool->setCurrentIndex(std::max(m_tool->findText(chosen), m_tool->count() == 0 ? -1 : 0));
    if (m_tool->currentText() != chosen || m_tool->currentData() != schema)
        toolChosen();
    Q_EMIT readinessChanged();
}

void WorkloadPanel::toolChosen() {
    const mcp::Tool* tool = chosenTool();
    m_question->hide();
    m_kind->setText(toolKind(tool));
    m_tool->setToolTip(tool ? plainToolTip(toQString(tool->description)) : QString());
    m_arguments->setEnabled(tool != nullptr);
    m_arguments->setSchema(tool ? tool->inputSchema : std::string());
    Q_EMIT readinessChanged();
}

void WorkloadPanel::selectTool(ServerId server, const QString& tool) {
    m_server->setCurrentIndex(std::max(m_server->findData(server), m_server->currentIndex()));
    if (m_server->currentData() == server && m_tool->findText(tool) >= 0)
        m_tool->setCurrentIndex(m_tool->findText(tool));
}

bool WorkloadPanel::canRun() const {
    return chosenTool() != nullptr && m_arguments->isValid();
}

QString WorkloadPanel::summary() const {
    if (const mcp::Tool* tool = chosenTool())
        return tr("%1 on %2").arg(toQString(tool->name), m_server->currentText());
    return m_servers.empty() ? tr("no server yet") : tr("no tool chosen");
}

void WorkloadPanel::run() {
    if (!canRun())
        return;
    const mcp::Tool& tool = *chosenTool();
    if (tool.annotations.readOnly || m_allowed.contains({chosenServer()->id, tool.name})) {
        start();
        return;
    }
    m_question->setText(tr("%1 is not marked read-only. Under load it may change things many times.")
                            .arg(toQString(tool.name)));
    m_question->show();
    m_question->findChild<QPushButton*>(u"confirmLoad"_s)->setFocus();
}

void WorkloadPanel::start() {
    m_question->hide();
    if (canRun())
        Q_EMIT startRequested(scenario());
}

void WorkloadPanel::showProgress(const telemetry::WorkloadStatus& status) {
    const bool busy = status.phase != telemetry::WorkloadPhase::Idle;
    m_stop->setEnabled(busy);
    const std::optional<double> done = progressOf(status);
    m_progress->setVisible(busy && done);
    m_progress->setValue(int(done.value_or(0) * 1000));
    m_status->setText(workloadText(status));
    const QString role = status.error && !busy ? u"problem"_s : u"muted"_s;
    if (m_status->property("role").toString() == role)
        return;
    m_status->setProperty("role", role);
    m_status->setStyleSheet(m_status->styleSheet());
}

const telemetry::ServerStatus* WorkloadPanel::chosenServer() const {
    const auto id = m_server->currentData().value<ServerId>();
    const auto found = std::ranges::find(m_servers, id, &telemetry::ServerStatus::id);
    return found == m_servers.end() ? nullptr : &*found;
}

const mcp::Tool* WorkloadPanel::chosenTool() const {
    const telemetry::ServerStatus* server = chosenServer();
    if (!server || m_tool->currentIndex() < 0 || m_tool->currentIndex() >= int(server->tools->size()))
        return nullptr;
    return &(*server->tools)[m_tool->currentIndex()];
}

workload::Scenario WorkloadPanel::scenario() const {
    workload::Scenario scenario;
    scenario.server = chosenServer()->id;
    scenario.tool = chosenTool()->name;
    scenario.arguments = m_arguments->arguments();
    scenario.extent = m_extent->extent();
    const workload::Extent warmup = m_warmup->extent();
    if (warmup.calls || warmup.duration)
        scenario.warmup = warmup;
    return scenario;
}

} // namespace dyno::ui
