// How a pool hands its connections out.

#include "engine/calls/pool/pool.h"

#include <algorithm>

namespace dyno::calls {

using settings::BalanceStrategy;
using telemetry::ConnectionState;

bool Pool::hasRoom(const Connection& connection) const {
    const std::optional<int>& limit = m_tuning->pool.perConnection;
    return !limit || connection.inFlight < static_cast<std::uint32_t>(*limit);
}

bool Pool::hasRoom() const {
    if (!m_tuning->pool.perConnection)
        return m_readyCount > 0;
    return std::any_of(m_connections.begin(), m_connections.end(), [this](const ConnectionPtr& one) {
        return one->state == ConnectionState::Ready && hasRoom(*one);
    });
}

/// Lists the ready connections, all or those with room, for the balancer.
void Pool::offer(bool withRoom) {
    const bool byLatency = m_tuning->balance.strategy == BalanceStrategy::Ewma;
    const async::TimePoint now = byLatency ? m_clock.now() : async::TimePoint();
    m_offered.clear();
    m_offeredAt.clear();
    for (std::size_t i = 0; i < m_connections.size(); ++i) {
        const Connection& connection = *m_connections[i];
        if (connection.state != ConnectionState::Ready || (withRoom && !hasRoom(connection)))
            continue;
        const async::Duration latency =
            byLatency ? connection.latency.expected(connection.inFlight, now) : async::Duration::zero();
        m_offered.push_back({connection.id, 1, latency, connection.inFlight});
        m_offeredAt.push_back(i);
    }
}

ConnectionPtr Pool::tiedTo(StickyKey key) {
    offer(false);
    const auto chosen = Balancer::tied(mixed(key), m_offered); // apart from the choice of the replica
    return chosen ? m_connections[m_offeredAt[*chosen]] : nullptr;
}

ConnectionPtr Pool::tryAcquire(StickyKey key) {
    ConnectionPtr connection;
    if (key != 0) {
        connection = tiedTo(key);
        if (connection && !hasRoom(*connection))
            return nullptr;
    } else {
        offer(true);
        if (const auto chosen = m_balancer.choose(m_tuning->balance.strategy, m_offered))
            connection = m_connections[m_offeredAt[*chosen]];
    }
    if (connection)
        take(*connection);
    return connection;
}

void Pool::take(Connection& connection) {
    ++connection.inFlight;
    ++connection.calls;
    const settings::PoolTuning& tuning = m_tuning->pool;
    if (!tuning.prewarm && static_cast<int>(m_connections.size()) < tuning.min)
        upkeep();
}

void Pool::release(const ConnectionPtr& connection, async::Duration latency) {
    const settings::Tuning& tuning = *m_tuning;
    --connection->inFlight;
    if (latency > async::Duration::zero() && tuning.balance.strategy == BalanceStrategy::Ewma)
        connection->latency.add(latency, m_clock.now());
    if (connection->inFlight == 0)
        connection->idleSince = m_clock.now();
    if (connection->state == ConnectionState::Draining && connection->inFlight == 0)
        shut(connection);
    else if (tuning.pool.calls && connection->state == ConnectionState::Ready && !connection->worn &&
             connection->calls >= static_cast<std::uint64_t>(*tuning.pool.calls))
        upkeep();
}

void Pool::waits(bool takesAny) {
    ++(takesAny ? m_waiting : m_waitingTied);
    if (takesAny)
        upkeep();
}

void Pool::waitsNoMore(bool takesAny) {
    --(takesAny ? m_waiting : m_waitingTied);
}

} // namespace dyno::calls
