#include "ui/report/pictures/picture.h"

#include "ui/report/pictures/svg_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString svgElement(const Picture& picture, const Canvas& canvas, const QString& name) {
    const auto [elements, plot] = picture.draw(canvas);
    const auto number = [](double value) { return QString::number(value); };
    const QString font =
        canvas.fontFamily.isEmpty() ? QString() : u" font-family=\"%1\""_s.arg(canvas.fontFamily);
    const QString begin =
        u"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1 %2\" role=\"img\" "
        "aria-labelledby=\"%3-title %3-about\" data-plot=\"%4 %5 %6\" font-size=\"%7\"%8>\n"_s.arg(
            number(canvas.width), number(canvas.height), name, number(plot.x()), number(plot.width()),
            number(plot.bottom()), number(SvgText::fontSize), font);
    const QString caption = u"<title id=\"%1-title\">%2</title>\n<desc id=\"%1-about\">%3</desc>\n"_s.arg(
        name, picture.title.toHtmlEscaped(), picture.description.toHtmlEscaped());
    return begin % caption % elements % u"</svg>\n"_s;
}

} // namespace dyno::ui
