#include "ui/panels/knob_scale.h"

#include <algorithm>
#include <cmath>

namespace dyno::ui {
namespace {

constexpr int logarithmicPositions = 300;

int rounded(double value) {
    const double unit = std::pow(10, std::max(std::floor(std::log10(value)) - 1, 0.0));
    return int(std::round(value / unit) * unit);
}

} // namespace

int KnobScale::positions() const {
    return logarithmic ? logarithmicPositions : high - low;
}

int KnobScale::position(int value) const {
    const int inside = std::clamp(value, low, high);
    if (!logarithmic)
        return inside - low;
    return int(
        std::round(std::log(double(inside) / low) / std::log(double(high) / low) * logarithmicPositions));
}

int KnobScale::value(int position) const {
    if (!logarithmic)
        return std::clamp(low + position, low, high);
    const double exact = low * std::pow(double(high) / low, double(position) / logarithmicPositions);
    return std::clamp(rounded(exact), low, high);
}

} // namespace dyno::ui
