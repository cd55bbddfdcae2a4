#include "ui/charts/time_ticks.h"

#include "ui/format.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using async::Duration;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Duration, 20> steps{
    milliseconds(100), milliseconds(200), milliseconds(500), seconds(1), seconds(2), seconds(5),  seconds(10),
    seconds(15),       seconds(30),       minutes(1),        minutes(2), minutes(5), minutes(10), minutes(15),
    minutes(30),       hours(1),          hours(2),          hours(6),   hours(12),  hours(24)};

double inSeconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace

std::vector<ScaleTick> timeTicks(sessions::Range shown, int most) {
    const Duration least = (shown.to - shown.from) / std::max(most - 1, 1);
    const auto found = std::ranges::find_if(steps, [least](Duration step) { return step >= least; });
    const Duration step = found == steps.end() ? steps.back() * (least / steps.back() + 1) : *found;
    std::vector<ScaleTick> ticks;
    for (Duration at = (shown.from + step - Duration(1)) / step * step; at <= shown.to; at += step)
        ticks.push_back({inSeconds(at - shown.to), formatMoment(at, step < seconds(1) ? 1 : 0)});
    return ticks;
}

std::vector<ScaleTick> ticksBeforeNow(Duration span) {
    std::vector<ScaleTick> ticks;
    for (int quarter = 4; quarter >= 0; --quarter) {
        const double position = -inSeconds(span) * quarter / 4;
        ticks.push_back({position, textBeforeNow(position)});
    }
    return ticks;
}

QString textBeforeNow(double secondsFromNow) {
    if (secondsFromNow > -0.05)
        return u"now"_s;
    const bool inMinutes = secondsFromNow <= -119.5;
    const double number = inMinutes ? secondsFromNow / 60 : secondsFromNow;
    return u"−"_s % QString::number(-number, 'g', 4) % (inMinutes ? u" min"_s : u" s"_s);
}

} // namespace dyno::ui
