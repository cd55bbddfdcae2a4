#pragma once

#include "ui/theme/colours.h"

#include <QString>

#include <functional>

namespace dyno::ui {

/// What a picture of a report is drawn with.
struct Canvas {
    double width = 640;
    double height = 260;
    std::function<QString(Colour)> colour; ///< as an attribute of SVG takes it
    QString fontFamily;                    ///< empty: of what is around the picture
};

/// "var(--P50)": the page says what that is, for each scheme.
QString colourVariable(Colour colour);
/// "#0072b2"
QString lightColour(Colour colour);

} // namespace dyno::ui
