#include "ui/format.h"
#include "ui/report/sections/sections.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

Tile latencyTile(const QString& name, async::Duration latency, const QString& note) {
    if (latency == async::Duration::zero())
        return {name, u"–"_s, {}, note, Tone::Muted};
    const Quantity quantity = durationQuantity(latency);
    return {name, quantity.number, quantity.unit, note};
}

// Never "0.0" where there was one.
QString shareText(double share) {
    return share > 0 && share < 0.0005 ? u"<0.1"_s : formatShare(share).chopped(2);
}

QString errorNote(const telemetry::CallCounts& counts) {
    if (counts.errors() == 0)
        return u"none"_s;
    QString note = counts.errors() == 1 ? u"1 call"_s : formatShortCount(counts.errors()) % u" calls"_s;
    if (counts.timedOut > 0)
        note += u", %1 timed out"_s.arg(formatShortCount(counts.timedOut));
    if (counts.cancelled > 0)
        note += u", %1 cancelled"_s.arg(formatShortCount(counts.cancelled));
    return note;
}

} // namespace

std::vector<Tile> tilesOf(const reports::Report& report) {
    const telemetry::CallCounts& counts = report.snapshot.counts;
    const telemetry::LatencySummary& total = report.snapshot.total;
    const double length = std::chrono::duration<double>(report.snapshot.measured).count();
    const Quantity rate = rateQuantity(length > 0 ? double(counts.ended()) / length : 0);
    const double share = counts.ended() == 0 ? 0 : double(counts.errors()) / double(counts.ended());
    return {
        {u"calls"_s,
         formatShortCount(counts.ended()),
         {},
         u"in "_s % formatDuration(report.snapshot.measured)},
        {u"throughput"_s, rate.number, rate.unit, u"ended calls"_s},
        latencyTile(u"p50"_s, total.p50, u"half were quicker"_s),
        latencyTile(u"p99"_s, total.p99, u"one of 100 was slower"_s),
        latencyTile(u"max"_s, total.max, u"the slowest"_s),
        {u"errors"_s, shareText(share), u"%"_s, errorNote(counts),
         counts.errors() == 0 ? Tone::Good : Tone::Bad},
    };
}

} // namespace dyno::ui
