#include "engine/reports/export.h"
#include "engine/reports/markdown_text.h"
#include "engine/reports/quantity_text.h"
#include "engine/reports/sink.h"
#include "engine/reports/time_numbers.h"
#include "engine/reports/wall_time_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::reports {

namespace {

/// It is to be read beside a change of code: the longest tables are cut, and say so.
constexpr std::size_t mostTools = 20;
constexpr std::size_t mostFailures = 10;

/// The beginning of what is listed, and what to say of the rest.
std::string cutText(std::size_t all, std::size_t shown, std::string_view noun) {
    return all > shown ? fmt::format("\n… and {} more {}.\n", countText(all - shown), noun) : "";
}

std::string rateText(const telemetry::Snapshot& snapshot) {
    const double length = inSeconds(snapshot.measured);
    return length > 0 ? fmt::format("{:.1f}/s", static_cast<double>(snapshot.counts.ended()) / length) : "–";
}

/// Of one phase, tool or the whole: nothing was measured is a dash, not 0.
std::string latencyCells(const telemetry::LatencySummary& latency) {
    if (latency.count == 0)
        return "– | – | – | – | –";
    return fmt::format("{} | {} | {} | {} | {}", timeText(latency.p50), timeText(latency.p90),
                       timeText(latency.p99), timeText(latency.p999), timeText(latency.max));
}

std::string headline(const Report& report) {
    std::string text =
        "## " + (report.info.title.empty() ? "Session" : markdownProse(report.info.title)) + "\n\n";
    for (const std::string& words : report.words)
        text += markdownProse(words) + "\n\n";
    return text;
}

std::string figuresTable(const Report& report) {
    const telemetry::Snapshot& snapshot = report.snapshot;
    std::string text = fmt::format("| calls | errors | throughput |\n|--:|--:|--:|\n| {} | {} | {} |\n\n",
                                   countText(snapshot.counts.ended()), countText(snapshot.counts.errors()),
                                   rateText(snapshot));
    text += "| | p50 | p90 | p99 | p99.9 | max |\n|:--|--:|--:|--:|--:|--:|\n";
    text += fmt::format("| **latency** | {} |\n", latencyCells(snapshot.total));
    text += fmt::format("| service time | {} |\n", latencyCells(snapshot.serviceTime));
    for (const telemetry::PhaseSummary& phase : snapshot.phases)
        text += fmt::format("| {} | {} |\n", phase.name, latencyCells(phase.latency));
    return text;
}

std::string toolsTable(const Report& report) {
    if (report.tools.size() < 2) // one tool's figures are those above
        return {};
    std::string text = "\n### Tools\n\n| tool | calls | errors | p50 | p90 | p99 | p99.9 | max |\n"
                       "|:--|--:|--:|--:|--:|--:|--:|--:|\n";
    const std::size_t shown = std::min(report.tools.size(), mostTools);
    for (std::size_t i = 0; i < shown; ++i) {
        const telemetry::RouteFigures& tool = report.tools[i];
        text +=
            fmt::format("| {} | {} | {} | {} |\n", markdownCode(tool.tool), countText(tool.counts.ended()),
                        countText(tool.counts.errors()), latencyCells(telemetry::summarize(tool.latency)));
    }
    return text + cutText(report.tools.size(), shown, "tools");
}

std::string failuresTable(const Report& report) {
    if (report.failures.empty())
        return {};
    std::string text = "\n### Failures\n\n| kind | calls | the first one |\n|:--|--:|:--|\n";
    const std::size_t shown = std::min(report.failures.size(), mostFailures);
    for (std::size_t i = 0; i < shown; ++i) {
        const Report::Failure& failure = report.failures[i];
        text += fmt::format("| {} | {} | {} |\n", name(failure.kind), countText(failure.count),
                            failure.example.empty() ? "–" : markdownCode(failure.example, 200));
    }
    return text + cutText(report.failures.size(), shown, "kinds of failure");
}

std::string changesTable(const Report& report) {
    if (report.changes.empty())
        return {};
    std::string text = "\n### Changes\n\n| at | knob | from | to | verdict |\n|--:|:--|:--|:--|:--|\n";
    for (const sessions::ChangeVerdict& verdict : report.changes)
        for (const settings::TuningChange& change : verdict.changes)
            text += fmt::format("| {} | {} | {} | {} | {} |\n", timeText(change.at),
                                markdownCode(change.knob), markdownCode(change.from), markdownCode(change.to),
                                sessions::name(verdict.verdict));
    return text;
}

std::string environmentText(const Report& report) {
    const sessions::Machine& machine = report.info.machine;
    const std::string began = wallTimeText(report.info.startedAt);
    std::string text = fmt::format("Recorded on {} at {} UTC by MCP Dyno {}", began.substr(0, 10),
                                   began.substr(11, 8), markdownProse(report.info.dynoVersion));
    if (!machine.cpu.empty())
        text += fmt::format(" on {} ({} cores)", markdownProse(machine.cpu), machine.cores);
    if (!machine.system.empty())
        text += ", " + markdownProse(machine.system);
    return text + ".";
}

std::string methodText(const Report& report) {
    std::string text = "\n<details><summary>How it was measured</summary>\n\n";
    for (const std::string& words : report.method)
        text += "- " + markdownProse(words) + "\n";
    return text + "\n" + environmentText(report) + "\n</details>\n";
}

} // namespace

Result<void> writeMarkdown(const Report& report, const Sink& sink) {
    const bool measured = report.snapshot.counts.ended() > 0;
    return put(sink, headline(report) + (measured ? figuresTable(report) : "") + toolsTable(report) +
                         failuresTable(report) + changesTable(report) + methodText(report));
}

} // namespace dyno::reports
