#include "ui/report/page_breaks.h"

#include "ui/report/pdf_text.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>

namespace dyno::ui {
namespace {

struct Pages {
    int first = 0;
    int last = 0;
    double height = 0; ///< in pages
};

Pages pagesOf(const QTextDocument& document, const QRectF& area) {
    const double page = document.pageSize().height();
    return {int(area.top() / page), int((area.bottom() - 1) / page), area.height() / page};
}

QRectF areaOf(const QTextDocument& document, const QTextBlock& block) {
    return document.documentLayout()->blockBoundingRect(block);
}

bool breaksBefore(const QTextBlock& block) {
    return block.blockFormat().pageBreakPolicy() & QTextFormat::PageBreak_AlwaysBefore;
}

void breakBefore(const QTextBlock& block) {
    QTextBlockFormat format = block.blockFormat();
    format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
    QTextCursor(block).setBlockFormat(format);
}

/// The first of the headings that end with this one.
QTextBlock chainOf(QTextBlock block) {
    while (block.previous().isValid() && PdfText::staysWithNext(block.previous()))
        block = block.previous();
    return block;
}

bool isForsaken(const QTextDocument& document, const QTextBlock& block) {
    if (!PdfText::staysWithNext(block) || !block.next().isValid())
        return false;
    const Pages own = pagesOf(document, areaOf(document, chainOf(block)));
    const Pages next = pagesOf(document, areaOf(document, block.next()));
    return own.first != (next.height < 0.5 ? next.last : next.first) && !breaksBefore(chainOf(block));
}

QRectF rowArea(const QTextDocument& document, const QTextTable& table, int row) {
    QRectF area;
    for (int column = 0; column < table.columns(); ++column)
        area |= areaOf(document, table.cellAt(row, column).firstCursorPosition().block());
    return area;
}

bool isTorn(const QTextDocument& document, const QTextTable& table, int row) {
    const Pages pages = pagesOf(document, rowArea(document, table, row));
    return pages.first != pages.last && pages.height < 0.3 &&
           !breaksBefore(table.cellAt(row, 0).firstCursorPosition().block());
}

// In one edit, as all that follows is laid out anew by it.
void moveRow(QTextTable& table, int row) {
    QTextCursor edit = table.cellAt(row, 0).firstCursorPosition();
    edit.beginEditBlock();
    for (int column = 0; column < table.columns(); ++column)
        breakBefore(table.cellAt(row, column).firstCursorPosition().block());
    edit.endEditBlock();
}

} // namespace

// From the front to the back, since what is moved moves all that follows, and nothing before it.
void keepTogether(QTextDocument& document) {
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (isForsaken(document, block))
            breakBefore(chainOf(block));
        QTextTable* table = QTextCursor(block).currentTable();
        if (!table)
            continue;
        const QTextTableCell cell = table->cellAt(block.position());
        if (cell.column() == 0 && isTorn(document, *table, cell.row()))
            moveRow(*table, cell.row());
    }
}

} // namespace dyno::ui
