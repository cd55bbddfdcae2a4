#pragma once

#include "engine/async/clock.h"

#include <QLineEdit>

#include <optional>

namespace dyno::ui {

/// A bound on latency: "5 ms", "1.5s"; a bare number is milliseconds. Empty: no bound. What can't be read is
/// marked, and is none either.
class DurationFilter : public QLineEdit {
    Q_OBJECT

public:
    explicit DurationFilter(QWidget* parent);

    std::optional<async::Duration> duration() const { return m_duration; }

Q_SIGNALS:
    void durationChanged();

private:
    void read(const QString& text);
    void mark(bool invalid);

    std::optional<async::Duration> m_duration;
};

} // namespace dyno::ui
