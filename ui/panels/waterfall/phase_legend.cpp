#include "ui/panels/waterfall/phase_legend.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int swatch = 9;
constexpr int gap = 5;       // within an entry
constexpr int distance = 18; // between entries

QFont smallNumberFont() {
    QFont font = Theme::numberFont();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

} // namespace

PhaseLegend::PhaseLegend(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_nameFont(Theme::smallFont())
    , m_figureFont(smallNumberFont()) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PhaseLegend::setEntries(std::vector<Entry> entries) {
    if (entries == m_entries)
        return;
    const int before = heightForWidth(width());
    m_entries = std::move(entries);
    QStringList words;
    for (const Entry& entry : m_entries)
        words << entry.name % u' ' % entry.figure;
    setAccessibleName(words.join(u", "_s).simplified());
    if (heightForWidth(width()) != before)
        updateGeometry();
    update();
}

// A figure has the room of the longest that it can be, so that nothing moves while it changes.
int PhaseLegend::widthOf(const Entry& entry) const {
    const int name = QFontMetrics(m_nameFont).horizontalAdvance(entry.name);
    if (entry.figure.isEmpty())
        return swatch + gap + name;
    const QFontMetrics figures(m_figureFont);
    const int figure =
        std::max(figures.horizontalAdvance(entry.figure), figures.horizontalAdvance(u"99.9 ms"_s));
    return swatch + gap + name + gap + figure;
}

std::vector<QRect> PhaseLegend::places(int width) const {
    std::vector<QRect> rects;
    const int line = QFontMetrics(m_nameFont).height() + 2;
    int x = 0, y = 0;
    for (const Entry& entry : m_entries) {
        const int needed = widthOf(entry);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += line;
        }
        rects.emplace_back(x, y, needed, line);
        x += needed + distance;
    }
    return rects;
}

int PhaseLegend::heightForWidth(int width) const {
    const std::vector<QRect> rects = places(width);
    return rects.empty() ? QFontMetrics(m_nameFont).height() + 2 : rects.back().bottom() + 1;
}

QSize PhaseLegend::sizeHint() const {
    return {400, heightForWidth(std::max(width(), 400))};
}

QSize PhaseLegend::minimumSizeHint() const {
    return {120, QFontMetrics(m_nameFont).height() + 2};
}

void PhaseLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const std::vector<QRect> rects = places(width());
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const QRect& area = rects[i];
        const Entry& entry = m_entries[i];
        painter.fillRect(area.left(), area.center().y() - swatch / 2, swatch, swatch,
                         m_theme.colour(entry.colour));
        const QRect text = area.adjusted(swatch + gap, 0, 0, 0);
        painter.setFont(m_nameFont);
        painter.setPen(m_theme.colour(Colour::MutedText));
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, entry.name);
        painter.setFont(m_figureFont);
        painter.setPen(m_theme.colour(Colour::Text));
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight, entry.figure);
    }
}

bool PhaseLegend::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto& help = static_cast<const QHelpEvent&>(*event);
    const std::vector<QRect> rects = places(width());
    const auto hit =
        std::ranges::find_if(rects, [&](const QRect& rect) { return rect.contains(help.pos()); });
    if (hit == rects.end())
        QToolTip::hideText();
    else
        QToolTip::showText(help.globalPos(), m_entries[std::size_t(hit - rects.begin())].toolTip, this);
    return true;
}

} // namespace dyno::ui
