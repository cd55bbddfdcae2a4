#include "engine/sessions/compare/strand.h"

#include "engine/telemetry/histogram_codec.h"

namespace dyno::sessions {

using telemetry::Histogram;

namespace {

std::vector<Strand::Counted> countedIn(const Histogram& times) {
    std::vector<Strand::Counted> counted;
    for (std::size_t bucket = times.beginBucket(); bucket < times.endBucket(); ++bucket)
        if (const std::int64_t count = times.countIn(bucket); count > 0)
            counted.push_back({Histogram::highestIn(bucket), count});
    return counted;
}

/// A damaged part is left out: parts only say how much the figures vary.
std::vector<std::vector<Strand::Counted>> decoded(const std::vector<std::string>& texts) {
    std::vector<std::vector<Strand::Counted>> parts;
    Histogram part;
    for (const std::string& text : texts) {
        part.reset();
        if (telemetry::addCounts(text, part).has_value())
            parts.push_back(countedIn(part));
    }
    return parts;
}

} // namespace

std::vector<Portion> Strand::portionsUpTo(std::int64_t value) const {
    std::vector<Portion> portions;
    for (const std::vector<Counted>& part : parts) {
        Portion& portion = portions.emplace_back();
        for (const Counted& time : part) {
            portion.of += static_cast<double>(time.count);
            portion.hits += time.value <= value ? static_cast<double>(time.count) : 0;
        }
    }
    return portions;
}

std::vector<Portion> Strand::sums() const {
    std::vector<Portion> portions;
    for (const std::vector<Counted>& part : parts) {
        Portion& portion = portions.emplace_back();
        for (const Counted& time : part) {
            portion.of += static_cast<double>(time.count);
            portion.hits += static_cast<double>(time.value) * static_cast<double>(time.count);
        }
    }
    return portions;
}

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
    const auto parts = varying.portionsUpTo(varying.all.percentile(share * 100));
    return percentile(strand.all, share, dispersion(parts, certainty), certainty);
}

} // namespace dyno::sessions
