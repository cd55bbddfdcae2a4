#include "ui/format.h"
#include "ui/report/pictures/plot.h"
#include "ui/report/pictures/report_pictures.h"
#include "ui/report/shown_text.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using ValueText = QString (*)(double);

double inSeconds(async::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

QString latencyText(double value) {
    return formatDuration(std::chrono::duration_cast<async::Duration>(std::chrono::duration<double>(value)));
}

std::vector<Marker> markersIn(const reports::Report& report) {
    std::vector<Marker> markers = markersOf(*report.snapshot.journal);
    std::erase_if(markers, [&report](const Marker& marker) {
        return marker.at < report.range.from || marker.at > report.range.to;
    });
    for (Marker& marker : markers) {
        marker.knob = shownLine(marker.knob.toStdString());
        marker.from = shownLine(marker.from.toStdString());
        marker.to = shownLine(marker.to.toStdString());
    }
    return markers;
}

ReadOut readOutOf(const reports::Report& report, const std::vector<Curve>& curves, const Plot& plot,
                  ValueText text) {
    ReadOut readOut{u"time"_s, {}, {}};
    for (const telemetry::SeriesPoint& point : report.series) {
        ReadOut::Moment moment{shareOf(plot.across, inSeconds(point.at)), timeLabel(inSeconds(point.at)), {}};
        for (const Curve& curve : curves) {
            const std::optional<double> value = curve.value(point);
            moment.values << (value ? text(*value) : u"–"_s);
        }
        readOut.moments.push_back(std::move(moment));
    }
    for (const Marker& marker : plot.markers)
        readOut.notes.push_back({shareOf(plot.across, inSeconds(marker.at)), marker.text()});
    return readOut;
}

Plot plotOf(const reports::Report& report, const std::vector<Curve>& curves) {
    Plot plot;
    plot.across = timeScale(inSeconds(report.range.from), inSeconds(report.range.to));
    for (const Curve& curve : curves)
        plot.curves.push_back({curve.name, curve.colour, curve.shape,
                               runsOf(report.series, async::Duration::zero(), curve.value)});
    plot.markers = markersIn(report);
    plot.emptyText = u"No calls in this time"_s;
    const bool quiet = std::ranges::all_of(report.series, [](const auto& point) { return point.calls == 0; });
    if (quiet)
        std::ranges::for_each(plot.curves, [](PlottedCurve& curve) { curve.runs.clear(); });
    return plot;
}

struct Extremes {
    double lowest = std::numeric_limits<double>::infinity(); ///< positive
    double highest = 0;
};

Extremes extremesOf(const Plot& plot) {
    Extremes extremes;
    for (const PlottedCurve& curve : plot.curves) {
        for (const QPolygonF& run : curve.runs) {
            for (const QPointF& point : run) {
                extremes.highest = std::max(extremes.highest, point.y());
                if (point.y() > 0)
                    extremes.lowest = std::min(extremes.lowest, point.y());
            }
        }
    }
    return extremes;
}

} // namespace

Picture latencyPicture(const reports::Report& report) {
    const std::vector<Curve> curves = percentileCurves();
    Plot plot = plotOf(report, curves);
    if (report.snapshot.counts.ended() > 0)
        plot.emptyText = u"No call was answered"_s;
    plot.upwards = [extremes = extremesOf(plot)](int mostTicks) {
        if (extremes.highest <= 0)
            return logarithmicScale(100e-6, 0.1, mostTicks, formatDurationTick);
        return logarithmicScale(extremes.lowest, extremes.highest, mostTicks, formatDurationTick);
    };
    const ReadOut readOut = readOutOf(report, curves, plot, latencyText);
    Picture picture = pictureOf(std::move(plot));
    picture.name = u"latency"_s;
    picture.title = u"Latency"_s;
    const telemetry::LatencySummary& total = report.snapshot.total;
    picture.description =
        u"Percentiles over time on a logarithmic scale. Over all calls p50 is %1, p99 %2, max %3."_s.arg(
            formatLatency(total.p50), formatLatency(total.p99), formatLatency(total.max));
    picture.readOut = readOut;
    return picture;
}

Picture throughputPicture(const reports::Report& report) {
    const std::vector<Curve> curves = rateCurves();
    Plot plot = plotOf(report, curves);
    plot.upwards = [highest = extremesOf(plot).highest](int mostTicks) {
        return linearScale(std::max(highest, 1.0), mostTicks, formatRateTick);
    };
    const ReadOut readOut = readOutOf(report, curves, plot, formatRate);
    Picture picture = pictureOf(std::move(plot));
    picture.name = u"throughput"_s;
    picture.title = u"Throughput and errors"_s;
    const telemetry::CallCounts& counts = report.snapshot.counts;
    picture.description =
        u"Ended calls and errors a second over time. In all %1 calls ended, %2 of them without success."_s
            .arg(formatCount(counts.ended()), formatCount(counts.errors()));
    picture.readOut = readOut;
    return picture;
}

} // namespace dyno::ui
