#pragma once

#include "ui/charts/markers.h"
#include "ui/charts/value_scale.h"
#include "ui/report/pictures/picture.h"

namespace dyno::ui {

struct PlottedCurve {
    QString name;
    Colour colour;
    CurveShape shape = CurveShape::Line;
    std::vector<QPolygonF> runs; ///< what a line may join
};

/// Curves over an axis.
struct Plot {
    ValueScale across;
    std::function<ValueScale(int mostTicks)> upwards;
    std::vector<PlottedCurve> curves;
    std::vector<Marker> markers; ///< `across` is in seconds then
    QString emptyText;           ///< shown where no curve has a point
};

/// The picture of it, with title, description and read-out still to be said.
Picture pictureOf(Plot plot);

/// From `from` to `to` seconds, with labels at whole steps: "30 s", "1:30".
ValueScale timeScale(double from, double to);
QString timeLabel(double seconds);
/// Where a value lies between the ends of the scale, 0 … 1.
double shareOf(const ValueScale& scale, double value);

} // namespace dyno::ui
