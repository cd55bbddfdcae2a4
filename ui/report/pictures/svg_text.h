#pragma once

#include "ui/report/pictures/canvas.h"

#include <QPolygonF>
#include <QRectF>

namespace dyno::ui {

/// Writes the elements of a picture as SVG, of which it takes only what QSvgRenderer draws as well (SVG
/// Tiny 1.2, no clips).
class SvgText {
public:
    static constexpr double fontSize = 11;

    explicit SvgText(const Canvas& canvas);

    void line(const QPointF& from, const QPointF& to, Colour colour, bool dashed = false);
    void rectangle(const QRectF& area, Colour colour, double opacity = 1);
    void polyline(const QPolygonF& points, Colour colour);
    void polygon(const QPolygonF& points, Colour colour, double opacity);
    void dot(const QPointF& centre, Colour colour);

    enum class Anchor { Start, Middle, End };
    /// `base` is on the text's base line.
    void text(const QPointF& base, const QString& text, Colour colour, Anchor anchor = Anchor::Start);

    /// About how wide it will be, rather more: which font there will be is not known.
    static double widthOf(const QString& text);

    /// What was written.
    QString body() const { return m_body; }

private:
    const Canvas& m_canvas;
    QString m_body;
};

} // namespace dyno::ui
