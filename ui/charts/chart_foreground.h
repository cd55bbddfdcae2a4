#pragma once

#include "ui/charts/markers.h"
#include "ui/theme/theme.h"

#include <QRectF>

class QPainter;

namespace dyno::ui {

struct PlacedMarker {
    double x; ///< in pixels
    QString text;
};

struct ReadOutLine {
    QString name;
    QString value;
    QColor colour;
};

/// Dashed lines over the plot, with their texts in as many rows as keep them apart.
void paintMarkers(QPainter& painter, const Theme& theme, const QRectF& plot,
                  const std::vector<PlacedMarker>& markers);

/// The line of the shared cross-hair, and a box beside it with the values of that moment (none: the line
/// alone).
void paintReadOut(QPainter& painter, const Theme& theme, const QRectF& plot, double x, const QString& title,
                  const std::vector<ReadOutLine>& lines);

/// A chosen stretch of time: `band` may reach beyond the plot; `text` is written at its foot.
void paintBand(QPainter& painter, const Theme& theme, const QRectF& plot, const QRectF& band,
               const QString& text);

/// In the middle of a plot that has nothing to show.
void paintEmptyText(QPainter& painter, const Theme& theme, const QRectF& plot, const QString& text);

} // namespace dyno::ui
