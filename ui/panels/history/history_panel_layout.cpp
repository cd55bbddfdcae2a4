// What stands where, and the commands.
#include "ui/panels/history/history_panel.h"

#include "ui/delegates/coloured_delegate.h"
#include "ui/delegates/pin_delegate.h"
#include "ui/delegates/sparkline_delegate.h"
#include "ui/models/history_filter.h"
#include "ui/models/history_model.h"
#include "ui/panels/history/labels_editor.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"
#include "ui/sessions/session_strips.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

const QStringList& widestHistoryTexts() {
    static const QStringList texts{u"  "_s,        u"get-sum on everything-1"_s,
                                   u"01234567"_s,  u"30 Sep 23:59"_s,
                                   u"59 min 59"_s, u"9,999,999"_s,
                                   u"99,999"_s,    u"9.99 ms"_s,
                                   u"99.9 MB"_s,   {}};
    return texts;
}

QToolButton* outlinedButton(QAction* action, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setProperty("outlined", true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

void HistoryPanel::addActions(Theme& theme) {
    const auto add = [&](const QString& icon, const QString& text, const QString& toolTip,
                         const QKeySequence& key, auto slot) {
        auto* action = new QAction(text, m_table);
        action->setToolTip(toolTip);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        if (!icon.isEmpty())
            bindIcon(theme, action, icon);
        m_table->addAction(action);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_open = add(u"folder"_s, tr("Open"), tr("Show it in the window, as it was"), Qt::Key_Return,
                 &HistoryPanel::open);
    m_compare = add(u"compare"_s, tr("Compare"),
                    tr("Compare two or more, selected with Ctrl or Shift; of one alone, its runs"), Qt::Key_C,
                    &HistoryPanel::compare);
    m_rename = add({}, tr("Rename"), {}, Qt::Key_F2,
                   [this] { m_table->edit(m_table->currentIndex().siblingAtColumn(HistoryModel::Title)); });
    m_pin = add(u"pin"_s, tr("Pin"), {}, Qt::Key_P, &HistoryPanel::togglePins);
    m_save = add({}, tr("Save as…"), {}, {}, [this] { Q_EMIT saveRequested(selected().front()); });
    m_reveal = add({}, tr("Show in the file manager"), {}, {}, &HistoryPanel::reveal);
    m_delete = add(u"remove"_s, tr("Delete…"), tr("Delete what is selected, for good"), QKeySequence::Delete,
                   &HistoryPanel::askToDelete);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void HistoryPanel::buildTable(Theme& theme) {
    m_table->setObjectName(u"historyTable"_s);
    m_table->setAccessibleName(tr("Sessions"));
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(HistoryModel::When, Qt::DescendingOrder);
    setUpTable(*m_table, widestHistoryTexts());
    m_table->horizontalHeader()->setSectionResizeMode(HistoryModel::Pin, QHeaderView::Fixed);
    m_table->horizontalHeader()->resizeSection(HistoryModel::Pin, 40);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setMouseTracking(true);
    using Font = ColouredDelegate::Font;
    m_table->setItemDelegate(new ColouredDelegate(theme, HistoryModel::ColourRole, Font::Number, m_table));
    for (const int column : {HistoryModel::Title, HistoryModel::When, HistoryModel::Tags})
        m_table->setItemDelegateForColumn(
            column, new ColouredDelegate(theme, HistoryModel::ColourRole, Font::Text, m_table));
    m_table->setItemDelegateForColumn(HistoryModel::Pin,
                                      new PinDelegate(theme, HistoryModel::PinnedRole, m_table));
    m_table->setItemDelegateForColumn(HistoryModel::Rate,
                                      new SparklineDelegate(theme, HistoryModel::SparklineRole, m_table));
    new Placeholder(tr("No sessions. What the console records, and what you save or open, is listed here."),
                    *m_table);
}

void HistoryPanel::build(Theme& theme) {
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_labels);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setCollapsible(0, false);
    m_splitter->setHandleWidth(5);
    m_splitter->setSizes({900, 250});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addWidget(buildLine(theme));
    column->addWidget(m_problem);
    column->addWidget(m_splitter, 1);
}

QWidget* HistoryPanel::buildLine(Theme&) {
    m_search->setObjectName(u"historySearch"_s);
    m_search->setPlaceholderText(tr("Search: title, tag, note, server, tool …"));
    m_search->setAccessibleName(tr("Search the sessions"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(320);
    m_count->setFont(Theme::smallFont());
    m_count->setProperty("role", u"muted"_s);
    auto* bar = new QWidget(this);
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_search, 3);
    line->addWidget(m_count);
    line->addStretch(1);
    for (QAction* action : {m_open, m_compare, m_delete})
        line->addWidget(outlinedButton(action, bar));
    return bar;
}

} // namespace dyno::ui
