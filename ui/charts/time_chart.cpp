#include "ui/charts/time_chart.h"

#include "ui/charts/chart_foreground.h"
#include "ui/format.h"

#include <QCategoryAxis>
#include <QChart>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

// Fixed, so that the plots of all charts line up and none moves when a label grows.
constexpr QMarginsF plotMargins(62, 6, 14, 24);
constexpr double tickDistance = 26; // of labels on the value axis, in pixels

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

QString timeText(double secondsFromNow) {
    if (secondsFromNow > -0.05)
        return u"now"_s;
    const bool minutes = secondsFromNow <= -119.5;
    const double number = minutes ? secondsFromNow / 60 : secondsFromNow;
    return u"−"_s % QString::number(-number, 'g', 4) % (minutes ? u" min"_s : u" s"_s);
}

} // namespace

TimeChart::TimeChart(const Theme& theme, Crosshair& crosshair, std::vector<Curve> curves, ValueText text,
                     QWidget* parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_crosshair(crosshair)
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
    connect(&crosshair, &Crosshair::changed, this, [this] { viewport()->update(); });
    recolour();
}

void TimeChart::setSnapshot(const telemetry::Snapshot& snapshot) {
    if (snapshot.series == m_series && snapshot.journal == m_journal)
        return;
    m_series = snapshot.series;
    if (snapshot.journal != m_journal) {
        m_journal = snapshot.journal;
        m_markers = markersOf(*m_journal);
    }
    m_now = snapshot.at;
    rebuild();
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
    m_runs.clear();
    for (const Curve& curve : m_curves)
        m_runs.push_back(runsOf(*m_series, m_now, curve.value));
    updateTimeAxis();
    updateScale();
    const QRectF plot = chart()->plotArea();
    for (std::size_t i = 0; i < m_items.size(); ++i)
        m_items[i]->setRuns(m_runs[i], m_scale, plot, seconds(m_span));
    viewport()->update();
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
    const async::Duration span = spanOf(*m_series, m_now);
    if (span == m_span)
        return;
    m_span = span;
    std::vector<ScaleTick> ticks;
    for (int quarter = 4; quarter >= 0; --quarter)
        ticks.push_back({-seconds(span) * quarter / 4, timeText(-seconds(span) * quarter / 4)});
    setTicks(*m_timeAxis, ticks, -seconds(span), 0);
}

double TimeChart::xOf(double secondsFromNow) const {
    const QRectF plot = chart()->plotArea();
    return plot.right() + secondsFromNow / seconds(m_span) * plot.width();
}

void TimeChart::resizeEvent(QResizeEvent* event) {
    // Before the chart learns its size: it lays its axes out at once, with the plot area that it knows then.
    chart()->setPlotArea(QRectF({}, QSizeF(event->size())).marginsRemoved(plotMargins));
    QChartView::resizeEvent(event);
    rebuild();
}

void TimeChart::mouseMoveEvent(QMouseEvent* event) {
    const QRectF plot = chart()->plotArea();
    if (plot.contains(event->position()))
        m_crosshair.setMoment((event->position().x() - plot.right()) / plot.width() * seconds(m_span));
    else
        m_crosshair.setMoment({});
}

void TimeChart::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_crosshair.setMoment({});
}

void TimeChart::keyPressEvent(QKeyEvent* event) {
    const double step = seconds(m_span) / 120;
    const double moment = m_crosshair.moment().value_or(0);
    if (event->key() == Qt::Key_Left)
        m_crosshair.setMoment(std::max(moment - step, -seconds(m_span)));
    else if (event->key() == Qt::Key_Right)
        m_crosshair.setMoment(std::min(moment + step, 0.0));
    else if (event->key() == Qt::Key_Escape)
        m_crosshair.setMoment({});
    else
        QChartView::keyPressEvent(event);
}

void TimeChart::drawForeground(QPainter* painter, const QRectF&) {
    const QRectF plot = chart()->plotArea();
    const bool empty = std::ranges::all_of(*m_series, [](const auto& point) { return point.calls == 0; });
    if (empty)
        paintEmptyText(*painter, m_theme, plot, m_emptyText);
    std::vector<PlacedMarker> markers;
    for (const Marker& marker : m_markers) {
        if (marker.at >= m_now - m_span)
            markers.push_back({xOf(seconds(marker.at - m_now)), marker.text()});
    }
    paintMarkers(*painter, m_theme, plot, markers);
    if (!m_crosshair.moment())
        return;
    const double moment = *m_crosshair.moment();
    const auto at =
        m_now + std::chrono::duration_cast<async::Duration>(std::chrono::duration<double>(moment));
    std::vector<ReadOutLine> lines;
    if (const telemetry::SeriesPoint* point = pointAt(*m_series, at)) {
        for (const Curve& curve : m_curves) {
            const std::optional<double> value = curve.value(*point);
            lines.push_back({curve.name, value ? m_text(*value) : u"–"_s, m_theme.colour(curve.colour)});
        }
    }
    paintReadOut(*painter, m_theme, plot, xOf(moment), timeText(std::round(moment * 10) / 10), lines);
}

} // namespace dyno::ui
