#include "engine/calls/pool/pool.h"

#include "engine/async/spawn.h"
#include "engine/settings/duration_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::calls {

using telemetry::ConnectionState;
using telemetry::LogLevel;
using telemetry::ServerState;

namespace {

const std::string notNeeded = "it is not needed any more";

/// The end of what explains a loss; a server that keeps dying must not fill the log with its whole stderr
/// each time.
std::string_view lastLines(std::string_view text) {
    constexpr std::size_t most = 1000;
    if (text.size() <= most)
        return text;
    text.remove_prefix(text.size() - most);
    const std::size_t begin = text.find('\n');
    return begin == std::string_view::npos ? text : text.substr(begin + 1);
}

} // namespace

/// Passes what one session says on to its pool.
class Pool::Observer final : public mcp::SessionObserver {
public:
    Observer(Pool& pool, const ConnectionPtr& connection)
        : m_pool(pool)
        , m_id(connection->id)
        , m_connection(connection) {}

    void sessionLost(const Error& why) override {
        if (const ConnectionPtr connection = m_connection.lock())
            m_pool.lost(connection, why);
    }

    void toolsChanged() override {
        m_pool.m_observer.poolToolsChanged(); // before the new list is read, which may take its time
        if (const ConnectionPtr connection = m_connection.lock())
            m_pool.refreshTools(connection);
    }

    void detailChanged() override {
        if (const ConnectionPtr connection = m_connection.lock())
            m_pool.refreshDetail(connection);
    }

    void sessionWarning(const std::string& text) override {
        m_pool.m_observer.poolLog(LogLevel::Warning, text);
    }

    void serverWrote(std::string_view text) override {
        m_pool.m_lastWriter = m_connection;
        m_pool.m_observer.poolLog(LogLevel::Info,
                                  "stderr: " + std::string(text.substr(0, text.find_last_not_of('\n') + 1)));
    }

    void traced(const telemetry::TracedMessage& message) override {
        m_pool.m_observer.poolTraced(m_id, message);
    }

private:
    Pool& m_pool;
    const ConnectionId m_id;
    std::weak_ptr<Connection> m_connection;
};

Pool::Pool(async::Executor executor, async::Clock& clock,
           const std::shared_ptr<const settings::Tuning>& tuning, Ways ways, IdSource ids, mcp::Limits limits,
           PoolObserver& observer)
    : m_executor(executor)
    , m_clock(clock)
    , m_tuning(tuning)
    , m_ways(std::move(ways))
    , m_ids(std::move(ids))
    , m_limits(limits)
    , m_observer(observer)
    , m_tools(std::make_shared<const std::vector<mcp::Tool>>())
    , m_upkeepAlarm(clock.makeAlarm())
    , m_restarts(!m_ways.external) {}

Pool::~Pool() = default;

void Pool::open() {
    m_opened = true;
    upkeep();
}

void Pool::add(async::Duration delay) {
    const auto connection = std::make_shared<Connection>();
    connection->id = m_ids();
    connection->state =
        delay > async::Duration::zero() ? ConnectionState::Waiting : ConnectionState::Starting;
    connection->observer = std::make_unique<Observer>(*this, connection);
    connection->way = m_way.value_or(0);
    connection->session = makeSession(*connection);
    m_connections.push_back(connection);
    spawn(bringUp(connection, delay));
}

async::Awaitable<void> Pool::bringUp(ConnectionPtr connection, async::Duration delay) {
    if (connection->closing) // before this coroutine had its first turn
        co_return;
    if (delay > async::Duration::zero() && !co_await waited(*connection, delay))
        co_return;
    const Result<void> result = co_await start(*connection);
    if (connection->closing)
        co_return;
    if (result.has_error())
        startFailed(connection, result.error());
    else
        started(connection);
}

/// Whether the whole delay passed before the connection was closed.
async::Awaitable<bool> Pool::waited(Connection& connection, async::Duration delay) {
    async::Waiter<bool> end;
    const auto alarm = m_clock.makeAlarm();
    alarm->set(m_clock.now() + delay, [&end] { end.complete(true); });
    connection.endWait = [&end] { end.complete(false); };
    const bool whole = co_await end.wait();
    connection.endWait = nullptr;
    if (whole)
        connection.state = ConnectionState::Starting;
    co_return whole;
}

async::Awaitable<Result<void>> Pool::start(Connection& connection) {
    const async::TimePoint begin = m_clock.now();
    async::TimePoint spawned;
    auto info = co_await connect(connection, spawned);
    if (info.has_error())
        co_return info.error();
    const async::TimePoint shaken = m_clock.now();
    m_transportName = connection.session->transport().name();
    const bool first = !m_everReady;
    m_info = std::move(*info);
    if (first) {
        auto tools = co_await connection.session->listTools();
        // A server without tools may answer "method not found"; that is an empty list, not a failure.
        if (tools.has_error() && (m_info.hasTools || tools.error().kind != ErrorKind::Rejected))
            co_return tools.error();
        if (tools.has_value())
            setTools(std::move(*tools));
        if (m_ways.external)
            spawned = begin; // nothing was
        m_startup = {spawned - begin, shaken - spawned, m_clock.now() - shaken};
    }
    co_return Result<void>{};
}

void Pool::started(const ConnectionPtr& ready) {
    Connection& connection = *ready;
    m_restarts.started();
    connection.readyAt = connection.idleSince = m_clock.now();
    setState(connection, ConnectionState::Ready);
    ++m_counts.opened;
    const bool first = !std::exchange(m_everReady, true);
    if (first)
        m_observer.poolLog(LogLevel::Info,
                           fmt::format("ready: {} {} speaks {} ({} era) over {}, {} tools; {}", m_info.name,
                                       m_info.version, m_info.protocolVersion, name(m_info.era),
                                       m_transportName, m_tools->size(), m_info.found));
    m_state = ServerState::Ready;
    m_error.reset();
    const bool toolsMayHaveChanged = // as the server's cache hints say
        !first && m_info.era == mcp::Era::Modern && !mcp::fresh(m_toolPages, m_clock.now());
    if (m_toolsStale || toolsMayHaveChanged)
        refreshTools(ready);
    if (!m_detail || m_detailStale)
        refreshDetail(ready);
    retireWorn();
    upkeep();
    m_observer.poolChanged();
    changed();
}

void Pool::startFailed(const ConnectionPtr& connection, const Error& why) {
    shut(connection);
    const std::optional<async::Duration> next = m_everReady ? m_restarts.startFailed() : std::nullopt;
    if (!next && !anyReady())
        return fail(why);
    const async::Duration delay =
        std::max(next.value_or(RestartPolicy::longestDelay), RestartPolicy::firstDelay);
    const bool again = upkeep(delay) > 0;
    m_observer.poolLog(LogLevel::Warning,
                       fmt::format("connection {} did not come up: {}; {}", connection->id, why.message,
                                   again ? "next try in " + settings::durationText(delay) : notNeeded));
}

void Pool::lost(const ConnectionPtr& connection, const Error& why) {
    if (connection->closing || connection->state == ConnectionState::Starting)
        return; // bringUp() hears of a start that failed, and why
    m_lastStderr = connection->session->transport().stderrTail();
    const async::Duration delay = m_restarts.lost(m_clock.now() - connection->readyAt);
    ++m_counts.lost;
    shut(connection);
    const bool again = upkeep(delay) > 0;
    const std::string when = delay > async::Duration::zero() ? "in " + settings::durationText(delay) : "now";
    m_observer.poolLog(LogLevel::Warning,
                       fmt::format("connection {} was lost: {}; {}\n{}", connection->id, why.message,
                                   again ? "it is started again " + when : notNeeded, lastLines(why.detail)));
    changed();
}

void Pool::fail(const Error& why) {
    m_state = ServerState::Failed;
    m_error = why;
    m_observer.poolLog(LogLevel::Error, fmt::format("{}\n{}", why.message, why.detail));
    for (const ConnectionPtr& connection : std::vector(m_connections))
        if (connection->state == ConnectionState::Waiting || connection->state == ConnectionState::Starting)
            shut(connection);
    m_upkeepAlarm->cancel();
    m_observer.poolChanged();
    changed();
}

void Pool::shut(const ConnectionPtr& connection) {
    if (std::exchange(connection->closing, true))
        return;
    if (connection->state == ConnectionState::Ready || connection->state == ConnectionState::Draining)
        ++m_counts.closed;
    setState(*connection, ConnectionState::Closing);
    spawn(closeConnection(connection));
    if (const auto endWait = connection->endWait)
        endWait();
}

async::Awaitable<void> Pool::closeConnection(ConnectionPtr connection) {
    co_await connection->session->close();
    if (m_lastWriter.lock() == connection)
        m_lastStderr = connection->session->transport().stderrTail();
    std::erase(m_connections, connection);
    m_balancer.forget(connection->id);
    m_observer.connectionClosed(connection->id);
}

void Pool::restart(ConnectionId id) {
    for (const ConnectionPtr& connection : std::vector(m_connections)) {
        if (connection->id != id || connection->closing)
            continue;
        shut(connection);
        if (m_state == ServerState::Starting || m_state == ServerState::Ready)
            add({});
        return changed();
    }
}

void Pool::cancelCalls(std::string_view reason) {
    for (const ConnectionPtr& connection : std::vector(m_connections))
        connection->session->cancelCalls(reason);
}

async::Awaitable<void> Pool::close() {
    if (m_state != ServerState::Failed)
        m_state = ServerState::Stopping;
    m_upkeepAlarm->cancel();
    changed();
    for (const ConnectionPtr& connection : std::vector(m_connections))
        shut(connection);
    while (m_tasks > 0) {
        async::Waiter<bool> joined;
        m_joining.push_back(&joined);
        co_await joined.wait();
    }
    if (m_state != ServerState::Failed)
        m_state = ServerState::Stopped;
}

std::string Pool::stderrTail() const {
    const ConnectionPtr writer = m_lastWriter.lock();
    return writer ? writer->session->transport().stderrTail() : m_lastStderr;
}

void Pool::spawn(async::Awaitable<void> task) {
    ++m_tasks;
    async::spawn(m_executor, counted(std::move(task)));
}

async::Awaitable<void> Pool::counted(async::Awaitable<void> task) {
    co_await std::move(task);
    if (--m_tasks > 0)
        co_return;
    for (async::Waiter<bool>* joining : std::exchange(m_joining, {}))
        joining->complete(true);
}

} // namespace dyno::calls
