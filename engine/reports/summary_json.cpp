#include "engine/reports/summary.h"

#include "engine/reports/latency_json.h"
#include "engine/reports/path_summary.h"
#include "engine/reports/time_numbers.h"
#include "engine/settings/tuning_json.h"

#include <nlohmann/json.hpp>

#include <set>

namespace dyno::reports {

namespace {

using json = nlohmann::ordered_json;
using telemetry::Duration;

json serverJson(const telemetry::ServerStatus& server) {
    return {{"name", server.serverName},
            {"version", server.serverVersion},
            {"protocolVersion", server.protocolVersion},
            {"era", server.era},
            {"transport", server.transport},
            {"found", server.found}};
}

json scenarioJson(const telemetry::Snapshot& snapshot) {
    const workload::Scenario& scenario = snapshot.workload.scenario;
    json result = {{"tool", scenario.tool},
                   {"workers", snapshot.tuning.workers},
                   {"pool", snapshot.tuning.pool.min},
                   {"calls", nullptr},
                   {"durationSeconds", nullptr},
                   {"timeoutSeconds", inSeconds(snapshot.tuning.timeouts.call)}};
    if (scenario.extent.calls)
        result["calls"] = *scenario.extent.calls;
    if (scenario.extent.duration)
        result["durationSeconds"] = inSeconds(*scenario.extent.duration);
    return result;
}

json errorsJson(const telemetry::Snapshot& snapshot) {
    json errors = json::array();
    for (const telemetry::ErrorCount& error : snapshot.errors)
        errors.push_back({{"kind", name(error.kind)}, {"count", error.count}, {"example", error.example}});
    return errors;
}

json phasesJson(const telemetry::Snapshot& snapshot) {
    json phases = json::object();
    for (const telemetry::PhaseSummary& phase : snapshot.phases)
        phases[phase.name] = {{"count", phase.latency.count},
                              {"p50", wholeMicroseconds(phase.latency.p50)},
                              {"p99", wholeMicroseconds(phase.latency.p99)}};
    return phases;
}

/// Of all servers that share the calls, at the end of the run; a connection that was replaced has taken its
/// counts with it.
json connectionsJson(const telemetry::Snapshot& snapshot, const telemetry::ServerStatus& server) {
    std::set<ServerId> serving{server.id};
    for (const telemetry::ServerStatus& other : snapshot.servers)
        if (!server.group.empty() && other.group == server.group)
            serving.insert(other.id);
    json connections = json::array();
    for (const telemetry::ConnectionStatus& connection : snapshot.connections)
        if (serving.contains(connection.server))
            connections.push_back({{"id", connection.id},
                                   {"server", connection.server},
                                   {"transport", connection.transport},
                                   {"httpVersion", connection.httpVersion},
                                   {"socketsOpened", connection.socketsOpened},
                                   {"socketsReused", connection.socketsReused},
                                   {"calls", connection.calls},
                                   {"errors", connection.errors}});
    return connections;
}

} // namespace

json summaryJson(const telemetry::Snapshot& snapshot, const telemetry::ServerStatus& server) {
    const telemetry::CallCounts& counts = snapshot.counts;
    const double length = inSeconds(snapshot.measured);
    return {{"schema", "mcp-dyno/summary/1"},
            {"server", serverJson(server)},
            {"scenario", scenarioJson(snapshot)},
            {"tuning", settings::tuningJson(snapshot.tuning)},
            {"calls", countsJson(counts)},
            {"errors", errorsJson(snapshot)},
            {"seconds", length},
            {"throughputPerSecond", length > 0 ? static_cast<double>(counts.ended()) / length : 0.0},
            {"latencyMicroseconds", latencyJson(snapshot.total)},
            {"serviceTimeMicroseconds", latencyJson(snapshot.serviceTime)},
            {"phasesMicroseconds", phasesJson(snapshot)},
            {"path", pathJson(snapshot.path)},
            {"connections", connectionsJson(snapshot, server)},
            {"startup",
             {{"spawnMicroseconds", wholeMicroseconds(server.startup.spawn)},
              {"handshakeMicroseconds", wholeMicroseconds(server.startup.handshake)},
              {"toolsListMicroseconds", wholeMicroseconds(server.startup.toolsList)}}},
            {"engine",
             {{"cpuSeconds", inSeconds(snapshot.engine.cpu)},
              {"peakRssBytes", snapshot.engine.peakRssBytes},
              {"recordsLost", snapshot.engine.recordsLost}}}};
}

} // namespace dyno::reports
