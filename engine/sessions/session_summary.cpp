#include "engine/sessions/session_summary.h"

#include "engine/mcp/json_members.h"
#include "engine/sessions/json_fields.h"
#include "engine/sessions/session_meta.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace dyno::sessions {

void fields(auto& at, Like<Machine> auto& machine) {
    at("system", machine.system);
    at("kernel", machine.kernel);
    at("cpu", machine.cpu);
    at("cores", machine.cores);
    at("governor", machine.governor);
    at("memoryBytes", machine.memoryBytes);
    at("load", machine.load);
}

namespace {

using json = nlohmann::json;

constexpr std::size_t maxTexts = 10'000;
constexpr std::size_t maxRuns = 100'000;
constexpr std::size_t sparklineValues = 60;

std::string textOf(const std::map<std::string, std::string>& texts, const std::string& key) {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string() : found->second;
}

std::int64_t numberOf(const std::map<std::string, std::string>& texts, const std::string& key) {
    const std::string text = textOf(texts, key);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp<std::int64_t>(number, 0, mostDuration.count());
}

void readLabels(const std::map<std::string, std::string>& meta, SessionInfo& info) {
    info.title = textOf(meta, "title");
    info.notes = textOf(meta, "notes");
    info.pinned = numberOf(meta, "pinned") != 0;
    const json tags = readJson(textOf(meta, "tags"));
    for (std::size_t i = 0; tags.is_array() && i < tags.size(); ++i)
        if (tags[i].is_string())
            info.tags.push_back(tags[i].get<std::string>());
}

Machine machineOf(const std::string& text) {
    Machine machine;
    try {
        fromJson(readJson(text), machine);
    } catch (const std::exception&) { // as above
    }
    return machine;
}

} // namespace

std::string readText(SessionDatabase& database, const std::string& key) {
    auto query = database.statement("SELECT value FROM state WHERE key = ?");
    query.bind(1, key);
    return query.executeStep() ? textAt(query, 0) : "null";
}

namespace {

std::vector<std::string> serverNames(SessionDatabase& database) {
    std::vector<std::string> names;
    const json servers = readJson(readText(database, "servers"));
    for (std::size_t i = 0; servers.is_array() && i < servers.size(); ++i)
        names.push_back(mcp::textMember(servers[i], "name"));
    return names;
}

/// "search on files"; what is not known is left out.
std::string madeTitle(const SessionInfo& info) {
    const std::string tool =
        info.runs.empty() ? std::string() : mcp::textMember(readJson(info.runs.back().scenario), "tool");
    const std::string server = info.servers.empty() ? std::string() : info.servers.front();
    if (tool.empty() && server.empty())
        return info.file.stem().string();
    return tool.empty() || server.empty() ? tool + server : fmt::format("{} on {}", tool, server);
}

std::vector<float> sparklineOf(const IntervalTable& intervals) {
    std::vector<float> values;
    for (const Span part : intervals.parts(intervals.all(), sparklineValues)) {
        const Range range = intervals.rangeOf(part);
        const double seconds = std::chrono::duration<double>(range.to - range.from).count();
        values.push_back(static_cast<float>(static_cast<double>(intervals.countsOf(part).ended()) / seconds));
    }
    return values;
}

/// The ids of kept calls follow each other.
std::uint64_t countKept(SessionDatabase& database) {
    auto query = database.statement("SELECT (SELECT max(id) FROM call) - (SELECT min(id) FROM call) + 1");
    return query.executeStep() ? std::min(countAt(query, 0), database.bytes()) : 0;
}

} // namespace

std::map<std::string, std::string> readTexts(SessionDatabase& database, const std::string& table) {
    std::map<std::string, std::string> texts;
    auto query = database.statement(fmt::format("SELECT key, value FROM {} ORDER BY key", table));
    while (query.executeStep() && texts.size() < maxTexts)
        texts[textAt(query, 0)] = textAt(query, 1);
    return texts;
}

std::vector<RunInfo> readRuns(SessionDatabase& database, const IntervalTable& intervals) {
    std::vector<RunInfo> runs;
    const Duration length = intervals.rangeOf(intervals.all()).to;
    auto query = database.statement(
        "SELECT number, began, ended, in_flight, scenario, tuning FROM run ORDER BY number");
    while (query.executeStep() && runs.size() < maxRuns) {
        RunInfo& run = runs.emplace_back();
        run.number = numberAt(query, 0);
        run.began = std::max(durationAt(query, 1), Duration::zero());
        run.ended = std::max(query.isColumnNull(2) ? length : durationAt(query, 2), run.began);
        run.inFlight = numberAt(query, 3);
        run.scenario = textAt(query, 4);
        run.tuning = textAt(query, 5);
        const telemetry::CallCounts counts = intervals.countsOf(intervals.within({run.began, run.ended}));
        run.calls = counts.ended();
        run.errors = counts.errors();
    }
    return runs;
}

namespace {

/// `meta` tells when the engine started, from where all times count.
void readTimes(const std::map<std::string, std::string>& meta, const IntervalTable& intervals,
               SessionInfo& info) {
    const Range whole = intervals.rangeOf(intervals.all());
    info.began = intervals.rows().empty() ? Duration(numberOf(meta, "recordedFrom")) : whole.from;
    info.length = whole.to - whole.from;
    info.startedAt = WallTime(std::chrono::milliseconds(numberOf(meta, "startedAt")) +
                              std::chrono::duration_cast<std::chrono::milliseconds>(info.began));
}

} // namespace

SessionInfo readInfo(SessionDatabase& database, const IntervalTable& intervals) {
    const std::map<std::string, std::string> meta = readTexts(database, "meta");
    const telemetry::CallCounts counts = intervals.countsOf(intervals.all());
    SessionInfo info;
    info.file = database.file();
    info.fileBytes = database.bytes();
    info.workspace = textOf(meta, "workspace");
    readTimes(meta, intervals, info);
    info.complete = numberOf(meta, "complete") != 0;
    info.beingWritten = isBeingWritten(meta);
    info.dynoVersion = textOf(meta, "version");
    info.machine = machineOf(textOf(meta, "machine"));
    info.servers = serverNames(database);
    info.runs = readRuns(database, intervals);
    info.calls = counts.ended();
    info.errors = counts.errors();
    info.callsKept = countKept(database);
    info.callsLost = static_cast<std::uint64_t>(numberOf(meta, "callsLost"));
    info.figuresLost = Duration(numberOf(meta, "figuresLost"));
    info.sparkline = counts.ended() ? sparklineOf(intervals) : std::vector<float>();
    readLabels(meta, info);
    if (info.title.empty())
        info.title = madeTitle(info);
    return info;
}

} // namespace dyno::sessions
