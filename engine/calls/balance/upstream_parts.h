#pragma once

#include "engine/calls/balance/upstream.h"

namespace dyno::calls {

/// One server of an Upstream.
struct Upstream::Member {
    ServerId server = 0;
    Pool* pool = nullptr;
    double weight = 1;
    Ejector ejector;
    bool down = false; ///< it was ejected for having no connection
    Ewma latency;
    std::uint32_t inFlight = 0;
    std::uint32_t waiting = 0; ///< calls that wait here and would take any connection
    std::uint64_t chosen = 0;

    bool ready() const { return pool->upSince() != async::TimePoint::max(); }
    bool serves() const { return weight > 0 && ready(); }
    /// The higher, the sooner a call that waits here has a connection.
    int prospect() const;
};

/// A call's place in the queue; its end gives the place up at once.
class Upstream::WaitingCall : public boost::intrusive::list_base_hook<> {
public:
    WaitingCall(Upstream& upstream, StickyKey key, async::TimePoint deadline, async::Duration limit);
    ~WaitingCall() { leave(); }
    WaitingCall(const WaitingCall&) = delete;
    WaitingCall& operator=(const WaitingCall&) = delete;

    /// Out of the queue, before its waiter is completed.
    void leave();
    /// Counts as waiting at that pool, which may grow for it; null: at none.
    void waitAt(Member* member);

    const StickyKey key;
    const async::TimePoint since;
    const async::TimePoint deadline;
    const async::Duration limit;
    Member* home = nullptr;
    /// The connection that the key belongs to, as long as the upstream's generation is this one.
    Pool* tiedPool = nullptr;
    const Connection* tied = nullptr;
    std::uint64_t generation = ~std::uint64_t(0);
    async::Waiter<Result<Lease>> waiter;

private:
    Upstream& m_upstream;
};

} // namespace dyno::calls
