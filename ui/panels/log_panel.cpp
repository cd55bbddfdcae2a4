#include "ui/panels/log_panel.h"

#include "ui/delegates/number_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/models/log_filter.h"
#include "ui/models/log_model.h"
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
#include <QTableView>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

LogPanel::LogPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new LogModel(this))
    , m_filter(new LogFilter(this))
    , m_table(new QTableView(this))
    , m_text(new QPlainTextEdit(this))
    , m_level(new QComboBox(this))
    , m_search(new QLineEdit(this)) {
    m_filter->setSourceModel(m_model);
    buildTable(theme);
    m_text->setReadOnly(true);
    m_text->setFont(Theme::numberFont());
    m_text->setAccessibleName(tr("Whole text of the entry"));
    m_text->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addWidget(makeHeader(theme));
    column->addWidget(m_table, 3);
    column->addWidget(m_text, 2);
    connect(m_level, &QComboBox::currentIndexChanged, m_filter,
            [this](int level) { m_filter->setLeast(telemetry::LogLevel(level)); });
    connect(m_search, &QLineEdit::textChanged, m_filter, &LogFilter::setText);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LogPanel::showWholeText);
}

void LogPanel::buildTable(Theme& theme) {
    m_table->setObjectName(u"logTable"_s);
    m_table->setAccessibleName(tr("Log"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new NumberDelegate(m_table));
    m_table->setItemDelegateForColumn(LogModel::Level,
                                      new StateDelegate(theme, LogModel::ColourRole, m_table));
    setUpTable(*m_table, {u"00:00:00.000"_s, u"   warning"_s, u"name-of-a-server"_s, QString()});
    new Placeholder(tr("Nothing to show"), *m_table);
    new FollowTail(*m_table);
}

QWidget* LogPanel::makeHeader(Theme& theme) {
    m_level->setObjectName(u"logLevel"_s);
    m_level->addItems({tr("all levels"), tr("warnings and errors"), tr("errors")});
    m_level->setAccessibleName(tr("Least level"));
    m_search->setObjectName(u"logSearch"_s);
    m_search->setPlaceholderText(tr("Filter: text or source"));
    m_search->setAccessibleName(tr("Filter the log"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(280);
    auto* action = new QAction(tr("Copy"), this);
    action->setToolTip(tr("Copy the selected entries, or all that are shown"));
    action->setShortcut(QKeySequence::Copy);
    action->setShortcutContext(Qt::WidgetShortcut);
    bindIcon(theme, action, u"copy"_s);
    m_table->addAction(action);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(action, &QAction::triggered, this, &LogPanel::copy);
    auto* header = new QWidget(this);
    auto* button = new QToolButton(header);
    button->setDefaultAction(action);
    button->setAccessibleName(action->toolTip());
    button->setFocusPolicy(Qt::StrongFocus);
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_level);
    line->addWidget(m_search, 1);
    line->addStretch();
    line->addWidget(button);
    return header;
}

void LogPanel::setLog(const Log& log) {
    if (log == m_log)
        return;
    m_log = log;
    m_model->setLog(*log);
}

void LogPanel::showWholeText() {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const QString text =
        rows.size() == 1 ? rows.front().data(LogModel::FullTextRole).toString().trimmed() : QString();
    const bool severalLines = text.contains(u'\n');
    m_text->setVisible(severalLines);
    if (severalLines)
        m_text->setPlainText(text);
}

void LogPanel::copy() const {
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows << m_filter->mapToSource(index).row();
    const int shown = rows.isEmpty() ? m_filter->rowCount() : 0;
    for (int row = 0; row < shown; ++row)
        rows << m_filter->mapToSource(m_filter->index(row, 0)).row();
    std::ranges::sort(rows);
    QStringList lines;
    for (const int row : rows)
        lines << m_model->line(row);
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace dyno::ui
