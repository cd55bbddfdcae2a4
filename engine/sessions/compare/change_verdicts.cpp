#include "engine/sessions/compare/comparison_summary.h"
#include "engine/sessions/compare/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dyno::sessions {

namespace {

constexpr double changesAlpha = 0.05; ///< of all changes of a session together
/// Changes so close to each other are one.
constexpr Duration together = std::chrono::seconds(1);

std::array<Metric, 4> changeMetrics() {
    return {*findMetric("p50"), *findMetric("p99"), *findMetric("throughput"), *findMetric("errors")};
}

std::vector<ChangeVerdict> grouped(const std::vector<settings::TuningChange>& changes) {
    std::vector<ChangeVerdict> groups;
    for (const settings::TuningChange& change : changes) {
        if (groups.empty() || change.at - groups.back().changes.front().at > together)
            groups.emplace_back();
        groups.back().changes.push_back(change);
    }
    return groups;
}

Duration firstOf(const ChangeVerdict& group) {
    return group.changes.front().at;
}

Duration lastOf(const ChangeVerdict& group) {
    return group.changes.back().at;
}

/// Both times lie in the run in which the knobs were turned: another one had other calls.
void setRanges(std::vector<ChangeVerdict>& groups, const std::vector<RunInfo>& runs, Duration window) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
        ChangeVerdict& group = groups[i];
        const auto run = std::find_if(runs.begin(), runs.end(), [&](const RunInfo& one) {
            return one.began <= firstOf(group) && lastOf(group) <= one.ended;
        });
        if (run == runs.end())
            continue;
        const Duration neighbour = i > 0 ? lastOf(groups[i - 1]) : Duration::min();
        const Duration next = i + 1 < groups.size() ? firstOf(groups[i + 1]) : Duration::max();
        group.before = {std::max({neighbour, run->began, firstOf(group) - window}), firstOf(group)};
        group.after = {lastOf(group), std::min({next, run->ended, lastOf(group) + window})};
    }
}

/// No more of a sample than its calls are compared by.
Result<Sample> readCalls(SessionReader& reader, Range range) {
    auto figures = reader.figures(range);
    if (figures.has_error())
        return figures.error();
    auto parts = reader.parts(range, partsOfSample);
    if (parts.has_error())
        return parts.error();
    Sample sample;
    sample.range = parts->empty() ? range : Range{parts->front().range.from, parts->back().range.to};
    sample.figures = std::move(*figures);
    sample.parts = std::move(*parts);
    return sample;
}

Result<void> judge(SessionReader& reader, double alpha, ChangeVerdict& group) {
    const auto before = readCalls(reader, group.before);
    if (before.has_error())
        return before.error();
    const auto after = readCalls(reader, group.after);
    if (after.has_error())
        return after.error();
    group.headline = differences(changeMetrics(), Side(*before), Side(*after), alpha);
    group.verdict = verdictOf(group.headline);
    group.summary = summaryOf(group.headline);
    return {};
}

bool isJudged(const ChangeVerdict& group) {
    return group.before != group.after; // else both are empty
}

} // namespace

Result<std::vector<ChangeVerdict>> changeVerdicts(SessionReader& reader, Duration window) {
    const auto info = reader.info();
    if (info.has_error())
        return info.error();
    const auto changes = reader.changes();
    if (changes.has_error())
        return changes.error();
    std::vector<ChangeVerdict> groups = grouped(*changes);
    setRanges(groups, info->runs, window);
    const auto judgedGroups = std::ranges::count_if(groups, isJudged);
    const double alpha = changesAlpha / static_cast<double>(std::max<std::ptrdiff_t>(judgedGroups, 1));
    for (ChangeVerdict& group : groups) {
        if (!isJudged(group)) {
            group.summary = "It was turned while nothing was measured.";
            continue;
        }
        if (auto judged = judge(reader, alpha, group); judged.has_error())
            return judged.error();
    }
    return groups;
}

} // namespace dyno::sessions
