#include "ui/report/svg_object.h"

#include <QAbstractTextDocumentLayout>
#include <QPaintDevice>
#include <QSvgRenderer>
#include <QTextCursor>
#include <QTextDocument>

namespace dyno::ui {
namespace {

constexpr int type = QTextFormat::UserObject + 1;
enum Property { Svg = QTextFormat::UserProperty + 1, Size };

} // namespace

SvgObject::SvgObject(QTextDocument* parent)
    : QObject(parent) {
    parent->documentLayout()->registerHandler(type, this);
}

void SvgObject::insert(QTextCursor& cursor, const QByteArray& svg, const QSizeF& size) {
    QTextCharFormat format;
    format.setObjectType(type);
    format.setProperty(Svg, svg);
    format.setProperty(Size, size);
    cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
}

QSizeF SvgObject::intrinsicSize(QTextDocument* document, int, const QTextFormat& format) {
    const QPaintDevice* device = document->documentLayout()->paintDevice();
    return format.property(Size).toSizeF() * (device ? device->logicalDpiY() / 96.0 : 1.0);
}

void SvgObject::drawObject(QPainter* painter, const QRectF& area, QTextDocument*, int,
                           const QTextFormat& format) {
    QSvgRenderer(format.property(Svg).toByteArray()).render(painter, area);
}

} // namespace dyno::ui
