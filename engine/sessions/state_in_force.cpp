#include "engine/sessions/state_in_force.h"

#include "engine/sessions/json_fields.h"
#include "engine/settings/tuning_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ranges>

namespace dyno::sessions {

namespace {

/// The last one that the range has a part in, else that before it; null: the range is before all of them.
const RunInfo* runOf(const SessionInfo& info, Range range) {
    const auto found = std::ranges::find_if(info.runs.rbegin(), info.runs.rend(), [&](const RunInfo& run) {
        return run.began < range.to || run.began == range.from;
    });
    return found == info.runs.rend() ? nullptr : &*found;
}

nlohmann::ordered_json objectOf(const std::string& text) {
    nlohmann::ordered_json object = readJson<nlohmann::ordered_json>(text);
    return object.is_object() ? object : nlohmann::ordered_json::object();
}

std::string textMember(const nlohmann::ordered_json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void readScenario(const nlohmann::ordered_json& object, workload::Scenario& scenario) {
    const std::string tool = textMember(object, "tool");
    if (tool.empty()) // what the state says of it holds
        return;
    if (const auto server = object.find("server"); server != object.end() && server->is_number_unsigned())
        scenario.server = server->get<ServerId>();
    scenario.tool = tool;
    scenario.arguments = textMember(object, "arguments");
    scenario.extent = {};
    if (const auto calls = object.find("calls"); calls != object.end() && calls->is_number_unsigned())
        scenario.extent.calls = calls->get<std::uint64_t>();
    const auto length = object.find("durationSeconds");
    if (length != object.end() && length->is_number() && length->get<double>() < 1e9)
        scenario.extent.duration =
            std::chrono::duration_cast<Duration>(std::chrono::duration<double>(length->get<double>()));
}

/// The knobs as they were when the run began; those that it does not name had their defaults.
void readTuning(const nlohmann::ordered_json& object, settings::Tuning& tuning) {
    tuning = {};
    for (const auto& [key, value] : object.items())
        if (const settings::Knob* knob = settings::findKnob(key))
            if (const auto read = settings::readKnobJson(*knob, value); read.has_value())
                knob->set(tuning, *read);
}

void turn(const std::vector<settings::TuningChange>& changes, Duration from, Duration to,
          settings::Tuning& tuning) {
    for (const settings::TuningChange& change : changes)
        if (const settings::Knob* knob = settings::findKnob(change.knob);
            knob && change.at > from && change.at <= to)
            if (const auto value = settings::parseKnob(*knob, change.to); value.has_value())
                knob->set(tuning, *value);
}

/// From the session's end, so far as its changes tell.
void turnBack(const std::vector<settings::TuningChange>& changes, Duration to, settings::Tuning& tuning) {
    for (const settings::TuningChange& change : std::views::reverse(changes)) {
        const settings::Knob* knob = change.at > to ? settings::findKnob(change.knob) : nullptr;
        if (!knob)
            continue;
        if (const auto value = settings::parseKnob(*knob, change.from); value.has_value())
            knob->set(tuning, *value);
    }
}

} // namespace

void putInForce(const SessionInfo& info, Range range, const std::vector<settings::TuningChange>& changes,
                telemetry::Snapshot& snapshot) {
    const RunInfo* run = runOf(info, range);
    if (run)
        readScenario(objectOf(run->scenario), snapshot.workload.scenario);
    if (!run || run->tuning.empty())
        return turnBack(changes, range.to, snapshot.tuning);
    readTuning(objectOf(run->tuning), snapshot.tuning);
    turn(changes, run->began, range.to, snapshot.tuning);
}

} // namespace dyno::sessions
