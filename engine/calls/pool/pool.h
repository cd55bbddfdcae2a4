#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/waiter.h"
#include "engine/calls/balance/balancer.h"
#include "engine/calls/pool/connection.h"
#include "engine/calls/pool/restart_policy.h"
#include "engine/mcp/limits.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/snapshot.h"

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace dyno::calls {

/// What a pool tells the one that owns it, on the engine's thread.
class PoolObserver {
public:
    virtual ~PoolObserver() = default;
    virtual void poolLog(telemetry::LogLevel level, const std::string& text) = 0;
    /// The state, the tools or the error changed.
    virtual void poolChanged() = 0;
    virtual void poolTraced(ConnectionId connection, const telemetry::TracedMessage& message) = 0;
    /// A connection is gone for good, and its process with it.
    virtual void connectionClosed(ConnectionId id) = 0;
};

/// The connections to one server: brings them up, hands out the one with the fewest calls in flight, replaces
/// those that end by themselves, grows and shrinks while calls flow. Engine thread only. After close() it is
/// finished.
class Pool {
public:
    using TransportFactory = std::function<std::shared_ptr<transport::Transport>()>;
    using IdSource = std::function<ConnectionId()>;

    /// How the server can be reached.
    struct Ways {
        std::vector<TransportFactory> transports; ///< tried in this order until one fits, which is remembered
        bool external = false; ///< somebody else runs it: it may come back at any time, so is never given up
        mcp::ClientAnswers answers = mcp::ClientAnswers({}); ///< to what it asks of its client
    };

    Pool(async::Executor executor, async::Clock& clock, Ways ways, IdSource ids, mcp::Limits limits,
         PoolObserver& observer);
    ~Pool();

    /// Brings connections up or drains them until there are `size`. The first must come up before the others
    /// start; if it does not, the pool has Failed.
    void resize(int size);

    /// The connection to use for one call; null when none is ready. Give it back with release().
    ConnectionPtr tryAcquire();
    /// As tryAcquire(), waiting for one to come up. Fails with TimedOut at the deadline, or with the reason
    /// at once when none will come.
    async::Awaitable<Result<ConnectionPtr>> acquire(async::TimePoint deadline, async::Duration limit);
    void release(const ConnectionPtr& connection);

    /// Reads the list of tools anew, by this connection, before it goes on.
    async::Awaitable<void> relistTools(ConnectionPtr connection);
    /// Replaces one connection's process; its calls in flight fail.
    void restart(ConnectionId id);
    void cancelCalls(std::string_view reason);
    /// Ends every connection in good order, with calls in flight cancelled. Nothing is left afterwards.
    async::Awaitable<void> close();

    telemetry::ServerState state() const { return m_state; }
    const std::optional<Error>& error() const { return m_error; }
    const mcp::ServerInfo& info() const { return m_info; }
    /// "stdio", "http" or "sse"; empty while it is not known.
    std::string_view transportName() const { return m_transportName; }
    const telemetry::StartupTimes& startup() const { return m_startup; }
    const std::shared_ptr<const std::vector<mcp::Tool>>& tools() const { return m_tools; }
    /// Null until the first connection is up.
    const std::shared_ptr<const mcp::ServerDetail>& detail() const { return m_detail; }
    /// Null when the server lists no such tool. Valid until the list changes.
    const mcp::Tool* tool(const std::string& name) const;
    const std::vector<ConnectionPtr>& connections() const { return m_connections; }
    /// What the connection that wrote to stderr last has written there.
    std::string stderrTail() const;

private:
    class Observer;
    struct Acquirer;

    void fill();
    void drainSurplus();
    int wanted() const; ///< connections that are, or will be, ready for calls
    void add(async::Duration delay);
    async::Awaitable<void> bringUp(ConnectionPtr connection, async::Duration delay);
    async::Awaitable<bool> waited(Connection& connection, async::Duration delay);
    std::unique_ptr<mcp::Session> makeSession(Connection& connection);
    async::Awaitable<void> renewSession(Connection& connection, std::size_t way);
    async::Awaitable<Result<mcp::ServerInfo>> connect(Connection& connection, async::TimePoint& opened);
    async::Awaitable<Result<mcp::ServerInfo>> probe(Connection& connection, async::TimePoint& opened);
    async::Awaitable<Result<void>> start(Connection& connection);
    void started(const ConnectionPtr& ready);
    ConnectionPtr anyReady() const;
    ConnectionPtr cutShort(bool& stale) const;
    void startFailed(const ConnectionPtr& connection, const Error& why);
    void lost(const ConnectionPtr& connection, const Error& why);
    void fail(const Error& why);
    void retire(const ConnectionPtr& connection);
    void shut(const ConnectionPtr& connection);
    async::Awaitable<void> closeConnection(ConnectionPtr connection);
    void setTools(mcp::ToolList list);
    void setDetail(mcp::ServerDetail detail);
    void refreshDetail(const ConnectionPtr& connection);
    async::Awaitable<void> readDetail(ConnectionPtr connection);
    std::optional<mcp::ServerInfo> known() const;
    void refreshTools(const ConnectionPtr& connection);
    async::Awaitable<void> listTools(ConnectionPtr connection);
    void wakeAcquirers(const Result<void>& news);
    void spawn(async::Awaitable<void> task);
    async::Awaitable<void> counted(async::Awaitable<void> task);

    async::Executor m_executor;
    async::Clock& m_clock;
    Ways m_ways;
    IdSource m_ids;
    mcp::Limits m_limits;
    PoolObserver& m_observer;

    int m_size = 0;
    telemetry::ServerState m_state = telemetry::ServerState::Starting;
    std::optional<Error> m_error;
    std::optional<std::size_t> m_way; ///< the transport that worked last
    std::string_view m_transportName;
    mcp::ServerInfo m_info;
    telemetry::StartupTimes m_startup;
    std::shared_ptr<const std::vector<mcp::Tool>> m_tools;
    std::unordered_map<std::string_view, const mcp::Tool*> m_toolsByName; ///< into m_tools
    std::vector<mcp::Freshness> m_toolPages;
    std::vector<std::string> m_toolWarnings;
    std::shared_ptr<const mcp::ServerDetail> m_detail;
    bool m_everReady = false;
    bool m_listingTools = false;
    bool m_toolsStale = false;
    bool m_readingDetail = false;
    bool m_detailStale = false;

    std::vector<ConnectionPtr> m_connections; ///< in the order they were added
    std::weak_ptr<Connection> m_lastWriter;   ///< to stderr
    std::string m_lastStderr;                 ///< of a connection that is gone
    LeastInFlight m_balancer;
    RestartPolicy m_restarts;
    std::list<Acquirer*> m_acquirers;
    int m_tasks = 0; ///< coroutines that use this object
    std::vector<async::Waiter<bool>*> m_joining;
};

} // namespace dyno::calls
