#include "ui/panels/path/breakers_card.h"

#include "ui/delegates/breaker_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/models/breaker_model.h"
#include "ui/panels/path/card_heading.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::BreakerState;

BreakersCard::BreakersCard(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new BreakerModel(this))
    , m_table(new QTableView(this))
    , m_trip(addCommand(u"tripBreaker"_s, tr("Trip"), tr("Open the chosen breakers by hand"),
                        &BreakersCard::tripRequested))
    , m_reset(addCommand(u"resetBreaker"_s, tr("Reset"), tr("Close the chosen breakers by hand"),
                         &BreakersCard::resetRequested)) {
    m_table->setObjectName(u"breakerTable"_s);
    m_table->setAccessibleName(tr("Breakers"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(BreakerModel::State,
                                      new StateDelegate(theme, BreakerModel::ColourRole, m_table));
    m_table->setItemDelegateForColumn(BreakerModel::History, new BreakerDelegate(theme, *m_model, m_table));
    setUpTable(*m_table, {u"everything · x"_s, u"  open, 99.9 s"_s, u"99"_s, QString()});
    new Placeholder(tr("The breaker is off, or has seen no failure yet."), *m_table);
    QHBoxLayout* heading = cardHeading(tr("Breakers"), this);
    heading->addWidget(m_trip);
    heading->addWidget(m_reset);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(heading);
    column->addWidget(m_table, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BreakersCard::updateCommands);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &BreakersCard::updateCommands);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    updateCommands();
}

QPushButton* BreakersCard::addCommand(const QString& name, const QString& text, const QString& toolTip,
                                      Command command) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setToolTip(toolTip);
    connect(button, &QPushButton::clicked, this, [this, command] {
        for (const QModelIndex& row : m_table->selectionModel()->selectedRows())
            Q_EMIT(this->*command)
        (row.data(BreakerModel::ServerRole).value<ServerId>(),
         row.data(BreakerModel::ToolRole).toString().toStdString());
    });
    return button;
}

void BreakersCard::setRecorded(bool recorded) {
    m_recorded = recorded;
    updateCommands();
}

void BreakersCard::setSnapshot(const telemetry::Snapshot& snapshot) {
    const bool wasEmpty = m_model->rowCount() == 0;
    m_model->setSnapshot(snapshot);
    // One server, one breaker: nobody wants to choose first.
    if (wasEmpty && m_model->rowCount() > 0)
        m_table->selectRow(0);
}

void BreakersCard::updateCommands() {
    bool trip = false, reset = false;
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows()) {
        trip |= m_model->status(row.row()).state != BreakerState::Open;
        reset |= m_model->status(row.row()).state != BreakerState::Closed;
    }
    m_trip->setEnabled(trip && !m_recorded);
    m_reset->setEnabled(reset && !m_recorded);
}

} // namespace dyno::ui
