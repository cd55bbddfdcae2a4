#include "engine/sessions/compare/strand.h"

#include "engine/telemetry/histogram_codec.h"

namespace dyno::sessions {

using telemetry::Histogram;

namespace {

/// A damaged one is left out: parts only say how much the figures vary.
std::vector<Histogram> decoded(const std::vector<std::string>& texts) {
    std::vector<Histogram> parts;
    for (const std::string& text : texts) {
        Histogram part;
        if (telemetry::addCounts(text, part).has_value())
            parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace

Strand everyCall(const Sample& sample) {
    std::vector<std::string> texts;
    for (const SessionReader::Part& part : sample.parts)
        texts.push_back(part.latency);
    return {sample.figures.latency, decoded(texts)};
}

Strand callsOf(const Sample& sample, const std::string& tool) {
    Strand strand;
    for (const telemetry::RouteFigures& route : sample.tools)
        if (route.tool == tool)
            strand.all.merge(route.latency);
    const auto parts = sample.toolParts.find(tool);
    if (parts != sample.toolParts.end())
        strand.parts = decoded(parts->second);
    return strand;
}

Strand timesOf(const Sample& sample, calls::Phase phase) {
    const auto index = static_cast<std::size_t>(phase);
    return {sample.figures.phases[index], decoded(sample.phaseParts[index])};
}

Estimate percentile(const Strand& strand, const Strand& whole, double share, const Certainty& certainty) {
    const Strand& varying = strand.parts.empty() ? whole : strand;
    const auto parts = portionsUpTo(varying.all.percentile(share * 100), varying.parts);
    return percentile(strand.all, share, dispersion(parts, certainty), certainty);
}

} // namespace dyno::sessions
