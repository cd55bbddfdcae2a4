#include "ui/report/pdf_text.h"

#include "ui/report/pdf_table.h"
#include "ui/report/shown_text.h"
#include "ui/report/svg_object.h"
#include "ui/report/tone_colour.h"

#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int staysProperty = QTextFormat::UserProperty + 10;

} // namespace

struct PdfBlockWriter {
    PdfText& text;

    void operator()(const Paragraphs& block) const {
        for (const QString& paragraph : block.texts)
            text.paragraph(paragraph, {.points = 9.5, .below = 5});
    }
    void operator()(const Table& block) const { text.table(block); }
    void operator()(const Facts& block) const { text.facts(block); }
    void operator()(const Evidence& block) const { text.evidence(block); }
};

PdfText::PdfText(QTextDocument& document, double width)
    : m_cursor(&document)
    , m_width(width) {}

bool PdfText::staysWithNext(const QTextBlock& block) {
    return block.blockFormat().boolProperty(staysProperty);
}

// The document begins with a block of its own, and there is one behind each table, which nothing shall follow
// with an empty line between.
void PdfText::beginBlock(const Style& style) {
    QTextBlockFormat format;
    format.setTopMargin(style.above);
    format.setBottomMargin(style.below);
    format.setProperty(staysProperty, style.staysWithNext);
    if (style.behind != Colour::Surface)
        format.setBackground(colourOf(style.behind, Scheme::Light));
    m_cursor.movePosition(QTextCursor::End);
    if (m_cursor.block().length() > 1)
        m_cursor.insertBlock(format);
    else
        m_cursor.setBlockFormat(format);
}

void PdfText::write(const QString& text, const Style& style) {
    QTextCharFormat format;
    format.setFontPointSize(style.points);
    format.setFontWeight(style.bold ? QFont::DemiBold : QFont::Normal);
    format.setForeground(colourOf(style.colour, Scheme::Light));
    if (style.fixedPitch)
        format.setFontFamilies({u"monospace"_s});
    m_cursor.insertText(QString(text).replace(u'\n', QChar::LineSeparator), format);
}

void PdfText::paragraph(const QString& text, const Style& style) {
    if (text.isEmpty())
        return;
    beginBlock(style);
    write(text, style);
}

void PdfText::head(const Content& content) {
    paragraph(u"MCP Dyno report"_s, {.points = 8.5, .colour = Colour::MutedText, .below = 4});
    paragraph(shortened(content.title, 160), {.points = 18, .bold = true, .below = 2});
    paragraph(content.subtitle, {.points = 9.5, .colour = Colour::MutedText, .below = 10});
    paragraph(
        content.verdict,
        {.points = 11, .bold = true, .colour = colourOf(content.tone), .below = 4, .staysWithNext = true});
    for (const QString& text : content.words)
        paragraph(text, {.points = 10, .below = 4});
}

void PdfText::tiles(const std::vector<Tile>& tiles) {
    beginBlock({.points = 4});
    write(u" "_s, {.points = 4});
    beginBlock({});
    writeTiles(m_cursor, tiles);
}

void PdfText::legend(const std::vector<LegendEntry>& legend) {
    beginBlock({.below = 2, .staysWithNext = true});
    for (const LegendEntry& entry : legend) {
        write(u"■ "_s, {.points = 8, .colour = entry.colour});
        write(shortened(entry.name, 40), {.points = 8, .colour = Colour::MutedText});
        write((entry.value.isEmpty() ? QString() : u" "_s % entry.value) % u"     "_s, {.points = 8});
    }
}

void PdfText::picture(const Picture& picture) {
    paragraph(picture.title, {.points = 11, .bold = true, .above = 16, .below = 2, .staysWithNext = true});
    legend(picture.legend);
    beginBlock({});
    const Canvas canvas{m_width, picture.height * 0.88, lightColour, u"sans-serif"_s};
    SvgObject::insert(m_cursor, svgElement(picture, canvas, picture.name).toUtf8(),
                      {canvas.width, canvas.height});
}

void PdfText::section(const Section& section) {
    paragraph(section.title, {.points = 14, .bold = true, .above = 22, .below = 6, .staysWithNext = true});
    for (const Block& block : section.blocks)
        std::visit(PdfBlockWriter{*this}, block);
}

void PdfText::table(const Table& table) {
    paragraph(table.caption,
              {.points = 8.5, .colour = Colour::MutedText, .above = 6, .below = 3, .staysWithNext = true});
    beginBlock({.staysWithNext = true}); // which is not seen
    writeTable(m_cursor, table);
}

void PdfText::facts(const Facts& facts) {
    paragraph(facts.title, {.points = 10, .bold = true, .above = 8, .below = 3, .staysWithNext = true});
    beginBlock({.staysWithNext = true});
    writeFacts(m_cursor, facts);
}

void PdfText::evidence(const Evidence& evidence) {
    const Style heading{.points = 10, .bold = true, .above = 8, .below = 2, .staysWithNext = true};
    beginBlock(heading);
    write(evidence.title, heading);
    write(u"   "_s % shortened(evidence.note, 200), {.points = 8.5, .colour = Colour::MutedText});
    paragraph(evidence.message, {.points = 9, .below = 3});
    paragraph(evidence.detail, {.points = 7.5, .below = 4, .fixedPitch = true, .behind = Colour::Raised});
}

} // namespace dyno::ui
