#include "ui/report/pictures/svg_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr double lineWidth = 1.6;

// A tenth of a pixel is as fine as anybody sees; "12" is shorter than "12.0", which adds up over 600 points.
QString number(double value) {
    const QString text = QString::number(value, 'f', 1);
    return text.endsWith(".0"_L1) ? text.chopped(2) : text;
}

QString pathOf(const QPolygonF& points) {
    QString path;
    for (const QPointF& point : points)
        path += (path.isEmpty() ? u"M"_s : u"L"_s) % number(point.x()) % u' ' % number(point.y());
    return path;
}

QString anchorName(SvgText::Anchor anchor) {
    return anchor == SvgText::Anchor::Start    ? u"start"_s
           : anchor == SvgText::Anchor::Middle ? u"middle"_s
                                               : u"end"_s;
}

} // namespace

SvgText::SvgText(const Canvas& canvas)
    : m_canvas(canvas) {}

void SvgText::line(const QPointF& from, const QPointF& to, Colour colour, bool dashed) {
    m_body += u"<path d=\"%1\" fill=\"none\" stroke=\"%2\" stroke-width=\"1\"%3/>\n"_s.arg(
        pathOf({from, to}), m_canvas.colour(colour), dashed ? u" stroke-dasharray=\"4 3\""_s : QString());
}

void SvgText::rectangle(const QRectF& area, Colour colour, double opacity) {
    m_body += u"<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" fill=\"%5\" fill-opacity=\"%6\"/>\n"_s.arg(
        number(area.x()), number(area.y()), number(area.width()), number(area.height()),
        m_canvas.colour(colour), QString::number(opacity));
}

void SvgText::polyline(const QPolygonF& points, Colour colour) {
    m_body +=
        u"<path d=\"%1\" fill=\"none\" stroke=\"%2\" stroke-width=\"%3\" stroke-linejoin=\"round\"/>\n"_s.arg(
            pathOf(points), m_canvas.colour(colour), QString::number(lineWidth));
}

void SvgText::polygon(const QPolygonF& points, Colour colour, double opacity) {
    m_body += u"<path d=\"%1Z\" fill=\"%2\" fill-opacity=\"%3\"/>\n"_s.arg(
        pathOf(points), m_canvas.colour(colour), QString::number(opacity));
}

void SvgText::dot(const QPointF& centre, Colour colour) {
    m_body += u"<circle cx=\"%1\" cy=\"%2\" r=\"2\" fill=\"%3\"/>\n"_s.arg(
        number(centre.x()), number(centre.y()), m_canvas.colour(colour));
}

void SvgText::text(const QPointF& base, const QString& text, Colour colour, Anchor anchor) {
    m_body += u"<text x=\"%1\" y=\"%2\" fill=\"%3\" text-anchor=\"%4\">%5</text>\n"_s.arg(
        number(base.x()), number(base.y()), m_canvas.colour(colour), anchorName(anchor),
        text.toHtmlEscaped());
}

double SvgText::widthOf(const QString& text) {
    return double(text.size()) * fontSize * 0.6 + 2;
}

} // namespace dyno::ui
