#include "engine/reports/export_range.h"
#include "engine/reports/sink.h"
#include "engine/reports/time_numbers.h"
#include "engine/reports/wall_time_text.h"
#include "engine/telemetry/histogram_codec.h"

#include <fmt/format.h>

namespace dyno::reports {

namespace {

/// Version 1.3 of the format. Readers take start times for offsets from StartTime.
std::string heading(const sessions::SessionInfo& info) {
    return fmt::format(
        "#[Histogram log format version 1.3]\n"
        "#[Histograms count latencies in microseconds; Interval_Max is in milliseconds]\n"
        "#[StartTime: {:.3f} (seconds since epoch), {}]\n"
        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
        inSeconds(info.startedAt.time_since_epoch()), wallTimeText(info.startedAt));
}

Result<std::string> line(const sessions::SessionReader::Part& part, sessions::Duration began,
                         telemetry::Histogram& latency) {
    latency.reset();
    if (auto added = telemetry::addCounts(part.latency, latency); added.has_error())
        return added.error();
    return fmt::format("{:.3f},{:.3f},{:.3f},{}\n", inSeconds(part.range.from - began),
                       inSeconds(part.range.to - part.range.from), static_cast<double>(latency.max()) / 1000,
                       telemetry::encodeCompressed(latency));
}

} // namespace

Result<void> writeHdrLog(sessions::SessionReader& reader, const Sink& sink,
                         std::optional<sessions::Range> range) {
    const auto exported = exportRange(reader, range);
    if (exported.has_error())
        return exported.error();
    const double length = inSeconds(exported->range.to - exported->range.from);
    const auto parts = reader.parts(exported->range, static_cast<std::size_t>(std::max(1.0, length)));
    if (parts.has_error())
        return parts.error();
    BufferedSink out(sink);
    out.write(heading(exported->info));
    telemetry::Histogram latency;
    for (const sessions::SessionReader::Part& part : *parts) {
        const auto text = line(part, exported->info.began, latency);
        if (text.has_error())
            return text.error();
        if (!out.write(*text))
            break;
    }
    return out.finish();
}

} // namespace dyno::reports
