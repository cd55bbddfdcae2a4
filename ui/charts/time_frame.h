#pragma once

#include "engine/sessions/call_query.h"

#include <QObject>

#include <optional>

namespace dyno::ui {

/// What all charts share: which stretch of time they show, which of it is chosen, and the moment under the
/// pointer. Times count from the engine's start. Draws nothing and reads nothing.
class TimeFrame : public QObject {
    Q_OBJECT

public:
    using Range = sessions::Range;

    explicit TimeFrame(QObject* parent = nullptr);

    /// All that can be shown. `live`: its end is now, and moves on.
    void setWhole(Range whole, bool live);
    /// The whole, or what was zoomed to.
    Range shown() const { return m_zoom.value_or(m_whole); }
    bool isLive() const { return m_live; }
    bool isZoomed() const { return m_zoom.has_value(); }
    /// Shows `factor` times as much, but for what there is not; `about` stays where it is.
    void zoom(double factor, async::Duration about);
    void move(async::Duration by);
    void showWhole();

    /// Under the pointer, in seconds before the end of what is shown (negative).
    std::optional<double> moment() const { return m_moment; }
    void setMoment(std::optional<double> moment);
    /// Where that is; the end without one.
    async::Duration at() const;

    /// What figures speak of, or is just being drawn.
    std::optional<Range> marked() const { return m_draft ? m_draft : m_chosen; }
    /// What figures speak of; says so to no one.
    void setChosen(std::optional<Range> chosen);
    /// One that is being drawn, from where it was begun to where the pointer is; what is shown bounds it.
    void draw(async::Duration begun, async::Duration end);
    /// Ends the drawing, and asks for figures of what was drawn.
    void choose();
    void clear();

Q_SIGNALS:
    /// Anything that is drawn differs.
    void changed();
    void zoomChanged();
    /// Nothing: everything.
    void chosen(std::optional<dyno::sessions::Range> range);

private:
    void setZoom(Range zoom);

    Range m_whole{async::Duration::zero(), std::chrono::minutes(1)};
    bool m_live = true;
    std::optional<Range> m_zoom;
    std::optional<double> m_moment;
    std::optional<Range> m_chosen;
    std::optional<Range> m_draft;
};

} // namespace dyno::ui
