#include "ui/report/sections/cells.h"

#include "ui/format.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

Cell nameCell(std::string_view text) {
    return {shownLine(text), {}, Tone::Plain};
}

Cell textCell(const QString& text, Tone tone) {
    return {text, {}, tone};
}

Cell countCell(std::uint64_t count) {
    return {formatCount(count), double(count), Tone::Plain};
}

Cell errorCell(std::uint64_t count) {
    return {formatCount(count), double(count), count == 0 ? Tone::Muted : Tone::Bad};
}

Cell shareCell(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0)
        return dashCell();
    const double share = double(part) / double(whole);
    return {formatShare(share), share, part == 0 ? Tone::Muted : Tone::Plain};
}

Cell latencyCell(async::Duration latency) {
    return {formatLatency(latency), double(latency.count()), Tone::Plain};
}

Cell bytesCell(double bytes) {
    return {formatBytes(std::uint64_t(bytes)), bytes, Tone::Plain};
}

Cell cpuCell(double share) {
    return {formatShare(share), share, Tone::Plain};
}

Cell dashCell() {
    return {u"–"_s, -1, Tone::Muted};
}

} // namespace dyno::ui
