#include "engine/sessions/compare/sample.h"

#include "engine/jsonrpc/message.h"
#include "engine/settings/tuning_json.h"
#include "engine/telemetry/histogram_codec.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dyno::sessions {

namespace {

/// Lists that are read for each part grow by the tools; of so many, no single one decides anything.
constexpr std::size_t mostTools = 2000;

std::string nameOf(const SessionInfo& info) {
    return info.title.empty() ? info.file.filename().string() : info.title;
}

Range rangeOf(const SessionInfo& info) {
    if (info.runs.empty())
        return {{}, info.length};
    return {info.runs.back().began, info.runs.back().ended};
}

/// The run in which the range lies as a whole; null: none.
const RunInfo* runOf(const SessionInfo& info, Range range) {
    const auto found = std::find_if(info.runs.begin(), info.runs.end(), [&](const RunInfo& run) {
        return run.began <= range.from && range.to <= run.ended;
    });
    return found == info.runs.end() ? nullptr : &*found;
}

nlohmann::ordered_json objectOf(const std::string& text) {
    if (jsonrpc::nestsTooDeep(text))
        return nlohmann::ordered_json::object();
    nlohmann::ordered_json object = nlohmann::ordered_json::parse(text, nullptr, false);
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

/// The snapshot is that of the session's end: an earlier run may have had another tuning and scenario.
void goBack(Sample& sample, const std::vector<settings::TuningChange>& changes) {
    const RunInfo* run = runOf(sample.info, sample.range);
    if (!run || run->tuning.empty())
        return;
    readScenario(objectOf(run->scenario), sample.state.workload.scenario);
    readTuning(objectOf(run->tuning), sample.state.tuning);
    turn(changes, run->began, sample.range.to, sample.state.tuning);
}

void addPhases(const telemetry::Figures& figures, Sample& sample) {
    for (std::size_t i = 0; i < sample.phaseParts.size(); ++i)
        telemetry::appendCounts(figures.phases[i], sample.phaseParts[i].emplace_back());
}

/// A part in which a tool was not called is there, empty.
void addTools(const std::vector<telemetry::RouteFigures>& routes, std::size_t part, Sample& sample) {
    std::map<std::string, telemetry::Histogram> latencies;
    for (const telemetry::RouteFigures& route : routes)
        latencies[route.tool].merge(route.latency);
    for (const auto& [tool, latency] : latencies) {
        std::vector<std::string>& parts = sample.toolParts[tool];
        parts.resize(part + 1);
        telemetry::appendCounts(latency, parts[part]);
    }
}

Result<void> readParts(SessionReader& reader, Sample& sample) {
    for (std::size_t i = 0; i < sample.parts.size(); ++i) {
        const auto figures = reader.figures(sample.parts[i].range);
        if (figures.has_error())
            return figures.error();
        addPhases(*figures, sample);
        if (sample.tools.size() > mostTools)
            continue;
        const auto routes = reader.byTool(sample.parts[i].range);
        if (routes.has_error())
            return routes.error();
        addTools(*routes, i, sample);
    }
    return {};
}

Result<void> readWhole(SessionReader& reader, Sample& sample) {
    auto state = reader.snapshot(sample.range, 1);
    if (state.has_error())
        return state.error();
    auto figures = reader.figures(sample.range);
    if (figures.has_error())
        return figures.error();
    auto parts = reader.parts(sample.range, partsOfSample);
    if (parts.has_error())
        return parts.error();
    auto tools = reader.byTool(sample.range);
    if (tools.has_error())
        return tools.error();
    sample.state = std::move(*state);
    sample.figures = std::move(*figures);
    sample.parts = std::move(*parts);
    sample.tools = std::move(*tools);
    return {};
}

} // namespace

Result<Sample> readSample(SessionReader& reader, std::optional<Range> range) {
    auto info = reader.info();
    if (info.has_error())
        return info.error();
    Sample sample;
    sample.info = std::move(*info);
    sample.name = nameOf(sample.info);
    const auto snapped = range ? reader.snapped(*range) : Result<Range>(rangeOf(sample.info));
    if (snapped.has_error())
        return snapped.error();
    sample.range = *snapped;
    if (auto read = readWhole(reader, sample); read.has_error())
        return read.error();
    const auto changes = reader.changes();
    if (changes.has_error())
        return changes.error();
    goBack(sample, *changes);
    if (auto read = readParts(reader, sample); read.has_error())
        return read.error();
    return sample;
}

} // namespace dyno::sessions
