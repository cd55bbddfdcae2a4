#pragma once

#include "ui/charts/curve.h"
#include "ui/charts/value_scale.h"

#include <QGraphicsItem>

namespace dyno::ui {

/// Draws one curve's runs inside a chart's plot area. A QLineSeries joins all of its points, so that each gap
/// would take a series of its own; this draws any number of runs, and a run of one point as a dot.
class CurveItem : public QGraphicsItem {
public:
    CurveItem(CurveShape shape, QGraphicsItem* parent);

    void setColour(const QColor& colour);
    /// Runs as runsOf() gives them, mapped into `area`, whose left end is `span` seconds before its right
    /// end.
    void setRuns(const std::vector<QPolygonF>& runs, const ValueScale& scale, const QRectF& area,
                 double span);

    QRectF boundingRect() const override { return m_area; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintBars(QPainter& painter, const QPolygonF& run) const;
    void paintArea(QPainter& painter, const QPolygonF& run) const;
    void paintLine(QPainter& painter, const QPolygonF& run) const;

    CurveShape m_shape;
    QColor m_colour;
    QRectF m_area;
    std::vector<QPolygonF> m_runs; ///< in pixels
};

} // namespace dyno::ui
