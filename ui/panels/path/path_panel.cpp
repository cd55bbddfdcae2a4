#include "ui/panels/path/path_panel.h"

#include "ui/panels/path/breakers_card.h"
#include "ui/panels/path/cache_card.h"
#include "ui/panels/path/pools_card.h"
#include "ui/panels/path/stage_view.h"

#include <QBoxLayout>
#include <QResizeEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int narrow = 1000;
constexpr int tableHeight = 116; // three rows and the headings

} // namespace

PathPanel::PathPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_stages(new StageView(theme, this))
    , m_cache(new CacheCard(this))
    , m_breakers(new BreakersCard(theme, this))
    , m_pools(new PoolsCard(theme, this))
    , m_details(new QBoxLayout(QBoxLayout::LeftToRight)) {
    m_breakers->setMinimumHeight(tableHeight);
    m_pools->setMinimumHeight(tableHeight);
    m_details->setSpacing(14);
    m_details->addWidget(m_cache);
    m_details->addWidget(m_breakers, 5);
    m_details->addWidget(m_pools, 6);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_stages);
    column->addLayout(m_details, 1);
}

void PathPanel::setRecorded(bool recorded) {
    m_cache->setRecorded(recorded);
    m_breakers->setRecorded(recorded);
}

void PathPanel::setSnapshot(const telemetry::Snapshot& snapshot, bool past) {
    m_stages->setSnapshot(snapshot, past);
    m_cache->setSnapshot(snapshot);
    m_breakers->setSnapshot(snapshot);
    m_pools->setSnapshot(snapshot);
}

QSize PathPanel::minimumSizeHint() const {
    int width = m_stages->minimumSizeHint().width();
    for (const QWidget* card : std::initializer_list<const QWidget*>{m_cache, m_breakers, m_pools})
        width = std::max(width, card->minimumSizeHint().width());
    return {width + 16, m_stages->minimumSizeHint().height()};
}

void PathPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_details->setDirection(event->size().width() < narrow ? QBoxLayout::TopToBottom
                                                           : QBoxLayout::LeftToRight);
}

} // namespace dyno::ui
