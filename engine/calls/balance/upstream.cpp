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
    offer(key == 0); // a turn that gives no connection is none: the balancer must not count it
    const auto chosen =
        key != 0 ? Balancer::tied(key, m_offered) : m_balancer.choose(m_tuning->balance.strategy, m_offered);
    return chosen ? takeFrom(*m_offeredFrom[*chosen], key) : std::nullopt;
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

/// Lists the members with a connection, all or those with room, for the balancer; those that are ejected only
/// when all are, not when the others are full.
void Upstream::offer(bool withRoom) {
    const bool byLatency = m_tuning->balance.strategy == settings::BalanceStrategy::Ewma;
    const TimePoint now = byLatency ? m_clock.now() : TimePoint();
    const bool allEjected = std::none_of(m_members.begin(), m_members.end(), [](const auto& member) {
        return member->serves() && !member->ejector.ejected();
    });
    m_offered.clear();
    m_offeredFrom.clear();
    for (const auto& member : m_members) {
        if (!member->serves() || (member->ejector.ejected() && !allEjected) ||
            (withRoom && !member->pool->hasRoom()))
            continue;
        const async::Duration latency =
            byLatency ? member->latency.expected(member->inFlight, now) : async::Duration::zero();
        m_offered.push_back({member->server, member->weight, latency, member->inFlight});
        m_offeredFrom.push_back(member.get());
    }
}

int Upstream::Member::prospect() const {
    if (weight <= 0)
        return 0;
    if (ready())
        return ejector.ejected() ? 3 : 4;
    const telemetry::ServerState state = pool->state();
    return state == telemetry::ServerState::Starting || state == telemetry::ServerState::Ready ? 2 : 1;
}

/// Among equals the one with the least to do by weight.
Upstream::Member* Upstream::likeliest() const {
    const auto better = [](const auto& one, const auto& other) {
        if (one->prospect() != other->prospect())
            return one->prospect() > other->prospect();
        return (one->inFlight + one->waiting) * other->weight <
               (other->inFlight + other->waiting) * one->weight;
    };
    const auto best = std::min_element(m_members.begin(), m_members.end(), better);
    return best == m_members.end() ? nullptr : best->get();
}

/// Where a call would be if there were room. Asks no balancer, which counts turns that are taken.
Upstream::Member* Upstream::memberFor(StickyKey key) {
    if (key == 0)
        return likeliest();
    offer(false);
    const auto tied = Balancer::tied(key, m_offered);
    return tied ? m_offeredFrom[*tied] : likeliest();
}

void Upstream::release(const Lease& lease, std::optional<ErrorKind> error, async::Duration latency) {
    const bool failed = error && failureClass(*error) == FailureClass::Transport;
    if (failed || error == ErrorKind::Cancelled)
        latency = {}; // says nothing of how fast it answers
    lease.pool->release(lease.connection, latency);
    if (Member* member = find(lease.server); member && member->pool == lease.pool) {
        --member->inFlight;
        if (!alone())
            learn(*member, error, latency);
    }
    if (m_waitingCount > 0)
        serve();
}

/// What an ended call says of its replica.
void Upstream::learn(Member& member, std::optional<ErrorKind> error, async::Duration latency) {
    const TimePoint now = m_clock.now();
    const bool was = member.ejector.ejected();
    if (latency > async::Duration::zero())
        member.latency.add(latency, now);
    const FailureClass failure = error ? failureClass(*error) : FailureClass::None;
    if (failure == FailureClass::Transport || failure == FailureClass::TimeOut)
        member.ejector.failed(m_tuning->balance, now);
    else if (error != ErrorKind::Cancelled)
        member.ejector.answered();
    if (was == member.ejector.ejected())
        return;
    ++m_generation;
    armProbe();
    moveHomes();
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
