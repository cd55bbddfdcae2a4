#pragma once

#include "ui/models/phase_lengths.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace dyno::ui {

/// One stacked bar for the median of each phase and one for its 99th percentile, on a common scale.
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
    void paintBar(QPainter& painter, const QRect& line, const QString& name,
                  const PhaseLengths::Lengths& lengths, async::Duration scale) const;

    const Theme& m_theme;
    PhaseLengths m_lengths;
};

} // namespace dyno::ui
