#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace dyno::ui {

struct ScaleTick {
    double position; ///< on the scale, not the value
    QString label;

    bool operator==(const ScaleTick&) const = default;
};

/// Which values an axis spans and where its labelled lines are. Positions on it are linear: a logarithmic
/// scale's are powers of ten.
struct ValueScale {
    bool logarithmic = false;
    double low = 0;  ///< position of the lower end
    double high = 1; ///< position of the upper end
    std::vector<ScaleTick> ticks;

    /// Where a value is; values that the scale cannot hold are at its lower end.
    double position(double value) const;

    bool operator==(const ValueScale&) const = default;
};

using TickText = std::function<QString(double value)>;

/// From zero to the first 1-2-5 step over `highest`, with at most `mostTicks` steps (2 … 5).
ValueScale linearScale(double highest, int mostTicks, const TickText& text);

/// From the 1-2-5 step below `lowest` (positive) to the one above `highest`; at least one decade. Ticks are
/// at every such step, or at decades where those are more than `mostTicks`.
ValueScale logarithmicScale(double lowest, double highest, int mostTicks, const TickText& text);

} // namespace dyno::ui
