// How a replica that was left out comes back.

#include "engine/calls/balance/upstream_parts.h"

#include <algorithm>

namespace dyno::calls {

using async::TimePoint;
using telemetry::ServerState;

/// A replica without a connection is left out at once, and is back with its next connection: that this came
/// up is a sign of life.
void Upstream::noteEnds() {
    if (m_members.size() < 2)
        return;
    for (const auto& member : m_members) {
        const ServerState state = member->pool->state();
        const bool down = !member->ready() && (state == ServerState::Ready || state == ServerState::Failed);
        if (std::exchange(member->down, down) == down)
            continue;
        if (down)
            member->ejector.eject(m_tuning->balance, m_clock.now());
        else if (member->ready())
            member->ejector.answered();
        ++m_generation;
    }
    armProbe();
}

void Upstream::armProbe() {
    TimePoint next = TimePoint::max();
    for (const auto& member : m_members)
        if (member->ready())
            next = std::min(next, member->ejector.probeAt());
    if (next == TimePoint::max())
        m_probeAlarm->cancel();
    else
        m_probeAlarm->set(next, [this] { probeDue(); });
}

void Upstream::probeDue() {
    const TimePoint now = m_clock.now();
    for (const auto& member : m_members) {
        if (!member->ready() || member->ejector.probeAt() > now)
            continue;
        member->ejector.probed(m_tuning->balance, now);
        member->pool->probe([this, life = std::weak_ptr(m_life), server = member->server](bool alive) {
            if (!life.expired())
                probed(server, alive);
        });
    }
    armProbe();
}

void Upstream::probed(ServerId server, bool alive) {
    Member* member = find(server);
    if (!member || !alive || !member->ejector.ejected())
        return;
    member->ejector.answered();
    ++m_generation;
    armProbe();
    serve();
}

} // namespace dyno::calls
