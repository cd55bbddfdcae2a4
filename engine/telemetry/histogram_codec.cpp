#include "engine/telemetry/histogram_codec.h"

#include "engine/telemetry/leb128.h"

namespace dyno::telemetry {

namespace {

/// No histogram of ours holds more; sums of what a damaged file claims must not run over.
constexpr std::int64_t mostCounts = std::int64_t{1} << 52;

Error noCounts() {
    return {ErrorKind::Protocol, "the histogram is damaged"};
}

} // namespace

void appendCounts(const Histogram& histogram, std::string& out) {
    const std::size_t end = histogram.endBucket();
    std::int64_t empty = static_cast<std::int64_t>(histogram.beginBucket());
    for (std::size_t bucket = histogram.beginBucket(); bucket < end; ++bucket) {
        const std::int64_t count = histogram.countIn(bucket);
        if (count == 0) {
            ++empty;
            continue;
        }
        if (empty > 0)
            appendSigned(-empty, out);
        empty = 0;
        appendSigned(count, out);
    }
}

Result<void> addCounts(std::string_view text, Histogram& sum) {
    Leb128Reader reader(text);
    std::uint64_t bucket = 0;
    while (!reader.atEnd()) {
        const auto number = reader.readSigned();
        if (!number || *number == 0 || *number > mostCounts ||
            *number < -static_cast<std::int64_t>(Histogram::buckets))
            return noCounts();
        if (*number < 0) {
            bucket += static_cast<std::uint64_t>(-*number);
            continue;
        }
        if (bucket >= Histogram::buckets || sum.count() > mostCounts)
            return noCounts();
        sum.addTo(bucket++, *number);
    }
    return {};
}

} // namespace dyno::telemetry
