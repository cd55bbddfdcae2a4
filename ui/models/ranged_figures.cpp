#include "ui/models/ranged_figures.h"

#include <algorithm>

namespace dyno::ui {
namespace {

using telemetry::ConnectionStatus;
using telemetry::PathStatus;
using telemetry::Snapshot;

void takeConnections(Snapshot& shown, const Snapshot& range) {
    for (ConnectionStatus& connection : shown.connections) {
        const auto found = std::ranges::find(range.connections, connection.id, &ConnectionStatus::id);
        const ConnectionStatus counted = found == range.connections.end() ? ConnectionStatus() : *found;
        connection.calls = counted.calls;
        connection.errors = counted.errors;
        connection.p50 = counted.p50;
        connection.p99 = counted.p99;
    }
    for (const ConnectionStatus& connection : range.connections) {
        const bool there = std::ranges::find(shown.connections, connection.id, &ConnectionStatus::id) !=
                           shown.connections.end();
        if (!there && connection.calls > 0)
            shown.connections.push_back(connection);
    }
}

// What stages count; what they hold, keep or have open is not of the past.
void takePath(PathStatus& shown, const PathStatus& range) {
    shown.stages = range.stages;
    shown.queueFull = range.queueFull;
    shown.waitedTooLong = range.waitedTooLong;
    shown.breakerOpen = range.breakerOpen;
    shown.noConnection = range.noConnection;
    shown.cache.hits = range.cache.hits;
    shown.cache.shared = range.cache.shared;
    shown.cache.misses = range.cache.misses;
    shown.cache.saved = range.cache.saved;
    shown.batch = range.batch;
    shown.retry.retries = range.retry.retries;
    shown.retry.recovered = range.retry.recovered;
    shown.retry.exhausted = range.retry.exhausted;
}

} // namespace

Snapshot withFigures(const Snapshot& base, const Snapshot& range) {
    Snapshot shown = base;
    shown.counts = range.counts;
    shown.measured = range.measured;
    shown.total = range.total;
    shown.serviceTime = range.serviceTime;
    shown.phases = range.phases;
    shown.errors = range.errors;
    shown.recent = range.recent;
    shown.recentCalls = range.recentCalls;
    takeConnections(shown, range);
    takePath(shown.path, range.path);
    return shown;
}

} // namespace dyno::ui
