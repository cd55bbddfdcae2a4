#include "ui/panels/waterfall/phase_bars.h"

#include "ui/format.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int lineHeight = 18;
constexpr int barHeight = 12;

} // namespace

PhaseBars::PhaseBars(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PhaseBars::setPhases(const Phases& phases) {
    const PhaseLengths lengths = lengthsOf(phases);
    if (lengths == m_lengths)
        return;
    m_lengths = lengths;
    setAccessibleName(tr("p50 of the phases %1, p99 %2")
                          .arg(formatDuration(sum(lengths.p50)), formatDuration(sum(lengths.p99))));
    update();
}

QSize PhaseBars::sizeHint() const {
    return {200, 2 * lineHeight};
}

void PhaseBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const async::Duration scale = std::max({sum(m_lengths.p50), sum(m_lengths.p99), async::Duration(1)});
    paintBar(painter, QRect(0, 0, width(), lineHeight), u"p50"_s, m_lengths.p50, scale);
    paintBar(painter, QRect(0, lineHeight, width(), lineHeight), u"p99"_s, m_lengths.p99, scale);
}

void PhaseBars::paintBar(QPainter& painter, const QRect& line, const QString& name,
                         const PhaseLengths::Lengths& lengths, async::Duration scale) const {
    const QFontMetrics metrics(Theme::numberFont());
    const int label = metrics.horizontalAdvance(u"p99 "_s), figure = metrics.horizontalAdvance(u" 99.9 ms"_s);
    painter.setFont(Theme::numberFont());
    painter.setPen(m_theme.colour(Colour::MutedText));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, name);
    painter.setPen(m_theme.colour(Colour::Text));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, formatLatency(sum(lengths)));
    const QRect bar(label + 4, line.center().y() - barHeight / 2 + 1, line.width() - label - figure - 12,
                    barHeight);
    painter.fillRect(bar, m_theme.colour(Colour::Grid));
    async::Duration begin{};
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto x = [&](async::Duration at) {
            return bar.left() + int(bar.width() * at.count() / scale.count());
        };
        const int left = x(begin), right = x(begin + lengths[i]);
        painter.fillRect(QRect(left, bar.top(), right - left, bar.height()),
                         m_theme.colour(phaseColour(calls::Phase(i))));
        begin += lengths[i];
    }
}

} // namespace dyno::ui
