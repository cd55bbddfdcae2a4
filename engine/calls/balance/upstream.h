#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/async/waiter.h"
#include "engine/calls/balance/balancer.h"
#include "engine/calls/balance/ejector.h"
#include "engine/calls/pool/pool.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/path_status.h"

#include <boost/intrusive/list.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dyno::calls {

/// A connection that a call has for itself, or shares, until Upstream::release().
struct Lease {
    Pool* pool = nullptr;
    ConnectionPtr connection;
    ServerId server = 0;
};

/// The pools of all servers of one name, or the one of a server that stands alone: which of them takes a
/// call, and where calls wait while none can. They are served in the order in which they came, by whichever
/// connection has room first; one with a key waits for the connection that this belongs to.
///
/// A replica whose transport keeps failing, that lets calls time out, or that has no connection left, is left
/// out while there are others, asked for a sign of life now and then, and brought back by one. When all are
/// left out, all are tried: better than to refuse. Engine thread only. No call may be waiting in it, or hold
/// a lease of it, when it dies: see cancelAll().
class Upstream {
public:
    /// All must outlive it; the tuning is read anew at each call.
    Upstream(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning);
    ~Upstream();
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    /// A pool must be taken out before it dies. A weight of 0 takes no calls.
    void add(ServerId server, Pool& pool, double weight = 1);
    /// Calls that wait go on to wait for the others; without any they fail with Cancelled.
    void remove(ServerId server);
    bool empty() const { return m_members.empty(); }

    /// A connection for one call, where there is one now and no other call waits for it. The key is the value
    /// that ties calls together, as text; empty: none.
    std::optional<Lease> tryAcquire(std::string_view key = {});
    /// As tryAcquire(), waiting for one. Every failure means that no server saw the call: TimedOut at the
    /// deadline, which `limit` explains, or after `pool.acquire` while a connection is up (until one is, a
    /// server may take its time to start); the pools' own error at once when none will come; Cancelled.
    async::Awaitable<Result<Lease>> acquire(std::string_view key, async::TimePoint deadline,
                                            async::Duration limit);
    /// Gives it back with how the call ended and how long the server took for it.
    void release(const Lease& lease, std::optional<ErrorKind> error, async::Duration latency);

    /// As the first server lists it that has a list; null when it lists no such tool. Valid until the list
    /// changes.
    const mcp::Tool* tool(const std::string& name) const;

    std::uint32_t waiting() const { return m_waitingCount; }
    /// Fails the calls that wait.
    void cancelAll(const Error& why);
    /// Adds one for each server, if there are several.
    void describe(std::vector<telemetry::ReplicaStatus>& replicas, const std::string& group) const;

    /// Whether a connection is up.
    bool isUp() const { return upSince() != async::TimePoint::max(); }
    /// Whether the list of tools of one of them is known.
    bool listsTools() const;
    /// Whether another one than this may take its calls.
    bool servesWithout(ServerId server) const;

private:
    struct Member;
    class WaitingCall;
    using WaitingList = boost::intrusive::list<WaitingCall, boost::intrusive::constant_time_size<false>>;

    Member* find(ServerId server) const;
    bool alone() const { return m_members.size() == 1; }
    std::optional<Lease> take(StickyKey key);
    std::optional<Lease> takeFrom(Member& member, StickyKey key);
    std::optional<Lease> takeFor(WaitingCall& call);
    Member* memberFor(StickyKey key);
    void offer(bool withRoom);
    Member* likeliest() const;
    void learn(Member& member, std::optional<ErrorKind> error, async::Duration latency);
    std::uint64_t generation() const;

    void serve();
    WaitingCall* serveNext(Lease& lease);
    void look();
    void moveHomes();
    std::optional<Error> hopeless() const;
    async::TimePoint upSince() const;
    async::TimePoint due(const WaitingCall& call, async::TimePoint upSince) const;
    Error overdue(const WaitingCall& call) const;
    void expire();
    template<class Why>
    void failAll(WaitingList& calls, Why why);
    void arm(async::TimePoint next);

    void noteEnds();
    void armProbe();
    void probeDue();
    void probed(ServerId server, bool alive);

    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    std::vector<std::unique_ptr<Member>> m_members; ///< in ascending order of servers
    Balancer m_balancer;
    std::vector<Candidate> m_offered;   ///< kept, so that a choice allocates nothing
    std::vector<Member*> m_offeredFrom; ///< the members behind them
    std::uint64_t m_generation = 0;     ///< of what is not in the pools: members and who is left out

    std::unique_ptr<WaitingList> m_waiting; ///< in the order in which they came
    std::uint32_t m_waitingCount = 0;
    std::uint32_t m_waitingUntied = 0;
    bool m_serving = false;
    std::unique_ptr<async::Alarm> m_alarm; ///< for the waiting call that is due first
    async::TimePoint m_armedFor = async::TimePoint::max();
    std::unique_ptr<async::Alarm> m_probeAlarm;
    std::shared_ptr<bool> m_life = std::make_shared<bool>(true); ///< a sign of life may come later
};

} // namespace dyno::calls
