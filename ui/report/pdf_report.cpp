#include "ui/report/page_breaks.h"
#include "ui/report/pdf_text.h"
#include "ui/report/picture_report.h"
#include "ui/report/shown_text.h"
#include "ui/report/svg_object.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr double sideMargin = 15, topMargin = 20, bottomMargin = 18; // of the paper, in millimetres
constexpr double headerDistance = 9;                                 // of the header from the text

double millimetres(const QPdfWriter& writer, double length) {
    return length / 25.4 * writer.logicalDpiY();
}

QSizeF textSize(const QPdfWriter& writer) {
    return {writer.width() - 2 * millimetres(writer, sideMargin),
            writer.height() - millimetres(writer, topMargin + bottomMargin)};
}

void prepare(QTextDocument& document, QPdfWriter& writer) {
    document.setDocumentMargin(0);
    document.setUndoRedoEnabled(false);
    document.documentLayout()->setPaintDevice(&writer);
    document.setPageSize(textSize(writer));
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document.setDefaultTextOption(option);
    QFont font;
    font.setFamilies({u"sans-serif"_s});
    font.setPointSizeF(9);
    document.setDefaultFont(font);
}

// In one edit: else all is laid out anew with each cell of a table.
void fill(QTextDocument& document, const Content& content, double width) {
    QTextCursor edit(&document);
    edit.beginEditBlock();
    PdfText text(document, width);
    text.head(content);
    text.tiles(content.tiles);
    for (const Picture& picture : content.pictures)
        text.picture(picture);
    for (const Section& section : content.sections)
        text.section(section);
    edit.endEditBlock();
}

void paintMargins(QPainter& painter, const QPdfWriter& writer, const QString& title, const QString& number) {
    QFont font(QStringList{u"sans-serif"_s});
    font.setPointSizeF(8);
    painter.setFont(font);
    painter.setPen(colourOf(Colour::MutedText, Scheme::Light));
    const double side = millimetres(writer, sideMargin), distance = millimetres(writer, headerDistance);
    const QRectF header(side, distance, writer.width() - 2 * side, millimetres(writer, 5));
    painter.drawText(header, Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRectF footer = header.translated(0, writer.height() - 2 * distance - header.height());
    painter.drawText(footer, Qt::AlignRight | Qt::AlignVCenter, number);
}

void paintPages(QTextDocument& document, QPdfWriter& writer, const QString& title) {
    QPainter painter(&writer);
    const QSizeF page = document.pageSize();
    for (int number = 1; number <= document.pageCount(); ++number) {
        if (number > 1)
            writer.newPage();
        paintMargins(painter, writer, number > 1 ? title : QString(),
                     u"%1 / %2"_s.arg(QString::number(number), QString::number(document.pageCount())));
        painter.save();
        painter.translate(millimetres(writer, sideMargin),
                          millimetres(writer, topMargin) - (number - 1) * page.height());
        document.drawContents(&painter, QRectF(0, (number - 1) * page.height(), page.width(), page.height()));
        painter.restore();
    }
}

} // namespace

Result<QByteArray> pdfReport(const reports::Report& report) {
    const Content content = contentOf(report);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins({});
    writer.setTitle(shortened(content.title, 160));
    writer.setCreator(u"MCP Dyno"_s);
    QTextDocument document;
    prepare(document, writer);
    new SvgObject(&document);
    fill(document, content, textSize(writer).width() / writer.logicalDpiX() * 96);
    keepTogether(document);
    paintPages(document, writer, shortened(content.title, 100));
    if (buffer.data().isEmpty())
        return Error{ErrorKind::Io, "the report could not be made into a PDF"};
    return buffer.data();
}

} // namespace dyno::ui
