#include "engine/sessions/compare/circumstances.h"

#include "engine/reports/quantity_text.h"
#include "engine/reports/shown_text.h"
#include "engine/settings/knobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dyno::sessions {

namespace {

using enum Circumstance::Kind;

/// The load of the machine may differ by so much for each of its cores.
constexpr double mostLoadApart = 0.25;

/// Collects what differs. What one side does not know is no difference.
class Differing {
public:
    void add(Circumstance::Kind kind, std::string what, std::string before, std::string after,
             std::string text) {
        list.push_back({kind, std::move(what), std::move(before), std::move(after), std::move(text)});
    }
    /// `means`: what of it, after "the CPU is another: ".
    void compare(Circumstance::Kind kind, const std::string& what, const std::string& before,
                 const std::string& after, std::string_view means) {
        if (before != after && !before.empty() && !after.empty())
            add(kind, what, before, after, fmt::format("{}: {} → {}; {}", what, before, after, means));
    }

    std::vector<Circumstance> list;
};

constexpr std::string_view machineMayBeIt = "the machine may be the cause of a difference";

std::string loadText(double load) {
    return fmt::format("{:.1f}", load);
}

void compareMachines(const Machine& before, const Machine& after, Differing& out) {
    out.compare(Warning, "CPU", before.cpu, after.cpu, machineMayBeIt);
    if (before.cores > 0 && after.cores > 0)
        out.compare(Warning, "cores", fmt::to_string(before.cores), fmt::to_string(after.cores),
                    machineMayBeIt);
    out.compare(Warning, "governor", before.governor, after.governor, machineMayBeIt);
    out.compare(Warning, "kernel", before.kernel, after.kernel, machineMayBeIt);
    out.compare(Warning, "system", before.system, after.system, machineMayBeIt);
    const int cores = std::max({before.cores, after.cores, 1});
    if (before.load && after.load && std::abs(*before.load - *after.load) > mostLoadApart * cores)
        out.compare(Warning, "load", loadText(*before.load), loadText(*after.load),
                    "the machine was busy with other things");
}

void compareServers(const Sample& before, const Sample& after, Differing& out) {
    const telemetry::ServerStatus* one = loadedServer(before);
    const telemetry::ServerStatus* other = loadedServer(after);
    if (!one || !other)
        return;
    out.compare(Note, "server", one->serverName, other->serverName, "another server answered");
    out.compare(Note, "server version", one->serverVersion, other->serverVersion,
                "another version of the server answered");
    out.compare(Warning, "transport", one->transport, other->transport,
                "phases are not comparable, and a difference of latency may be the transport's");
    out.compare(Warning, "era", one->era, other->era,
                "calls take other ways in the two eras of the protocol");
    if (one->era == other->era)
        out.compare(Warning, "protocol version", one->protocolVersion, other->protocolVersion,
                    "calls may take other ways");
    out.compare(Note, "address", one->address, other->address, "the server was reached in another way");
}

std::string extentText(const workload::Extent& extent) {
    if (extent.calls)
        return reports::countText(*extent.calls) + " calls";
    return extent.duration ? reports::timeText(*extent.duration) : "until stopped";
}

std::string warmupText(const workload::Scenario& scenario) {
    return scenario.warmup ? extentText(*scenario.warmup) : "none";
}

void compareScenarios(const Sample& before, const Sample& after, Differing& out) {
    const workload::Scenario& one = before.state.workload.scenario;
    const workload::Scenario& other = after.state.workload.scenario;
    if (one.tool.empty() || other.tool.empty()) // called by hand
        return;
    if (one.tool == other.tool && one.arguments != other.arguments)
        out.add(Warning, "arguments", reports::shownText(one.arguments), reports::shownText(other.arguments),
                "the tool was called with other arguments: these may be the cause of a difference");
    out.compare(Warning, "warm-up", warmupText(one), warmupText(other),
                "a server's first calls are often slow");
    out.compare(Note, "extent", extentText(one.extent), extentText(other.extent),
                "one was longer than the other");
}

void compareTunings(const Sample& before, const Sample& after, Differing& out) {
    for (const settings::TuningChange& change :
         settings::changes(before.state.tuning, after.state.tuning, {}))
        out.add(Note, change.knob, change.from, change.to,
                fmt::format("{}: {} → {}", change.knob, change.from, change.to));
}

/// What makes the figures of one sample less than whole.
void judgeAlone(const Sample& sample, Differing& out) {
    const auto add = [&](std::string what, std::string text) {
        out.add(Warning, std::move(what), {}, {}, fmt::format("{}: {}", sample.name, text));
    };
    if (sample.figures.counts.ended() == 0)
        add("no calls", "no call ended in what is compared");
    if (sample.info.figuresLost > Duration::zero())
        add("lost figures", fmt::format("the figures of {} could not be written",
                                        reports::timeText(sample.info.figuresLost)));
    if (sample.info.beingWritten)
        add("not closed", "it is still being recorded; calls may be added to it");
    else if (!sample.info.complete)
        add("not closed", "the recording broke off; its last second may be missing");
    for (const settings::TuningChange& change : *sample.state.journal)
        if (change.at > sample.range.from && change.at < sample.range.to)
            return add("tuning", fmt::format("{} was turned meanwhile, so that the figures mix two settings",
                                             change.knob));
}

bool isSame(const Sample& one, const Sample& other) {
    return !one.info.file.empty() && one.info.file == other.info.file && one.range == other.range;
}

} // namespace

std::vector<Circumstance> circumstances(const Sample& before, const Sample& after) {
    Differing out;
    if (const std::string why = comparable(before, after).notAll; !why.empty())
        out.add(Blocker, "tools", before.state.workload.scenario.tool, after.state.workload.scenario.tool,
                why);
    if (isSame(before, after))
        out.add(Warning, "session", {}, {}, "these are the same calls of the same session");
    compareMachines(before.info.machine, after.info.machine, out);
    compareServers(before, after, out);
    compareScenarios(before, after, out);
    out.compare(Warning, "MCP Dyno", before.info.dynoVersion, after.info.dynoVersion,
                "another version may measure in another way");
    judgeAlone(before, out);
    if (!isSame(before, after))
        judgeAlone(after, out);
    compareTunings(before, after, out);
    std::stable_sort(
        out.list.begin(), out.list.end(),
        [](const Circumstance& one, const Circumstance& other) { return one.kind > other.kind; });
    return std::move(out.list);
}

} // namespace dyno::sessions
