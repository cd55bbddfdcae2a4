#pragma once

#include "engine/telemetry/snapshot.h"

#include <array>
#include <concepts>
#include <string_view>
#include <vector>

/// The fields of what a snapshot holds, each named once for writing and for reading. Names are those of the
/// structs; what a later version renames, it has to read under both.
namespace dyno::sessions {

using async::Duration;

template<class T, class Of>
concept Like = std::same_as<std::remove_const_t<T>, Of>;

// Enums have a name for each value; unlike its number it stays when another comes in between.
using dyno::name;
using telemetry::name;
constexpr int enumerators(ErrorKind) {
    return static_cast<int>(ErrorKind::InvalidInput) + 1;
}
constexpr int enumerators(telemetry::ServerState) {
    return static_cast<int>(telemetry::ServerState::Failed) + 1;
}
constexpr int enumerators(telemetry::ConnectionState) {
    return static_cast<int>(telemetry::ConnectionState::Waiting) + 1;
}
constexpr int enumerators(telemetry::BreakerState) {
    return static_cast<int>(telemetry::BreakerState::HalfOpen) + 1;
}
constexpr int enumerators(telemetry::WorkloadPhase) {
    return 4;
}
constexpr std::string_view name(telemetry::WorkloadPhase phase) {
    constexpr std::array<std::string_view, 4> names{"idle", "warming up", "running", "stopping"};
    return names[static_cast<std::size_t>(phase)];
}
constexpr int enumerators(mcp::TaskSupport) {
    return 3;
}
constexpr std::string_view name(mcp::TaskSupport support) {
    constexpr std::array<std::string_view, 3> names{"forbidden", "optional", "required"};
    return names[static_cast<std::size_t>(support)];
}

void fields(auto& at, Like<Error> auto& error) {
    at("kind", error.kind);
    at("message", error.message);
    at("detail", error.detail);
}

void fields(auto& at, Like<mcp::ToolAnnotations> auto& hints) {
    at("readOnly", hints.readOnly);
    at("destructive", hints.destructive);
    at("idempotent", hints.idempotent);
    at("openWorld", hints.openWorld);
}

void fields(auto& at, Like<mcp::ParamHeader> auto& header) {
    at("path", header.path);
    at("header", header.header);
}

void fields(auto& at, Like<mcp::Tool> auto& tool) {
    at("name", tool.name);
    at("title", tool.title);
    at("description", tool.description);
    at("annotations", tool.annotations);
    at("inputSchema", tool.inputSchema);
    at("taskSupport", tool.taskSupport);
    at("paramHeaders", tool.paramHeaders);
}

void fields(auto& at, Like<mcp::Resource> auto& resource) {
    at("uri", resource.uri);
    at("name", resource.name);
    at("title", resource.title);
    at("description", resource.description);
    at("mimeType", resource.mimeType);
}

void fields(auto& at, Like<mcp::PromptArgument> auto& argument) {
    at("name", argument.name);
    at("description", argument.description);
    at("required", argument.required);
}

void fields(auto& at, Like<mcp::Prompt> auto& prompt) {
    at("name", prompt.name);
    at("title", prompt.title);
    at("description", prompt.description);
    at("arguments", prompt.arguments);
}

void fields(auto& at, Like<mcp::ServerDetail> auto& detail) {
    at("capabilities", detail.capabilities);
    at("instructions", detail.instructions);
    at("resources", detail.resources);
    at("resourcesProblem", detail.resourcesProblem);
    at("prompts", detail.prompts);
    at("promptsProblem", detail.promptsProblem);
    at("toolWarnings", detail.toolWarnings);
}

void fields(auto& at, Like<telemetry::StartupTimes> auto& times) {
    at("spawn", times.spawn);
    at("handshake", times.handshake);
    at("toolsList", times.toolsList);
}

/// Without tools and detail, which are texts of their own.
void fields(auto& at, Like<telemetry::ServerStatus> auto& server) {
    at("id", server.id);
    at("name", server.name);
    at("group", server.group);
    at("weight", server.weight);
    at("address", server.address);
    at("state", server.state);
    at("error", server.error);
    at("serverName", server.serverName);
    at("serverVersion", server.serverVersion);
    at("protocolVersion", server.protocolVersion);
    at("era", server.era);
    at("transport", server.transport);
    at("found", server.found);
    at("stderrTail", server.stderrTail);
    at("startup", server.startup);
}

void fields(auto& at, Like<telemetry::ConnectionStatus> auto& connection) {
    at("id", connection.id);
    at("server", connection.server);
    at("serverName", connection.serverName);
    at("transport", connection.transport);
    at("pid", connection.pid);
    at("httpVersion", connection.httpVersion);
    at("socketsOpened", connection.socketsOpened);
    at("socketsReused", connection.socketsReused);
    at("state", connection.state);
    at("up", connection.up);
    at("calls", connection.calls);
    at("errors", connection.errors);
    at("inFlight", connection.inFlight);
    at("p50", connection.p50);
    at("p99", connection.p99);
    at("rssBytes", connection.rssBytes);
    at("cpuShare", connection.cpuShare);
    at("lateReplies", connection.lateReplies);
    at("strayLines", connection.strayLines);
}

void fields(auto& at, Like<workload::Extent> auto& extent) {
    at("calls", extent.calls);
    at("duration", extent.duration);
}

void fields(auto& at, Like<workload::Scenario> auto& scenario) {
    at("server", scenario.server);
    at("tool", scenario.tool);
    at("arguments", scenario.arguments);
    at("extent", scenario.extent);
    at("warmup", scenario.warmup);
}

void fields(auto& at, Like<telemetry::WorkloadStatus> auto& workload) {
    at("phase", workload.phase);
    at("scenario", workload.scenario);
    at("elapsed", workload.elapsed);
    at("callsStarted", workload.callsStarted);
    at("error", workload.error);
}

void fields(auto& at, Like<telemetry::EngineCost> auto& cost) {
    at("cpuShare", cost.cpuShare);
    at("rssBytes", cost.rssBytes);
    at("cpu", cost.cpu);
    at("peakRssBytes", cost.peakRssBytes);
    at("recordsLost", cost.recordsLost);
}

void fields(auto& at, Like<telemetry::StageFlow> auto& flow) {
    at("in", flow.in);
    at("out", flow.out);
    at("answered", flow.answered);
    at("turnedAway", flow.turnedAway);
    at("held", flow.held);
}

void fields(auto& at, Like<telemetry::CacheStatus> auto& cache) {
    at("hits", cache.hits);
    at("shared", cache.shared);
    at("misses", cache.misses);
    at("saved", cache.saved);
    at("stored", cache.stored);
    at("evicted", cache.evicted);
    at("expired", cache.expired);
    at("invalidated", cache.invalidated);
    at("entries", cache.entries);
    at("bytes", cache.bytes);
}

void fields(auto& at, Like<telemetry::BatchStatus> auto& batch) {
    at("batches", batch.batches);
    at("calls", batch.calls);
}

void fields(auto& at, Like<telemetry::BreakerStatus::Change> auto& change) {
    at("at", change.at);
    at("to", change.to);
    at("byHand", change.byHand);
}

void fields(auto& at, Like<telemetry::BreakerStatus> auto& breaker) {
    at("server", breaker.server);
    at("tool", breaker.tool);
    at("state", breaker.state);
    at("failures", breaker.failures);
    at("reopensIn", breaker.reopensIn);
    at("history", breaker.history);
}

void fields(auto& at, Like<telemetry::RetryStatus> auto& retry) {
    at("retries", retry.retries);
    at("recovered", retry.recovered);
    at("exhausted", retry.exhausted);
    at("overBudget", retry.overBudget);
    at("unsafe", retry.unsafe);
}

void fields(auto& at, Like<telemetry::PoolStatus> auto& pool) {
    at("server", pool.server);
    at("opened", pool.opened);
    at("closed", pool.closed);
    at("closedIdle", pool.closedIdle);
    at("closedOld", pool.closedOld);
    at("closedUsed", pool.closedUsed);
    at("lost", pool.lost);
    at("ready", pool.ready);
    at("waiting", pool.waiting);
    at("inFlight", pool.inFlight);
}

void fields(auto& at, Like<telemetry::ReplicaStatus> auto& replica) {
    at("server", replica.server);
    at("group", replica.group);
    at("weight", replica.weight);
    at("ejected", replica.ejected);
    at("ejections", replica.ejections);
    at("chosen", replica.chosen);
    at("inFlight", replica.inFlight);
    at("ewma", replica.ewma);
}

void fields(auto& at, Like<telemetry::PathStatus> auto& path) {
    at("stages", path.stages);
    at("queueFull", path.queueFull);
    at("waitedTooLong", path.waitedTooLong);
    at("breakerOpen", path.breakerOpen);
    at("noConnection", path.noConnection);
    at("cache", path.cache);
    at("batch", path.batch);
    at("retry", path.retry);
    at("breakers", path.breakers);
    at("pools", path.pools);
    at("replicas", path.replicas);
}

template<class T>
concept List = !std::same_as<T, std::string> && requires(T list) {
    list.begin();
    list.size();
};

struct AnyField {
    void operator()(const char*, auto&) {}
};
/// Whether its fields are listed here.
template<class T>
concept Listed = requires(AnyField at, T& value) {
    fields(at, value);
};

} // namespace dyno::sessions
