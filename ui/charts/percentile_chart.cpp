#include "ui/charts/percentile_chart.h"

#include "ui/charts/chart_foreground.h"
#include "ui/format.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr QMarginsF percentileMargins(62, 8, 18, 24);
constexpr double latencyTickDistance = 26; // of labels on the value axis, in pixels
constexpr double nineStep = 0.02;          // between the points of a curve, in nines
constexpr double leastNines = 2;
constexpr double mostNines = 7;

double fromMicros(std::int64_t micros) {
    return double(micros) * 1e-6;
}

QString spelledLatency(double seconds) {
    return formatLatency(std::chrono::duration_cast<async::Duration>(std::chrono::duration<double>(seconds)));
}

/// Where the slowest of so many calls is.
double ninesOfLast(std::int64_t count) {
    return std::clamp(std::log10(double(std::max<std::int64_t>(count, 1))), 0.3, mostNines);
}

std::vector<QPointF> percentilePoints(const telemetry::Histogram& latency) {
    std::vector<QPointF> points;
    if (latency.empty())
        return points;
    const double last = ninesOfLast(latency.count());
    for (double nines = 0; nines < last; nines += nineStep)
        points.emplace_back(nines, fromMicros(latency.percentile(percentOf(nines))));
    points.emplace_back(last, fromMicros(latency.max()));
    return points;
}

/// Of a curve at that place; nothing beyond its end.
std::optional<double> valueAt(const std::vector<QPointF>& points, double nines) {
    const auto found = std::ranges::lower_bound(points, nines, {}, &QPointF::x);
    return found == points.end() ? std::nullopt : std::optional(found->y());
}

} // namespace

double ninesOf(double percent) {
    return -std::log10(std::max(1 - percent / 100, 1e-12));
}

double percentOf(double nines) {
    return 100 * (1 - std::pow(10, -nines));
}

QString percentileText(double nines) {
    return QString::number(percentOf(nines), 'g', std::max(3, int(std::ceil(nines)) + 1)) % u" %"_s;
}

PercentileChart::PercentileChart(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    setObjectName(u"percentileChart"_s);
    setAccessibleName(tr("Latency by percentile"));
    setAccessibleDescription(tr("Left and right move the cross-hair"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    updateScale();
}

void PercentileChart::setCurves(const std::vector<Curve>& curves) {
    m_curves.clear();
    for (const Curve& curve : curves)
        m_curves.push_back({curve.name, curve.colour, curve.faint,
                            curve.latency ? percentilePoints(*curve.latency) : std::vector<QPointF>()});
    updateScale();
    update();
}

void PercentileChart::updateScale() {
    double lowest = std::numeric_limits<double>::infinity(), highest = 0;
    m_nines = leastNines;
    for (const Drawn& curve : m_curves) {
        if (curve.points.empty())
            continue;
        lowest = std::min(lowest, std::max(curve.points.front().y(), 1e-6));
        highest = std::max(highest, curve.points.back().y());
        m_nines = std::max(m_nines, curve.points.back().x());
    }
    const int room = int(plot().height() / latencyTickDistance);
    m_scale = highest > 0 ? logarithmicScale(lowest, highest, room, formatDurationTick)
                          : logarithmicScale(1e-3, 0.1, room, formatDurationTick);
}

QRectF PercentileChart::plot() const {
    return QRectF(rect()).marginsRemoved(percentileMargins);
}

double PercentileChart::xOf(double nines) const {
    return plot().left() + nines / m_nines * plot().width();
}

double PercentileChart::yOf(double seconds) const {
    const double share = (m_scale.position(seconds) - m_scale.low) / (m_scale.high - m_scale.low);
    return plot().bottom() - share * plot().height();
}

void PercentileChart::paintEvent(QPaintEvent*) {
    updateScale(); // there may be room for more labels than before
    QPainter painter(this);
    paintAxes(painter);
    const bool empty = std::ranges::all_of(m_curves, [](const Drawn& curve) { return curve.points.empty(); });
    if (empty)
        return paintEmptyText(painter, m_theme, plot(), tr("No calls to draw"));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const bool faint : {true, false})
        for (const Drawn& curve : m_curves)
            if (curve.faint == faint)
                paintCurve(painter, curve);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintValues(painter);
}

void PercentileChart::paintAxes(QPainter& painter) const {
    const QRectF area = plot();
    painter.setFont(Theme::smallFont());
    const double height = QFontMetricsF(painter.font()).height();
    const QPen grid(m_theme.colour(Colour::Grid), 1), label(m_theme.colour(Colour::MutedText), 1);
    for (const ScaleTick& tick : m_scale.ticks) {
        const double share = (tick.position - m_scale.low) / (m_scale.high - m_scale.low);
        const double y = std::floor(area.bottom() - share * area.height()) + 0.5;
        painter.setPen(grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(label);
        painter.drawText(QRectF(0, y - height / 2, area.left() - 8, height),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    std::vector<double> marks{0, ninesOf(50)};
    for (int nines = 1; nines <= int(m_nines); ++nines)
        marks.push_back(nines);
    for (const double nines : marks) {
        const double x = std::floor(xOf(nines)) + 0.5;
        painter.setPen(grid);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(label);
        painter.drawText(QRectF(x - 40, area.bottom() + 5, 80, height), Qt::AlignCenter,
                         nines == 0 ? u"0 %"_s : percentileText(nines));
    }
    painter.setPen(QPen(m_theme.colour(Colour::Border), 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
}

void PercentileChart::paintCurve(QPainter& painter, const Drawn& curve) const {
    if (curve.points.empty())
        return;
    QPolygonF line;
    for (const QPointF& point : curve.points)
        line << QPointF(xOf(point.x()), yOf(point.y()));
    const QColor colour = m_theme.colour(curve.colour);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, curve.faint ? 1.2 : 2));
    painter.drawPolyline(line);
    painter.setBrush(colour);
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(line.last(), 3, 3);
}

void PercentileChart::paintValues(QPainter& painter) const {
    if (!m_moment)
        return;
    std::vector<ReadOutLine> lines;
    for (const Drawn& curve : m_curves) {
        const std::optional<double> value = valueAt(curve.points, *m_moment);
        lines.push_back({curve.name, value ? spelledLatency(*value) : u"–"_s, m_theme.colour(curve.colour)});
    }
    paintReadOut(painter, m_theme, plot(), xOf(*m_moment), percentileText(*m_moment), lines);
}

void PercentileChart::setMoment(std::optional<double> nines) {
    m_moment = nines ? std::optional(std::clamp(*nines, 0.0, m_nines)) : std::nullopt;
    update();
}

void PercentileChart::mouseMoveEvent(QMouseEvent* event) {
    const QRectF area = plot();
    const bool inside = event->position().x() >= area.left() && event->position().x() <= area.right();
    setMoment(inside ? std::optional((event->position().x() - area.left()) / area.width() * m_nines)
                     : std::nullopt);
}

void PercentileChart::leaveEvent(QEvent*) {
    setMoment({});
}

void PercentileChart::keyPressEvent(QKeyEvent* event) {
    const double at = m_moment.value_or(ninesOf(50));
    if (event->key() == Qt::Key_Left)
        setMoment(at - m_nines / 60);
    else if (event->key() == Qt::Key_Right)
        setMoment(at + m_nines / 60);
    else if (event->key() == Qt::Key_Escape && m_moment)
        setMoment({});
    else
        QWidget::keyPressEvent(event);
}

} // namespace dyno::ui
