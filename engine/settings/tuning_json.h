#pragma once

#include "engine/settings/knobs.h"

#include <nlohmann/json_fwd.hpp>

namespace dyno::settings {

/// A knob's value as workspace files and summaries hold it: `true`, `8`, `"60 s"`, `"off"`, and a list for
/// batch rules.
nlohmann::ordered_json knobJson(const Knob& knob, const KnobValue& value);

/// The inverse; takes null for off, and as a text whatever parseKnob() takes. InvalidInput as parseKnob() has
/// it.
[[nodiscard]] Result<KnobValue> readKnobJson(const Knob& knob, const nlohmann::ordered_json& value);

/// The knobs that differ from their default, by key, in the order of knobs().
nlohmann::ordered_json tuningJson(const Tuning& tuning);

} // namespace dyno::settings
