#include "ui/delegates/verdict_delegate.h"

#include "ui/models/difference_model.h"
#include "ui/models/difference_text.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dyno::ui {
namespace {

using sessions::Verdict;

constexpr int iconSize = 16;
constexpr double margin = 8;
constexpr double barHeight = 6;
constexpr double dotRadius = 4;

} // namespace

VerdictDelegate::VerdictDelegate(const Theme& theme, Icon icon, QObject* parent)
    : NumberDelegate(parent)
    , m_theme(theme)
    , m_icon(icon) {
    makeIcons();
    connect(&theme, &Theme::changed, this, &VerdictDelegate::makeIcons);
}

void VerdictDelegate::makeIcons() {
    for (const Verdict verdict : {Verdict::Better, Verdict::Worse, Verdict::NoDifference,
                                  Verdict::TooFewCalls, Verdict::NotComparable})
        m_icons[verdict] = m_theme.icon(verdictIcon(verdict), verdictColour(verdict));
}

void VerdictDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    NumberDelegate::initStyleOption(option, index);
    const QVariant value = index.data(VerdictRole);
    if (!value.isValid())
        return;
    const auto verdict = Verdict(value.toInt());
    option->palette.setColor(QPalette::Text, m_theme.colour(verdictColour(verdict)));
    if (m_icon == Icon::Hidden)
        return;
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->icon = m_icons.at(verdict);
    option->decorationSize = {iconSize, iconSize};
}

IntervalDelegate::IntervalDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void IntervalDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const QRectF area = QRectF(option.rect).adjusted(margin, 0, -margin, 0);
    const double reach = std::max(index.data(ReachRole).toDouble(), 1e-9);
    const auto x = [&](double change) {
        return area.center().x() + std::clamp(change / reach, -1.0, 1.0) * area.width() / 2;
    };
    painter->save();
    painter->setPen(QPen(m_theme.colour(Colour::Border), 1));
    painter->drawLine(QPointF(std::floor(x(0)) + 0.5, area.top()),
                      QPointF(std::floor(x(0)) + 0.5, area.bottom()));
    const auto interval = index.data(IntervalRole).value<QList<double>>();
    if (interval.size() == 3) {
        QColor colour = m_theme.colour(verdictColour(Verdict(index.data(VerdictRole).toInt())));
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        const double y = area.center().y();
        const double left = x(interval[0]), width = std::max(x(interval[2]) - left, 2.0);
        painter->setBrush(colour);
        painter->drawEllipse(QPointF(x(interval[1]), y), dotRadius, dotRadius);
        colour.setAlphaF(0.35f);
        painter->setBrush(colour);
        painter->drawRoundedRect(QRectF(left, y - barHeight / 2, width, barHeight), 2, 2);
    }
    painter->restore();
}

} // namespace dyno::ui
