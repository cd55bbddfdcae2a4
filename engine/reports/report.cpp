#include "engine/reports/report.h"

#include "engine/reports/report_failures.h"
#include "engine/reports/report_words.h"
#include "engine/sessions/state_in_force.h"

#include <algorithm>
#include <map>
#include <utility>

namespace dyno::reports {

namespace {

constexpr std::size_t chartPoints = 600;
constexpr std::size_t mostProcessSamples = 10'000;

using sessions::Range;
using sessions::SessionReader;

bool isRun(const sessions::SessionInfo& info, const Range& range) {
    return std::any_of(info.runs.begin(), info.runs.end(), [&](const sessions::RunInfo& run) {
        return range == Range{run.began, run.ended};
    });
}

/// Moves what was read to where it belongs, or says why it could not be read.
template<class T>
Result<void> take(Result<T> read, T& into) {
    if (read.has_error())
        return read.error();
    into = std::move(*read);
    return {};
}

void mostCallsFirst(std::vector<telemetry::RouteFigures>& routes) {
    std::stable_sort(routes.begin(), routes.end(), [](const auto& one, const auto& other) {
        return one.counts.ended() > other.counts.ended();
    });
}

/// Of samples that follow each other, the one with the most memory stands for so many that all fit.
std::vector<sessions::ProcessSample> thinnedOut(const std::vector<sessions::ProcessSample>& samples) {
    const std::size_t group = samples.size() / mostProcessSamples + 1;
    if (group == 1)
        return samples;
    std::map<ConnectionId, std::vector<sessions::ProcessSample>> byConnection;
    for (const sessions::ProcessSample& sample : samples)
        byConnection[sample.connection].push_back(sample);
    std::vector<sessions::ProcessSample> kept;
    for (const auto& [connection, all] : byConnection)
        for (auto from = all.begin(); from != all.end();) {
            const auto to = from + std::min(static_cast<std::ptrdiff_t>(group), all.end() - from);
            kept.push_back(*std::max_element(
                from, to, [](const auto& one, const auto& other) { return one.rssBytes < other.rssBytes; }));
            from = to;
        }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto& one, const auto& other) { return one.at < other.at; });
    return kept;
}

/// With the scenario and the knobs that the range had.
Result<void> readSnapshot(SessionReader& reader, std::optional<Range> range, Report& report) {
    if (auto read = take(reader.snapshot(range), report.snapshot); read.has_error())
        return read;
    const auto changes = reader.changes();
    if (changes.has_error())
        return changes.error();
    sessions::putInForce(report.info, report.range, *changes, report.snapshot);
    return {};
}

Result<void> readChanges(SessionReader& reader, Report& report) {
    auto verdicts = sessions::changeVerdicts(reader);
    if (verdicts.has_error())
        return verdicts.error();
    for (sessions::ChangeVerdict& verdict : *verdicts)
        if (std::any_of(verdict.changes.begin(), verdict.changes.end(), [&](const auto& change) {
                return change.at >= report.range.from && change.at < report.range.to;
            }))
            report.changes.push_back(std::move(verdict));
    return {};
}

Result<void> readFigures(SessionReader& reader, Report& report) {
    const Range range = report.range;
    if (auto read = take(reader.figures(range), report.figures); read.has_error())
        return read;
    if (auto read = take(reader.byTool(range), report.tools); read.has_error())
        return read;
    if (auto read = take(reader.byConnection(range), report.connections); read.has_error())
        return read;
    if (auto read = take(reader.series(range, chartPoints), report.series); read.has_error())
        return read;
    mostCallsFirst(report.tools);
    mostCallsFirst(report.connections);
    if (auto read = take(reader.processes(range), report.processes); read.has_error())
        return read;
    report.processes = thinnedOut(report.processes);
    return {};
}

} // namespace

Result<Report> makeReport(SessionReader& reader, std::optional<Range> range) {
    Report report;
    if (auto read = take(reader.info(), report.info); read.has_error())
        return read.error();
    if (range && !isRun(report.info, *range))
        if (auto read = take(reader.snapped(*range), *range); read.has_error())
            return read.error();
    report.range = range.value_or(report.info.main());
    report.scope = scopeText(report.info, report.range);
    if (auto read = readSnapshot(reader, range, report); read.has_error())
        return read.error();
    if (auto read = readFigures(reader, report); read.has_error())
        return read.error();
    if (auto read = readFailures(reader, report); read.has_error())
        return read.error();
    if (auto read = readChanges(reader, report); read.has_error())
        return read.error();
    report.words = summaryWords(report);
    report.method = methodWords(report);
    return report;
}

} // namespace dyno::reports
