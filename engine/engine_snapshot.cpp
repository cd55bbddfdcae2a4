// What the engine shows of itself: snapshots, without the secrets of any server.

#include "engine/engine_server.h"
#include "engine/sessions/session_recording.h"

namespace dyno {

std::shared_ptr<const mcp::ServerDetail> Engine::redacted(mcp::ServerDetail detail) const {
    const auto redact = [this](std::string& text) { text = m_redactor.redacted(std::move(text)); };
    redact(detail.instructions);
    redact(detail.resourcesProblem);
    redact(detail.promptsProblem);
    for (mcp::Resource& resource : detail.resources)
        for (std::string* text : {&resource.uri, &resource.name, &resource.title, &resource.description})
            redact(*text);
    for (mcp::Prompt& prompt : detail.prompts)
        for (std::string* text : {&prompt.name, &prompt.title, &prompt.description})
            redact(*text);
    return std::make_shared<const mcp::ServerDetail>(std::move(detail));
}

Error Engine::redacted(Error error) const {
    return {error.kind, m_redactor.redacted(std::move(error.message)),
            m_redactor.redacted(std::move(error.detail))};
}

void Engine::publish() {
    const async::TimePoint now = m_clock.now();
    m_recorder.tick(now, m_path.inFlight());
    const SnapshotPtr published = snapshot();
    if (m_recording)
        m_recording->note(published);
    if (m_observer)
        m_observer(published);
    // On a grid: intervals would otherwise be closed ever later, until one lacks a whole tick's calls.
    m_ticker->set(m_start + ((now - m_start) / tick + 1) * tick, [this] { publish(); });
}

Engine::SnapshotPtr Engine::snapshot() {
    const async::TimePoint now = m_clock.now();
    auto snapshot = std::make_shared<telemetry::Snapshot>();
    snapshot->at = now - m_start;
    snapshot->tuning = *m_tuning;
    m_recorder.describe(*snapshot, now);
    snapshot->recent.inFlight = m_path.inFlight();
    snapshot->journal = m_journal;
    snapshot->log = m_log.entries();
    for (const auto& [id, server] : m_servers) {
        snapshot->servers.push_back(statusOf(*server));
        if (server->pool) {
            telemetry::PoolStatus& pool = snapshot->path.pools.emplace_back();
            pool.server = id;
            server->pool->describe(pool);
        }
        addConnections(*server, *snapshot);
    }
    if (m_traceWatched)
        snapshot->trace = m_trace.entries();
    for (const auto& [id, open] : m_questions)
        snapshot->questions.push_back(open.question);
    for (telemetry::ErrorCount& error : snapshot->errors)
        error.example = m_redactor.redacted(std::move(error.example));
    m_path.describe(snapshot->path, m_start);
    snapshot->workload = m_workload.status();
    if (snapshot->workload.error)
        snapshot->workload.error = redacted(*snapshot->workload.error);
    if (m_workloadError)
        snapshot->workload.error = m_workloadError;
    snapshot->engine = m_meter.cost();
    snapshot->engine.recordsLost = m_recorder.recordsLost(m_path.inFlight());
    snapshot->recording = recordingStatus();
    return snapshot;
}

telemetry::ServerStatus Engine::statusOf(const Server& server) const {
    static const auto noTools = std::make_shared<const std::vector<mcp::Tool>>();
    telemetry::ServerStatus status;
    status.id = server.id;
    status.name = server.config.name;
    status.group = server.config.group;
    status.weight = server.config.weight;
    status.address = m_redactor.redacted(settings::addressOf(server.config));
    status.tools = noTools;
    if (!server.pool)
        return status;
    const calls::Pool& pool = *server.pool;
    status.state = pool.state();
    if (pool.error())
        status.error = redacted(*pool.error());
    status.serverName = pool.info().name;
    status.serverVersion = pool.info().version;
    status.protocolVersion = pool.info().protocolVersion;
    status.transport = pool.transportName();
    status.found = m_redactor.redacted(pool.info().found);
    status.era = pool.info().protocolVersion.empty() ? "" : name(pool.info().era);
    status.stderrTail = m_redactor.redacted(pool.stderrTail());
    status.startup = pool.startup();
    status.tools = pool.tools();
    if (pool.detail() && server.detail != pool.detail()) {
        server.detail = pool.detail();
        server.shownDetail = redacted(*server.detail);
    }
    status.detail = server.shownDetail;
    return status;
}

void Engine::addConnections(const Server& server, telemetry::Snapshot& snapshot) {
    if (!server.pool)
        return;
    for (const calls::ConnectionPtr& connection : server.pool->connections()) {
        telemetry::ConnectionStatus status;
        status.id = connection->id;
        status.server = server.id;
        status.serverName = server.config.name;
        status.transport = connection->session->transport().name();
        status.pid = connection->session->transport().pid();
        const http::ConnectionCounts sockets = connection->session->transport().sockets();
        status.httpVersion = sockets.version;
        status.socketsOpened = sockets.opened;
        status.socketsReused = sockets.reused;
        status.state = connection->state;
        if (connection->readyAt != async::TimePoint())
            status.up = m_clock.now() - connection->readyAt;
        status.inFlight = connection->inFlight;
        status.lateReplies = connection->session->strays().lateReplies;
        status.strayLines = connection->session->strays().lines;
        m_recorder.describe(status);
        m_processes.describe(status);
        snapshot.connections.push_back(std::move(status));
    }
}

} // namespace dyno
