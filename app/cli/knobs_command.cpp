#include "app/cli/knobs_command.h"

#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"
#include "engine/settings/tuning_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dyno::app {

namespace {

using json = nlohmann::ordered_json;
using settings::Knob;
using settings::KnobKind;

std::string_view name(KnobKind kind) {
    switch (kind) {
    case KnobKind::Flag:
        return "flag";
    case KnobKind::Count:
        return "count";
    case KnobKind::Number:
        return "number";
    case KnobKind::Duration:
        return "duration";
    case KnobKind::Bytes:
        return "bytes";
    case KnobKind::Share:
        return "share";
    case KnobKind::Choice:
        return "choice";
    case KnobKind::Text:
        return "text";
    case KnobKind::Rules:
        return "rules";
    }
    return "";
}

/// Not wider than 100 columns.
std::string text() {
    std::string text;
    std::string_view stage;
    const settings::Tuning standard;
    for (const Knob& knob : settings::knobs()) {
        if (stageOf(knob) != std::exchange(stage, stageOf(knob)))
            text += fmt::format("{}{}\n", text.empty() ? "" : "\n", stage);
        text += fmt::format("  {:<20} {:<19} {}\n    {}\n    {}\n", knob.key,
                            knobText(knob, knob.get(standard)), rangeText(knob), knob.effect, knob.cost);
    }
    return text;
}

/// Of `low` and `high`.
std::string_view unitOf(const Knob& knob) {
    switch (knob.kind) {
    case settings::KnobKind::Duration:
        return "s";
    case settings::KnobKind::Bytes:
        return "bytes";
    default:
        return knob.unit;
    }
}

json toJson(const Knob& knob) {
    const bool numeric = knob.high > knob.low;
    return {{"key", knob.key},
            {"stage", stageOf(knob)},
            {"label", knob.label},
            {"kind", name(knob.kind)},
            {"default", knobJson(knob, knob.get(settings::Tuning{}))},
            {"low", numeric ? json(knob.low) : json()},
            {"high", numeric ? json(knob.high) : json()},
            {"unit", unitOf(knob)},
            {"mayBeOff", knob.mayBeOff},
            {"choices", knob.choices},
            {"effect", knob.effect},
            {"cost", knob.cost}};
}

std::string jsonText() {
    json list = json::array();
    for (const Knob& knob : settings::knobs())
        list.push_back(toJson(knob));
    return list.dump(2) + '\n';
}

} // namespace

int knobsCommand(const KnobsOptions& options) {
    if (auto printed = printOut(options.json ? jsonText() : text()); printed.has_error()) {
        printError(printed.error());
        return usage;
    }
    return done;
}

} // namespace dyno::app
