// Which replica takes a call.

#include "engine/calls/balance/upstream_parts.h"

#include "engine/calls/retry/failure_class.h"

#include <algorithm>

namespace dyno::calls {

using async::TimePoint;

Upstream::Upstream(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning)
    : m_clock(clock)
    , m_tuning(tuning)
    , m_waiting(std::make_unique<WaitingList>())
    , m_alarm(clock.makeAlarm())
    , m_probeAlarm(clock.makeAlarm()) {}

Upstream::~Upstream() {
    for (const auto& member : m_members)
        member->pool->onChange(nullptr);
}

Upstream::Member* Upstream::find(ServerId server) const {
    const auto found = std::find_if(m_members.begin(), m_members.end(),
                                    [server](const auto& member) { return member->server == server; });
    return found == m_members.end() ? nullptr : found->get();
}

void Upstream::add(ServerId server, Pool& pool, double weight) {
    auto member = std::make_unique<Member>();
    member->server = server;
    member->pool = &pool;
    member->weight = weight;
    pool.onChange([this] { look(); });
    const auto behind = std::find_if(m_members.begin(), m_members.end(),
                                     [&](const auto& one) { return one->server > server; });
    m_members.insert(behind, std::move(member));
    ++m_generation;
    look();
}

void Upstream::remove(ServerId server) {
    Member* leaving = find(server);
    if (!leaving)
        return;
    leaving->pool->onChange(nullptr);
    std::vector<WaitingCall*> homeless;
    for (WaitingCall& call : *m_waiting)
        if (call.home == leaving)
            homeless.push_back(&call);
    for (WaitingCall* call : homeless)
        call->waitAt(nullptr);
    m_generation += leaving->pool->generation() + 1; // the sum only grows
    std::erase_if(m_members, [leaving](const auto& member) { return member.get() == leaving; });
    m_balancer.forget(server);
    for (WaitingCall* call : homeless)
        call->waitAt(memberFor(call->key));
    if (m_members.empty())
        return cancelAll({ErrorKind::Cancelled, "the server was stopped"});
    look();
}

std::optional<Lease> Upstream::tryAcquire(std::string_view key) {
    if (m_waitingCount > 0)
        return std::nullopt; // no overtaking; acquire() sorts out who gets what
    return take(stickyKey(key));
}

std::optional<Lease> Upstream::take(StickyKey key) {
    if (alone())
        return takeFrom(*m_members.front(), key);
    offer();
    if (key != 0) {
        const auto chosen = Balancer::tied(key, m_offered);
        return chosen ? takeFrom(*m_offeredFrom[*chosen], key) : std::nullopt;
    }
    while (const auto chosen = m_balancer.choose(m_tuning->balance.strategy, m_offered)) {
        if (auto lease = takeFrom(*m_offeredFrom[*chosen], key))
            return lease;
        m_offered.erase(m_offered.begin() + static_cast<std::ptrdiff_t>(*chosen)); // it has no room
        m_offeredFrom.erase(m_offeredFrom.begin() + static_cast<std::ptrdiff_t>(*chosen));
    }
    return std::nullopt;
}

std::optional<Lease> Upstream::takeFrom(Member& member, StickyKey key) {
    if (member.weight <= 0)
        return std::nullopt;
    ConnectionPtr connection = member.pool->tryAcquire(key);
    if (!connection)
        return std::nullopt;
    ++member.inFlight;
    ++member.chosen;
    return Lease{member.pool, std::move(connection), member.server};
}

/// Lists the members with a connection for the balancer; those that are ejected only when all are.
void Upstream::offer() {
    const bool byLatency = m_tuning->balance.strategy == settings::BalanceStrategy::Ewma;
    const TimePoint now = byLatency ? m_clock.now() : TimePoint();
    for (const bool ejected : {false, true}) {
        m_offered.clear();
        m_offeredFrom.clear();
        for (const auto& member : m_members) {
            if (!member->ready() || (member->ejector.ejected() && !ejected) || member->weight <= 0)
                continue;
            const async::Duration latency =
                byLatency ? member->latency.expected(member->inFlight, now) : async::Duration::zero();
            m_offered.push_back({member->server, member->weight, latency, member->inFlight});
            m_offeredFrom.push_back(member.get());
        }
        if (!m_offered.empty())
            return;
    }
}

/// Where a call would be if there were room.
Upstream::Member* Upstream::memberFor(StickyKey key) {
    if (m_members.empty())
        return nullptr;
    if (alone())
        return m_members.front().get();
    offer();
    const auto chosen =
        key != 0 ? Balancer::tied(key, m_offered) : m_balancer.choose(m_tuning->balance.strategy, m_offered);
    return chosen ? m_offeredFrom[*chosen] : m_members.front().get();
}

void Upstream::release(const Lease& lease, std::optional<ErrorKind> error, async::Duration latency) {
    const bool failed = error && failureClass(*error) == FailureClass::Transport;
    if (failed || error == ErrorKind::Cancelled)
        latency = {}; // says nothing of how fast it answers
    lease.pool->release(lease.connection, latency);
    if (Member* member = find(lease.server); member && member->pool == lease.pool) {
        --member->inFlight;
        if (!alone())
            learn(*member, failed, error, latency);
    }
    if (m_waitingCount > 0)
        serve();
}

/// What an ended call says of its replica.
void Upstream::learn(Member& member, bool failed, std::optional<ErrorKind> error, async::Duration latency) {
    const TimePoint now = m_clock.now();
    const bool was = member.ejector.ejected();
    if (latency > async::Duration::zero())
        member.latency.add(latency, now);
    if (failed)
        member.ejector.failed(m_tuning->balance, now);
    else if (error != ErrorKind::Cancelled && error != ErrorKind::TimedOut)
        member.ejector.answered();
    if (was == member.ejector.ejected())
        return;
    ++m_generation;
    armProbe();
}

const mcp::Tool* Upstream::tool(const std::string& name) const {
    for (const auto& member : m_members)
        if (!member->pool->tools()->empty())
            return member->pool->tool(name);
    return nullptr;
}

bool Upstream::listsTools() const {
    return std::any_of(m_members.begin(), m_members.end(),
                       [](const auto& member) { return !member->pool->tools()->empty(); });
}

bool Upstream::servesWithout(ServerId server) const {
    using telemetry::ServerState;
    return std::any_of(m_members.begin(), m_members.end(), [server](const auto& member) {
        const ServerState state = member->pool->state();
        return member->server != server && member->weight > 0 &&
               (state == ServerState::Starting || state == ServerState::Ready);
    });
}

void Upstream::describe(std::vector<telemetry::ReplicaStatus>& replicas, const std::string& group) const {
    if (m_members.size() < 2)
        return;
    for (const auto& member : m_members)
        replicas.push_back({member->server, group, member->weight, member->ejector.ejected(),
                            member->ejector.ejections(), member->chosen, member->inFlight,
                            member->latency.last()});
}

} // namespace dyno::calls
