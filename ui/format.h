#pragma once

#include "engine/async/clock.h"

#include <QString>

#include <cstdint>
#include <string_view>

/// How numbers become text, for every panel, chart and table. Independent of the locale, so that a screenshot
/// from one machine can be compared with another's.
namespace dyno::ui {

/// A number and its unit apart, for places that align them separately.
struct Quantity {
    QString number;
    QString unit;

    bool operator==(const Quantity&) const = default;
};

/// Three significant digits: 812 µs, 1.24 ms, 12.4 s; from a minute on whole minutes and seconds.
Quantity durationQuantity(async::Duration duration);
QString formatDuration(async::Duration duration);
/// As formatDuration(), but a dash for zero: a percentile over no calls is absent, not fast.
QString formatLatency(async::Duration duration);
/// For a running clock: "00:12:05", from a day on "3 d 04:12:05".
QString formatUptime(async::Duration duration);
/// A moment of a session: "12.4 s", from a minute on "2:05.0", from an hour on "1:02:05.0"; so many digits of
/// a second's parts.
QString formatMoment(async::Duration sinceStart, int digits = 1);
/// "12.0 s – 19.4 s", both in the same way.
QString formatRange(async::Duration from, async::Duration to);
/// For a log line: "00:12:05.123".
QString formatTimeStamp(async::Duration duration);

/// Three significant digits; thousands as "k", millions as "M". The unit is "/s" with that prefix.
Quantity rateQuantity(double perSecond);
QString formatRate(double perSecond);
/// Groups of three: "1,234,567".
QString formatCount(std::uint64_t count);
/// As formatCount() below a million, then three digits: "12.3 M". Never wider than "999,999".
QString formatShortCount(std::uint64_t count);
/// Decimal units, as the kernel's tools print with --si: "84.2 MB".
QString formatBytes(std::uint64_t bytes);
/// A share of one as per cent: 0.123 is "12.3 %"; it may exceed 1.
QString formatShare(double share);
/// A tick on a chart's axis, without needless zeros: "1 ms", "250 µs", "1.2k".
QString formatDurationTick(double seconds);
QString formatRateTick(double perSecond);

/// Engine text is UTF-8.
QString toQString(std::string_view text);
/// For tool tips of what a server, a file or a path says: Qt would show HTML in it as such, with pictures.
QString plainToolTip(const QString& text);

} // namespace dyno::ui
