#include "ui/panels/tuning/knob_scale.h"

#include "engine/settings/knobs.h"

#include <algorithm>
#include <cmath>

namespace dyno::ui {
namespace {

constexpr int manyPositions = 300;
constexpr double fewValues = 200;    // each then has its own position
constexpr double decades = 100;      // a range that spans so much is logarithmic
constexpr double leastOfZero = 1e-3; // where a logarithmic range that begins with 0 has its first step

// Two significant digits; `whole` numbers stay so.
double rounded(double value, bool whole) {
    if (value <= 0)
        return 0;
    const double digits = std::floor(std::log10(value)) - 1;
    const double unit = std::pow(10, whole ? std::max(digits, 0.0) : digits);
    return std::round(value / unit) * unit;
}

} // namespace

int KnobScale::positions() const {
    return !logarithmic && whole ? int(high - low) : manyPositions;
}

int KnobScale::position(double value) const {
    const double inside = std::clamp(value, low, high);
    if (!logarithmic)
        return int(std::round((inside - low) / (high - low) * positions()));
    const double first = low > 0 ? low : whole ? 1 : leastOfZero;
    if (inside < first)
        return 0;
    const double share = std::log(inside / first) / std::log(high / first);
    return low > 0 ? int(std::round(share * manyPositions))
                   : 1 + int(std::round(share * (manyPositions - 1)));
}

double KnobScale::value(int position) const {
    if (position <= 0 || position >= positions())
        return position <= 0 ? low : high;
    if (!logarithmic) {
        const double exact = low + (high - low) * position / positions();
        return whole ? std::round(exact) : rounded(exact, false);
    }
    const double first = low > 0 ? low : whole ? 1 : leastOfZero;
    const double share =
        low > 0 ? double(position) / manyPositions : double(position - 1) / (manyPositions - 1);
    return std::clamp(rounded(first * std::pow(high / first, share), whole), low, high);
}

double KnobScale::neighbour(double value, bool up) const {
    if (!logarithmic)
        return std::clamp(this->value(position(value) + (up ? 1 : -1)), low, high);
    if (value <= 0)
        return up ? (whole ? 1 : leastOfZero) : low;
    const double decade = std::pow(10, std::floor(std::log10(value) + 1e-9));
    const double lead = value / decade;
    constexpr double near = 1e-9;
    double next = 0;
    if (up)
        next = lead < 2 - near ? 2 : lead < 5 - near ? 5 : 10;
    else
        next = lead > 5 + near ? 5 : lead > 2 + near ? 2 : lead > 1 + near ? 1 : 0.5;
    return std::clamp(whole ? std::floor(next * decade) : next * decade, low, high);
}

KnobScale scaleOf(const settings::Knob& knob) {
    const bool whole = knob.kind == settings::KnobKind::Count || knob.kind == settings::KnobKind::Bytes;
    const bool wide = knob.low > 0 ? knob.high / knob.low >= decades : knob.high >= decades;
    const bool each = whole && knob.high - knob.low <= fewValues;
    return {knob.low, knob.high, wide && !each, whole};
}

} // namespace dyno::ui
