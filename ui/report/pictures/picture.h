#pragma once

#include "ui/charts/curve.h"
#include "ui/report/pictures/canvas.h"

#include <QRectF>
#include <QStringList>

namespace dyno::ui {

/// What the pointer over a picture reads, where there is a script: curves' values at moments.
struct ReadOut {
    struct Moment {
        double at = 0; ///< from the left end of the plot, 0, to the right one, 1
        QString title;
        QStringList values; ///< one for each curve
    };
    struct Note {
        double at = 0;
        QString text;
    };

    QString axis; ///< pictures with the same one move together; empty: nothing moves
    std::vector<Moment> moments;
    std::vector<Note> notes;
};

struct LegendEntry {
    QString name;
    Colour colour;
    CurveShape shape = CurveShape::Line;
    QString value; ///< beside the name; may be empty
};

/// A chart of the report, for any medium.
struct Picture {
    QString name; ///< a word: "latency"
    QString title;
    QString description; ///< in words, for who does not see it
    std::vector<LegendEntry> legend;
    ReadOut readOut;
    double height = 260;
    bool broad = false; ///< wants the whole width of a page

    struct Drawing {
        QString elements; ///< of SVG
        QRectF plot;      ///< where the curves are
    };
    std::function<Drawing(const Canvas&)> draw;
};

/// The whole `svg` element. Its ids and class are made of `name`, which is to be unique in a page.
QString svgElement(const Picture& picture, const Canvas& canvas, const QString& name);

} // namespace dyno::ui
