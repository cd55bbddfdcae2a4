#include "ui/panels/changes_panel.h"

#include "ui/delegates/verdict_delegate.h"
#include "ui/models/change_verdicts.h"
#include "ui/models/server_text.h"
#include "ui/panels/change_detail.h"
#include "ui/panels/follow_tail.h"
#include "ui/panels/panel_scroll.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"
#include "ui/panels/table_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace dyno::ui {

namespace {

constexpr auto pace = 3s;
constexpr int besideWidth = 1000; // narrower than this, what it brought is below

} // namespace

ChangesPanel::ChangesPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new ChangesModel(this))
    , m_verdicts(new ChangeVerdicts(pace, this))
    , m_split(new QSplitter(this))
    , m_table(new QTableView(this))
    , m_detail(new ChangeDetail(theme, this)) {
    makeTable(theme);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_table);
    m_split->addWidget(new PanelScroll(m_detail, m_split));
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_split->setSizes({3000, 2000}); // in proportion, whatever both would like
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->addWidget(m_split);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ChangesPanel::showChosen);
    connect(m_model, &ChangesModel::judged, this, &ChangesPanel::showChosen);
    connect(m_verdicts, &ChangeVerdicts::arrived, this, [this](const ChangesModel::Verdicts& verdicts) {
        m_problem.clear();
        m_model->setVerdicts(verdicts);
    });
    connect(m_verdicts, &ChangeVerdicts::failed, this, [this](const Error& error) {
        m_problem = errorLine(error);
        showChosen();
    });
    showChosen();
}

void ChangesPanel::makeTable(const Theme& theme) {
    m_table->setObjectName(u"changesTable"_s);
    m_table->setAccessibleName(tr("Changes"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new VerdictDelegate(theme, VerdictDelegate::Icon::Shown, m_table));
    m_table->setItemDelegateForColumn(ChangesModel::Brought, new QStyledItemDelegate(m_table));
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    setUpTable(*m_table, {u"00:00:00.000"_s, u"pool.perConnection"_s, u"least-in-fl"_s, u"least-in-fl"_s,
                          u"no differenceXX"_s, QString()});
    new Placeholder(tr("No knob was turned yet. What you turn is listed here, with what it brought, and "
                       "marked in the charts."),
                    *m_table);
    new FollowTail(*m_table);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addAction(copy);
    connect(copy, &QAction::triggered, this, &ChangesPanel::copySelected);
}

void ChangesPanel::setJournal(const ChangesModel::Journal& journal) {
    const int before = m_model->rowCount();
    m_model->setJournal(journal);
    if (m_model->rowCount() == before)
        return;
    m_verdicts->noteChange();
    showChosen();
}

void ChangesPanel::setSource(SessionSource* source) {
    m_source = source;
    m_problem.clear();
    m_model->setVerdicts({});
    m_model->setLive(m_live && source);
    m_verdicts->setSource(source);
}

void ChangesPanel::setLive(bool live) {
    if (live == m_live)
        return;
    m_live = live;
    m_verdicts->setLive(live);
    m_model->setLive(live && m_source);
}

void ChangesPanel::showChosen() {
    const int last = m_model->rowCount() - 1;
    m_detail->setVisible(last >= 0);
    if (last < 0)
        return;
    const QModelIndex current = m_table->currentIndex();
    const int row = current.isValid() ? current.row() : last;
    const sessions::ChangeVerdict* verdict = m_model->verdict(row);
    if (verdict && !m_model->isTooEarly(row))
        m_detail->setChange(m_model->change(row), *verdict);
    else
        m_detail->setUntold(m_model->change(row), untold(row));
}

QString ChangesPanel::untold(int row) const {
    if (!m_source)
        return tr("What a knob brought is known of sessions only: record one, and turn it while a workload "
                  "runs.");
    if (!m_problem.isEmpty())
        return m_problem;
    return m_model->isTooEarly(row) ? tr("Too few calls have ended since. What it brought is told when there "
                                         "are enough, at most half a minute after it.")
                                    : tr("The session does not tell.");
}

void ChangesPanel::copySelected() const {
    QGuiApplication::clipboard()->setText(selectedRowsAsText(*m_table));
}

void ChangesPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_verdicts->setWatched(true);
}

void ChangesPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_verdicts->setWatched(false);
}

void ChangesPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_split->setOrientation(width() < besideWidth ? Qt::Vertical : Qt::Horizontal);
}

} // namespace dyno::ui
