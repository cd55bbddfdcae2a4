#include "ui/panels/waterfall/waterfall_panel.h"

#include "ui/delegates/number_delegate.h"
#include "ui/delegates/state_delegate.h"
#include "ui/delegates/waterfall_delegate.h"
#include "ui/models/phase_text.h"
#include "ui/models/waterfall_model.h"
#include "ui/panels/follow_tail.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/table_setup.h"
#include "ui/panels/table_text.h"
#include "ui/panels/waterfall/phase_legend.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace dyno::ui {

WaterfallPanel::WaterfallPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new WaterfallModel(this))
    , m_table(new QTableView(this))
    , m_legend(new PhaseLegend(theme, this))
    , m_state(new QLabel(this)) {
    buildTable(theme);
    std::vector<PhaseLegend::Entry> entries;
    for (int i = 0; i < calls::phaseCount; ++i) {
        const auto phase = calls::Phase(i);
        entries.push_back({phaseColour(phase), phaseTitle(phase), {}, phaseMeaning(phase)});
    }
    m_legend->setEntries(std::move(entries));
    m_state->setObjectName(u"waterfallState"_s);
    m_state->setFont(Theme::smallFont());
    m_state->setProperty("role", u"muted"_s);
    auto* line = new QHBoxLayout;
    line->addWidget(m_legend, 1);
    line->addWidget(m_state);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addLayout(line);
    column->addWidget(m_table, 1);
}

void WaterfallPanel::buildTable(Theme& theme) {
    m_table->setObjectName(u"waterfallTable"_s);
    m_table->setAccessibleName(tr("The latest calls"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new NumberDelegate(m_table));
    m_table->setItemDelegateForColumn(WaterfallModel::Tool, new QStyledItemDelegate(m_table));
    m_table->setItemDelegateForColumn(WaterfallModel::Outcome,
                                      new StateDelegate(theme, WaterfallModel::ColourRole, m_table));
    m_table->setItemDelegateForColumn(WaterfallModel::Bars, new WaterfallDelegate(theme, *m_model, m_table));
    setUpTable(*m_table,
               {u"delete-everything"_s, u"99"_s, u"   ToolFailed"_s, u"99.9 ms"_s, u"999"_s, QString()});
    new Placeholder(tr("No call has ended yet. Run a workload, and each of the latest calls is drawn here."),
                    *m_table);
    new FollowTail(*m_table);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    auto* release = new QAction(tr("Go on"), m_table);
    release->setShortcut(Qt::Key_Escape);
    release->setShortcutContext(Qt::WidgetShortcut);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({copy, release});
    connect(copy, &QAction::triggered, this, &WaterfallPanel::copySelected);
    connect(release, &QAction::triggered, m_table, &QAbstractItemView::clearSelection);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
}

void WaterfallPanel::setSnapshot(const telemetry::Snapshot& snapshot) {
    const bool held = isHeld();
    const QString state = !held                                       ? QString()
                          : m_table->selectionModel()->hasSelection() ? tr("held; Esc goes on")
                                                                      : tr("held while you point");
    if (m_state->text() != state)
        m_state->setText(state);
    if (held || !snapshot.recentCalls || (m_model->rowCount() > 0 && snapshot.at - m_taken < pace))
        return;
    m_taken = snapshot.at;
    m_model->setCalls(*snapshot.recentCalls);
}

void WaterfallPanel::beginAnew() {
    m_model->setCalls({});
}

bool WaterfallPanel::isHeld() const {
    return m_model->rowCount() > 0 && (m_table->underMouse() || m_table->selectionModel()->hasSelection());
}

void WaterfallPanel::copySelected() const {
    QGuiApplication::clipboard()->setText(selectedRowsAsText(*m_table));
}

} // namespace dyno::ui
