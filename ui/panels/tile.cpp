#include "ui/panels/tile.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int padding = 8;
constexpr int numberWidth = 4; // characters; "1.24", "12.4", "1240"

QFont largeFont() {
    QFont font = Theme::numberFont();
    font.setPointSizeF(font.pointSizeF() * 1.9);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

Tile::Tile(const Theme& theme, const QString& caption, const QString& toolTip, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_caption(caption)
    , m_quantity{u"–"_s, QString()}
    , m_large(largeFont())
    , m_small(Theme::smallFont()) {
    setToolTip(toolTip);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Tile::setQuantity(const Quantity& quantity, Colour colour) {
    if (quantity == m_quantity && colour == m_colour)
        return;
    m_quantity = quantity;
    m_colour = colour;
    setAccessibleName(m_caption % u" "_s % quantity.number % u" "_s % quantity.unit);
    update();
}

void Tile::setNote(const QString& note) {
    if (note == m_note)
        return;
    m_note = note;
    update();
}

QSize Tile::sizeHint() const {
    const int height = QFontMetrics(m_small).height() + QFontMetrics(m_large).height() + 2 * padding - 6;
    return {150, height};
}

QSize Tile::minimumSizeHint() const {
    const int number = QFontMetrics(m_large).horizontalAdvance(QString(numberWidth, u'0'));
    return {number + QFontMetrics(m_small).horizontalAdvance(u"min"_s) + 2 * padding + 6,
            sizeHint().height()};
}

void Tile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.colour(Colour::Border));
    painter.setBrush(m_theme.colour(Colour::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);

    const QFontMetrics small(m_small), large(m_large);
    const int captionLine = padding - 3 + small.ascent();
    painter.setFont(m_small);
    painter.setPen(m_theme.colour(Colour::MutedText));
    painter.drawText(padding, captionLine, m_caption);
    const int noteWidth = small.horizontalAdvance(m_note);
    if (padding * 3 + small.horizontalAdvance(m_caption) + noteWidth <= width())
        painter.drawText(width() - padding - noteWidth, captionLine, m_note);

    const int numberLine = height() - padding + 2 - large.descent() / 2;
    painter.drawText(padding + large.horizontalAdvance(QString(numberWidth, u'0')) + 5, numberLine,
                     m_quantity.unit);
    painter.setFont(m_large);
    painter.setPen(m_theme.colour(m_colour));
    painter.drawText(padding, numberLine, m_quantity.number);
}

} // namespace dyno::ui
