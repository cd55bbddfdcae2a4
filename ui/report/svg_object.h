#pragma once

#include <QObject>
#include <QTextObjectInterface>

class QTextCursor;
class QTextDocument;

namespace dyno::ui {

/// Pictures in a QTextDocument that stay vectors when it is painted. Registered with the document's layout.
class SvgObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    explicit SvgObject(QTextDocument* parent);

    /// `size` is in units of 1/96 inch.
    static void insert(QTextCursor& cursor, const QByteArray& svg, const QSizeF& size);

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& area, QTextDocument* document, int position,
                    const QTextFormat& format) override;
};

} // namespace dyno::ui
