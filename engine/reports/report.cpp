#include "engine/reports/report.h"

#include "engine/reports/report_words.h"

#include <algorithm>
#include <utility>

namespace dyno::reports {

namespace {

constexpr std::size_t chartPoints = 600;

using sessions::Range;
using sessions::SessionReader;

Range wholeOf(const sessions::SessionInfo& info) {
    if (!info.runs.empty())
        return {info.runs.back().began, info.runs.back().ended};
    return {sessions::Duration::zero(), info.length};
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

/// What was kept of the first failed call of that kind; all of them are, unless the disk could not follow.
Result<void> describeFailure(SessionReader& reader, const Range& range, Report::Failure& failure) {
    sessions::CallFilter filter;
    filter.outcome = sessions::CallFilter::Outcome::Errors;
    filter.error = failure.kind;
    filter.range = range;
    const auto index = reader.find(filter, sessions::CallOrder::Ended);
    if (index.has_error())
        return index.error();
    if ((*index)->ids.empty())
        return {};
    const auto first = reader.detail((*index)->ids.front());
    if (first.has_error())
        return first.error();
    failure.example = first->row.error;
    failure.detail = first->detail;
    failure.tool = first->row.tool;
    return {};
}

Result<void> readFailures(SessionReader& reader, Report& report) {
    for (const telemetry::ErrorCount& error : report.snapshot.errors) {
        Report::Failure failure{error.kind, error.count, error.example, {}, {}};
        if (auto read = describeFailure(reader, report.range, failure); read.has_error())
            return read;
        report.failures.push_back(std::move(failure));
    }
    std::stable_sort(report.failures.begin(), report.failures.end(),
                     [](const auto& one, const auto& other) { return one.count > other.count; });
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
    return take(reader.processes(range), report.processes);
}

} // namespace

Result<Report> makeReport(SessionReader& reader, std::optional<Range> range) {
    Report report;
    if (auto read = take(reader.info(), report.info); read.has_error())
        return read.error();
    if (range)
        if (auto read = take(reader.snapped(*range), *range); read.has_error())
            return read.error();
    report.range = range.value_or(wholeOf(report.info));
    report.scope = scopeText(report.info, report.range);
    if (auto read = take(reader.snapshot(range), report.snapshot); read.has_error())
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
