#include "ui/charts/latency_chart.h"

#include "ui/format.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::SeriesPoint;

CurveValue percentile(async::Duration SeriesPoint::*member) {
    return [member](const SeriesPoint& point) -> std::optional<double> {
        if (point.calls == 0)
            return {};
        return std::chrono::duration<double>(point.*member).count();
    };
}

std::vector<Curve> percentiles() {
    return {
        {u"p50"_s, Colour::P50, CurveShape::Line, percentile(&SeriesPoint::p50)},
        {u"p90"_s, Colour::P90, CurveShape::Line, percentile(&SeriesPoint::p90)},
        {u"p99"_s, Colour::P99, CurveShape::Line, percentile(&SeriesPoint::p99)},
        {u"max"_s, Colour::Max, CurveShape::Line, percentile(&SeriesPoint::max)},
    };
}

QString latencyText(double seconds) {
    return formatDuration(
        std::chrono::duration_cast<async::Duration>(std::chrono::duration<double>(seconds)));
}

} // namespace

LatencyChart::LatencyChart(Theme& theme, TimeFrame& frame, QWidget* parent)
    : ChartCard(theme, frame, tr("Latency"), percentiles(), latencyText, parent)
    , m_logarithmic(new QToolButton(this)) {
    m_logarithmic->setObjectName(u"latencyScale"_s);
    m_logarithmic->setCheckable(true);
    m_logarithmic->setChecked(true);
    m_logarithmic->setText(tr("log"));
    m_logarithmic->setToolTip(tr("Logarithmic or linear latency scale"));
    m_logarithmic->setAccessibleName(tr("Logarithmic latency scale"));
    addCornerWidget(m_logarithmic);
    connect(m_logarithmic, &QToolButton::toggled, this, &LatencyChart::applyScale);
    chart().setEmptyText(tr("No calls yet — press Run"));
    applyScale();
}

bool LatencyChart::isLogarithmic() const {
    return m_logarithmic->isChecked();
}

void LatencyChart::setLogarithmic(bool logarithmic) {
    m_logarithmic->setChecked(logarithmic);
}

void LatencyChart::applyScale() {
    chart().setScaleMaker([logarithmic = isLogarithmic()](double lowest, double highest, int mostTicks) {
        if (highest <= 0)
            return logarithmic ? logarithmicScale(100e-6, 0.1, mostTicks, formatDurationTick)
                               : linearScale(0.1, mostTicks, formatDurationTick);
        return logarithmic ? logarithmicScale(lowest, highest, mostTicks, formatDurationTick)
                           : linearScale(highest, mostTicks, formatDurationTick);
    });
}

} // namespace dyno::ui
