#include "ui/delegates/sparkline_delegate.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace dyno::ui {
namespace {

constexpr int margin = 5;

QPolygonF curveOf(const QList<float>& values, const QRectF& area) {
    const float greatest = std::max(*std::ranges::max_element(values), 1e-9f);
    const double step = area.width() / std::max<double>(1, double(values.size()) - 1);
    QPolygonF curve;
    for (qsizetype i = 0; i < values.size(); ++i)
        curve << QPointF(area.left() + double(i) * step,
                         area.bottom() - double(values[i] / greatest) * area.height());
    if (curve.size() == 1)
        curve << QPointF(area.right(), curve.first().y());
    return curve;
}

} // namespace

SparklineDelegate::SparklineDelegate(const Theme& theme, int valuesRole, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_valuesRole(valuesRole) {}

void SparklineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const auto values = index.data(m_valuesRole).value<QList<float>>();
    if (values.isEmpty())
        return;
    const QRectF area = QRectF(option.rect).adjusted(margin, margin, -margin, -margin);
    QPolygonF curve = curveOf(values, area);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QColor colour = m_theme.colour(Colour::Calls);
    painter->setPen(QPen(colour, 1.2));
    painter->drawPolyline(curve);
    colour.setAlphaF(0.18f);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawPolygon(curve << area.bottomRight() << area.bottomLeft());
    painter->restore();
}

} // namespace dyno::ui
