#pragma once

#include "ui/models/phase_text.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace dyno::ui {

/// One stacked bar for the median of each phase and one for its 99th percentile, on a common scale. A phase
/// is in a bar only where that call of a hundred goes through it: connecting, which few calls do, is no part
/// of the median call.
class PhaseBars : public QWidget {
    Q_OBJECT

public:
    PhaseBars(const Theme& theme, QWidget* parent);

    using Phases = std::array<std::optional<telemetry::LatencySummary>, calls::phaseCount>;
    void setPhases(const Phases& phases);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    using Lengths = std::array<async::Duration, calls::phaseCount>;

    void paintBar(QPainter& painter, const QRect& line, const QString& name, const Lengths& lengths,
                  async::Duration scale) const;

    const Theme& m_theme;
    Lengths m_p50{};
    Lengths m_p99{};
};

} // namespace dyno::ui
