#pragma once

#include "engine/telemetry/histogram.h"
#include "ui/charts/value_scale.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace dyno::ui {

/// What share of the calls was how fast, one curve over the other: percentiles from left to right, each nine
/// as wide as the one before (as HdrHistogram plots them), latency upwards, both logarithmic. A curve ends at
/// its slowest call.
class PercentileChart : public QWidget {
    Q_OBJECT

public:
    struct Curve {
        QString name;
        Colour colour{};
        const telemetry::Histogram* latency = nullptr; ///< microseconds; only read while it is set
        bool faint = false;                            ///< drawn thinner, behind the others
    };

    PercentileChart(const Theme& theme, QWidget* parent);

    void setCurves(const std::vector<Curve>& curves);

    QSize sizeHint() const override { return {520, 190}; }
    QSize minimumSizeHint() const override { return {260, 150}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Drawn {
        QString name;
        Colour colour{};
        bool faint = false;
        std::vector<QPointF> points; ///< nines, seconds
    };

    void updateScale();
    QRectF plot() const;
    double xOf(double nines) const;
    double yOf(double seconds) const;
    void paintAxes(QPainter& painter) const;
    void paintCurve(QPainter& painter, const Drawn& curve) const;
    void paintValues(QPainter& painter) const;
    void setMoment(std::optional<double> nines);

    const Theme& m_theme;
    std::vector<Drawn> m_curves;
    ValueScale m_scale;
    double m_nines = 3;             ///< at the right end
    std::optional<double> m_moment; ///< under the pointer
};

/// How many nines a percentile has, from 0 for the fastest call: 90 % has one, 99 % two.
double ninesOf(double percent);
double percentOf(double nines);
/// "50 %", "99.9 %"
QString percentileText(double nines);

} // namespace dyno::ui
