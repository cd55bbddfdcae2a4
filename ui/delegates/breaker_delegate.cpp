#include "ui/delegates/breaker_delegate.h"

#include "ui/models/breaker_model.h"
#include "ui/models/state_colour.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace dyno::ui {
namespace {

using telemetry::BreakerState;
using telemetry::BreakerStatus;

constexpr async::Duration shown = std::chrono::minutes(5);
constexpr int stripHeight = 8;

} // namespace

BreakerDelegate::BreakerDelegate(const Theme& theme, const BreakerModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model) {}

void BreakerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);

    const QRect strip(option.rect.left() + 4, option.rect.center().y() - stripHeight / 2 + 1,
                      option.rect.width() - 8, stripHeight);
    const async::Duration now = m_model.now(), begin = now - shown;
    const auto x = [&](async::Duration at) {
        const double share = double((std::max(at, begin) - begin).count()) / double(shown.count());
        return strip.left() + int(strip.width() * std::min(share, 1.0));
    };
    painter->fillRect(strip, m_theme.colour(Colour::Grid));
    const auto segment = [&](async::Duration from, async::Duration to, BreakerState state) {
        const int left = x(from), right = std::max(x(to), left + 1);
        painter->fillRect(QRect(left, strip.top(), right - left, strip.height()),
                          m_theme.colour(stateColour(state)));
    };
    async::Duration from{};
    BreakerState state = BreakerState::Closed;
    const BreakerStatus& breaker = m_model.status(index.row());
    for (const BreakerStatus::Change& change : breaker.history) {
        if (change.at > begin)
            segment(from, change.at, state);
        from = change.at;
        state = change.to;
    }
    segment(from, now, state);
    for (const BreakerStatus::Change& change : breaker.history) {
        if (change.byHand && change.at > begin)
            painter->fillRect(QRect(x(change.at), strip.top() - 3, 2, strip.height() + 6),
                              m_theme.colour(Colour::Text));
    }
}

} // namespace dyno::ui
