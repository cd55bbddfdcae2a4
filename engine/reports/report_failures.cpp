#include "engine/reports/report_failures.h"

#include <algorithm>

namespace dyno::reports {

namespace {

using sessions::CallRow;
using sessions::SessionReader;

constexpr std::size_t rowsAtOnce = 500;
/// A kind or a tool that does not fail among so many goes without an example.
constexpr std::size_t mostRows = 200'000;

/// A failure that still looks for its example.
struct Wanted {
    Report::Failure& failure;
    std::optional<std::uint32_t> id; ///< of the call
};

std::vector<Report::Failure> kindsOf(const Report& report) {
    std::vector<Report::Failure> kinds;
    for (const telemetry::ErrorCount& error : report.snapshot.errors)
        kinds.push_back({error.kind, error.count, error.example, {}, {}});
    std::stable_sort(kinds.begin(), kinds.end(),
                     [](const auto& one, const auto& other) { return one.count > other.count; });
    return kinds;
}

std::vector<Report::Failure> toolsOf(const Report& report) {
    std::vector<Report::Failure> tools;
    for (const telemetry::RouteFigures& tool : report.tools)
        if (tool.counts.errors() > 0)
            tools.push_back({ErrorKind::ToolFailed, tool.counts.errors(), {}, {}, tool.tool});
    return tools;
}

void take(const CallRow& row, Wanted& wanted) {
    wanted.id = row.id;
    wanted.failure.kind = row.record.error.value_or(wanted.failure.kind);
    wanted.failure.example = row.error;
    wanted.failure.tool = row.tool;
}

/// Returns how many have found theirs.
std::size_t match(const CallRow& row, std::vector<Wanted>& kinds, std::vector<Wanted>& tools) {
    std::size_t found = 0;
    const auto offer = [&](std::vector<Wanted>& all, const auto& fits) {
        const auto one = std::find_if(all.begin(), all.end(), fits);
        if (one == all.end() || one->id)
            return;
        take(row, *one);
        ++found;
    };
    offer(kinds, [&](const Wanted& one) { return row.record.error == one.failure.kind; });
    offer(tools, [&](const Wanted& one) { return row.tool == one.failure.tool; });
    return found;
}

Result<void> findFirst(SessionReader& reader, const sessions::CallIndex& index, std::vector<Wanted>& kinds,
                       std::vector<Wanted>& tools) {
    const std::size_t end = std::min(index.ids.size(), mostRows);
    std::size_t missing = kinds.size() + tools.size();
    for (std::size_t first = 0; first < end && missing > 0; first += rowsAtOnce) {
        const auto rows = reader.rows(index, first, rowsAtOnce);
        if (rows.has_error())
            return rows.error();
        for (const CallRow& row : *rows)
            missing -= match(row, kinds, tools);
    }
    return {};
}

Result<void> readDetails(SessionReader& reader, std::vector<Wanted>& all) {
    for (Wanted& one : all) {
        if (!one.id)
            continue;
        auto detail = reader.detail(*one.id);
        if (detail.has_error())
            return detail.error();
        one.failure.detail = std::move(detail->detail);
    }
    return {};
}

std::vector<Wanted> wantedOf(std::vector<Report::Failure>& failures) {
    std::vector<Wanted> wanted;
    for (Report::Failure& failure : failures)
        wanted.push_back({failure, {}});
    return wanted;
}

} // namespace

Result<void> readFailures(SessionReader& reader, Report& report) {
    report.failures = kindsOf(report);
    report.toolFailures = toolsOf(report);
    if (report.failures.empty() && report.toolFailures.empty())
        return {};
    sessions::CallFilter filter;
    filter.outcome = sessions::CallFilter::Outcome::Errors;
    filter.range = report.range;
    const auto index = reader.find(filter, sessions::CallOrder::Ended);
    if (index.has_error())
        return index.error();
    std::vector<Wanted> kinds = wantedOf(report.failures), tools = wantedOf(report.toolFailures);
    if (auto read = findFirst(reader, **index, kinds, tools); read.has_error())
        return read;
    if (auto read = readDetails(reader, kinds); read.has_error())
        return read;
    if (auto read = readDetails(reader, tools); read.has_error())
        return read;
    std::erase_if(report.toolFailures, [](const auto& failure) { return failure.example.empty(); });
    return {};
}

} // namespace dyno::reports
