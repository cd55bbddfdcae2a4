#include "ui/delegates/coloured_delegate.h"

namespace dyno::ui {

ColouredDelegate::ColouredDelegate(const Theme& theme, int colourRole, Font font, QObject* parent)
    : NumberDelegate(parent)
    , m_theme(theme)
    , m_colourRole(colourRole)
    , m_font(font) {}

void ColouredDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    if (m_font == Font::Number)
        NumberDelegate::initStyleOption(option, index);
    else
        QStyledItemDelegate::initStyleOption(option, index);
    if (const QVariant colour = index.data(m_colourRole); colour.isValid())
        option->palette.setColor(QPalette::Text, m_theme.colour(Colour(colour.toInt())));
}

} // namespace dyno::ui
