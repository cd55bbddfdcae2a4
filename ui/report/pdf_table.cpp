#include "ui/report/pdf_table.h"

#include "ui/report/shown_text.h"
#include "ui/report/tone_colour.h"

#include <QTextCursor>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr qsizetype mostCell = 160;
constexpr double tableSize = 7.5;  // points
constexpr double lineLength = 110; // of a page, in digits of that size

QTextCharFormat charFormat(double points, Colour colour, bool bold = false) {
    QTextCharFormat format;
    format.setFontPointSize(points);
    format.setForeground(colourOf(colour, Scheme::Light));
    format.setFontWeight(bold ? QFont::DemiBold : QFont::Normal);
    return format;
}

void fill(QTextTable& table, int row, int column, const QString& text, const QTextCharFormat& format,
          bool right = false) {
    QTextCursor cursor = table.cellAt(row, column).firstCursorPosition();
    if (right) {
        QTextBlockFormat block;
        block.setAlignment(Qt::AlignRight);
        cursor.setBlockFormat(block);
    }
    cursor.insertText(QString(text).replace(u'\n', QChar::LineSeparator), format);
}

void underline(QTextTable& table, int row, Colour colour) {
    QTextTableCellFormat format;
    format.setBottomBorder(0.5);
    format.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBottomBorderBrush(colourOf(colour, Scheme::Light));
    format.setTopPadding(2);
    format.setBottomPadding(2);
    format.setLeftPadding(3);
    format.setRightPadding(3);
    for (int column = 0; column < table.columns(); ++column)
        table.cellAt(row, column).setFormat(format);
}

QTextTableFormat tableFormat(const QList<double>& weights) {
    QTextTableFormat format;
    format.setBorder(0);
    format.setBorderCollapse(true);
    format.setCellSpacing(0);
    format.setCellPadding(0);
    format.setBottomMargin(14); // the margin of a block behind a table is not heeded
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    QList<QTextLength> widths;
    double sum = 0;
    for (const double weight : weights)
        sum += weight;
    for (const double weight : weights)
        widths << QTextLength(QTextLength::PercentageLength, weight / sum * 100);
    format.setColumnWidthConstraints(widths);
    return format;
}

double weightOf(const Table& table, std::size_t column) {
    qsizetype longest = table.columns[column].title.size() + 1; // it is bold
    for (const std::vector<Cell>& row : table.rows)
        longest = std::max(longest, row[column].text.size());
    const ColumnKind kind = table.columns[column].kind;
    if (kind == ColumnKind::Number)
        return double(std::min<qsizetype>(longest, 16)) + 2.5;
    return double(std::clamp<qsizetype>(longest, 11, kind == ColumnKind::Words ? 48 : 30)) + 2;
}

// Numbers get what they need; words share the rest, and break.
QList<double> weightsOf(const Table& table) {
    QList<double> weights;
    double numbers = 0, words = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        weights << weightOf(table, i);
        (table.columns[i].kind == ColumnKind::Number ? numbers : words) += weights.back();
    }
    const double scale = std::max(lineLength - numbers, lineLength / 4) / std::max(words, 1.0);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].kind != ColumnKind::Number)
            weights[qsizetype(i)] *= scale;
    return weights;
}

void fillRow(QTextTable& written, int row, const Table& table, const std::vector<Cell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool right = table.columns[i].kind == ColumnKind::Number;
        fill(written, row, int(i), shortened(cells[i].text, mostCell),
             charFormat(tableSize, colourOf(cells[i].tone)), right);
    }
}

} // namespace

void writeTable(QTextCursor& cursor, const Table& table) {
    QTextTableFormat format = tableFormat(weightsOf(table));
    format.setHeaderRowCount(1);
    QTextTable* written = cursor.insertTable(int(table.rows.size()) + 1, int(table.columns.size()), format);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        fill(*written, 0, int(i), table.columns[i].title, charFormat(tableSize, Colour::MutedText, true),
             table.columns[i].kind == ColumnKind::Number);
    underline(*written, 0, Colour::Idle);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        fillRow(*written, int(row) + 1, table, table.rows[row]);
        underline(*written, int(row) + 1, Colour::Border);
    }
}

void writeFacts(QTextCursor& cursor, const Facts& facts) {
    QTextTable* written = cursor.insertTable(int(facts.rows.size()), 2, tableFormat({22, 78}));
    for (int row = 0; row < int(facts.rows.size()); ++row) {
        const auto& [name, value] = facts.rows[std::size_t(row)];
        fill(*written, row, 0, name, charFormat(8.5, Colour::MutedText));
        fill(*written, row, 1, value, charFormat(8.5, Colour::Text));
        underline(*written, row, Colour::Border);
    }
}

void writeTiles(QTextCursor& cursor, const std::vector<Tile>& tiles) {
    QTextTableFormat format = tableFormat(QList<double>(qsizetype(tiles.size()), 1));
    QTextTable* written = cursor.insertTable(1, int(tiles.size()), format);
    for (int i = 0; i < int(tiles.size()); ++i) {
        const Tile& tile = tiles[std::size_t(i)];
        fill(*written, 0, i, tile.name % QChar(QChar::LineSeparator), charFormat(8, Colour::MutedText));
        QTextCursor end = written->cellAt(0, i).lastCursorPosition();
        end.insertText(tile.number,
                       charFormat(15, colourOf(tile.tone == Tone::Good ? Tone::Plain : tile.tone), true));
        end.insertText(u" "_s % tile.unit % QChar(QChar::LineSeparator), charFormat(9, Colour::MutedText));
        end.insertText(tile.note, charFormat(7, Colour::MutedText));
    }
    underline(*written, 0, Colour::Border);
}

} // namespace dyno::ui
