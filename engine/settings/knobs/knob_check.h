#pragma once

#include "engine/settings/knobs.h"

namespace dyno::settings {

/// That a knob cannot be set to what is `shown`, and what it can be set to; the example is of the spelling.
Error doesNotFit(const Knob& knob, std::string_view shown, std::string_view example = {});

} // namespace dyno::settings
