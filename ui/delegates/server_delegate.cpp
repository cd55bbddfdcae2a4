#include "ui/delegates/server_delegate.h"

#include "ui/delegates/state_delegate.h"
#include "ui/models/server_model.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int padding = 5;
constexpr int dotColumn = 16;

void drawElided(QPainter& painter, const QRect& area, const QString& text) {
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width());
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

} // namespace

ServerDelegate::ServerDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void ServerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    painter->save();
    if (index.parent().isValid())
        paintTool(*painter, cell, index);
    else
        paintServer(*painter, cell, index);
    painter->restore();
}

void ServerDelegate::paintServer(QPainter& painter, const QStyleOptionViewItem& cell,
                                 const QModelIndex& index) const {
    const bool selected = cell.state.testFlag(QStyle::State_Selected);
    const bool failed = index.data(ServerModel::FailedRole).toBool();
    QRect area = cell.rect.adjusted(2, padding, -padding, -padding);
    const QRect first(area.left() + dotColumn, area.top(), area.width() - dotColumn, area.height() / 2);
    const Colour dot = Colour(index.data(ServerModel::ColourRole).toInt());
    paintDot(painter, QRect(area.left(), first.top(), dotColumn, first.height()), m_theme.colour(dot));

    QFont bold = cell.font;
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(m_theme.colour(selected ? Colour::SelectionText : Colour::Text));
    drawElided(painter, first, cell.text);
    painter.setFont(Theme::smallFont());
    painter.setPen(m_theme.colour(selected ? Colour::SelectionText
                                  : failed ? Colour::Bad
                                           : Colour::MutedText));
    drawElided(painter, first.translated(0, first.height()),
               index.data(ServerModel::SecondLineRole).toString());
}

void ServerDelegate::paintTool(QPainter& painter, const QStyleOptionViewItem& cell,
                               const QModelIndex& index) const {
    QRect area = cell.rect.adjusted(2, 0, -padding, 0);
    if (index.data(ServerModel::ReadOnlyRole).toBool())
        area = paintBadge(painter, area, u"read-only"_s);
    const bool selected = cell.state.testFlag(QStyle::State_Selected);
    painter.setFont(cell.font);
    painter.setPen(m_theme.colour(selected ? Colour::SelectionText : Colour::Text));
    drawElided(painter, area, cell.text);
}

QRect ServerDelegate::paintBadge(QPainter& painter, const QRect& area, const QString& text) const {
    QFont font = Theme::smallFont();
    font.setPointSizeF(font.pointSizeF() * 0.92);
    const QFontMetrics metrics(font);
    const int width = metrics.horizontalAdvance(text) + 10;
    const int height = metrics.height() + 2;
    const QRect badge(area.right() - width, area.center().y() - height / 2 + 1, width, height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    painter.setBrush(m_theme.colour(Colour::Surface));
    painter.setPen(m_theme.colour(Colour::Border));
    painter.drawRoundedRect(QRectF(badge).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setPen(m_theme.colour(Colour::Good));
    painter.drawText(badge, Qt::AlignCenter, text);
    painter.restore();
    return area.adjusted(0, 0, -width - padding, 0);
}

QSize ServerDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int line = option.fontMetrics.height();
    const bool server = !index.parent().isValid();
    return {120, server ? 2 * line + 2 * padding : line + 6};
}

} // namespace dyno::ui
