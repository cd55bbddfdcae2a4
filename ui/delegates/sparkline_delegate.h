#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace dyno::ui {

/// A small curve of the values (QList<float>, none negative) that the model gives under `valuesRole`, each as
/// high as it is against the greatest of them.
class SparklineDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    SparklineDelegate(const Theme& theme, int valuesRole, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    int m_valuesRole;
};

} // namespace dyno::ui
