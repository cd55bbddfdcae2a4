#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/waiter.h"
#include "engine/calls/balance/balancer.h"
#include "engine/calls/pool/connection.h"
#include "engine/calls/pool/pool_plan.h"
#include "engine/calls/pool/restart_policy.h"
#include "engine/mcp/limits.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/snapshot.h"

#include <functional>
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
    /// It lists other tools than before, or lists them otherwise.
    virtual void poolToolsChanged() {}
    virtual void poolTraced(ConnectionId connection, const telemetry::TracedMessage& message) = 0;
    /// A connection is gone for good, and its process with it.
    virtual void connectionClosed(ConnectionId id) = 0;
};

/// The connections to one server: brings them up, hands them out, replaces those that end by themselves,
/// grows and shrinks while calls flow. What it is to hold is PoolPlan's to say, which connection a call gets
/// the Balancer's; the tuning is read anew at each call. Calls that find none wait in its Upstream. Engine
/// thread only. After close() it is finished.
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

    /// The clock, the tuning and the observer must outlive the pool.
    Pool(async::Executor executor, async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning,
         Ways ways, IdSource ids, mcp::Limits limits, PoolObserver& observer);
    ~Pool();

    /// Brings up the first connection, and those beyond once it is there; if it does not come up, the pool
    /// has Failed.
    void open();
    /// Opens, drains or closes connections as the tuning now wants; no call in flight is lost.
    void tuningChanged();

    /// The connection to use for one call: the one that the key belongs to, else the balancer's choice among
    /// those below `pool.perConnection`. Null when there is none now. Give it back with release().
    ConnectionPtr tryAcquire(StickyKey key = 0);
    /// The connection that the key belongs to, with or without room for a call; null when none is ready.
    ConnectionPtr tiedTo(StickyKey key);
    bool hasRoom(const Connection& connection) const;
    /// Whether tryAcquire() without a key would give a connection.
    bool hasRoom() const;
    /// `latency`: of the call, if an answer came; counts for the balancer.
    void release(const ConnectionPtr& connection, async::Duration latency = {});
    /// A call begins to wait for a connection; the pool grows for those that would take any.
    void waits(bool takesAny);
    void waitsNoMore(bool takesAny);
    /// Called, with nothing half done, when a connection has come up or drains no longer, when one was lost,
    /// when none will come any more, and when the tuning has changed.
    void onChange(std::function<void()> changed) { m_changed = std::move(changed); }
    /// Since when it has at least one ready connection; TimePoint::max() while it has none.
    async::TimePoint upSince() const { return m_upSince; }
    /// Differs after each change of which connections are ready.
    std::uint64_t generation() const { return m_generation; }

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
    /// All but the server's id.
    void describe(telemetry::PoolStatus& status) const;
    /// Asks the server for a sign of life; `answered` hears whether there was one, in another turn.
    void probe(std::function<void(bool)> answered);

private:
    class Observer;

    int upkeep(async::Duration delay = {});
    void offer(bool withRoom);
    void take(Connection& connection);
    async::Awaitable<void> keepAlive(ConnectionPtr connection);
    async::Awaitable<void> probing(ConnectionPtr connection, std::function<void(bool)> answered);
    async::Awaitable<Result<void>> checkAlive(Connection& connection);
    void setState(Connection& connection, telemetry::ConnectionState state);
    void changed();
    void add(async::Duration delay);
    async::Awaitable<void> bringUp(ConnectionPtr connection, async::Duration delay);
    async::Awaitable<bool> waited(Connection& connection, async::Duration delay);
    std::unique_ptr<mcp::Session> makeSession(Connection& connection);
    std::optional<mcp::RequestBatching> requestBatching() const;
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
    void retire(const ConnectionPtr& connection, Leaving why);
    void retireWorn();
    void shut(const ConnectionPtr& connection);
    async::Awaitable<void> closeConnection(ConnectionPtr connection);
    void setTools(mcp::ToolList list);
    void setDetail(mcp::ServerDetail detail);
    void refreshDetail(const ConnectionPtr& connection);
    async::Awaitable<void> readDetail(ConnectionPtr connection);
    std::optional<mcp::ServerInfo> known() const;
    void refreshTools(const ConnectionPtr& connection);
    async::Awaitable<void> listTools(ConnectionPtr connection);
    void spawn(async::Awaitable<void> task);
    async::Awaitable<void> counted(async::Awaitable<void> task);

    async::Executor m_executor;
    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    Ways m_ways;
    IdSource m_ids;
    mcp::Limits m_limits;
    PoolObserver& m_observer;

    bool m_opened = false;
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
    std::unique_ptr<async::Alarm> m_upkeepAlarm;
    RestartPolicy m_restarts;
    telemetry::PoolStatus m_counts; ///< of connections, since the start

    Balancer m_balancer;
    std::vector<Candidate> m_offered;     ///< to the balancer; kept, so that a choice allocates nothing
    std::vector<std::size_t> m_offeredAt; ///< their places in m_connections
    std::uint32_t m_readyCount = 0;
    async::TimePoint m_upSince = async::TimePoint::max();
    std::uint64_t m_generation = 0;
    std::uint32_t m_waiting = 0;     ///< calls that would take any connection
    std::uint32_t m_waitingTied = 0; ///< calls that wait for a certain one
    std::function<void()> m_changed;

    int m_tasks = 0; ///< coroutines that use this object
    std::vector<async::Waiter<bool>*> m_joining;
};

} // namespace dyno::calls
