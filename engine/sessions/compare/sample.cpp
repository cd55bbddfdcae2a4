#include "engine/sessions/compare/sample.h"

#include "engine/sessions/state_in_force.h"
#include "engine/telemetry/histogram_codec.h"

namespace dyno::sessions {

namespace {

/// Lists that are read for each part grow by the tools; of so many, no single one decides anything.
constexpr std::size_t mostTools = 2000;

std::string nameOf(const SessionInfo& info) {
    return info.title.empty() ? info.file.filename().string() : info.title;
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
    const auto snapped = range ? reader.snapped(*range) : Result<Range>(sample.info.main());
    if (snapped.has_error())
        return snapped.error();
    sample.range = *snapped;
    if (auto read = readWhole(reader, sample); read.has_error())
        return read.error();
    const auto changes = reader.changes();
    if (changes.has_error())
        return changes.error();
    putInForce(sample.info, sample.range, *changes, sample.state);
    if (auto read = readParts(reader, sample); read.has_error())
        return read.error();
    return sample;
}

} // namespace dyno::sessions
