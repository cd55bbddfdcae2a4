#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace dyno::ui {

/// A pin where the model says so under `pinnedRole`; elsewhere a faint one while the mouse is over the row.
class PinDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    PinDelegate(const Theme& theme, int pinnedRole, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void makeIcons();

    const Theme& m_theme;
    int m_pinnedRole;
    QIcon m_pinned, m_free;
};

} // namespace dyno::ui
