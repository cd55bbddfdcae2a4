#include "engine/engine_server.h"

#include "engine/async/spawn.h"
#include "engine/sessions/session_recording.h"
#include "engine/settings/duration_text.h"
#include "engine/settings/secret_rules.h"
#include "engine/transport/http_transport.h"
#include "engine/transport/sse_transport.h"
#include "engine/transport/stdio_transport.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno {

using telemetry::LogLevel;
using telemetry::ServerState;

Engine::Engine(async::Executor executor, async::Clock& clock, mcp::Limits limits,
               std::shared_ptr<spdlog::logger> logger)
    : m_executor(executor)
    , m_clock(clock)
    , m_start(clock.now())
    , m_limits(limits)
    , m_tuning(std::make_shared<const settings::Tuning>())
    , m_log(clock, std::move(logger), &m_redactor)
    , m_recorder(m_start)
    , m_processes(clock)
    , m_trace(clock, &m_redactor)
    , m_meter(clock)
    , m_path(executor, clock, m_tuning, &m_recorder)
    , m_workload(executor, clock, m_path, m_tuning, m_recorder)
    , m_journal(std::make_shared<const std::vector<settings::TuningChange>>())
    , m_ticker(clock.makeAlarm()) {
    m_ticker->set(m_start + tick, [this] { publish(); });
}

Engine::~Engine() = default;

// Servers

Engine::Server* Engine::find(ServerId id) {
    const auto found = m_servers.find(id);
    return found == m_servers.end() ? nullptr : found->second.get();
}

void Engine::addServer(ServerId id, settings::ServerConfig config, settings::HttpDialect foundBefore) {
    settings::noteSecrets(config);
    m_redactor.add(config.secrets);
    if (m_recording)
        m_recording->setRedactor(std::make_shared<const settings::Redactor>(m_redactor));
    m_servers[id] = std::make_unique<Server>(*this, id, std::move(config), foundBefore);
}

void Engine::startServer(ServerId id) {
    Server* server = find(id);
    if (!server || m_shutDown)
        return;
    if (!server->pool)
        return open(*server);
    if (server->busyClosing)
        server->reopen = true;
    else if (server->pool->state() == ServerState::Failed)
        restartServer(id);
}

void Engine::open(Server& server) {
    m_log.write(LogLevel::Info, server.config.name, "starting: " + settings::addressOf(server.config));
    const auto nextId = [this] { return m_nextConnection++; };
    server.pool = std::make_unique<calls::Pool>(m_executor, m_clock, m_tuning, waysTo(server), nextId,
                                                m_limits, server);
    m_path.addPool(server.id, *server.pool, server.config.group, server.config.weight);
    server.pool->open();
}

/// A URL may be Streamable HTTP or the older HTTP+SSE; the newer one is tried first, as the specification's
/// "Backwards compatibility" wants, unless the older one worked last.
calls::Pool::Ways Engine::waysTo(const Server& server) {
    using settings::HttpDialect;
    const settings::ServerConfig& config = server.config;
    const std::size_t most = m_limits.maxMessageBytes;
    calls::Pool::Ways ways;
    ways.answers = mcp::ClientAnswers(
        config.policy, [this, id = server.id, name = config.name](mcp::ClientQuestion asked, auto answered) {
            ask({0,
                 id,
                 name,
                 std::move(asked.method),
                 std::move(asked.message),
                 std::move(asked.requestedSchema),
                 {}},
                std::move(answered));
        });
    if (!config.http) {
        ways.transports.push_back([this, &config, most] {
            return std::make_shared<transport::StdioTransport>(m_executor, m_clock, config, most);
        });
        return ways;
    }
    ways.external = true;
    const settings::HttpConfig& http = *config.http;
    if (http.dialect != HttpDialect::Sse)
        ways.transports.push_back([this, &http, most] {
            return std::make_shared<transport::HttpTransport>(m_executor, m_clock, http, most);
        });
    if (http.dialect != HttpDialect::Streamable)
        ways.transports.push_back([this, &http, most] {
            return std::make_shared<transport::SseTransport>(m_executor, m_clock, http, most);
        });
    if (server.spoken == HttpDialect::Sse)
        std::reverse(ways.transports.begin(), ways.transports.end());
    return ways;
}

void Engine::stopServer(ServerId id) {
    Server* server = find(id);
    if (!server || !server->pool)
        return;
    server->reopen = false;
    if (!std::exchange(server->busyClosing, true))
        async::spawn(m_executor, close(id, false));
}

void Engine::restartServer(ServerId id) {
    stopServer(id);
    startServer(id);
}

void Engine::removeServer(ServerId id) {
    Server* server = find(id);
    if (!server)
        return;
    server->remove = true;
    if (server->pool)
        stopServer(id);
    else
        m_servers.erase(id);
}

async::Awaitable<void> Engine::close(ServerId id, bool reopen) {
    Server& server = *find(id);
    server.reopen = reopen || server.reopen;
    if (m_path.groupId(m_workload.status().scenario.server) == m_path.groupId(id) &&
        !m_path.servesWithout(id))
        m_workload.stop();
    m_log.write(LogLevel::Info, server.config.name, "stopping");
    m_path.cancelWaiting(id, {ErrorKind::Cancelled, "the server was stopped"});
    co_await server.pool->close();
    m_path.removePool(id);
    server.pool.reset();
    server.busyClosing = false;
    m_log.write(LogLevel::Info, server.config.name,
                server.config.http ? "stopped; every connection is closed"
                                   : "stopped; no process of it is left");
    if (server.reopen && !server.remove && !m_shutDown) {
        server.reopen = false;
        open(server); // those that wait for it go on waiting
        co_return;
    }
    serverChanged(server);
    if (server.remove)
        m_servers.erase(id);
}

void Engine::restartConnection(ConnectionId id) {
    for (const auto& [serverId, server] : m_servers)
        if (server->pool)
            server->pool->restart(id);
}

/// Wakes those that wait for the server, and the workload that does. One that is being closed has its news
/// when that is done.
void Engine::serverChanged(Server& server) {
    if (server.busyClosing)
        return;
    const ServerState state = server.pool ? server.pool->state() : ServerState::Stopped;
    if (state == ServerState::Starting || state == ServerState::Stopping)
        return;
    if (state == ServerState::Ready)
        server.spoken = settings::dialectNamed(server.pool->transportName());
    else if (state == ServerState::Failed)
        server.spoken = settings::HttpDialect::Auto; // it may have become another one
    Result<void> news;
    if (state == ServerState::Failed)
        news = redacted(*server.pool->error());
    else if (state == ServerState::Stopped)
        news = Error{ErrorKind::Cancelled, "the server was stopped"};
    for (auto* waiter : std::exchange(server.waiting, {}))
        waiter->complete(news);
    if (m_pendingWorkload && serving(m_pendingWorkload->server) == &server && news.has_error()) {
        m_workloadError = news.error();
        m_pendingWorkload.reset();
    }
    startPendingWorkload();
}

void Engine::log(LogLevel level, std::string source, std::string text) {
    m_log.write(level, std::move(source), std::move(text));
}

async::Awaitable<Result<void>> Engine::serverUp(ServerId id) {
    Server* server = find(id);
    if (!server || !server->pool)
        co_return Error{ErrorKind::InvalidInput, "the server is not started"};
    if (server->pool->state() == ServerState::Ready && !server->busyClosing)
        co_return Result<void>{};
    if (server->pool->state() == ServerState::Failed && !server->busyClosing)
        co_return redacted(*server->pool->error());
    async::Waiter<Result<void>> waiter;
    server->waiting.push_back(&waiter);
    co_return co_await waiter.wait();
}

// Knobs

Result<void> Engine::tune(const settings::Tuning& tuning) {
    if (auto valid = settings::validate(tuning); valid.has_error()) {
        m_log.write(LogLevel::Error, "engine", valid.error().message);
        return valid;
    }
    const auto changed = settings::changes(*m_tuning, tuning, m_clock.now() - m_start);
    if (changed.empty())
        return {};
    auto journal = *m_journal;
    for (const settings::TuningChange& change : changed) {
        journal.push_back(change);
        m_log.write(LogLevel::Info, "engine",
                    fmt::format("{}: {} → {}", change.knob, change.from, change.to));
    }
    m_journal = std::make_shared<const std::vector<settings::TuningChange>>(std::move(journal));
    m_tuning = std::make_shared<const settings::Tuning>(tuning);
    for (const auto& [id, server] : m_servers)
        if (server->pool && !server->busyClosing)
            server->pool->tuningChanged();
    m_path.tuningChanged();
    m_workload.tuningChanged();
    return {};
}

void Engine::tripBreaker(ServerId id, const std::string& tool) {
    m_path.breakers().trip(m_path.groupId(id), tool, m_clock.now());
}

void Engine::resetBreaker(ServerId id, const std::string& tool) {
    m_path.breakers().reset(m_path.groupId(id), tool, m_clock.now());
}

void Engine::invalidateCache(std::optional<ServerId> id, const std::string& tool) {
    if (!id)
        m_path.cache().invalidate();
    else if (tool.empty())
        m_path.invalidateCache(*id);
    else
        m_path.cache().invalidate(m_path.groupId(*id), tool);
}

// Calls

void Engine::startWorkload(workload::Scenario scenario) {
    m_workloadError.reset();
    m_pendingWorkload = std::move(scenario);
    m_workload.stop();
    startPendingWorkload();
}

/// The server itself, or one of its group that is up while it is not.
Engine::Server* Engine::serving(ServerId id) {
    Server* const named = find(id);
    const auto isUp = [](const Server& server) {
        return server.pool && server.pool->state() == ServerState::Ready && !server.busyClosing;
    };
    if (!named || named->config.group.empty() || isUp(*named))
        return named;
    for (const auto& [other, server] : m_servers)
        if (server->config.group == named->config.group && isUp(*server))
            return server.get();
    return named;
}

/// Once the last workload has ended and the next one's server is up.
void Engine::startPendingWorkload() {
    if (!m_pendingWorkload || m_workloadBusy || m_shutDown)
        return;
    Server* server = serving(m_pendingWorkload->server);
    if (!server || !server->pool) {
        m_workloadError = Error{ErrorKind::InvalidInput, "the server is not running; start it first"};
        m_pendingWorkload.reset();
        return;
    }
    if (server->pool->state() == ServerState::Failed && !server->busyClosing) {
        m_workloadError = redacted(*server->pool->error());
        m_pendingWorkload.reset();
        return;
    }
    if (server->pool->state() != ServerState::Ready || server->busyClosing)
        return;
    m_workloadBusy = true;
    m_pendingWorkload->server = server->id;
    m_log.write(LogLevel::Info, "engine",
                "workload: " + m_pendingWorkload->tool + " on " + server->config.name);
    m_workload.start(*std::exchange(m_pendingWorkload, std::nullopt));
    async::spawn(m_executor, runWorkload());
}

async::Awaitable<void> Engine::runWorkload() {
    co_await m_workload.finished();
    m_workloadBusy = false;
    const telemetry::WorkloadStatus status = m_workload.status();
    if (status.error)
        m_log.write(LogLevel::Error, "engine", "the workload ended early: " + status.error->message);
    for (auto* waiter : std::exchange(m_workloadWaiters, {}))
        waiter->complete(true);
    startPendingWorkload();
}

void Engine::stopWorkload() {
    m_pendingWorkload.reset();
    m_workload.stop();
}

async::Awaitable<void> Engine::workloadFinished() {
    if (!m_workloadBusy)
        co_return;
    async::Waiter<bool> waiter;
    m_workloadWaiters.push_back(&waiter);
    co_await waiter.wait();
}

async::Awaitable<calls::CallResult> Engine::call(calls::Target target,
                                                 std::function<void(const mcp::Progress&)> onProgress) {
    calls::Call call{std::make_shared<const calls::Target>(std::move(target)), m_clock.now(),
                     std::move(onProgress)};
    calls::CallResult result = co_await m_path.call(std::move(call));
    if (result.result.has_error())
        result.result = redacted(result.result.error());
    co_return result;
}

/// Open for as long as a call may take: then whoever asked has gone.
void Engine::ask(telemetry::Question question, std::function<void(std::optional<std::string>)> answered) {
    constexpr std::size_t mostOpen = 100; // a server that asks without end must not fill the window
    if (m_questions.size() >= mostOpen)
        return answered(std::nullopt);
    question.id = ++m_lastQuestion;
    question.asked = m_clock.now() - m_start;
    question.message = m_redactor.redacted(std::move(question.message));
    question.requestedSchema = m_redactor.redacted(std::move(question.requestedSchema));
    const std::uint64_t id = question.id;
    auto alarm = m_clock.makeAlarm();
    alarm->set(m_clock.now() + m_tuning->timeouts.call, [this, id] { answerQuestion(id, std::nullopt); });
    m_questions[id] = {std::move(question), std::move(answered), std::move(alarm)};
}

void Engine::answerQuestion(std::uint64_t id, std::optional<std::string> answer) {
    if (const auto question = m_questions.extract(id))
        question.mapped().answered(std::move(answer));
}

void Engine::cancelCalls() {
    m_path.cancelWaiting({ErrorKind::Cancelled, "cancelled by the user"});
    for (const auto& [id, server] : m_servers)
        if (server->pool)
            server->pool->cancelCalls("cancelled by the user");
}

async::Awaitable<void> Engine::shutdown() {
    m_shutDown = true;
    stopRecording(); // with the servers as they were while they ran
    stopWorkload();
    m_path.cancelWaiting({ErrorKind::Cancelled, "the engine is shutting down"});
    while (!m_questions.empty())
        answerQuestion(m_questions.begin()->first, std::nullopt);
    for (const auto& [id, server] : m_servers)
        stopServer(id);
    // All are closing by now; waiting for one after the other takes as long as the slowest.
    for (const auto& [id, server] : m_servers) {
        if (!server->pool)
            continue;
        async::Waiter<Result<void>> stopped;
        server->waiting.push_back(&stopped);
        co_await stopped.wait();
    }
    co_await workloadFinished();
    awaitRecording();
    m_ticker->cancel();
}

} // namespace dyno
