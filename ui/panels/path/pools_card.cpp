#include "ui/panels/path/pools_card.h"

#include "ui/delegates/number_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/models/pool_model.h"
#include "ui/panels/path/card_heading.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"

#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {

PoolsCard::PoolsCard(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new PoolModel(this))
    , m_table(new QTableView(this)) {
    m_table->setObjectName(u"poolTable"_s);
    m_table->setAccessibleName(tr("Pools and replicas"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new NumberDelegate(m_table));
    for (const int column : {PoolModel::Server, PoolModel::Closed, PoolModel::Group})
        m_table->setItemDelegateForColumn(column, new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(PoolModel::State,
                                      new StateDelegate(theme, PoolModel::ColourRole, m_table));
    setUpTable(*m_table,
               {u"everything-1"_s, u"999"_s, u"999"_s, u"999"_s, u"9,999"_s, u"99: 99 idle, 9 used up"_s,
                u"everything"_s, u"1000"_s, u"   in, ejected 99 ×"_s, u"999,999  99.9 %"_s, u"9.99 ms"_s});
    m_table->horizontalHeader()->setStretchLastSection(false);
    new Placeholder(tr("No pool. It comes when a server starts."), *m_table);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(cardHeading(tr("Pools and replicas"), this));
    column->addWidget(m_table, 1);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    showReplicas(false);
}

void PoolsCard::setSnapshot(const telemetry::Snapshot& snapshot) {
    m_model->setSnapshot(snapshot);
    if (m_model->hasReplicas() == m_table->isColumnHidden(PoolModel::Group))
        showReplicas(m_model->hasReplicas());
}

void PoolsCard::showReplicas(bool shown) {
    for (int column = 0; column < PoolModel::ColumnCount; ++column)
        if (PoolModel::isOfReplicas(column))
            m_table->setColumnHidden(column, !shown);
}

} // namespace dyno::ui
