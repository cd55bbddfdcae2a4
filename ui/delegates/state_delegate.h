#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace dyno::ui {

/// Text with a dot before it, in the Colour that the model gives under `colourRole`.
class StateDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    StateDelegate(const Theme& theme, int colourRole, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    int m_colourRole;
};

/// A filled dot of a state's colour, vertically centred at the left of `area`.
void paintDot(QPainter& painter, const QRect& area, const QColor& colour);

} // namespace dyno::ui
