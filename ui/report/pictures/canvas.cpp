#include "ui/report/pictures/canvas.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString colourVariable(Colour colour) {
    return u"var(--%1)"_s.arg(QLatin1StringView(colourTable()[std::size_t(colour)].name));
}

QString lightColour(Colour colour) {
    return colourOf(colour, Scheme::Light).name();
}

} // namespace dyno::ui
