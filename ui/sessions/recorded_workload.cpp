#include "ui/sessions/recorded_workload.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString extentText(const workload::Extent& extent) {
    if (extent.calls)
        return RecordedWorkload::tr("%1 calls").arg(formatCount(*extent.calls));
    return extent.duration ? formatDuration(*extent.duration) : RecordedWorkload::tr("until stopped");
}

QString toolText(const telemetry::Snapshot& snapshot) {
    const workload::Scenario& scenario = snapshot.workload.scenario;
    const auto server = std::ranges::find(snapshot.servers, scenario.server, &telemetry::ServerStatus::id);
    if (scenario.tool.empty())
        return u"–"_s;
    return server == snapshot.servers.end()
               ? toQString(scenario.tool)
               : RecordedWorkload::tr("%1 on %2").arg(toQString(scenario.tool), toQString(server->name));
}

QString runText(const sessions::RunInfo& run) {
    const QString text = RecordedWorkload::tr("Run %1 · %2 · %3 calls")
                             .arg(run.number)
                             .arg(formatRange(run.began, run.ended), formatCount(run.calls));
    return run.errors == 0 ? text : text % RecordedWorkload::tr(", %1 errors").arg(formatCount(run.errors));
}

} // namespace

RecordedWorkload::RecordedWorkload(QWidget* parent)
    : QWidget(parent)
    , m_arguments(new QPlainTextEdit(this))
    , m_runs(new QListWidget(this)) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(8, 6, 8, 8);
    form->setVerticalSpacing(6);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_tool = addRow(*form, tr("What was run"));
    m_extent = addRow(*form, tr("How much"));
    m_warmup = addRow(*form, tr("Warm-up"));
    m_workers = addRow(*form, tr("Workers"));
    m_arguments->setObjectName(u"recordedArguments"_s);
    m_arguments->setReadOnly(true);
    m_arguments->setFont(Theme::numberFont());
    m_arguments->setAccessibleName(tr("Arguments"));
    m_arguments->setMaximumHeight(90);
    form->addRow(m_arguments);
    m_runs->setObjectName(u"recordedRuns"_s);
    m_runs->setAccessibleName(tr("Runs; choosing one shows its figures"));
    m_runs->setToolTip(tr("Choose a run to see its figures"));
    form->addRow(m_runs);
    connect(m_runs, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { showRun(m_runs->row(item)); });
    connect(m_runs, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { showRun(m_runs->row(item)); });
}

QLabel* RecordedWorkload::addRow(QFormLayout& form, const QString& caption) {
    auto* name = new QLabel(caption, this);
    name->setProperty("role", u"muted"_s);
    auto* value = new QLabel(this);
    value->setTextFormat(Qt::PlainText);
    // A long name neither widens the dock nor takes the height of the others.
    value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    name->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form.addRow(name, value);
    return value;
}

void RecordedWorkload::setSession(const sessions::SessionInfo& info, const telemetry::Snapshot& snapshot) {
    const workload::Scenario& scenario = snapshot.workload.scenario;
    m_tool->setText(toolText(snapshot));
    m_extent->setText(extentText(scenario.extent));
    m_warmup->setText(scenario.warmup ? extentText(*scenario.warmup) : tr("none"));
    m_workers->setText(QString::number(snapshot.tuning.workers));
    m_arguments->setPlainText(toQString(scenario.arguments));
    m_infos = info.runs;
    m_runs->clear();
    for (const sessions::RunInfo& run : m_infos)
        m_runs->addItem(runText(run));
    m_runs->setVisible(!m_infos.empty());
}

void RecordedWorkload::showRun(int row) {
    if (row >= 0 && row < int(m_infos.size()))
        Q_EMIT rangeRequested(
            sessions::Range{m_infos[std::size_t(row)].began, m_infos[std::size_t(row)].ended});
}

} // namespace dyno::ui
