#pragma once

#include <QStyledItemDelegate>

namespace dyno::ui {

/// Draws cells in the fixed-width font, so that a changing number keeps its digits in place.
class NumberDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace dyno::ui
