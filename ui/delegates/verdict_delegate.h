#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/delegates/number_delegate.h"
#include "ui/theme/theme.h"

#include <map>

namespace dyno::ui {

/// Text in its verdict's colour, with or without the verdict's icon before it. Cells without a verdict are as
/// others.
class VerdictDelegate : public NumberDelegate {
    Q_OBJECT

public:
    enum class Icon { Shown, Hidden };

    VerdictDelegate(const Theme& theme, Icon icon, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    void makeIcons();

    const Theme& m_theme;
    Icon m_icon;
    std::map<sessions::Verdict, QIcon> m_icons;
};

/// Where a change lies: its interval as a bar about a line for "no change", and itself as a dot.
class IntervalDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    IntervalDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace dyno::ui
