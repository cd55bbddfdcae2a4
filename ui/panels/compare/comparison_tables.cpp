#include "ui/panels/compare/comparison_tables.h"

#include "ui/delegates/verdict_delegate.h"
#include "ui/models/difference_model.h"
#include "ui/panels/table_setup.h"
#include "ui/panels/table_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QResizeEvent>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int leastForAllColumns = 900;
constexpr int mostRows = 12; // more scroll within the table

QTableView* makeTable(const QString& name, const QString& title, QAbstractItemModel* model,
                      const QStringList& samples, QWidget* card) {
    auto* table = new QTableView(card);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(model);
    setUpTable(*table, samples);
    table->setProperty("plain", true);
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionsClickable(table->isSortingEnabled());
    auto* copy = new QAction(QObject::tr("Copy"), table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    table->addAction(copy);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    QObject::connect(copy, &QAction::triggered, table,
                     [table] { QGuiApplication::clipboard()->setText(selectedRowsAsText(*table)); });
    return table;
}

void fillCard(QFrame& card, const QString& title, QTableView* table) {
    card.setProperty("card", true);
    auto* heading = new QLabel(title, &card);
    heading->setProperty("role", u"heading"_s);
    heading->setContentsMargins(4, 8, 4, 2);
    auto* column = new QVBoxLayout(&card);
    column->setContentsMargins(8, 0, 8, 6);
    column->setSpacing(0);
    column->addWidget(heading);
    column->addWidget(table);
    column->addStretch();
}

// As high as its rows, so that the page scrolls and not each table on it.
void fitRows(QTableView& table) {
    const int rows = std::clamp(table.model()->rowCount(), 1, mostRows);
    table.setFixedHeight(table.horizontalHeader()->sizeHint().height() +
                         rows * table.verticalHeader()->defaultSectionSize() + 12);
}

} // namespace

HeadlineCard::HeadlineCard(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_model(new DifferenceModel(this)) {
    setObjectName(u"headline"_s);
    const QStringList samples{u"throughput"_s, u"99.9 k/s"_s,        u"99.9 k/s"_s,
                              u"+99,999 pt"_s, u"012345678901234"_s, u"not comparableXXXXX"_s};
    m_table = makeTable(u"headlineTable"_s, tr("Headline figures"), m_model, samples, this);
    m_table->setItemDelegate(new VerdictDelegate(theme, VerdictDelegate::Icon::Hidden, m_table));
    m_table->setItemDelegateForColumn(DifferenceModel::Verdict,
                                      new VerdictDelegate(theme, VerdictDelegate::Icon::Shown, m_table));
    m_table->setItemDelegateForColumn(DifferenceModel::Interval, new IntervalDelegate(theme, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(DifferenceModel::Interval, QHeaderView::Stretch);
    fillCard(*this, tr("All calls"), m_table);
}

void HeadlineCard::setDifferences(const std::vector<sessions::Difference>& differences) {
    m_model->setDifferences(differences);
    fitRows(*m_table);
}

PartsCard::PartsCard(const Theme& theme, const QString& title, const QString& what, QWidget* parent)
    : QFrame(parent)
    , m_model(new PartDifferenceModel(what, this)) {
    auto* proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_model);
    proxy->setSortRole(DifferenceSortRole);
    const QStringList samples{u"a-name-of-a-tool"_s, u"9,999,999"_s, u"9,999,999"_s,
                              u"99.9 ms"_s,          u"99.9 ms"_s,   u"−99.9 %XXX"_s,
                              u"99.9 ms"_s,          u"99.9 ms"_s,   u"−99.9 %XXX"_s};
    m_table = makeTable(what % u"Differences"_s, title, proxy, samples, this);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as they come, until somebody sorts
    m_table->setItemDelegate(new VerdictDelegate(theme, VerdictDelegate::Icon::Shown, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(PartDifferenceModel::Name, QHeaderView::Stretch);
    fillCard(*this, title, m_table);
}

void PartsCard::setParts(const std::vector<sessions::PartDifference>& parts) {
    m_model->setParts(parts);
    setVisible(!parts.empty());
    fitRows(*m_table);
}

// The changes, and the slow calls, come first.
void PartsCard::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    for (const int column : {PartDifferenceModel::CallsBefore, PartDifferenceModel::CallsAfter,
                             PartDifferenceModel::P50Before, PartDifferenceModel::P50After})
        m_table->setColumnHidden(column, event->size().width() < leastForAllColumns);
}

} // namespace dyno::ui
