#include "ui/dashboard.h"

#include "ui/charts/latency_chart.h"
#include "ui/charts/throughput_chart.h"
#include "ui/format.h"
#include "ui/panels/problem_banner.h"
#include "ui/panels/question_strip.h"
#include "ui/panels/tiles_panel.h"
#include "ui/panels/waterfall/phases_card.h"

#include <QBoxLayout>
#include <QResizeEvent>

#include <algorithm>

namespace dyno::ui {
namespace {

constexpr int narrow = 800;
constexpr int margin = 8;

} // namespace

Dashboard::Dashboard(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_banner(new ProblemBanner(theme, this))
    , m_questions(new QuestionStrip(this))
    , m_tiles(new TilesPanel(theme, this))
    , m_latency(new LatencyChart(theme, m_frame, this))
    , m_throughput(new ThroughputChart(theme, m_frame, this))
    , m_phases(new PhasesCard(theme, this))
    , m_charts(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_column(new QVBoxLayout(this)) {
    m_charts->setSpacing(margin);
    m_charts->addWidget(m_latency, 1);
    m_charts->addWidget(m_throughput, 1);
    m_column->setContentsMargins(margin, margin, margin, margin);
    m_column->setSpacing(margin);
    m_column->addWidget(m_tiles);
    m_column->addLayout(m_charts, 1);
    m_column->addWidget(m_phases);
    addStrip(m_banner);
    addStrip(m_questions);
}

void Dashboard::addStrip(Strip* strip) {
    m_column->insertWidget(int(m_strips.size()), strip);
    m_strips.push_back(strip);
}

void Dashboard::setShown(const Shown& shown) {
    const telemetry::Snapshot& snapshot = *shown.snapshot;
    m_frame.setWhole(shown.whole, shown.live);
    m_banner->setSnapshot(snapshot);
    m_questions->setQuestions(snapshot.questions);
    const QString nothing = shown.live ? tr("No calls yet — press Run") : tr("No calls in this session");
    for (ChartCard* card : std::initializer_list<ChartCard*>{m_latency, m_throughput})
        card->chart().setEmptyText(nothing);
    const QString run = shown.runs > 1 ? tr("run %1 of %1").arg(shown.runs) : QString();
    const QString stretch = run.isEmpty() ? tr("in %1").arg(formatDuration(snapshot.recent.window)) : run;
    m_tiles->setRecent(snapshot.recent, shown.past() ? stretch : QString());
    m_latency->setSnapshot(snapshot);
    m_throughput->setSnapshot(snapshot);
    m_phases->setSnapshot(snapshot, run);
}

QSize Dashboard::minimumSizeHint() const {
    const QSize tiles = m_tiles->minimumSizeHint(), chart = m_latency->minimumSizeHint();
    const int width = std::max(tiles.width(), chart.width());
    // At the width that they have: their own hints are for a narrower and higher shape.
    const int stripWidth = std::max(width, this->width() - 2 * margin);
    int strips = 0;
    for (const Strip* strip : m_strips)
        strips += strip->isHidden() ? 0 : strip->heightForWidth(stripWidth) + margin;
    return {width + 2 * margin, strips + tiles.height() + 2 * chart.height() + 4 * margin};
}

void Dashboard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
    const bool stacked = event->size().width() < narrow;
    m_charts->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    // Where it is low, the charts come first.
    const int spare = event->size().height() - minimumSizeHint().height();
    m_phases->setVisible(!stacked || spare > m_phases->sizeHint().height() + margin);
}

} // namespace dyno::ui
