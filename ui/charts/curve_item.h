#pragma once

#include "ui/charts/runs.h"
#include "ui/charts/value_scale.h"
#include "ui/theme/colours.h"

#include <QGraphicsItem>

namespace dyno::ui {

enum class CurveShape {
    Line,
    Area, ///< a line, filled down to the axis
    Bars, ///< one per interval, none for zero; never lower than a few pixels, so that one error among
          ///< thousands of calls is seen
};

/// One curve of a chart and what it shows of an interval.
struct Curve {
    QString name;
    Colour colour;
    CurveShape shape = CurveShape::Line;
    CurveValue value;
    bool visible = true;
};

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
