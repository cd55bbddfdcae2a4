#include "engine/sessions/compare/comparison.h"

#include "engine/sessions/compare/circumstances.h"
#include "engine/sessions/compare/comparison_summary.h"
#include "engine/sessions/compare/difference.h"

#include <algorithm>
#include <array>
#include <map>

namespace dyno::sessions {

namespace {

/// The chance that any verdict is wrong: half of it for the figures of all calls, half for tools and phases.
constexpr double familyAlpha = 0.05;
constexpr std::array<std::string_view, 2> partMetrics{"p50", "p99"};

void refuse(std::vector<Difference>& differences, const std::string& why) {
    for (Difference& difference : differences) {
        difference.verdict = Verdict::NotComparable;
        difference.why = why;
    }
}

/// Calls of each tool that ended, on both sides.
std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> toolCalls(const Sample& before,
                                                                         const Sample& after) {
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> calls;
    for (const telemetry::RouteFigures& route : before.tools)
        calls[route.tool].first += route.counts.ended();
    for (const telemetry::RouteFigures& route : after.tools)
        calls[route.tool].second += route.counts.ended();
    return calls;
}

/// What tools and phases are compared with.
struct Parts {
    const Side& before;
    const Side& after;
    Certainty certainty;

    std::vector<Difference> compare(const Strand& one, const Strand& other) const {
        std::vector<Difference> differences;
        for (const std::string_view name : partMetrics) {
            const Metric& metric = *findMetric(name);
            differences.push_back(
                difference(metric, {percentile(one, before.calls, metric.share, certainty),
                                    percentile(other, after.calls, metric.share, certainty)}));
        }
        return differences;
    }
};

bool anyReal(const PartDifference& part) {
    return std::any_of(part.differences.begin(), part.differences.end(), isReal);
}

/// Those with a real difference first, then by calls.
void sortTools(std::vector<PartDifference>& tools) {
    std::stable_sort(tools.begin(), tools.end(), [](const PartDifference& one, const PartDifference& other) {
        const bool first = anyReal(one);
        const bool second = anyReal(other);
        return first != second ? first
                               : one.callsBefore + one.callsAfter > other.callsBefore + other.callsAfter;
    });
}

std::vector<PartDifference> compareTools(const Parts& parts) {
    std::vector<PartDifference> tools;
    for (const auto& [name, calls] : toolCalls(parts.before.sample, parts.after.sample)) {
        PartDifference tool{name, calls.first, calls.second, {}};
        tool.differences =
            parts.compare(callsOf(parts.before.sample, name), callsOf(parts.after.sample, name));
        if (calls.first == 0 || calls.second == 0)
            refuse(tool.differences, "only one of the sessions called it");
        tools.push_back(std::move(tool));
    }
    sortTools(tools);
    return tools;
}

std::vector<PartDifference> comparePhases(const Parts& parts, const std::string& notComparable) {
    std::vector<PartDifference> phases;
    for (int i = 0; i < calls::phaseCount; ++i) {
        const auto phase = static_cast<calls::Phase>(i);
        const Strand one = timesOf(parts.before.sample, phase);
        const Strand other = timesOf(parts.after.sample, phase);
        if (one.all.empty() && other.all.empty())
            continue;
        PartDifference part{std::string(name(phase)), static_cast<std::uint64_t>(one.all.count()),
                            static_cast<std::uint64_t>(other.all.count()), parts.compare(one, other)};
        if (!notComparable.empty())
            refuse(part.differences, notComparable);
        else if (one.all.empty() || other.all.empty())
            refuse(part.differences, "only one of the sessions has calls that went through it");
        phases.push_back(std::move(part));
    }
    return phases;
}

/// Verdicts of tools and phases that could be told apart by chance.
std::size_t partVerdicts(const Sample& before, const Sample& after, std::size_t tools) {
    std::size_t phases = 0;
    for (std::size_t i = 0; i < calls::phaseCount; ++i)
        phases += !before.figures.phases[i].empty() && !after.figures.phases[i].empty();
    return std::max<std::size_t>((tools + phases) * partMetrics.size(), 1);
}

} // namespace

std::string_view name(Verdict verdict) {
    switch (verdict) {
    case Verdict::Better:
        return "better";
    case Verdict::Worse:
        return "worse";
    case Verdict::NoDifference:
        return "no difference";
    case Verdict::TooFewCalls:
        return "too few calls";
    case Verdict::NotComparable:
        return "not comparable";
    }
    return "";
}

namespace {

/// Of all calls, and of the tools that both called: one of many tools may be slower while all together are
/// not.
std::vector<Difference> everyVerdict(const Comparison& comparison) {
    std::vector<Difference> differences = comparison.headline;
    for (const PartDifference& tool : comparison.tools)
        if (tool.callsBefore > 0 && tool.callsAfter > 0)
            differences.insert(differences.end(), tool.differences.begin(), tool.differences.end());
    return differences;
}

} // namespace

Comparison compare(const Sample& before, const Sample& after) {
    const Comparable same = comparable(before, after);
    const Side one(before);
    const Side other(after);
    Comparison comparison;
    comparison.before = before.name;
    comparison.after = after.name;
    comparison.circumstances = circumstances(before, after);
    comparison.headline = differences(metrics(), one, other, familyAlpha / 2);
    if (!same.notAll.empty())
        refuse(comparison.headline, same.notAll);
    const std::size_t verdicts = partVerdicts(before, after, same.tools.size());
    const Parts parts{one, other, Certainty(familyAlpha / 2 / static_cast<double>(verdicts))};
    comparison.tools = compareTools(parts);
    comparison.phases = comparePhases(parts, same.notPhases);
    comparison.verdict = verdictOf(everyVerdict(comparison));
    comparison.summary = summaryOf(comparison);
    return comparison;
}

} // namespace dyno::sessions
