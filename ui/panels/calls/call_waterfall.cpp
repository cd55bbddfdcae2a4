#include "ui/panels/calls/call_waterfall.h"

#include "ui/format.h"
#include "ui/models/phase_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int lineHeight = 18;
constexpr int barHeight = 10;
constexpr int gap = 8;
constexpr int parts = 4; // of the scale, each begun by a thin line

int titleWidth() {
    return QFontMetrics(Theme::smallFont()).horizontalAdvance(u"name lookup"_s);
}

int figureWidth() {
    return QFontMetrics(Theme::numberFont()).horizontalAdvance(u"99.9 ms"_s);
}

} // namespace

QString CallWaterfall::Line::title() const {
    return phase ? phaseTitle(*phase) : CallWaterfall::tr("the rest");
}

CallWaterfall::CallWaterfall(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CallWaterfall::setRecord(const calls::CallRecord& record) {
    m_lines.clear();
    m_total = record.latency();
    m_failed = record.error.has_value();
    async::Duration begin{};
    const auto phases = calls::phases(record);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (!phases[i])
            continue;
        m_lines.push_back({calls::Phase(i), begin, *phases[i]});
        begin += *phases[i];
    }
    // Handing over an answer takes a moment too; it is worth a line where it can be seen.
    if (const async::Duration rest = m_total - begin; rest > m_total / 100)
        m_lines.push_back({{}, begin, rest});
    QStringList words;
    for (const Line& line : m_lines)
        words << line.title() % u' ' % formatDuration(line.length);
    setAccessibleName(words.join(u", "_s));
    updateGeometry();
    update();
}

QSize CallWaterfall::sizeHint() const {
    return {280, int(m_lines.size()) * lineHeight};
}

QSize CallWaterfall::minimumSizeHint() const {
    return {titleWidth() + figureWidth() + 2 * gap + 60, sizeHint().height()};
}

void CallWaterfall::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QRect area(0, 0, width(), lineHeight);
    for (const Line& line : m_lines) {
        paintLine(painter, area, line);
        area.translate(0, lineHeight);
    }
}

void CallWaterfall::paintLine(QPainter& painter, const QRect& area, const Line& line) const {
    painter.setFont(Theme::smallFont());
    painter.setPen(m_theme.colour(Colour::MutedText));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, line.title());
    painter.setFont(Theme::numberFont());
    painter.setPen(m_theme.colour(Colour::Text));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight, formatDuration(line.length));
    const QRect scale = area.adjusted(titleWidth() + gap, 0, -figureWidth() - gap, 0);
    for (int part = 0; part <= parts; ++part)
        painter.fillRect(scale.left() + scale.width() * part / parts, scale.top(), 1, scale.height(),
                         m_theme.colour(Colour::Grid));
    const auto x = [&](async::Duration at) {
        const double share = double(at.count()) / double(std::max<qint64>(m_total.count(), 1));
        return scale.left() + int(scale.width() * std::clamp(share, 0.0, 1.0));
    };
    const int left = x(line.begin), width = std::max(x(line.begin + line.length) - left, 1);
    const QRect bar(left, area.center().y() - barHeight / 2 + 1, width, barHeight);
    if (line.phase) {
        painter.fillRect(bar, m_theme.colour(phaseColour(*line.phase)));
        return;
    }
    painter.setPen(m_theme.colour(m_failed ? Colour::Bad : Colour::Marker));
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
}

bool CallWaterfall::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto& help = static_cast<const QHelpEvent&>(*event);
    const auto hit = std::size_t(help.pos().y() / lineHeight);
    if (hit >= m_lines.size()) {
        QToolTip::hideText();
        return true;
    }
    const Line& line = m_lines[hit];
    const QString meaning = line.phase ? phaseMeaning(*line.phase)
                                       : tr("What none of the phases accounts for, such as the wait for an "
                                            "answer that did not come");
    const double share = double(line.length.count()) / double(std::max<qint64>(m_total.count(), 1));
    QToolTip::showText(help.globalPos(),
                       meaning % u'\n' % formatDuration(line.length) % u", "_s % formatShare(share), this);
    return true;
}

} // namespace dyno::ui
