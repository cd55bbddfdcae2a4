#include "ui/format.h"
#include "ui/report/pictures/plot.h"
#include "ui/report/pictures/report_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::Histogram;

constexpr int pointsPerDecade = 24;

/// How many nines: 90 % is 1, 99 % is 2. Equal distances of it are what the slowest calls need.
double ninesOf(double percent) {
    return -std::log10(1 - percent / 100);
}

double percentOf(double nines) {
    return 100 * (1 - std::pow(10, -nines));
}

QString percentText(double percent) {
    return QString::number(percent, 'g', 7) % u" %"_s;
}

QString microsecondsText(std::int64_t microseconds) {
    return formatDuration(std::chrono::microseconds(microseconds));
}

// As far as there are calls to speak of: of a thousand calls the last point is 99.9 %.
ValueScale percentScale(std::int64_t calls) {
    const double high = std::clamp(std::ceil(std::log10(double(std::max<std::int64_t>(calls, 1)))), 1.0, 6.0);
    ValueScale scale{false, 0, high, {{0, u"0"_s}, {ninesOf(50), u"50 %"_s}}};
    for (int nines = 1; nines <= int(high); ++nines)
        scale.ticks.push_back({double(nines), percentText(percentOf(nines))});
    return scale;
}

// Up to the slowest of so many calls.
std::vector<double> ninesOfCalls(std::int64_t calls, double high) {
    const double last = std::clamp(std::log10(double(std::max<std::int64_t>(calls, 1))), 0.3, high);
    std::vector<double> points;
    for (int i = 0; double(i) / pointsPerDecade < last; ++i)
        points.push_back(double(i) / pointsPerDecade);
    points.push_back(last);
    return points;
}

std::vector<QPolygonF> runOf(const Histogram& histogram, const std::vector<double>& nines) {
    if (histogram.empty())
        return {};
    QPolygonF run;
    for (const double at : nines)
        run.append({at, double(histogram.percentile(percentOf(at))) * 1e-6});
    return {run};
}

ReadOut readOutOf(const std::vector<const Histogram*>& histograms, const ValueScale& across,
                  const std::vector<double>& nines) {
    ReadOut readOut{u"percentile"_s, {}, {}};
    for (const double at : nines) {
        const double percent = percentOf(at);
        ReadOut::Moment moment{shareOf(across, at), QString::number(percent, 'g', 6) % u" %"_s, {}};
        for (const Histogram* histogram : histograms)
            moment.values << microsecondsText(histogram->percentile(percent));
        readOut.moments.push_back(std::move(moment));
    }
    return readOut;
}

} // namespace

Picture percentilePicture(const reports::Report& report) {
    const Histogram& latency = report.figures.latency;
    const Histogram& service = report.figures.serviceTime;
    Plot plot;
    plot.across = percentScale(latency.count());
    const std::vector<double> nines = ninesOfCalls(latency.count(), plot.across.high);
    plot.curves = {{u"latency"_s, Colour::P50, CurveShape::Line, runOf(latency, nines)},
                   {u"service time"_s, Colour::P99, CurveShape::Line, runOf(service, nines)}};
    plot.emptyText = u"No calls in this time"_s;
    const double lowest = double(std::max<std::int64_t>(std::min(latency.min(), service.min()), 1)) * 1e-6;
    const double highest = double(std::max(latency.max(), service.max())) * 1e-6;
    plot.upwards = [lowest, highest](int mostTicks) {
        return highest <= 0 ? logarithmicScale(100e-6, 0.1, mostTicks, formatDurationTick)
                            : logarithmicScale(lowest, highest, mostTicks, formatDurationTick);
    };
    ReadOut readOut;
    if (!latency.empty())
        readOut = readOutOf({&latency, &service}, plot.across, nines);
    Picture picture = pictureOf(std::move(plot));
    picture.name = u"percentiles"_s;
    picture.title = u"Percentiles"_s;
    picture.description =
        u"Latency, from the intended start, and service time, from the actual one, at each percentile. "
        "Half of the calls took at most %1, 99 of a hundred at most %2."_s.arg(
            microsecondsText(latency.percentile(50)), microsecondsText(latency.percentile(99)));
    picture.readOut = std::move(readOut);
    picture.broad = true;
    return picture;
}

} // namespace dyno::ui
