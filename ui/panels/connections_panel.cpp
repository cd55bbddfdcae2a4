#include "ui/panels/connections_panel.h"

#include "ui/delegates/number_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/models/connection_model.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"
#include "ui/panels/table_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

const QStringList& widestTexts() {
    static const QStringList texts{u"9999"_s,           u"everything-1"_s, u"stdio"_s,
                                   u"4194304"_s,        u"1.1"_s,          u"9 + 999,999 reused"_s,
                                   u"    restarting"_s, u"99:59:59"_s,     u"99,999,999"_s,
                                   u"999,999"_s,        u"1,000"_s,        u"9.99 ms"_s,
                                   u"9.99 ms"_s,        u"99.9 MB"_s,      u"100.0 %"_s};
    return texts;
}

} // namespace

ConnectionsPanel::ConnectionsPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new ConnectionModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_table(new QTableView(this))
    , m_filter(new QLineEdit(this))
    , m_count(new QLabel(this)) {
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(ConnectionModel::SortRole);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setDynamicSortFilter(false);
    build(theme);
    addMenu(theme);
    connect(m_filter, &QLineEdit::textChanged, this, &ConnectionsPanel::setFilter);
    connect(m_model, &QAbstractItemModel::rowsInserted, this,
            [this] { m_proxy->sort(m_proxy->sortColumn(), m_proxy->sortOrder()); });
}

void ConnectionsPanel::build(Theme& theme) {
    m_table->setObjectName(u"connectionTable"_s);
    m_table->setAccessibleName(tr("Connections"));
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ConnectionModel::Id, Qt::AscendingOrder);
    setUpTable(*m_table, widestTexts());
    m_table->setItemDelegate(new NumberDelegate(m_table));
    m_table->setItemDelegateForColumn(ConnectionModel::Server, new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(ConnectionModel::Transport, new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(ConnectionModel::State,
                                      new StateDelegate(theme, ConnectionModel::ColourRole, m_table));
    m_table->horizontalHeader()->setStretchLastSection(false);
    new Placeholder(tr("No connections. They appear when a server starts."), *m_table);
    m_filter->setObjectName(u"connectionFilter"_s);
    m_filter->setPlaceholderText(tr("Filter: server, state, pid …"));
    m_filter->setAccessibleName(tr("Filter the connections"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(280);
    m_count->setFont(Theme::smallFont());
    m_count->setProperty("role", u"muted"_s);
    auto* line = new QHBoxLayout;
    line->addWidget(m_filter, 1);
    line->addWidget(m_count);
    line->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addLayout(line);
    column->addWidget(m_table, 1);
}

void ConnectionsPanel::addMenu(Theme& theme) {
    m_restart = new QAction(tr("Restart"), m_table);
    m_restart->setToolTip(tr("End its process; the pool brings up another"));
    bindIcon(theme, m_restart, u"restart"_s);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    bindIcon(theme, copy, u"copy"_s);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({m_restart, copy});
    connect(m_restart, &QAction::triggered, this, &ConnectionsPanel::restartSelected);
    connect(copy, &QAction::triggered, this, &ConnectionsPanel::copySelected);
}

void ConnectionsPanel::setConnections(const std::vector<telemetry::ConnectionStatus>& connections,
                                      bool ranged) {
    m_model->setRanged(ranged);
    m_model->setConnections(connections);
    // Without dynamic sorting the proxy does not ask again on its own.
    if (!m_filter->text().isEmpty())
        m_proxy->setFilterFixedString(m_filter->text());
    updateCount();
}

void ConnectionsPanel::setRecorded(bool recorded) {
    m_restart->setEnabled(!recorded);
}

void ConnectionsPanel::setFilter(const QString& text) {
    m_proxy->setFilterFixedString(text);
    updateCount();
}

void ConnectionsPanel::copySelected() const {
    QGuiApplication::clipboard()->setText(selectedRowsAsText(*m_table));
}

void ConnectionsPanel::restartSelected() {
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows())
        Q_EMIT restartRequested(row.data(ConnectionModel::IdRole).value<ConnectionId>());
}

void ConnectionsPanel::updateCount() {
    const int all = m_model->rowCount(), shown = m_proxy->rowCount();
    const QString text = shown == all ? QString::number(all) : tr("%1 of %2").arg(shown).arg(all);
    if (m_count->text() != text)
        m_count->setText(text);
}

} // namespace dyno::ui
