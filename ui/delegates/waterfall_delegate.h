#pragma once

#include "ui/models/waterfall_model.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace dyno::ui {

/// Draws a call's phases one after the other, on the model's common scale. What no phase accounts for, such
/// as the wait for an answer that never came, is hollow.
class WaterfallDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    WaterfallDelegate(const Theme& theme, const WaterfallModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    const WaterfallModel& m_model;
};

} // namespace dyno::ui
