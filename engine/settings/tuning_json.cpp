#include "engine/settings/tuning_json.h"

#include "engine/settings/knobs/knob_check.h"

#include <nlohmann/json.hpp>

namespace dyno::settings {

namespace {

using json = nlohmann::ordered_json;

json numberJson(const Knob& knob, double number) {
    if (knob.kind == KnobKind::Count)
        return static_cast<std::int64_t>(number);
    if (knob.kind == KnobKind::Number)
        return number;
    return knobText(knob, number);
}

std::string shown(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A length of time has no unit as a number; a share and bytes are what they are.
bool takesNumber(const Knob& knob) {
    return knob.kind == KnobKind::Count || knob.kind == KnobKind::Number || knob.kind == KnobKind::Bytes ||
           knob.kind == KnobKind::Share;
}

Result<KnobValue> checked(const Knob& knob, KnobValue value, const json& given) {
    if (fits(knob, value).has_error())
        return doesNotFit(knob, shown(given));
    return value;
}

} // namespace

json knobJson(const Knob& knob, const KnobValue& value) {
    if (const bool* flag = std::get_if<bool>(&value))
        return *flag;
    if (const double* number = std::get_if<double>(&value))
        return numberJson(knob, *number);
    if (knob.kind == KnobKind::Rules)
        return json::parse(std::get<std::string>(value));
    return knobText(knob, value);
}

Result<KnobValue> readKnobJson(const Knob& knob, const json& value) {
    if (value.is_string())
        return parseKnob(knob, value.get<std::string>());
    if (value.is_null())
        return parseKnob(knob, "off");
    if (value.is_boolean())
        return checked(knob, value.get<bool>(), value);
    if (value.is_number() && takesNumber(knob))
        return checked(knob, value.get<double>(), value);
    if (value.is_array() && knob.kind == KnobKind::Rules)
        return parseKnob(knob, shown(value));
    const bool needsUnit = value.is_number() && knob.kind == KnobKind::Duration;
    return doesNotFit(knob, shown(value), needsUnit ? "\"500 ms\" or \"10 s\"" : "");
}

json tuningJson(const Tuning& tuning) {
    const Tuning standard;
    json object = json::object();
    for (const Knob& knob : knobs())
        if (const KnobValue value = knob.get(tuning); value != knob.get(standard))
            object[std::string(knob.key)] = knobJson(knob, value);
    return object;
}

} // namespace dyno::settings
