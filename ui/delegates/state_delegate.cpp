#include "ui/delegates/state_delegate.h"

#include <QApplication>
#include <QPainter>

namespace dyno::ui {
namespace {

constexpr int dotSize = 8;
constexpr int dotMargin = 10;

} // namespace

StateDelegate::StateDelegate(const Theme& theme, int colourRole, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_colourRole(colourRole) {}

void StateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const Colour colour = Colour(index.data(m_colourRole).toInt());
    paintDot(*painter, option.rect.adjusted(dotMargin, 0, 0, 0), m_theme.colour(colour));
    const bool selected = cell.state.testFlag(QStyle::State_Selected);
    painter->setPen(cell.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->setFont(cell.font);
    const QRect text = option.rect.adjusted(dotMargin + dotSize + 6, 0, -2, 0);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      cell.fontMetrics.elidedText(cell.text, Qt::ElideRight, text.width()));
}

void paintDot(QPainter& painter, const QRect& area, const QColor& colour) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRect(area.left(), area.center().y() - dotSize / 2 + 1, dotSize, dotSize));
    painter.restore();
}

} // namespace dyno::ui
