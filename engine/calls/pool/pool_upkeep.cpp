// How a pool comes to hold the connections that its tuning wants.

#include "engine/calls/pool/pool.h"

#include <algorithm>

namespace dyno::calls {

using telemetry::ConnectionState;
using telemetry::ServerState;

void Pool::tuningChanged() {
    for (const ConnectionPtr& connection : m_connections)
        if (!connection->closing)
            connection->session->setBatching(requestBatching());
    upkeep();
    changed();
}

/// Carries out the plan of this moment, and looks again when time alone may change it. Returns how many
/// connections it opens, after the delay. Resumes no call.
int Pool::upkeep(async::Duration delay) {
    if (!m_opened || (m_state != ServerState::Starting && m_state != ServerState::Ready))
        return 0;
    const async::TimePoint now = m_clock.now();
    const PoolPlan plan = planFor(m_tuning->pool, m_connections, {m_everReady, m_waiting, now});
    for (const ConnectionPtr& connection : plan.worn)
        connection->worn = wornBy(m_tuning->pool, *connection, now);
    for (const ConnectionPtr& connection : plan.keep)
        setState(*connection, ConnectionState::Ready);
    for (const PoolPlan::Exit& exit : plan.leave)
        retire(exit.connection, exit.why);
    for (int i = 0; i < plan.open; ++i)
        add(delay);
    for (const ConnectionPtr& connection : plan.asked) {
        connection->askedAt = now;
        spawn(keepAlive(connection));
    }
    if (plan.next == async::TimePoint::max())
        m_upkeepAlarm->cancel();
    else
        m_upkeepAlarm->set(plan.next, [this] {
            upkeep();
            changed();
        });
    return plan.open;
}

/// Lets the calls in flight end, then closes.
void Pool::retire(const ConnectionPtr& connection, Leaving why) {
    m_counts.closedIdle += why == Leaving::Idle ? 1 : 0;
    m_counts.closedOld += why == Leaving::Old ? 1 : 0;
    m_counts.closedUsed += why == Leaving::Used ? 1 : 0;
    if (connection->state == ConnectionState::Ready && connection->inFlight > 0)
        setState(*connection, ConnectionState::Draining);
    else
        shut(connection);
}

/// A connection has come up: it takes the place of one that is worn.
void Pool::retireWorn() {
    const auto worn = std::find_if(m_connections.begin(), m_connections.end(), [](const auto& one) {
        return one->worn && one->state == ConnectionState::Ready;
    });
    if (worn == m_connections.end())
        return;
    const ConnectionPtr leaving = *worn;
    retire(leaving, *leaving->worn);
}

void Pool::setState(Connection& connection, ConnectionState state) {
    const bool was = connection.state == ConnectionState::Ready, is = state == ConnectionState::Ready;
    connection.state = state;
    if (was == is)
        return;
    ++m_generation;
    is ? ++m_readyCount : --m_readyCount;
    if (m_readyCount == 0)
        m_upSince = async::TimePoint::max();
    else if (is && m_readyCount == 1)
        m_upSince = m_clock.now();
}

void Pool::changed() {
    if (m_changed)
        m_changed();
}

/// An idle connection shows that it is there, or is replaced like one that was lost.
async::Awaitable<void> Pool::keepAlive(ConnectionPtr connection) {
    const Result<void> sign = co_await checkAlive(*connection);
    if (sign.has_value() || connection->closing)
        co_return;
    Error why = sign.error();
    why.message = "it gave no sign of life: " + why.message;
    lost(connection, why);
}

void Pool::probe(std::function<void(bool)> answered) {
    spawn(probing(anyReady(), std::move(answered)));
}

async::Awaitable<void> Pool::probing(ConnectionPtr connection, std::function<void(bool)> answered) {
    if (!connection)
        co_return answered(false);
    const Result<void> sign = co_await checkAlive(*connection);
    answered(sign.has_value());
}

async::Awaitable<Result<void>> Pool::checkAlive(Connection& connection) {
    return connection.session->checkAlive(m_clock.now() + m_tuning->timeouts.handshake);
}

void Pool::describe(telemetry::PoolStatus& status) const {
    const ServerId server = status.server;
    status = m_counts;
    status.server = server;
    status.ready = m_readyCount;
    status.waiting = m_waiting + m_waitingTied;
    for (const ConnectionPtr& connection : m_connections)
        status.inFlight += connection->inFlight;
}

} // namespace dyno::calls
