#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace dyno::ui {

class BreakerModel;

/// Draws what a breaker was over the last minutes as a strip of colours; a change by hand has a notch.
class BreakerDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    BreakerDelegate(const Theme& theme, const BreakerModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    const BreakerModel& m_model;
};

} // namespace dyno::ui
