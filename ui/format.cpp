#include "ui/format.h"

#include <QTextDocument>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

struct Unit {
    double size;
    QStringView name;
};

constexpr std::array<Unit, 3> durationUnits{{{1, u"s"}, {1e-3, u"ms"}, {1e-6, u"µs"}}};
constexpr std::array<Unit, 3> rateUnits{{{1e6, u"M/s"}, {1e3, u"k/s"}, {1, u"/s"}}};
constexpr std::array<Unit, 3> countUnits{{{1e12, u"T"}, {1e9, u"G"}, {1e6, u"M"}}};
constexpr std::array<Unit, 4> byteUnits{{{1e9, u"GB"}, {1e6, u"MB"}, {1e3, u"kB"}, {1, u"B"}}};

QString threeDigits(double value) {
    const double size = std::abs(value);
    return QString::number(value, 'f', size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

// 999.7 µs is shown as "1.00 ms" and not as "1000 µs", hence the comparison with what would be printed.
template<std::size_t N>
const Unit& unitFor(double value, const std::array<Unit, N>& units) {
    const auto fits = [value](const Unit& unit) { return value >= unit.size * 0.9995; };
    const auto found = std::find_if(units.begin(), units.end(), fits);
    return found == units.end() ? units.back() : *found;
}

template<std::size_t N>
QString tick(double value, const std::array<Unit, N>& units) {
    const Unit& unit = unitFor(value, units);
    return QString::number(value / unit.size, 'g', 4) % u' ' % unit.name.toString();
}

double seconds(async::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

QString twoDigits(qint64 value) {
    return u"%1"_s.arg(value, 2, 10, QLatin1Char('0'));
}

QString clock(qint64 seconds) {
    return twoDigits(seconds / 3600) % u':' % twoDigits(seconds / 60 % 60) % u':' % twoDigits(seconds % 60);
}

} // namespace

Quantity durationQuantity(async::Duration duration) {
    const double value = seconds(duration);
    if (value <= 0)
        return {u"0"_s, u"ms"_s};
    if (value >= 59.95) {
        const auto whole = qint64(std::round(value));
        return {QString::number(whole / 60) % u":" % twoDigits(whole % 60), u"min"_s};
    }
    const Unit& unit = unitFor(value, durationUnits);
    return {threeDigits(value / unit.size), unit.name.toString()};
}

QString formatDuration(async::Duration duration) {
    const Quantity quantity = durationQuantity(duration);
    return quantity.number % u' ' % quantity.unit;
}

QString formatLatency(async::Duration duration) {
    return duration == async::Duration::zero() ? u"–"_s : formatDuration(duration);
}

QString formatUptime(async::Duration duration) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(duration).count();
    constexpr qint64 day = 24 * 3600;
    return whole < day ? clock(whole) : QString::number(whole / day) % u" d "_s % clock(whole % day);
}

QString formatMoment(async::Duration sinceStart, int digits) {
    const double step = std::pow(10, -digits);
    const double value = std::round(seconds(sinceStart) / step) * step;
    if (value < 60)
        return QString::number(value, 'f', digits) % u" s"_s;
    const auto whole = qint64(value);
    const QString part = QString::number(value - double(whole), 'f', digits).mid(1);
    const QString minutes = twoDigits(whole / 60 % 60) % u':' % twoDigits(whole % 60) % part;
    return whole < 3600 ? minutes.mid(minutes.startsWith(u'0') ? 1 : 0)
                        : QString(QString::number(whole / 3600) % u':' % minutes);
}

QString formatRange(async::Duration from, async::Duration to) {
    QString first = formatMoment(from);
    if (first.endsWith(u's') && !formatMoment(to).endsWith(u's'))
        first = u"0:"_s % QString::number(seconds(from), 'f', 1).rightJustified(4, u'0');
    return first % u" – "_s % formatMoment(to);
}

QString formatTimeStamp(async::Duration duration) {
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(duration).count();
    return clock(whole / 1000) % u'.' % u"%1"_s.arg(whole % 1000, 3, 10, QLatin1Char('0'));
}

Quantity rateQuantity(double perSecond) {
    if (perSecond < 0.005)
        return {u"0"_s, u"/s"_s};
    const Unit& unit = unitFor(perSecond, rateUnits);
    return {threeDigits(perSecond / unit.size), unit.name.toString()};
}

QString formatRate(double perSecond) {
    const Quantity quantity = rateQuantity(perSecond);
    return quantity.number % u' ' % quantity.unit;
}

QString formatCount(std::uint64_t count) {
    QString digits = QString::number(count);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, u',');
    return digits;
}

QString formatShortCount(std::uint64_t count) {
    if (count < 1'000'000)
        return formatCount(count);
    const Unit& unit = unitFor(double(count), countUnits);
    return threeDigits(double(count) / unit.size) % u' ' % unit.name.toString();
}

QString formatBytes(std::uint64_t bytes) {
    const Unit& unit = unitFor(double(bytes), byteUnits);
    const double value = double(bytes) / unit.size;
    return (unit.size == 1 ? QString::number(bytes) : threeDigits(value)) % u' ' % unit.name.toString();
}

QString formatShare(double share) {
    return QString::number(share * 100, 'f', 1) % u" %"_s;
}

QString formatDurationTick(double seconds) {
    return seconds <= 0 ? u"0"_s : tick(seconds, durationUnits);
}

QString formatRateTick(double perSecond) {
    return perSecond <= 0 ? u"0"_s : tick(perSecond, rateUnits);
}

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString plainToolTip(const QString& text) {
    if (!Qt::mightBeRichText(text))
        return text;
    return u"<p style='white-space: pre-wrap'>%1</p>"_s.arg(text.toHtmlEscaped());
}

} // namespace dyno::ui
