#pragma once

#include "ui/charts/curve_item.h"
#include "ui/charts/markers.h"
#include "ui/charts/time_frame.h"
#include "ui/theme/theme.h"

#include <QChartView>

class QCategoryAxis;

namespace dyno::ui {

/// Curves over the time of the frame, with the knobs that were turned, the moment under the pointer and the
/// range that is chosen. A drag draws a range, a click takes it away, the wheel zooms, and a drag with Shift
/// or the middle button moves what is zoomed.
class TimeChart : public QChartView {
    Q_OBJECT

public:
    using ScaleMaker = std::function<ValueScale(double lowest, double highest, int mostTicks)>;
    using ValueText = std::function<QString(double value)>;

    /// `text` writes a curve's value in the read-out. The frame is shared and outlives the chart.
    TimeChart(const Theme& theme, TimeFrame& frame, std::vector<Curve> curves, ValueText text,
              QWidget* parent);

    /// Its series and journal; does nothing while these and the frame stay the same.
    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// Gets the lowest positive and the highest value that is shown, and how many labels there is room for.
    void setScaleMaker(ScaleMaker maker);
    void setEmptyText(const QString& text);

    const std::vector<Curve>& curves() const { return m_curves; }
    void setCurveVisible(int curve, bool visible);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    enum class Gesture { None, Pressed, Drawing, Moving };

    void recolour();
    void frameChanged();
    void rebuild();
    std::vector<telemetry::SeriesPoint> pointsInView() const;
    void updateScale();
    void updateTimeAxis();
    double xOf(async::Duration at) const;
    async::Duration timeAt(double x) const;
    void point(double x);
    void step(int direction, bool drawing);
    bool escape();
    bool isFar(QPointF from) const; ///< from where the button was pressed: no click
    void paintRange(QPainter& painter, const QRectF& plot) const;
    void paintKnobs(QPainter& painter, const QRectF& plot) const;
    void paintMoment(QPainter& painter, const QRectF& plot) const;

    const Theme& m_theme;
    TimeFrame& m_frame;
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
    sessions::Range m_shown;      ///< what the curves were made for
    bool m_fromNow = false;       ///< the time axis counts back from now …
    async::Duration m_axisSpan{}; ///< … over so much time
    Gesture m_gesture = Gesture::None;
    QPointF m_pressed;
    async::Duration m_begun{}; ///< where drawing began, or what was under the pointer when moving was
};

} // namespace dyno::ui
