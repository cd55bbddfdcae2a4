#include "engine/reports/cells.h"
#include "engine/reports/export_range.h"
#include "engine/reports/shown_text.h"
#include "engine/reports/trace_events.h"
#include "engine/reports/trace_lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace dyno::reports {

namespace {

using sessions::CallRow;
using sessions::Duration;
using sessions::SessionReader;

constexpr std::size_t counterPoints = 20'000;
/// Tracks of a connection; no more than 1,000 callers exist.
constexpr std::uint64_t mostLanes = 1'000'000;

class Trace {
public:
    Trace(const ExportRange& exported, const Sink& sink)
        : m_exported(exported)
        , m_events(sink) {}

    Result<void> write(SessionReader& reader);

private:
    Result<void> writeNotes(SessionReader& reader);
    Result<void> writeCounters(SessionReader& reader);
    bool writeCall(const CallRow& call);
    void writePhases(const TraceTrack& track, const CallRow& call);
    TraceTrack trackOf(const CallRow& call);
    std::uint32_t processNamed(std::string_view server) const;
    ServerId serverOf(ConnectionId connection) const;
    bool inRange(Duration at) const { return at >= m_exported.range.from && at <= m_exported.range.to; }

    const ExportRange& m_exported;
    TraceEvents m_events;
    TraceLanes m_lanes;
    std::set<std::pair<ServerId, std::uint64_t>> m_named;
};

std::string callArgs(const CallRow& call) {
    const calls::CallRecord& record = call.record;
    std::string args = fmt::format(R"({{"id":{},"outcome":"{}","attempts":{},"batch":{},"bytesSent":{},)"
                                   R"("bytesReceived":{},"standsFor":{})",
                                   call.id, record.error ? name(*record.error) : "ok", record.attempts,
                                   record.batch, record.bytesSent, record.bytesReceived, call.weight);
    if (!call.error.empty())
        args += ",\"error\":" + jsonText(shownText(call.error, 500));
    return args + "}";
}

TraceTrack Trace::trackOf(const CallRow& call) {
    const calls::CallRecord& record = call.record;
    const std::uint32_t lane =
        m_lanes.laneFor(record.server, record.connection, call.at, call.at + record.latency());
    const std::uint64_t thread = record.connection * mostLanes + lane + 1;
    if (m_named.emplace(record.server, thread).second) {
        std::string name =
            record.connection == 0 ? "without a connection" : fmt::format("connection {}", record.connection);
        if (lane > 0)
            name += fmt::format(" · {}", lane + 1);
        m_events.nameThread({record.server, thread}, name, thread);
    }
    return {record.server, thread};
}

/// Phases follow each other from the intended start on. They are kept inside of their call: what sticks out
/// of a slice would be drawn as if it were no part of it.
void Trace::writePhases(const TraceTrack& track, const CallRow& call) {
    const auto phases = calls::phases(call.record);
    Duration begin{};
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const Duration length = std::min(phases[i].value_or(Duration::zero()), call.record.latency() - begin);
        if (length <= Duration::zero())
            continue;
        m_events.slice(track, name(static_cast<calls::Phase>(i)), "phase", call.at + begin, length);
        begin += length;
    }
}

bool Trace::writeCall(const CallRow& call) {
    const TraceTrack track = trackOf(call);
    m_events.slice(track, shownText(call.tool, 200), call.record.error ? "call,failed" : "call", call.at,
                   call.record.latency(), callArgs(call));
    writePhases(track, call);
    return m_events.going();
}

std::uint32_t Trace::processNamed(std::string_view server) const {
    for (const telemetry::ServerStatus& one : m_exported.state.servers)
        if (one.name == server)
            return one.id;
    return 0;
}

/// 0 for a connection that had been replaced at the session's end.
ServerId Trace::serverOf(ConnectionId connection) const {
    for (const telemetry::ConnectionStatus& one : m_exported.state.connections)
        if (one.id == connection)
            return one.server;
    return 0;
}

/// Turned knobs and errors of the log.
Result<void> Trace::writeNotes(SessionReader& reader) {
    const auto changes = reader.changes();
    if (changes.has_error())
        return changes.error();
    for (const settings::TuningChange& change : *changes)
        if (inRange(change.at))
            m_events.instant(0,
                             fmt::format("{}: {} → {}", shownText(change.knob), shownText(change.from),
                                         shownText(change.to)),
                             "knob", change.at);
    for (const telemetry::LogEntry& entry : *m_exported.state.log)
        if (entry.level == telemetry::LogLevel::Error && inRange(entry.at))
            m_events.instant(processNamed(entry.source), shownText(entry.text, 200), "log", entry.at);
    return {};
}

Result<void> Trace::writeCounters(SessionReader& reader) {
    const auto series = reader.series(m_exported.range, counterPoints);
    if (series.has_error())
        return series.error();
    for (const telemetry::SeriesPoint& point : *series) {
        m_events.counter(0, "calls/s", "calls", point.at - point.length, point.callsPerSecond());
        m_events.counter(0, "in flight", "calls", point.at, point.inFlight);
    }
    const auto processes = reader.processes(m_exported.range);
    if (processes.has_error())
        return processes.error();
    for (const sessions::ProcessSample& sample : *processes) {
        m_events.counter(serverOf(sample.connection),
                         fmt::format("memory of connection {}", sample.connection), "MiB", sample.at,
                         static_cast<double>(sample.rssBytes) / (1 << 20));
    }
    return {};
}

Result<void> Trace::write(SessionReader& reader) {
    m_events.begin(m_exported.info.title);
    m_events.nameProcess(0, "engine");
    for (const telemetry::ServerStatus& server : m_exported.state.servers)
        m_events.nameProcess(server.id, shownText(server.name, 200));
    if (auto notes = writeNotes(reader); notes.has_error())
        return notes;
    if (auto counters = writeCounters(reader); counters.has_error())
        return counters;
    const auto read =
        forEachCall(reader, m_exported, [this](const CallRow& call) { return writeCall(call); });
    return read.has_error() ? read : m_events.finish();
}

} // namespace

Result<void> writeTrace(SessionReader& reader, const Sink& sink, std::optional<sessions::Range> range) {
    const auto exported = exportRange(reader, range);
    if (exported.has_error())
        return exported.error();
    return Trace(*exported, sink).write(reader);
}

} // namespace dyno::reports
