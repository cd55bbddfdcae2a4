#pragma once

namespace dyno::ui {

/// Between a knob's value and its slider's position. A knob that spans decades is logarithmic, so that small
/// values can be hit as well as large ones.
struct KnobScale {
    int low = 0;
    int high = 1;
    bool logarithmic = false;

    /// Positions run from 0 to this.
    int positions() const;
    int position(int value) const;
    /// A logarithmic knob gives round values, of two significant digits.
    int value(int position) const;
};

} // namespace dyno::ui
