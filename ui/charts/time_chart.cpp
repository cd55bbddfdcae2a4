#include "ui/charts/time_chart.h"

#include "ui/charts/chart_foreground.h"
#include "ui/charts/time_ticks.h"
#include "ui/format.h"

#include <QCategoryAxis>
#include <QChart>
#include <QLineSeries>
#include <QResizeEvent>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

// Fixed, so that the plots of all charts line up and none moves when a label grows.
constexpr QMarginsF plotMargins(62, 6, 14, 24);
constexpr double tickDistance = 26; // of labels on the value axis, in pixels
constexpr double timeTickDistance = 90;

double seconds(async::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

QCategoryAxis* addAxis(QChart& chart, QLineSeries& series, Qt::Alignment side) {
    auto* axis = new QCategoryAxis(&chart);
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    chart.addAxis(axis, side);
    series.attachAxis(axis);
    return axis;
}

// The start lies before the first label: a category axis writes a label at the end of its category only.
void setTicks(QCategoryAxis& axis, const std::vector<ScaleTick>& ticks, double low, double high) {
    for (const QString& label : axis.categoriesLabels())
        axis.remove(label);
    axis.setStartValue(low - (high - low));
    for (const ScaleTick& tick : ticks)
        axis.append(tick.label, tick.position);
    axis.setRange(low, high);
}

} // namespace

TimeChart::TimeChart(const Theme& theme, TimeFrame& frame, std::vector<Curve> curves, ValueText text,
                     QWidget* parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_frame(frame)
    , m_curves(std::move(curves))
    , m_text(std::move(text))
    , m_series(std::make_shared<std::vector<telemetry::SeriesPoint>>())
    , m_journal(std::make_shared<std::vector<settings::TuningChange>>()) {
    // Axes need a series to span; it stays empty, since CurveItem draws.
    auto* series = new QLineSeries(chart());
    chart()->addSeries(series);
    m_timeAxis = addAxis(*chart(), *series, Qt::AlignBottom);
    m_valueAxis = addAxis(*chart(), *series, Qt::AlignLeft);
    chart()->legend()->hide();
    chart()->setMargins({});
    chart()->setBackgroundVisible(false);
    for (const Curve& curve : m_curves)
        m_items.push_back(new CurveItem(curve.shape, chart()));
    setMouseTracking(true);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(220, 80);
    connect(&theme, &Theme::changed, this, &TimeChart::recolour);
    connect(&frame, &TimeFrame::changed, this, &TimeChart::frameChanged);
    recolour();
}

void TimeChart::setSnapshot(const telemetry::Snapshot& snapshot) {
    if (snapshot.series == m_series && snapshot.journal == m_journal)
        return frameChanged();
    m_series = snapshot.series;
    if (snapshot.journal != m_journal) {
        m_journal = snapshot.journal;
        m_markers = markersOf(*m_journal);
    }
    rebuild();
}

void TimeChart::frameChanged() {
    if (m_frame.shown() != m_shown)
        rebuild();
    viewport()->update();
}

void TimeChart::setScaleMaker(ScaleMaker maker) {
    m_makeScale = std::move(maker);
    rebuild();
}

void TimeChart::setEmptyText(const QString& text) {
    m_emptyText = text;
}

void TimeChart::setCurveVisible(int curve, bool visible) {
    m_curves[curve].visible = visible;
    m_items[curve]->setVisible(visible);
    rebuild();
}

void TimeChart::recolour() {
    for (std::size_t i = 0; i < m_items.size(); ++i)
        m_items[i]->setColour(m_theme.colour(m_curves[i].colour));
    for (QCategoryAxis* axis : {m_timeAxis, m_valueAxis}) {
        axis->setLabelsFont(Theme::smallFont());
        axis->setLabelsColor(m_theme.colour(Colour::MutedText));
        axis->setGridLineColor(m_theme.colour(Colour::Grid));
        axis->setLinePenColor(m_theme.colour(Colour::Border));
    }
    setBackgroundBrush(m_theme.colour(Colour::Surface));
    viewport()->update();
}

void TimeChart::rebuild() {
    m_shown = m_frame.shown();
    m_runs.clear();
    const std::vector<telemetry::SeriesPoint> points = pointsInView();
    for (const Curve& curve : m_curves)
        m_runs.push_back(runsOf(points, m_shown.to, curve.value));
    updateTimeAxis();
    updateScale();
    const QRectF plot = chart()->plotArea();
    for (std::size_t i = 0; i < m_items.size(); ++i)
        m_items[i]->setRuns(m_runs[i], m_scale, plot, seconds(m_shown.to - m_shown.from));
    viewport()->update();
}

// With one more at each side, so that lines go on to the edge.
std::vector<telemetry::SeriesPoint> TimeChart::pointsInView() const {
    auto first = std::ranges::lower_bound(*m_series, m_shown.from, {}, &telemetry::SeriesPoint::at);
    auto last = std::ranges::upper_bound(*m_series, m_shown.to, {}, &telemetry::SeriesPoint::at);
    if (first != m_series->begin())
        --first;
    if (last != m_series->end())
        ++last;
    return {first, std::max(first, last)};
}

void TimeChart::updateScale() {
    double lowest = std::numeric_limits<double>::infinity(), highest = 0;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        for (const QPolygonF& run : m_curves[i].visible ? m_runs[i] : std::vector<QPolygonF>()) {
            for (const QPointF& point : run) {
                highest = std::max(highest, point.y());
                lowest = point.y() > 0 ? std::min(lowest, point.y()) : lowest;
            }
        }
    }
    const int room = int(chart()->plotArea().height() / tickDistance);
    ValueScale scale = m_makeScale ? m_makeScale(std::min(lowest, highest), highest, room) : ValueScale();
    if (scale == m_scale)
        return;
    m_scale = std::move(scale);
    setTicks(*m_valueAxis, m_scale.ticks, m_scale.low, m_scale.high);
}

void TimeChart::updateTimeAxis() {
    const async::Duration span = m_shown.to - m_shown.from;
    const bool fromNow = m_frame.isLive() && !m_frame.isZoomed();
    // Back from now the labels stay while time goes on; their positions count from the end in any case.
    if (fromNow && m_fromNow && span == m_axisSpan)
        return;
    m_fromNow = fromNow;
    m_axisSpan = span;
    const int room = int(chart()->plotArea().width() / timeTickDistance);
    setTicks(*m_timeAxis, fromNow ? ticksBeforeNow(span) : timeTicks(m_shown, std::clamp(room, 2, 8)),
             -seconds(span), 0);
}

double TimeChart::xOf(async::Duration at) const {
    const QRectF plot = chart()->plotArea();
    return plot.right() + seconds(at - m_shown.to) / seconds(m_shown.to - m_shown.from) * plot.width();
}

async::Duration TimeChart::timeAt(double x) const {
    const QRectF plot = chart()->plotArea();
    const double beforeEnd = (x - plot.right()) / plot.width() * seconds(m_shown.to - m_shown.from);
    return m_shown.to + std::chrono::duration_cast<async::Duration>(std::chrono::duration<double>(beforeEnd));
}

void TimeChart::resizeEvent(QResizeEvent* event) {
    // Before the chart learns its size: it lays its axes out at once, with the plot area that it knows then.
    chart()->setPlotArea(QRectF({}, QSizeF(event->size())).marginsRemoved(plotMargins));
    QChartView::resizeEvent(event);
    rebuild();
}

void TimeChart::drawForeground(QPainter* painter, const QRectF&) {
    const QRectF plot = chart()->plotArea();
    const bool empty = std::ranges::all_of(*m_series, [](const auto& point) { return point.calls == 0; });
    if (empty)
        paintEmptyText(*painter, m_theme, plot, m_emptyText);
    paintRange(*painter, plot);
    paintKnobs(*painter, plot);
    if (m_frame.moment())
        paintMoment(*painter, plot);
}

void TimeChart::paintRange(QPainter& painter, const QRectF& plot) const {
    const std::optional<sessions::Range> range = m_frame.marked();
    if (!range || range->to <= m_shown.from || range->from >= m_shown.to)
        return;
    const QRectF band(QPointF(xOf(range->from), plot.top()), QPointF(xOf(range->to), plot.bottom()));
    paintBand(painter, m_theme, plot, band, formatDuration(range->to - range->from));
}

void TimeChart::paintKnobs(QPainter& painter, const QRectF& plot) const {
    std::vector<PlacedMarker> markers;
    for (const Marker& marker : m_markers) {
        if (marker.at >= m_shown.from && marker.at <= m_shown.to)
            markers.push_back({xOf(marker.at), marker.text()});
    }
    paintMarkers(painter, m_theme, plot, markers);
}

void TimeChart::paintMoment(QPainter& painter, const QRectF& plot) const {
    const async::Duration at = m_frame.at();
    std::vector<ReadOutLine> lines;
    if (const telemetry::SeriesPoint* point = pointAt(*m_series, at)) {
        for (const Curve& curve : m_curves) {
            const std::optional<double> value = curve.value(*point);
            lines.push_back({curve.name, value ? m_text(*value) : u"–"_s, m_theme.colour(curve.colour)});
        }
    }
    const QString title =
        m_fromNow ? textBeforeNow(std::round(*m_frame.moment() * 10) / 10) : formatMoment(at);
    paintReadOut(painter, m_theme, plot, xOf(at), title, lines);
}

} // namespace dyno::ui
