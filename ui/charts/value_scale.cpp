#include "ui/charts/value_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dyno::ui {
namespace {

constexpr std::array<double, 3> steps{1, 2, 5};

// Computed 1-2-5 steps miss decimal ones by a rounding error.
constexpr double slack = 1e-9;

constexpr double lift = 0.04;

double stepAtLeast(double value) {
    const double decade = std::pow(10, std::floor(std::log10(value) + slack));
    const auto reaches = [&](double step) { return step * decade >= value * (1 - slack); };
    const auto found = std::ranges::find_if(steps, reaches);
    return found == steps.end() ? 10 * decade : *found * decade;
}

double stepAtMost(double value) {
    const double decade = std::pow(10, std::floor(std::log10(value) + slack));
    const auto fits = [&](double step) { return step * decade <= value * (1 + slack); };
    return *std::find_if(steps.rbegin(), steps.rend(), fits) * decade;
}

} // namespace

double ValueScale::position(double value) const {
    if (!logarithmic)
        return std::max(value, low);
    return value > 0 ? std::max(std::log10(value), low) : low;
}

ValueScale linearScale(double highest, int mostTicks, const TickText& text) {
    const double top = std::max(highest, 1e-9) * 1.05;
    const double step = stepAtLeast(top / std::clamp(mostTicks, 2, 5));
    const int count = int(std::ceil(top / step - slack));
    ValueScale scale{false, 0, count * step, {}};
    for (int i = 0; i <= count; ++i)
        scale.ticks.push_back({i * step, text(i * step)});
    return scale;
}

ValueScale logarithmicScale(double lowest, double highest, int mostTicks, const TickText& text) {
    const double bottom = stepAtMost(std::max(lowest, 1e-9));
    const double top = std::max(stepAtLeast(highest * 1.05), bottom * 10);
    ValueScale scale{true, std::log10(bottom), std::log10(top), {}};
    const bool everyStep = (scale.high - scale.low) * double(steps.size()) <= mostTicks;
    for (int exponent = int(std::floor(scale.low + slack)); exponent <= int(std::ceil(scale.high));
         ++exponent) {
        for (const double step : steps) {
            const double at = exponent + std::log10(step);
            const bool inside = at >= scale.low - slack && at <= scale.high + slack;
            if (inside && (step == 1 || everyStep))
                scale.ticks.push_back({at, text(step * std::pow(10, exponent))});
        }
    }
    // Lifts the lowest label off the labels of the axis below.
    scale.low -= lift * (scale.high - scale.low);
    return scale;
}

} // namespace dyno::ui
