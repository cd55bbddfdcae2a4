#include "engine/reports/report_words.h"

#include "engine/reports/loaded_server.h"
#include "engine/reports/path_summary.h"
#include "engine/reports/quantity_text.h"
#include "engine/reports/shown_text.h"
#include "engine/reports/time_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace dyno::reports {

namespace {

using Words = std::vector<std::string>;

/// "1 call", "1,234 calls".
std::string counted(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", countText(count), noun, count == 1 ? "" : "s");
}

std::string rateText(double perSecond) {
    return perSecond < 10 ? fmt::format("{:.2f} calls/s", perSecond)
                          : countText(static_cast<std::uint64_t>(perSecond + 0.5)) + " calls/s";
}

std::string shareText(double share) {
    const double percent = 100 * share;
    return percent > 0 && percent < 0.1 ? "less than 0.1 %"
                                        : fmt::format("{:.{}f} %", percent, percent < 10 ? 1 : 0);
}

std::string serverText(const telemetry::ServerStatus& server) {
    std::string text = shownText(server.serverName.empty() ? server.name : server.serverName);
    if (!server.serverVersion.empty())
        text += " " + shownText(server.serverVersion, 30);
    if (!server.transport.empty() && !server.protocolVersion.empty())
        text += fmt::format(" ({}, MCP {})", server.transport, shownText(server.protocolVersion, 20));
    return text;
}

/// What was called: one tool by its name, more by their number.
std::string toolText(const Report& report) {
    if (report.tools.size() > 1)
        return counted(report.tools.size(), "tool");
    return shownText(report.tools.empty() ? report.snapshot.workload.scenario.tool
                                          : report.tools.front().tool);
}

bool hasWorkload(const Report& report) {
    return !report.info.runs.empty() && !report.snapshot.workload.scenario.tool.empty();
}

/// "In run 2 of 3, echo of everything 2.1 (stdio, MCP 2025-11-25) was called 1,250 times in 2.50 s by 16
/// workers: 500 calls/s."
std::string loadText(const Report& report) {
    const telemetry::Snapshot& snapshot = report.snapshot;
    const std::uint64_t ended = snapshot.counts.ended();
    std::string text =
        fmt::format("In {}, {} of {} {} called {} in {}", report.scope, toolText(report),
                    serverText(loadedServer(snapshot)), report.tools.size() > 1 ? "were" : "was",
                    ended == 1 ? "once" : countText(ended) + " times", timeText(snapshot.measured));
    if (hasWorkload(report))
        text += " by " + counted(static_cast<std::uint64_t>(snapshot.tuning.workers), "worker");
    if (ended > 1 && snapshot.measured > sessions::Duration::zero())
        text += ": " + rateText(static_cast<double>(ended) / inSeconds(snapshot.measured));
    return text + ".";
}

std::string latencyWords(const telemetry::LatencySummary& latency) {
    if (latency.count == 0)
        return "No server answered any of these calls, so there is no latency to tell.";
    if (latency.count == 1)
        return fmt::format("It took {}.", timeText(latency.max));
    std::string text = fmt::format("Half of the calls took {} or less", timeText(latency.p50));
    if (latency.count >= 100)
        text += fmt::format(", 99 of 100 took {} or less", timeText(latency.p99));
    return text + fmt::format(", and the slowest {}.", timeText(latency.max));
}

std::string_view phaseText(std::string_view phase) {
    static const std::map<std::string_view, std::string_view> texts{
        {"queue", "waiting for a turn and a connection"},
        {"retry", "earlier attempts"},
        {"nameLookup", "looking up the host's name"},
        {"connect", "connecting"},
        {"tls", "TLS handshakes"},
        {"send", "sending"},
        {"server", "the server"},
        {"receive", "receiving"},
        {"decode", "decoding"},
        {"task", "tasks that were the answer"}};
    const auto found = texts.find(phase);
    return found == texts.end() ? phase : found->second;
}

/// Where the calls' time went, the largest part first; what is below one in a hundred is left out. A call
/// that had no answer in its time was in a phase that never ended.
std::string whereText(const std::vector<telemetry::PhaseSummary>& phases,
                      const telemetry::LatencySummary& total) {
    std::vector<std::pair<double, std::string_view>> parts;
    double all = 0;
    for (const telemetry::PhaseSummary& phase : phases) {
        parts.emplace_back(static_cast<double>(phase.latency.count) * inSeconds(phase.latency.mean),
                           phase.name);
        all += parts.back().first;
    }
    const double whole = static_cast<double>(total.count) * inSeconds(total.mean);
    if (whole > 2 * all)
        return fmt::format(
            "Where the time went: {} to calls that had no answer in time, or waited for that of "
            "an equal call; no phase tells of these.",
            shareText((whole - all) / whole));
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& one, const auto& other) { return one.first > other.first; });
    std::string text;
    for (const auto& [time, name] : parts)
        if (all > 0 && time >= all / 100)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", shareText(time / all), phaseText(name));
    return text.empty() ? text : "Where the time went: " + text + ".";
}

std::string failuresText(const Report& report) {
    const telemetry::CallCounts& counts = report.snapshot.counts;
    if (counts.errors() == 0)
        return "No call failed.";
    std::string kinds;
    for (const Report::Failure& failure : report.failures)
        kinds +=
            fmt::format("{}{} {}", kinds.empty() ? ": " : ", ", countText(failure.count), name(failure.kind));
    const std::string share =
        counts.errors() == counts.ended()
            ? (counts.ended() == 1 ? "The call failed"
                                   : fmt::format("All {} calls failed", countText(counts.ended())))
            : fmt::format(
                  "{} of {} calls failed ({})", countText(counts.errors()), countText(counts.ended()),
                  shareText(static_cast<double>(counts.errors()) / static_cast<double>(counts.ended())));
    std::string text = share + kinds + ".";
    if (!report.failures.empty() && !report.failures.front().example.empty())
        text += fmt::format(" The first {} says: {}", name(report.failures.front().kind),
                            shownText(report.failures.front().example, 200));
    return text;
}

std::string stagesText(const telemetry::PathStatus& path) {
    std::string text;
    for (const StageText& stage : pathTexts(path))
        text +=
            fmt::format("{}{}: {}", text.empty() ? "What the stages did: " : "; ", stage.stage, stage.text);
    return text.empty() ? text : text + ".";
}

/// What the servers' processes took at most, one by one.
std::string processesText(const std::vector<sessions::ProcessSample>& samples) {
    std::uint64_t memory = 0;
    double cpu = 0;
    for (const sessions::ProcessSample& sample : samples) {
        memory = std::max(memory, sample.rssBytes);
        cpu = std::max(cpu, sample.cpuShare);
    }
    if (memory == 0)
        return {};
    return fmt::format("A server's process took up to {} of memory and {} of a core.", bytesText(memory),
                       shareText(cpu));
}

std::string changeText(const sessions::ChangeVerdict& verdict) {
    std::string text;
    for (const settings::TuningChange& change : verdict.changes)
        text += fmt::format("{}{} went from {} to {}", text.empty() ? "" : ", ", shownText(change.knob),
                            shownText(change.from), shownText(change.to));
    if (!verdict.changes.empty())
        text += fmt::format(" at {}", timeText(verdict.changes.front().at));
    return text + (verdict.summary.empty() ? "." : ": " + shownText(verdict.summary, 400));
}

Words emptyWords(const Report& report) {
    const telemetry::Snapshot& snapshot = report.snapshot;
    Words words{fmt::format("No call ended in {}, so there are no figures: this report holds only how it was "
                            "set up.",
                            report.scope == "the whole session" ? "this session" : report.scope)};
    if (snapshot.counts.started > 0)
        words.push_back(counted(snapshot.counts.started, "call") + " had begun.");
    if (snapshot.servers.empty())
        words.emplace_back("No server was configured.");
    for (const telemetry::ServerStatus& server : snapshot.servers)
        if (server.error)
            words.push_back(fmt::format("The server {} did not serve: {}", shownText(server.name),
                                        shownText(server.error->message, 200)));
    if (snapshot.workload.error)
        words.push_back("The workload ended early: " + shownText(snapshot.workload.error->message, 200));
    return words;
}

void add(Words& words, std::string text) {
    if (!text.empty())
        words.push_back(std::move(text));
}

} // namespace

Words summaryWords(const Report& report) {
    const telemetry::Snapshot& snapshot = report.snapshot;
    if (snapshot.counts.ended() == 0)
        return emptyWords(report);
    Words words{loadText(report), latencyWords(snapshot.total)};
    add(words, whereText(snapshot.phases, snapshot.total));
    add(words, failuresText(report));
    add(words, stagesText(snapshot.path));
    add(words, processesText(report.processes));
    for (const sessions::ChangeVerdict& verdict : report.changes)
        add(words, changeText(verdict));
    if (report.info.beingWritten)
        words.emplace_back("The session is still being recorded; this is what it had up to now.");
    else if (!report.info.complete)
        words.emplace_back("Whatever recorded this session did not come to close it; this is what it had "
                           "written up to then.");
    return words;
}

} // namespace dyno::reports
