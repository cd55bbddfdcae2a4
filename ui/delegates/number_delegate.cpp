#include "ui/delegates/number_delegate.h"

#include "ui/theme/theme.h"

namespace dyno::ui {

void NumberDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    static const QFont font = Theme::numberFont();
    option->font = font;
    option->fontMetrics = QFontMetrics(font);
}

} // namespace dyno::ui
