// Knobs as people read them.
#include "engine/settings/duration_text.h"
#include "engine/settings/knobs.h"
#include "engine/settings/knobs/byte_units.h"

#include <fmt/format.h>

#include <cmath>

namespace dyno::settings {

namespace {

/// What no Duration holds is written in seconds: it stands in the message that refuses it.
std::string secondsText(double value) {
    if (!(value >= 0 && value < 1e6))
        return fmt::format("{} s", value);
    return durationText(Duration(std::llround(value * 1e9)));
}

/// The largest unit of which it is a whole number.
std::string bytesText(double value) {
    for (const ByteUnit& unit : byteUnits)
        if (value >= unit.bytes && std::fmod(value, unit.bytes) == 0)
            return fmt::format("{} {}", value / unit.bytes, unit.name);
    return fmt::format("{} B", value);
}

std::string numberText(KnobKind kind, double value) {
    switch (kind) {
    case KnobKind::Duration:
        return secondsText(value);
    case KnobKind::Bytes:
        return bytesText(value);
    case KnobKind::Share:
        return fmt::format("{:.12g} %", value * 100); // 7 %, not 7.000000000000001 %
    default:
        return fmt::format("{}", value);
    }
}

std::string joined(const std::vector<std::string_view>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::string knobText(const Knob& knob, const KnobValue& value) {
    if (const bool* flag = std::get_if<bool>(&value))
        return *flag ? "on" : "off";
    if (const double* number = std::get_if<double>(&value))
        return numberText(knob.kind, *number);
    if (const std::string* text = std::get_if<std::string>(&value))
        return text->empty() ? "none" : *text;
    return "off";
}

std::string rangeText(const Knob& knob) {
    switch (knob.kind) {
    case KnobKind::Flag:
        return "on, off";
    case KnobKind::Choice:
        return joined(knob.choices);
    case KnobKind::Text:
        return fmt::format("{}, or none",
                           knob.choices.empty() ? std::string(knob.unit) : joined(knob.choices));
    case KnobKind::Rules:
        return "a JSON list of rules";
    default:
        break;
    }
    return fmt::format("{}{} … {}{}{}", knob.mayBeOff ? "off, or " : "", numberText(knob.kind, knob.low),
                       numberText(knob.kind, knob.high), knob.unit.empty() ? "" : " ", knob.unit);
}

} // namespace dyno::settings
