#pragma once

namespace dyno::settings {
struct Knob;
}

namespace dyno::ui {

/// Between a knob's number and its slider's position. A knob that spans decades is logarithmic, so that small
/// values can be hit as well as large ones.
struct KnobScale {
    double low = 0;
    double high = 1;
    bool logarithmic = false;
    bool whole = true; ///< values are

    /// Positions run from 0 to this.
    int positions() const;
    int position(double value) const;
    /// A logarithmic knob gives round values, of two significant digits.
    double value(int position) const;
    /// The next round value above or below: 1, 2, 5, 10, 20 …; by one where each value has its position.
    double neighbour(double value, bool up) const;
    /// Half way along the slider: what a knob begins with that was off.
    double middle() const { return value(positions() / 2); }
};

/// For the knobs that are numbers.
KnobScale scaleOf(const settings::Knob& knob);

} // namespace dyno::ui
