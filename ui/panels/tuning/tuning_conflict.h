#pragma once

#include "engine/settings/knobs.h"

#include <vector>

namespace dyno::ui {

/// The knobs that a Tuning which validate() refuses is refused for: those of which one alone, turned all the
/// way down or up, would make it valid. Empty for a valid one.
std::vector<const settings::Knob*> conflictingKnobs(const settings::Tuning& tuning);

} // namespace dyno::ui
