#pragma once

#include "ui/report/content.h"

#include <QTextCursor>

namespace dyno::ui {

/// Writes the parts of a report at the end of a document. Lengths are in units of 1/96 inch.
class PdfText {
public:
    /// `width` is that of a page's text.
    PdfText(QTextDocument& document, double width);

    void head(const Content& content);
    void tiles(const std::vector<Tile>& tiles);
    void picture(const Picture& picture);
    void section(const Section& section);

    /// Whether a block may not be the last of its page.
    static bool staysWithNext(const QTextBlock& block);

private:
    friend struct PdfBlockWriter;

    struct Style {
        double points = 9;
        bool bold = false;
        Colour colour = Colour::Text;
        double above = 0, below = 0; ///< the distance to neighbours
        bool staysWithNext = false;
        bool fixedPitch = false;
        Colour behind = Colour::Surface;
    };

    void paragraph(const QString& text, const Style& style);
    void beginBlock(const Style& style);
    void write(const QString& text, const Style& style);
    void legend(const std::vector<LegendEntry>& legend);
    void table(const Table& table);
    void facts(const Facts& facts);
    void evidence(const Evidence& evidence);

    QTextCursor m_cursor;
    double m_width;
};

} // namespace dyno::ui
