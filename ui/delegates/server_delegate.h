#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace dyno::ui {

/// Draws ServerModel: a server on two lines with its state's dot, a tool on one with a badge when it is
/// marked read-only.
class ServerDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    ServerDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintServer(QPainter& painter, const QStyleOptionViewItem& cell, const QModelIndex& index) const;
    void paintTool(QPainter& painter, const QStyleOptionViewItem& cell, const QModelIndex& index) const;
    /// At the right end of `area`; returns what is left of it.
    QRect paintBadge(QPainter& painter, const QRect& area, const QString& text) const;

    const Theme& m_theme;
};

} // namespace dyno::ui
