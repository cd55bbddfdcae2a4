#include "engine/reports/path_summary.h"
#include "engine/reports/quantity_text.h"
#include "engine/reports/summary.h"

#include <fmt/format.h>

namespace dyno::reports {

namespace {

std::string line(std::string_view label, const std::string& text) {
    return fmt::format("  {:<10} {}\n", label, text);
}

std::string plural(int count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// A pool grows only where a connection has a limit.
std::string connectionsText(const settings::PoolTuning& pool) {
    if (pool.perConnection && pool.max > pool.min)
        return fmt::format("{} to {} connections", pool.min, pool.max);
    return plural(pool.min, "connection");
}

std::string headline(const telemetry::Snapshot& snapshot, const telemetry::ServerStatus& server) {
    return fmt::format("{} on {} {} ({} {}, {}) · {}, {}\n", snapshot.workload.scenario.tool,
                       server.serverName.empty() ? server.name : server.serverName, server.serverVersion,
                       server.era, server.protocolVersion, server.transport,
                       plural(snapshot.tuning.workers, "worker"), connectionsText(snapshot.tuning.pool));
}

std::string callsText(const telemetry::Snapshot& snapshot) {
    const telemetry::CallCounts& counts = snapshot.counts;
    const double seconds = std::chrono::duration<double>(snapshot.measured).count();
    std::string text =
        fmt::format("{} in {:.2f} s = {:.0f}/s · {} succeeded, {} failed", countText(counts.ended()), seconds,
                    seconds > 0 ? static_cast<double>(counts.ended()) / seconds : 0.0,
                    countText(counts.succeeded), countText(counts.failed));
    if (counts.timedOut > 0)
        text += fmt::format(", {} timed out", countText(counts.timedOut));
    if (counts.cancelled > 0)
        text += fmt::format(", {} cancelled", countText(counts.cancelled));
    return text;
}

std::string latencyText(const telemetry::LatencySummary& latency) {
    if (latency.count == 0)
        return "no call was answered";
    return fmt::format("min {} · p50 {} · p90 {} · p95 {} · p99 {} · p99.9 {} · max {}",
                       timeText(latency.min), timeText(latency.p50), timeText(latency.p90),
                       timeText(latency.p95), timeText(latency.p99), timeText(latency.p999),
                       timeText(latency.max));
}

std::string phasesText(const telemetry::Snapshot& snapshot) {
    std::string text;
    for (const telemetry::PhaseSummary& phase : snapshot.phases)
        text += fmt::format("{}{} {}", text.empty() ? "" : " · ", phase.name, timeText(phase.latency.p50));
    return text + " (p50)";
}

/// Of HTTP's TCP connections; empty where the server is spoken to in another way.
std::string socketsText(const telemetry::Snapshot& snapshot, ServerId server) {
    std::uint64_t opened = 0;
    std::uint64_t reused = 0;
    std::string_view version;
    for (const telemetry::ConnectionStatus& connection : snapshot.connections) {
        if (connection.server != server || connection.httpVersion.empty())
            continue;
        opened += connection.socketsOpened;
        reused += connection.socketsReused;
        version = connection.httpVersion;
    }
    if (version.empty())
        return {};
    return fmt::format("{} opened, {} reused, HTTP/{}", countText(opened), countText(reused), version);
}

std::string engineText(const telemetry::Snapshot& snapshot) {
    const double cpu = std::chrono::duration<double>(snapshot.engine.cpu).count();
    return fmt::format("{:.2f} s CPU · {} at most · {} records lost", cpu,
                       bytesText(snapshot.engine.peakRssBytes), snapshot.engine.recordsLost);
}

} // namespace

std::string summaryText(const telemetry::Snapshot& snapshot, const telemetry::ServerStatus& server) {
    std::string text = headline(snapshot, server);
    text += line("calls", callsText(snapshot));
    text += line("latency", latencyText(snapshot.total));
    if (snapshot.total.count > 0)
        text += line("where", phasesText(snapshot));
    text +=
        line("start-up", (server.startup.spawn > async::Duration::zero()
                              ? fmt::format("spawn {} · ", timeText(server.startup.spawn))
                              : "") +
                             fmt::format("handshake {} · tools/list {}", timeText(server.startup.handshake),
                                         timeText(server.startup.toolsList)));
    if (const std::string sockets = socketsText(snapshot, server.id); !sockets.empty())
        text += line("sockets", sockets);
    for (const StageText& stage : pathTexts(snapshot.path))
        text += line(stage.stage, stage.text);
    text += line("engine", engineText(snapshot));
    for (const telemetry::ErrorCount& error : snapshot.errors)
        text += line("error",
                     fmt::format("{} × {}: {}", countText(error.count), name(error.kind), error.example));
    return text;
}

} // namespace dyno::reports
