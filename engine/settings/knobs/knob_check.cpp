// Whether a value is one that a knob may have.
#include "engine/settings/knobs/knob_check.h"
#include "engine/settings/batch_rules.h"
#include "engine/settings/knobs/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dyno::settings {

namespace {

std::string limits(const Knob& knob) {
    return fmt::format("{}between {} and {}", knob.mayBeOff ? "off or " : "", knobText(knob, knob.low),
                       knobText(knob, knob.high));
}

std::string allowed(const Knob& knob) {
    switch (knob.kind) {
    case KnobKind::Flag:
        return "on or off";
    case KnobKind::Choice:
        return fmt::format("one of {}", fmt::join(knob.choices, ", "));
    case KnobKind::Text:
        return knob.choices.empty() ? std::string(knob.unit)
                                    : fmt::format("any of {}, or none", fmt::join(knob.choices, ", "));
    case KnobKind::Rules:
        return "a JSON list of rules";
    default:
        return limits(knob);
    }
}

bool isChoice(const Knob& knob, std::string_view name) {
    return std::find(knob.choices.begin(), knob.choices.end(), name) != knob.choices.end();
}

bool namesFit(const Knob& knob, const std::string& text) {
    const auto names = splitNames(text);
    return knob.choices.empty() ||
           std::all_of(names.begin(), names.end(), [&](const auto& name) { return isChoice(knob, name); });
}

/// Of the numbers: NaN compares as out of every range.
bool numberFits(const Knob& knob, double value) {
    const bool whole = knob.kind == KnobKind::Count || knob.kind == KnobKind::Bytes;
    return value >= knob.low && value <= knob.high && (!whole || value == std::floor(value));
}

bool valueFits(const Knob& knob, const KnobValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto* number = std::get_if<double>(&value);
    if (std::holds_alternative<std::monostate>(value))
        return knob.mayBeOff;
    switch (knob.kind) {
    case KnobKind::Flag:
        return std::holds_alternative<bool>(value);
    case KnobKind::Choice:
        return text && isChoice(knob, *text);
    case KnobKind::Text:
        return text && namesFit(knob, *text);
    case KnobKind::Rules:
        return text != nullptr;
    default:
        return number && numberFits(knob, *number);
    }
}

/// As much as can be read in a message, and no half of a character.
std::string_view beginOf(std::string_view text) {
    std::size_t length = 60;
    if (text.size() <= length)
        return text;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
        --length;
    return text.substr(0, length);
}

} // namespace

Error doesNotFit(const Knob& knob, std::string_view shown, std::string_view example) {
    const std::string_view begin = beginOf(shown);
    const std::string_view end = begin.size() < shown.size() ? "…" : "";
    const bool whole = knob.kind == KnobKind::Count && shown.find('.') != std::string_view::npos;
    return {ErrorKind::InvalidInput,
            fmt::format("{} must be {}{}{}{}, not {}{}", knob.key, whole ? "a whole number " : "",
                        allowed(knob), example.empty() ? "" : ", such as ", example, begin, end)};
}

Result<void> fits(const Knob& knob, const KnobValue& value) {
    if (!valueFits(knob, value))
        return doesNotFit(knob, knobText(knob, value));
    if (knob.kind == KnobKind::Rules)
        if (auto rules = parseBatchRules(std::get<std::string>(value)); rules.has_error())
            return rules.error();
    return {};
}

} // namespace dyno::settings
