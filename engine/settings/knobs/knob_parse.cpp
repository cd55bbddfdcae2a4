// Knobs as people type them.
#include "engine/settings/batch_rules.h"
#include "engine/settings/duration_text.h"
#include "engine/settings/knobs/byte_units.h"
#include "engine/settings/knobs/knob_check.h"
#include "engine/settings/knobs/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dyno::settings {

namespace {

/// "1500 ms" apart; a unit in lower case.
struct Quantity {
    double number = std::nan("");
    std::string_view digits;
    std::string unit;
};

Quantity quantity(std::string_view text) {
    Quantity result;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), result.number);
    if (ec != std::errc())
        result.number = std::nan("");
    const auto length = static_cast<std::size_t>(end - text.data());
    result.digits = text.substr(0, length);
    result.unit = lowerCase(trimmed(text.substr(length)));
    return result;
}

/// NaN for what is none, which then does not fit.
double durationOf(const Quantity& quantity) {
    const auto duration = parseDuration(fmt::format("{}{}", quantity.digits, quantity.unit));
    return duration.has_error() ? std::nan("") : std::chrono::duration<double>(*duration).count();
}

double bytesOf(const Quantity& quantity) {
    if (quantity.unit.empty())
        return quantity.number;
    for (const ByteUnit& unit : byteUnits)
        if (lowerCase(unit.name) == quantity.unit)
            return std::round(quantity.number * unit.bytes);
    return std::nan("");
}

double shareOf(const Quantity& quantity) {
    return quantity.unit == "%"    ? quantity.number / 100
           : quantity.unit.empty() ? quantity.number
                                   : std::nan("");
}

double numberOf(KnobKind kind, std::string_view text) {
    const Quantity typed = quantity(text);
    switch (kind) {
    case KnobKind::Duration:
        return durationOf(typed);
    case KnobKind::Bytes:
        return bytesOf(typed);
    case KnobKind::Share:
        return shareOf(typed);
    default:
        return typed.unit.empty() ? typed.number : std::nan("");
    }
}

KnobValue flagOf(std::string_view text) {
    const std::string word = lowerCase(text);
    if (word == "on" || word == "true" || word == "yes")
        return true;
    if (word == "off" || word == "false" || word == "no")
        return false;
    return {};
}

bool isNone(std::string_view text) {
    const std::string word = lowerCase(text);
    return word.empty() || word == "none" || word == "off";
}

/// In the order of the choices; what is none of them stays, and then does not fit.
std::string namesOf(const Knob& knob, std::string_view text) {
    if (isNone(text))
        return {};
    if (knob.choices.empty())
        return std::string(text);
    std::vector<std::string> names = splitNames(lowerCase(text));
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return std::find(knob.choices.begin(), knob.choices.end(), a) <
               std::find(knob.choices.begin(), knob.choices.end(), b);
    });
    return joinNames(names);
}

Result<KnobValue> rulesOf(std::string_view text) {
    if (isNone(text))
        return KnobValue("[]");
    const auto rules = parseBatchRules(text);
    if (rules.has_error())
        return rules.error();
    return KnobValue(batchRulesText(*rules));
}

KnobValue valueOf(const Knob& knob, std::string_view text) {
    switch (knob.kind) {
    case KnobKind::Flag:
        return flagOf(text);
    case KnobKind::Choice:
        return lowerCase(text);
    case KnobKind::Text:
        return namesOf(knob, text);
    default:
        return numberOf(knob.kind, text);
    }
}

/// Of what could not even be read.
std::string_view exampleFor(const Knob& knob, const KnobValue& value) {
    const double* number = std::get_if<double>(&value);
    if (!number || !std::isnan(*number))
        return {};
    return knob.kind == KnobKind::Duration ? "500ms, 10s or 2m" : knob.kind == KnobKind::Bytes ? "64MiB" : "";
}

} // namespace

Result<KnobValue> parseKnob(const Knob& knob, std::string_view text) {
    const std::string_view typed = trimmed(text);
    if (knob.mayBeOff && !typed.empty() && isNone(typed))
        return KnobValue();
    if (knob.kind == KnobKind::Rules)
        return rulesOf(typed);
    const KnobValue value = valueOf(knob, typed);
    if (fits(knob, value).has_error())
        return doesNotFit(knob, fmt::format("\"{}\"", typed), exampleFor(knob, value));
    return value;
}

} // namespace dyno::settings
