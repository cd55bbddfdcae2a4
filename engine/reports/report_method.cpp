#include "engine/reports/loaded_server.h"
#include "engine/reports/quantity_text.h"
#include "engine/reports/report_words.h"
#include "engine/reports/shown_text.h"
#include "engine/reports/time_numbers.h"

#include <fmt/format.h>

namespace dyno::reports {

namespace {

using Words = std::vector<std::string>;

void addLatency(Words& words, const telemetry::Snapshot& snapshot) {
    words.emplace_back(
        "Latency counts from when a call should have begun to when its caller had the answer, so "
        "that a server that stalls cannot hide the calls it delayed; service time counts from "
        "when the call did begin.");
    words.emplace_back("Every call is counted in HdrHistogram's buckets: three significant digits, not finer "
                       "than 1 µs.");
    const std::uint64_t ended = snapshot.counts.ended();
    const auto told = static_cast<std::uint64_t>(snapshot.total.count);
    if (told < ended)
        words.push_back(fmt::format(
            "Latencies and phases hold {} of the {} calls that ended: those that a server, or a limit on it, "
            "decided over. Calls that were cancelled, turned away, lost with a dead server or never got a "
            "connection are counted, but would say nothing of the server's speed.",
            countText(told), countText(ended)));
    if (told > 0 && told < 1000)
        words.push_back(fmt::format("With {} measured {}, {} the slowest of them: a percentile that far out "
                                    "takes more calls.",
                                    countText(told), told == 1 ? "call" : "calls",
                                    told < 100 ? "p99 and p99.9 are" : "p99.9 is"));
    if (snapshot.workload.scenario.warmup)
        words.emplace_back("Calls of the warm-up reach no figure of the run.");
}

void addRecording(Words& words, const sessions::SessionInfo& info) {
    if (info.calls > info.callsKept)
        words.push_back(
            fmt::format("{} of the session's {} calls were kept one by one: failures, slow ones, and of the "
                        "others an even "
                        "sample that says how many each stands for. Figures and charts count all calls.",
                        countText(info.callsKept), countText(info.calls)));
    if (info.callsLost > 0)
        words.push_back(fmt::format("{} calls were to be kept one by one and could not be written in time; "
                                    "they are in the figures.",
                                    countText(info.callsLost)));
    if (info.figuresLost > sessions::Duration::zero())
        words.push_back(fmt::format("Figures of {} could not be written and are missing here.",
                                    timeText(info.figuresLost)));
}

bool sharesTheMachine(const telemetry::Snapshot& snapshot) {
    return loadedServer(snapshot).transport == "stdio";
}

void addMachine(Words& words, const Report& report) {
    const sessions::Machine& machine = report.info.machine;
    if (sharesTheMachine(report.snapshot))
        words.emplace_back("The server ran on the same machine as the load and shared its CPU with it.");
    if (machine.cores > 0 && machine.load && *machine.load >= machine.cores)
        words.push_back(fmt::format("The machine was busy when the recording began (load {:.1f} on {} {}): "
                                    "other programs may have slowed the calls.",
                                    *machine.load, machine.cores, machine.cores == 1 ? "core" : "cores"));
    if (!machine.governor.empty() && machine.governor != "performance")
        words.push_back(fmt::format("The CPU's governor was {}, so its clock may have changed meanwhile.",
                                    shownText(machine.governor)));
    if (report.snapshot.engine.recordsLost > 0)
        words.push_back(fmt::format("{} calls ended without being measured.",
                                    countText(report.snapshot.engine.recordsLost)));
}

} // namespace

std::string scopeText(const sessions::SessionInfo& info, const sessions::Range& range) {
    for (const sessions::RunInfo& run : info.runs)
        if (run.began == range.from && run.ended == range.to)
            return info.runs.size() == 1 ? "the run"
                                         : fmt::format("run {} of {}", run.number, info.runs.size());
    if (range.from <= info.began && range.to >= info.whole().to)
        return "the whole session";
    return fmt::format("{:.1f} s – {:.1f} s", inSeconds(range.from), inSeconds(range.to));
}

Words methodWords(const Report& report) {
    Words words;
    addLatency(words, report.snapshot);
    addRecording(words, report.info);
    addMachine(words, report);
    if (!report.changes.empty())
        words.emplace_back(
            "A verdict on a change compares the time before it with the time after it; what else "
            "changed at that moment counts as its doing.");
    return words;
}

} // namespace dyno::reports
