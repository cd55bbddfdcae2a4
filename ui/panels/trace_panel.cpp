#include "ui/panels/trace_panel.h"

#include "ui/delegates/number_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/format.h"
#include "ui/models/trace_filter.h"
#include "ui/models/trace_model.h"
#include "ui/models/trace_text.h"
#include "ui/panels/follow_tail.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::TraceEntry;

TracePanel::TracePanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new TraceModel(this))
    , m_filter(new TraceFilter(this))
    , m_table(new QTableView(this))
    , m_message(new QPlainTextEdit(this))
    , m_server(new QComboBox(this))
    , m_direction(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_pause(new QToolButton(this)) {
    m_filter->setSourceModel(m_model);
    m_message->setObjectName(u"traceMessage"_s);
    m_message->setAccessibleName(tr("The chosen message"));
    m_message->setPlaceholderText(tr("Choose a message to read it."));
    m_message->setReadOnly(true);
    m_message->setFont(Theme::numberFont());
    auto* split = new QSplitter(this);
    split->setChildrenCollapsible(false);
    split->addWidget(makeTable(theme));
    split->addWidget(m_message);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addLayout(makeHeader(theme));
    column->addWidget(split, 1);
    wireFilter();
}

QWidget* TracePanel::makeTable(Theme& theme) {
    m_table->setObjectName(u"traceTable"_s);
    m_table->setAccessibleName(tr("Protocol trace"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new NumberDelegate(m_table));
    m_table->setItemDelegateForColumn(TraceModel::Server, new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(TraceModel::Kind,
                                      new StateDelegate(theme, TraceModel::ColourRole, m_table));
    // What a message is comes first: where the panel is narrow, whose it is may be scrolled to.
    setUpTable(*m_table, {u"00:00:00.000"_s, u"→"_s, u"   notification"_s, u"elicitation/create"_s,
                          u"\"server-99\""_s, u"99.9 MB"_s, u"99"_s, QString()});
    new Placeholder(tr("Nothing to show. Messages to and from the servers appear here as they travel."),
                    *m_table);
    new FollowTail(*m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TracePanel::showMessage);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    return m_table;
}

QLayout* TracePanel::makeHeader(Theme& theme) {
    m_server->setObjectName(u"traceServer"_s);
    m_server->setAccessibleName(tr("Server"));
    m_server->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_server->setMinimumContentsLength(9);
    m_server->addItem(tr("all servers"), 0);
    m_direction->setObjectName(u"traceDirection"_s);
    m_direction->setAccessibleName(tr("Direction"));
    m_direction->addItems({tr("both ways"), tr("→ out"), tr("← in")});
    m_kind->setObjectName(u"traceKind"_s);
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->addItems(
        {tr("all kinds"), tr("requests"), tr("responses"), tr("errors"), tr("notifications"), tr("other")});
    m_search->setObjectName(u"traceSearch"_s);
    m_search->setPlaceholderText(tr("Filter: method, id or text"));
    m_search->setAccessibleName(tr("Filter the trace"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(280);
    m_count->setFont(Theme::smallFont());
    m_count->setProperty("role", u"muted"_s);
    auto* line = new QHBoxLayout;
    for (QComboBox* choice : {m_server, m_direction, m_kind})
        line->addWidget(choice);
    line->addWidget(m_search, 1);
    line->addWidget(m_count);
    line->addStretch();
    addCommands(theme, *line);
    return line;
}

void TracePanel::addCommands(Theme& theme, QLayout& line) {
    m_pause->setObjectName(u"pauseTrace"_s);
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("Hold what is shown"));
    m_pause->setAccessibleName(tr("Pause the trace"));
    bindIcon(theme, m_pause, u"pause"_s);
    auto* clear = new QToolButton(this);
    clear->setObjectName(u"clearTrace"_s);
    clear->setToolTip(tr("Clear the list"));
    clear->setAccessibleName(tr("Clear the trace"));
    bindIcon(theme, clear, u"clear"_s);
    auto* copy = new QAction(tr("Copy as JSON"), this);
    copy->setObjectName(u"copyTrace"_s);
    copy->setToolTip(tr("Copy the selected messages as JSON, or all that are shown"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    bindIcon(theme, copy, u"copy"_s);
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copyButton = new QToolButton(this);
    copyButton->setDefaultAction(copy);
    copyButton->setAccessibleName(copy->toolTip());
    for (QToolButton* button : {m_pause, clear, copyButton}) {
        button->setFocusPolicy(Qt::StrongFocus);
        line.addWidget(button);
    }
    connect(clear, &QToolButton::clicked, this, [this] {
        m_model->clear();
        m_message->clear();
        updateCount();
    });
    connect(copy, &QAction::triggered, this, &TracePanel::copy);
}

void TracePanel::wireFilter() {
    connect(m_server, &QComboBox::currentIndexChanged, this, [this] {
        m_filter->setServer(m_server->currentData().value<ServerId>());
        updateCount();
    });
    connect(m_direction, &QComboBox::currentIndexChanged, this, [this](int choice) {
        m_filter->setDirection(choice > 0 ? std::optional(TraceEntry::Direction(choice - 1)) : std::nullopt);
        updateCount();
    });
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this](int choice) {
        m_filter->setKind(choice > 0 ? std::optional(TraceEntry::Kind(choice - 1)) : std::nullopt);
        updateCount();
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setText(text);
        updateCount();
    });
}

void TracePanel::setSnapshot(const telemetry::Snapshot& snapshot) {
    updateServers(snapshot.servers);
    if (!snapshot.trace || snapshot.trace == m_trace || m_pause->isChecked())
        return;
    m_trace = snapshot.trace;
    m_model->setTrace(*m_trace);
    updateCount();
}

void TracePanel::updateServers(const std::vector<telemetry::ServerStatus>& servers) {
    m_model->setServers(servers);
    const auto isItem = [this, at = 1](const telemetry::ServerStatus& server) mutable {
        const int item = at++;
        return m_server->itemData(item).value<ServerId>() == server.id &&
               m_server->itemText(item) == toQString(server.name);
    };
    if (m_server->count() == int(servers.size()) + 1 && std::ranges::all_of(servers, isItem))
        return;
    const QVariant chosen = m_server->currentData();
    {
        const QSignalBlocker quiet(m_server);
        while (m_server->count() > 1)
            m_server->removeItem(1);
        for (const telemetry::ServerStatus& server : servers)
            m_server->addItem(toQString(server.name), server.id);
        m_server->setCurrentIndex(std::max(m_server->findData(chosen), 0));
    }
    m_filter->setServer(m_server->currentData().value<ServerId>());
}

void TracePanel::updateCount() {
    const int all = m_model->rowCount(), shown = m_filter->rowCount();
    const QString text =
        shown == all ? formatCount(all) : tr("%1 of %2").arg(formatCount(shown), formatCount(all));
    if (m_count->text() != text)
        m_count->setText(text);
}

// A message that was chosen stays readable after the list has moved on.
void TracePanel::showMessage() {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.size() == 1)
        m_message->setPlainText(traceMessage(m_model->entry(m_filter->mapToSource(rows.front()).row())));
}

void TracePanel::copy() const {
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows << m_filter->mapToSource(index).row();
    const int shown = rows.isEmpty() ? m_filter->rowCount() : 0;
    for (int row = 0; row < shown; ++row)
        rows << m_filter->mapToSource(m_filter->index(row, 0)).row();
    std::ranges::sort(rows);
    QGuiApplication::clipboard()->setText(m_model->json(rows));
}

void TracePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT watchRequested(true);
}

void TracePanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    Q_EMIT watchRequested(false);
}

} // namespace dyno::ui
