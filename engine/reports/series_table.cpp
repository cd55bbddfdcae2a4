#include "engine/reports/cells.h"
#include "engine/reports/export_range.h"
#include "engine/reports/sink.h"
#include "engine/reports/time_numbers.h"
#include "engine/reports/wall_time_text.h"

#include <limits>

namespace dyno::reports {

namespace {

using telemetry::SeriesPoint;

constexpr std::size_t everyPoint = std::numeric_limits<std::uint32_t>::max();

Cells pointCells(const SeriesPoint& point, const ExportRange& exported) {
    const auto microseconds = [](std::string_view name, sessions::Duration duration) {
        return fractionCell(name, inMicroseconds(duration));
    };
    const auto seconds = [](std::string_view name, sessions::Duration duration) {
        return fractionCell(name, inSeconds(duration));
    };
    return {textCell("time", wallTimeText(exported.info.startedAt, point.at - exported.info.began)),
            seconds("atSeconds", point.at),
            seconds("lengthSeconds", point.length),
            numberCell("calls", point.calls),
            numberCell("errors", point.errors),
            fractionCell("callsPerSecond", point.callsPerSecond()),
            numberCell("inFlight", point.inFlight),
            microseconds("p50Microseconds", point.p50),
            microseconds("p90Microseconds", point.p90),
            microseconds("p99Microseconds", point.p99),
            microseconds("maxMicroseconds", point.max)};
}

Result<void> writeSeries(sessions::SessionReader& reader, const Sink& sink,
                         std::optional<sessions::Range> range, bool heading,
                         std::string (*rowText)(const Cells&)) {
    const auto exported = exportRange(reader, range);
    if (exported.has_error())
        return exported.error();
    const auto series = reader.series(exported->range, everyPoint);
    if (series.has_error())
        return series.error();
    BufferedSink out(sink);
    if (heading)
        out.write(csvHeading(pointCells({}, *exported)));
    for (const SeriesPoint& point : *series)
        if (!out.write(rowText(pointCells(point, *exported))))
            break;
    return out.finish();
}

} // namespace

Result<void> writeSeriesCsv(sessions::SessionReader& reader, const Sink& sink,
                            std::optional<sessions::Range> range) {
    return writeSeries(reader, sink, range, true, csvRow);
}

Result<void> writeSeriesJsonl(sessions::SessionReader& reader, const Sink& sink,
                              std::optional<sessions::Range> range) {
    return writeSeries(reader, sink, range, false, jsonLine);
}

} // namespace dyno::reports
