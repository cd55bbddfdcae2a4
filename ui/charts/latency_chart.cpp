#include "ui/charts/latency_chart.h"

#include "ui/format.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString latencyText(double seconds) {
    return formatDuration(
        std::chrono::duration_cast<async::Duration>(std::chrono::duration<double>(seconds)));
}

} // namespace

LatencyChart::LatencyChart(Theme& theme, TimeFrame& frame, QWidget* parent)
    : ChartCard(theme, frame, tr("Latency"), percentileCurves(), latencyText, parent)
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
