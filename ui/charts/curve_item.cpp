#include "ui/charts/curve_item.h"

#include <QPainter>

#include <algorithm>

namespace dyno::ui {
namespace {

constexpr double lineWidth = 1.6;
constexpr double barWidth = 2;
constexpr double leastBar = 4;

} // namespace

CurveItem::CurveItem(CurveShape shape, QGraphicsItem* parent)
    : QGraphicsItem(parent)
    , m_shape(shape) {
    setZValue(shape == CurveShape::Bars ? 6 : 5);
}

void CurveItem::setColour(const QColor& colour) {
    m_colour = colour;
    update();
}

void CurveItem::setRuns(const std::vector<QPolygonF>& runs, const ValueScale& scale, const QRectF& area,
                        double span) {
    if (area != m_area)
        prepareGeometryChange();
    m_area = area;
    const double height = scale.high - scale.low;
    m_runs = runs;
    for (QPolygonF& run : m_runs) {
        for (QPointF& point : run) {
            point.rx() = area.right() + point.x() / span * area.width();
            point.ry() = area.bottom() - (scale.position(point.y()) - scale.low) / height * area.height();
        }
    }
    update();
}

void CurveItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    painter->setClipRect(m_area);
    painter->setRenderHint(QPainter::Antialiasing, m_shape != CurveShape::Bars);
    for (const QPolygonF& run : m_runs) {
        if (m_shape == CurveShape::Bars) {
            paintBars(*painter, run);
            continue;
        }
        if (m_shape == CurveShape::Area)
            paintArea(*painter, run);
        paintLine(*painter, run);
    }
}

void CurveItem::paintBars(QPainter& painter, const QPolygonF& run) const {
    for (const QPointF& point : run) {
        if (point.y() >= m_area.bottom())
            continue;
        const double height = std::max(m_area.bottom() - point.y(), leastBar);
        painter.fillRect(QRectF(point.x() - barWidth / 2, m_area.bottom() - height, barWidth, height),
                         m_colour);
    }
}

void CurveItem::paintArea(QPainter& painter, const QPolygonF& run) const {
    QPolygonF area = run;
    area << QPointF(run.last().x(), m_area.bottom()) << QPointF(run.first().x(), m_area.bottom());
    QColor fill = m_colour;
    fill.setAlphaF(0.14f);
    painter.setRenderHint(QPainter::Antialiasing, false); // its edge is under the line
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setRenderHint(QPainter::Antialiasing);
}

void CurveItem::paintLine(QPainter& painter, const QPolygonF& run) const {
    if (run.size() == 1) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colour);
        painter.drawEllipse(run.first(), lineWidth, lineWidth);
        return;
    }
    // Lines of their own rather than a polyline: the rasteriser draws these without stroking a path first,
    // which is several times faster; square caps close the joints.
    QList<QLineF> lines;
    lines.reserve(run.size() - 1);
    for (qsizetype i = 1; i < run.size(); ++i)
        lines.append({run[i - 1], run[i]});
    painter.setPen(QPen(m_colour, lineWidth, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines);
}

} // namespace dyno::ui
