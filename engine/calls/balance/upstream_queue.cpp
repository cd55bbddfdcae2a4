// Where calls wait for a connection.

#include "engine/calls/balance/upstream_parts.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::calls {

using async::TimePoint;
using telemetry::ServerState;

Upstream::WaitingCall::WaitingCall(Upstream& upstream, StickyKey key, TimePoint deadline,
                                   async::Duration limit)
    : key(key)
    , since(upstream.m_clock.now())
    , deadline(deadline)
    , limit(limit)
    , m_upstream(upstream) {
    upstream.m_waiting->push_back(*this);
    ++upstream.m_waitingCount;
    upstream.m_waitingUntied += key == 0 ? 1 : 0;
}

void Upstream::WaitingCall::leave() {
    if (!is_linked())
        return;
    waitAt(nullptr);
    m_upstream.m_waiting->erase(WaitingList::s_iterator_to(*this));
    --m_upstream.m_waitingCount;
    m_upstream.m_waitingUntied -= key == 0 ? 1 : 0;
}

void Upstream::WaitingCall::waitAt(Member* member) {
    if (home)
        home->pool->waitsNoMore(key == 0);
    if (home && key == 0)
        --home->waiting;
    home = member;
    if (home && key == 0)
        ++home->waiting;
    if (home)
        home->pool->waits(key == 0);
}

async::Awaitable<Result<Lease>> Upstream::acquire(std::string_view key, TimePoint deadline,
                                                  async::Duration limit) {
    if (auto lease = tryAcquire(key))
        co_return std::move(*lease);
    if (auto why = hopeless())
        co_return std::move(*why);
    WaitingCall call(*this, stickyKey(key), deadline, limit);
    serve(); // it may be that those before it wait for something else
    if (call.is_linked()) {
        call.waitAt(memberFor(call.key));
        serve(); // a pool may have taken a connection back that drained
        arm(due(call, upSince()));
    }
    co_return co_await call.waiter.wait();
}

/// Gives connections with room to those that wait, in their order. What resumes may call anything here, so
/// that each round begins anew.
void Upstream::serve() {
    if (std::exchange(m_serving, true))
        return; // the one under way goes on with what has become free
    Lease lease;
    while (WaitingCall* call = serveNext(lease)) {
        call->leave();
        call->waiter.complete(std::move(lease));
    }
    m_serving = false;
}

/// The first that can have a connection, which `lease` then holds.
Upstream::WaitingCall* Upstream::serveNext(Lease& lease) {
    bool full = false; // for a call that would take any
    for (WaitingCall& call : *m_waiting) {
        if (full && call.key == 0)
            continue;
        if (auto taken = takeFor(call)) {
            lease = std::move(*taken);
            return &call;
        }
        full = full || call.key == 0;
        if (full && m_waitingUntied == m_waitingCount)
            return nullptr;
    }
    return nullptr;
}

/// A call with a key is looked at each time that anything becomes free, so what it waits for is remembered.
std::optional<Lease> Upstream::takeFor(WaitingCall& call) {
    if (call.key == 0 || m_members.empty())
        return take(call.key);
    const std::uint64_t now = generation();
    if (std::exchange(call.generation, now) != now) {
        const Member* member = memberFor(call.key);
        call.tiedPool = member->pool;
        call.tied = member->pool->tiedTo(call.key).get();
    }
    if (!call.tied || !call.tiedPool->hasRoom(*call.tied))
        return std::nullopt;
    return take(call.key);
}

std::uint64_t Upstream::generation() const {
    std::uint64_t sum = m_generation;
    for (const auto& member : m_members)
        sum += member->pool->generation();
    return sum;
}

/// Something changed at a pool, or in the tuning.
void Upstream::look() {
    noteEnds();
    serve();
    moveHomes();
    serve(); // a pool may have taken a connection back that drained
    if (const auto why = hopeless())
        cancelAll(*why);
    expire();
}

/// A pool grows for the calls that wait at it, so none may go on to wait at one that cannot, or that is left
/// out, while another could.
void Upstream::moveHomes() {
    if (m_waitingCount == 0 || m_members.size() < 2)
        return;
    const int best = likeliest()->prospect();
    for (WaitingCall& call : *m_waiting)
        if (call.home && call.home->prospect() < best)
            call.waitAt(memberFor(call.key));
}

/// Why no connection will come, whatever happens.
std::optional<Error> Upstream::hopeless() const {
    std::optional<Error> failure;
    bool weighty = false;
    for (const auto& member : m_members) {
        const ServerState state = member->pool->state();
        if (member->weight <= 0)
            continue;
        weighty = true;
        if (state == ServerState::Starting || state == ServerState::Ready)
            return std::nullopt;
        if (state == ServerState::Failed && !failure)
            failure = member->pool->error();
    }
    if (failure)
        return failure;
    if (weighty)
        return Error{ErrorKind::Cancelled, "the server was stopped"};
    if (m_members.empty())
        return Error{ErrorKind::PeerClosed, "the server is not running; start it first"};
    return Error{ErrorKind::InvalidInput, "every server of the group has a weight of 0, so none takes calls"};
}

TimePoint Upstream::upSince() const {
    TimePoint since = TimePoint::max();
    for (const auto& member : m_members)
        if (member->weight > 0)
            since = std::min(since, member->pool->upSince());
    return since;
}

TimePoint Upstream::due(const WaitingCall& call, TimePoint upSince) const {
    if (upSince == TimePoint::max())
        return call.deadline;
    return std::min(call.deadline, std::max(call.since, upSince) + m_tuning->pool.acquire);
}

Error Upstream::overdue(const WaitingCall& call) const {
    const std::string_view what = upSince() == TimePoint::max() ? "came up" : "was free";
    const bool own = m_clock.now() >= call.deadline;
    return {ErrorKind::TimedOut,
            fmt::format("no connection {} within {} ({})", what,
                        settings::durationText(own ? call.limit : m_tuning->pool.acquire),
                        own ? "call time-out" : "pool.acquire")};
}

/// Fails those that are due, and looks again when the next one is.
void Upstream::expire() {
    const TimePoint now = m_clock.now(), up = upSince();
    TimePoint next = TimePoint::max();
    WaitingList late;
    for (auto call = m_waiting->begin(); call != m_waiting->end();) {
        const TimePoint when = due(*call, up);
        const auto here = call++;
        if (when <= now)
            late.splice(late.end(), *m_waiting, here);
        else
            next = std::min(next, when);
    }
    m_armedFor = TimePoint::max();
    arm(next);
    failAll(late, [this](const WaitingCall& call) { return overdue(call); });
}

/// What resumes may take others out of the list.
template<class Why>
void Upstream::failAll(WaitingList& calls, Why why) {
    while (!calls.empty()) {
        WaitingCall& call = calls.front();
        call.leave();
        call.waiter.complete(why(call));
    }
}

void Upstream::arm(TimePoint next) {
    if (next == TimePoint::max())
        m_alarm->cancel();
    if (next >= m_armedFor)
        return;
    m_armedFor = next;
    m_alarm->set(next, [this] { expire(); });
}

void Upstream::cancelAll(const Error& why) {
    WaitingList all; // not those that come meanwhile
    all.swap(*m_waiting);
    failAll(all, [&why](const WaitingCall&) { return why; });
}

} // namespace dyno::calls
