#include "ui/panels/changes_panel.h"

#include "ui/delegates/number_delegate.h"
#include "ui/panels/follow_tail.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"
#include "ui/panels/table_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {

ChangesPanel::ChangesPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ChangesModel(this))
    , m_table(new QTableView(this)) {
    m_table->setObjectName(u"changesTable"_s);
    m_table->setAccessibleName(tr("Changes"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new NumberDelegate(m_table));
    setUpTable(*m_table, {u"00:00:00.000"_s, u"pool.perConnection"_s, u"least-in-flight"_s, QString()});
    new Placeholder(tr("No knob was turned yet. What you turn is listed here and marked in the charts."),
                    *m_table);
    new FollowTail(*m_table);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addAction(copy);
    connect(copy, &QAction::triggered, this, &ChangesPanel::copySelected);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->addWidget(m_table);
}

void ChangesPanel::copySelected() const {
    QGuiApplication::clipboard()->setText(selectedRowsAsText(*m_table));
}

} // namespace dyno::ui
