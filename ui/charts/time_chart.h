#pragma once

#include "ui/charts/crosshair.h"
#include "ui/charts/curve_item.h"
#include "ui/charts/markers.h"
#include "ui/theme/theme.h"

#include <QChartView>

class QCategoryAxis;

namespace dyno::ui {

/// Curves over the last minutes, with the knobs that were turned and the moment under the pointer. Shows the
/// snapshot's series and journal and does nothing while both stay the same.
class TimeChart : public QChartView {
    Q_OBJECT

public:
    using ScaleMaker = std::function<ValueScale(double lowest, double highest, int mostTicks)>;
    using ValueText = std::function<QString(double value)>;

    /// `text` writes a curve's value in the read-out. The crosshair is shared and outlives the chart.
    TimeChart(const Theme& theme, Crosshair& crosshair, std::vector<Curve> curves, ValueText text,
              QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// Gets the lowest positive and the highest value that is shown, and how many labels there is room for.
    void setScaleMaker(ScaleMaker maker);
    void setEmptyText(const QString& text);

    const std::vector<Curve>& curves() const { return m_curves; }
    void setCurveVisible(int curve, bool visible);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void recolour();
    void rebuild();
    void updateScale();
    void updateTimeAxis();
    double xOf(double secondsFromNow) const;

    const Theme& m_theme;
    Crosshair& m_crosshair;
    std::vector<Curve> m_curves;
    std::vector<CurveItem*> m_items; ///< owned by the chart
    std::vector<std::vector<QPolygonF>> m_runs;
    ValueText m_text;
    ScaleMaker m_makeScale;
    ValueScale m_scale;
    QString m_emptyText;
    QCategoryAxis* m_timeAxis;
    QCategoryAxis* m_valueAxis;
    std::shared_ptr<const std::vector<telemetry::SeriesPoint>> m_series;
    std::shared_ptr<const std::vector<settings::TuningChange>> m_journal;
    std::vector<Marker> m_markers;
    async::Duration m_now{};
    async::Duration m_span{};
};

} // namespace dyno::ui
