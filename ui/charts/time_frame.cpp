#include "ui/charts/time_frame.h"

#include <algorithm>

namespace dyno::ui {
namespace {

using async::Duration;

// Shorter than this there is hardly an interval left.
constexpr Duration shortest = std::chrono::milliseconds(500);

Duration scaled(Duration duration, double factor) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::nano>(duration) * factor);
}

} // namespace

TimeFrame::TimeFrame(QObject* parent)
    : QObject(parent) {}

void TimeFrame::setWhole(Range whole, bool live) {
    if (whole == m_whole && live == m_live)
        return;
    m_whole = whole;
    m_live = live;
    Q_EMIT changed();
}

void TimeFrame::zoom(double factor, Duration about) {
    const Range now = shown();
    Range next{about - scaled(about - now.from, factor), about + scaled(now.to - about, factor)};
    if (next.to - next.from < shortest)
        return;
    if (next.to - next.from >= m_whole.to - m_whole.from)
        return showWhole();
    setZoom(next);
}

void TimeFrame::move(Duration by) {
    if (m_zoom)
        setZoom({m_zoom->from + by, m_zoom->to + by});
}

void TimeFrame::setZoom(Range zoom) {
    const Duration length = zoom.to - zoom.from;
    const Duration from = std::clamp(zoom.from, m_whole.from, std::max(m_whole.from, m_whole.to - length));
    const Range next{from, from + length};
    if (next == m_zoom)
        return;
    m_zoom = next;
    Q_EMIT zoomChanged();
    Q_EMIT changed();
}

void TimeFrame::showWhole() {
    if (!m_zoom)
        return;
    m_zoom.reset();
    Q_EMIT zoomChanged();
    Q_EMIT changed();
}

void TimeFrame::setMoment(std::optional<double> moment) {
    if (moment == m_moment)
        return;
    m_moment = moment;
    Q_EMIT changed();
}

Duration TimeFrame::at() const {
    return shown().to +
           std::chrono::duration_cast<Duration>(std::chrono::duration<double>(m_moment.value_or(0)));
}

void TimeFrame::setChosen(std::optional<Range> chosen) {
    if (chosen == m_chosen)
        return;
    m_chosen = chosen;
    Q_EMIT changed();
}

void TimeFrame::draw(Duration begun, Duration end) {
    const Range bounds = shown();
    const auto [from, to] = std::minmax(std::clamp(begun, bounds.from, bounds.to), //
                                        std::clamp(end, bounds.from, bounds.to));
    m_draft = Range{from, to};
    Q_EMIT changed();
}

void TimeFrame::choose() {
    if (!m_draft)
        return;
    // Until the figures are there, it stays as it was drawn.
    m_chosen = *m_draft;
    m_draft.reset();
    Q_EMIT changed();
    Q_EMIT chosen(m_chosen);
}

void TimeFrame::clear() {
    if (!m_draft && !m_chosen)
        return;
    m_draft.reset();
    m_chosen.reset();
    Q_EMIT changed();
    Q_EMIT chosen(std::nullopt);
}

} // namespace dyno::ui
