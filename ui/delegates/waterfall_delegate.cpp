#include "ui/delegates/waterfall_delegate.h"

#include "ui/models/phase_text.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace dyno::ui {
namespace {

constexpr int lines = 5; // parts of the scale, each begun by a thin line
constexpr int margin = 4;

} // namespace

WaterfallDelegate::WaterfallDelegate(const Theme& theme, const WaterfallModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model) {}

void WaterfallDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);

    const QRect area = option.rect.adjusted(margin, 0, -margin, 0);
    const auto x = [&](async::Duration at) {
        const double share = double(at.count()) / double(m_model.scale().count());
        return area.left() + int(area.width() * std::min(share, 1.0));
    };
    for (int line = 0; line <= lines; ++line)
        painter->fillRect(area.left() + area.width() * line / lines, area.top(), 1, area.height(),
                          m_theme.colour(Colour::Grid));
    const QRect bar(area.left(), area.top() + margin, area.width(), area.height() - 2 * margin);
    const calls::CallRecord& record = m_model.call(index.row()).record;
    const auto phases = calls::phases(record);
    async::Duration begin{};
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (!phases[i])
            continue;
        const int left = x(begin), right = std::max(x(begin + *phases[i]), left + 1);
        painter->fillRect(left, bar.top(), right - left, bar.height(),
                          m_theme.colour(phaseColour(calls::Phase(i))));
        begin += *phases[i];
    }
    const int left = x(begin), right = x(record.latency());
    if (right - left < 3)
        return;
    painter->setPen(m_theme.colour(record.error ? Colour::Bad : Colour::Marker));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(left, bar.top(), right - left - 1, bar.height() - 1);
}

} // namespace dyno::ui
