#include "ui/delegates/pin_delegate.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int size = 16;

} // namespace

PinDelegate::PinDelegate(const Theme& theme, int pinnedRole, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_pinnedRole(pinnedRole) {
    makeIcons();
    connect(&theme, &Theme::changed, this, &PinDelegate::makeIcons);
}

void PinDelegate::makeIcons() {
    m_pinned = m_theme.icon(u"pin"_s, Colour::Accent);
    m_free = m_theme.icon(u"pin"_s, Colour::Border);
}

void PinDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const bool pinned = index.data(m_pinnedRole).toBool();
    if (!pinned && !cell.state.testFlag(QStyle::State_MouseOver))
        return;
    const QPoint corner = option.rect.center() - QPoint(size / 2 - 1, size / 2 - 1);
    (pinned ? m_pinned : m_free).paint(painter, {corner, QSize(size, size)});
}

} // namespace dyno::ui
