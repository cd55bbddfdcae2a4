#include "ui/panels/tuning/tuning_conflict.h"

namespace dyno::ui {
namespace {

using settings::Knob;
using settings::KnobKind;
using settings::Tuning;

bool isNumber(const Knob& knob) {
    return knob.kind != KnobKind::Flag && knob.kind != KnobKind::Choice && knob.kind != KnobKind::Text &&
           knob.kind != KnobKind::Rules;
}

bool mends(Tuning tuning, const Knob& knob, double value) {
    knob.set(tuning, value);
    return validate(tuning).has_value();
}

} // namespace

std::vector<const Knob*> conflictingKnobs(const Tuning& tuning) {
    std::vector<const Knob*> found;
    if (validate(tuning))
        return found;
    for (const Knob& knob : settings::knobs())
        if (isNumber(knob) && (mends(tuning, knob, knob.low) || mends(tuning, knob, knob.high)))
            found.push_back(&knob);
    return found;
}

} // namespace dyno::ui
