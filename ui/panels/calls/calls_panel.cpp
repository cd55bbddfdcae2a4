#include "ui/panels/calls/calls_panel.h"

#include "ui/delegates/number_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/models/call_details.h"
#include "ui/models/calls_model.h"
#include "ui/models/server_text.h"
#include "ui/panels/calls/call_filter_bar.h"
#include "ui/panels/calls/call_inspector.h"
#include "ui/panels/follow_tail.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/strip.h"
#include "ui/panels/table_setup.h"
#include "ui/panels/table_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace dyno::ui {

using sessions::CallOrder;

namespace {

constexpr auto pace = 1s;
constexpr int besideWidth = 720; // narrower than this, the inspector is below

} // namespace

CallsPanel::CallsPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new CallsModel(this))
    , m_details(new CallDetails(this))
    , m_bar(new CallFilterBar(theme, this))
    , m_status(new CallsStatus(this))
    , m_problem(new Strip(Strip::Tone::Bad, Qt::Horizontal, this))
    , m_split(new QSplitter(this))
    , m_table(new QTableView(this))
    , m_inspector(new CallInspector(theme, this)) {
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(makeTable(theme));
    m_split->addWidget(m_inspector);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_split->setSizes({3000, 2000}); // in proportion, whatever both would like
    m_problem->setObjectName(u"callsProblem"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(4);
    column->addWidget(m_bar);
    column->addWidget(m_status);
    column->addWidget(m_problem);
    column->addWidget(m_split, 1);
    m_pace.setInterval(pace);
    wire();
    addShortcuts();
    setSource(nullptr);
}

QWidget* CallsPanel::makeTable(Theme& theme) {
    m_table->setObjectName(u"callsTable"_s);
    m_table->setAccessibleName(tr("Calls"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new NumberDelegate(m_table));
    for (const int column : {CallsModel::Tool, CallsModel::Server, CallsModel::Failure})
        m_table->setItemDelegateForColumn(column, new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(CallsModel::Outcome,
                                      new StateDelegate(theme, CallsModel::ColourRole, m_table));
    setUpTable(*m_table, {u"00:00:00.000"_s, u"name-of-a-tool"_s, u"name-of-a-se"_s, u"   InvalidInput"_s,
                          u"99.9 ms"_s, u"9,999"_s, u"99"_s, QString()});
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->horizontalHeader()->setSortIndicatorShown(true);
    showOrder();
    m_empty = new Placeholder({}, *m_table);
    new FollowTail(*m_table);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    return m_table;
}

void CallsPanel::wire() {
    connect(m_bar, &CallFilterBar::changed, this, &CallsPanel::search);
    connect(m_bar, &CallFilterBar::left, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &CallsPanel::reorder);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid())
                    m_details->choose(m_model->id(current.row()));
            });
    connect(m_details, &CallDetails::arrived, this, [this](const sessions::CallDetail& call) {
        m_inspector->setCall(call, m_model->serverName(call.row.record.server));
    });
    connect(m_details, &CallDetails::failed, this,
            [this](const Error& error) { m_inspector->setMessage(errorLine(error)); });
    connect(m_table, &QAbstractItemView::activated, m_inspector, qOverload<>(&QWidget::setFocus));
    connect(m_model, &CallsModel::changed, this, &CallsPanel::updateStatus);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CallsPanel::keepPlace);
    connect(&m_pace, &QTimer::timeout, m_model, &CallsModel::lookForMore);
}

void CallsPanel::addShortcuts() {
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_bar, &CallFilterBar::focusText);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(selectedRowsAsText(*m_table)); });
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void CallsPanel::setSource(SessionSource* source) {
    m_source = source;
    m_details->setSource(source);
    m_filed = {};
    askForCounts();
    m_inspector->clear();
    m_inspector->setVisible(source);
    m_bar->setEnabled(source);
    m_model->setSource(source);
    search();
    updateTimer();
}

void CallsPanel::setSnapshot(const telemetry::Snapshot& snapshot) {
    m_recorded = {snapshot.recording.callsKept, snapshot.recording.callsSeen};
    m_model->setServers(snapshot.servers);
    m_bar->setServers(snapshot.servers);
    updateStatus();
}

void CallsPanel::setRange(std::optional<sessions::Range> range) {
    if (range == m_range)
        return;
    m_range = range;
    search();
}

void CallsPanel::setLive(bool live) {
    // What is written last, perhaps just now, is wanted too.
    if (m_live && !live)
        QTimer::singleShot(pace, m_model, &CallsModel::lookForMore);
    m_live = live;
    updateTimer();
    updateStatus();
}

void CallsPanel::updateTimer() {
    const bool wanted = m_live && m_source && isVisible();
    if (wanted == m_pace.isActive())
        return;
    if (!wanted)
        return m_pace.stop();
    m_model->lookForMore();
    m_pace.start();
}

void CallsPanel::search() {
    sessions::CallFilter filter = m_bar->filter();
    filter.range = m_range;
    m_model->search(filter, m_order);
}

// The table can be in the order of the calls' end, as they came, or in that of their latency.
void CallsPanel::reorder(int column, Qt::SortOrder order) {
    const CallOrder before = m_order;
    if (column == CallsModel::Time)
        m_order = CallOrder::Ended;
    else if (column == CallsModel::Latency)
        m_order = before == CallOrder::Ended || order == Qt::DescendingOrder ? CallOrder::SlowestFirst
                                                                             : CallOrder::Latency;
    showOrder();
    if (m_order != before)
        search();
}

void CallsPanel::showOrder() {
    QHeaderView* header = m_table->horizontalHeader();
    const QSignalBlocker quiet(header);
    header->setSortIndicator(m_order == CallOrder::Ended ? CallsModel::Time : CallsModel::Latency,
                             m_order == CallOrder::SlowestFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
    header->viewport()->update();
}

// The chosen call stays chosen where it is among the others too.
void CallsPanel::keepPlace() {
    m_table->scrollToBottom(); // in any case: it makes the view see how many rows there are now
    const int row = m_model->rowOf(m_details->chosen());
    if (row >= 0) {
        m_table->setCurrentIndex(m_model->index(row, 0));
        m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
    } else if (m_order != CallOrder::Ended) {
        m_table->scrollToTop();
    }
}

void CallsPanel::updateStatus() {
    m_status->setSearching(m_model->isSearching());
    m_status->setCounts(counts());
    if (const QString empty = emptyText(); m_empty->text() != empty)
        m_empty->setText(empty);
    const auto& problem = m_model->problem();
    m_problem->setVisible(problem.has_value());
    if (problem)
        m_problem->setText(errorLine(*problem));
}

std::optional<CallsStatus::Counts> CallsPanel::counts() const {
    if (!m_source)
        return {};
    CallsStatus::Counts counts;
    counts.shown = std::uint64_t(m_model->rowCount());
    counts.standsFor = m_model->standsFor();
    counts.kept = std::max({m_recorded.kept, m_filed.kept, counts.shown});
    counts.seen = std::max(m_recorded.seen, m_filed.seen);
    counts.filtered = m_bar->filter() != sessions::CallFilter();
    counts.range = m_range;
    counts.halted = m_live && m_order != CallOrder::Ended;
    return counts;
}

QString CallsPanel::emptyText() const {
    if (!m_source)
        return tr("No calls to look through. While a session is recorded, or once you open one, each call "
                  "that was kept is listed here: where its time went, what was asked and what was answered.");
    if (m_model->isSearching())
        return tr("Looking for calls…");
    if (m_model->problem())
        return tr("The calls could not be read.");
    if (m_bar->filter() != sessions::CallFilter())
        return tr("None of the kept calls is like that. Esc in the text field, or the button beside it, "
                  "shows the others again.");
    return m_range ? tr("No call ended in the chosen range.")
                   : tr("No call has ended yet. Run a workload, and its calls appear here.");
}

// A session that is not being recorded has no engine to count for it.
void CallsPanel::askForCounts() {
    if (!m_source)
        return;
    m_source->ask<sessions::SessionInfo>(
        [](sessions::SessionReader& reader) { return reader.info(); },
        [self = QPointer(this), source = m_source](const Result<sessions::SessionInfo>& info) {
            if (!self || self->m_source != source || info.has_error())
                return;
            self->m_filed = {info->callsKept, info->calls};
            self->updateStatus();
        });
}

void CallsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    updateTimer();
}

void CallsPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    updateTimer();
}

void CallsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_split->setOrientation(width() < besideWidth ? Qt::Vertical : Qt::Horizontal);
}

} // namespace dyno::ui
