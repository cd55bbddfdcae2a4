#include "engine/calls/pool/pool_plan.h"

#include <algorithm>

namespace dyno::calls {

using async::TimePoint;
using settings::PoolTuning;
using telemetry::ConnectionState;

namespace {

/// The connections of a pool by what they are good for, and the plan as it grows.
class Planner {
public:
    Planner(const PoolTuning& tuning, std::span<const ConnectionPtr> connections,
            const PoolPlan::Facts& facts);

    PoolPlan plan();

private:
    int most() const;
    int floor() const;
    int wanted() const;
    int needed() const;
    int held() const { return static_cast<int>(m_coming.size() + m_ready.size()); }
    void dropSurplus();
    void dropNewest(std::vector<ConnectionPtr>& from);
    void fill();
    void releaseWorn();
    void dropIdle();
    void askIdle();
    void noteAge();

    const PoolTuning& m_tuning;
    const PoolPlan::Facts& m_facts;
    std::vector<ConnectionPtr> m_coming;
    std::vector<ConnectionPtr> m_ready; ///< and not worn
    std::vector<ConnectionPtr> m_worn;
    std::vector<ConnectionPtr> m_draining; ///< but could serve on
    std::uint32_t m_running = 0;           ///< calls, on those that do not drain
    PoolPlan m_plan;
};

bool isIdle(const ConnectionPtr& connection) {
    return connection->inFlight == 0;
}

Planner::Planner(const PoolTuning& tuning, std::span<const ConnectionPtr> connections,
                 const PoolPlan::Facts& facts)
    : m_tuning(tuning)
    , m_facts(facts) {
    for (const ConnectionPtr& connection : connections) {
        const ConnectionState state = connection->state;
        if (state == ConnectionState::Starting || state == ConnectionState::Waiting)
            m_coming.push_back(connection);
        else if (state == ConnectionState::Draining && !connection->worn &&
                 !wornBy(tuning, *connection, facts.now))
            m_draining.push_back(connection);
        if (state != ConnectionState::Ready)
            continue;
        m_running += connection->inFlight;
        const bool newlyWorn = !connection->worn && wornBy(tuning, *connection, facts.now);
        if (newlyWorn)
            m_plan.worn.push_back(connection);
        (connection->worn || newlyWorn ? m_worn : m_ready).push_back(connection);
    }
}

PoolPlan Planner::plan() {
    dropSurplus();
    fill();
    releaseWorn();
    dropIdle();
    askIdle();
    noteAge();
    return std::move(m_plan);
}

int Planner::most() const {
    return m_tuning.perConnection ? std::max(m_tuning.min, m_tuning.max) : m_tuning.min;
}

int Planner::floor() const {
    if (!m_facts.everReady)
        return 1;
    if (m_tuning.prewarm)
        return m_tuning.min;
    const std::uint32_t busy = m_running + m_facts.waiting;
    return std::clamp(static_cast<int>(std::min<std::uint32_t>(busy, 1000)), 1, m_tuning.min);
}

/// Connections that are, or are to be, up and not worn.
int Planner::wanted() const {
    if (!m_facts.everReady)
        return 1;
    int capacity = static_cast<int>(m_ready.size());
    capacity += static_cast<int>(std::count_if(m_worn.begin(), m_worn.end(), std::not_fn(isIdle)));
    return std::max(floor(), std::min(most(), capacity + needed()));
}

/// Connections for the calls that wait and find no room on those that are up. One that has just come up has
/// room, and the call that it came up for still waits.
int Planner::needed() const {
    if (!m_tuning.perConnection)
        return 0;
    const std::int64_t each = *m_tuning.perConnection;
    std::int64_t left = m_facts.waiting;
    for (const ConnectionPtr& connection : m_ready)
        left -= std::max<std::int64_t>(each - connection->inFlight, 0);
    return static_cast<int>(std::clamp<std::int64_t>((left + each - 1) / each, 0, 1000));
}

/// Those that cost least to lose first.
void Planner::dropSurplus() {
    std::stable_partition(m_coming.begin(), m_coming.end(),
                          [](const auto& one) { return one->state == ConnectionState::Starting; });
    dropNewest(m_coming);
    dropNewest(m_ready);
}

void Planner::dropNewest(std::vector<ConnectionPtr>& from) {
    while (held() > most() && !from.empty()) {
        m_plan.leave.push_back({from.back(), Leaving::Surplus});
        from.pop_back();
    }
}

void Planner::fill() {
    for (const ConnectionPtr& draining : m_draining) { // it may have no room, so that others are wanted still
        if (wanted() <= held())
            break;
        m_plan.keep.push_back(draining);
        m_ready.push_back(draining);
        m_running += draining->inFlight;
    }
    m_plan.open = std::max(0, wanted() - held());
}

/// Each waits for one that is coming up; those beyond can be spared.
void Planner::releaseWorn() {
    std::stable_partition(m_worn.begin(), m_worn.end(), isIdle);
    const std::size_t replaced = m_coming.size() + static_cast<std::size_t>(m_plan.open);
    for (std::size_t i = 0; i + replaced < m_worn.size(); ++i) {
        const Connection& worn = *m_worn[i];
        const auto why = worn.worn ? worn.worn : wornBy(m_tuning, worn, m_facts.now);
        m_plan.leave.push_back({m_worn[i], why.value_or(Leaving::Old)});
    }
}

/// Those beyond the least, the one that was used least recently first.
void Planner::dropIdle() {
    int spare = static_cast<int>(m_ready.size()) - m_tuning.min;
    if (!m_tuning.idle || spare <= 0)
        return;
    if (m_facts.waiting > 0) { // a call may be about to take one
        m_plan.next = std::min(m_plan.next, m_facts.now + *m_tuning.idle);
        return;
    }
    std::stable_sort(m_ready.begin(), m_ready.end(), [](const ConnectionPtr& a, const ConnectionPtr& b) {
        return isIdle(a) != isIdle(b) ? isIdle(a) : a->idleSince < b->idleSince;
    });
    auto kept = m_ready.begin();
    for (; kept != m_ready.end() && spare > 0; ++kept, --spare) {
        const TimePoint due = (isIdle(*kept) ? (*kept)->idleSince : m_facts.now) + *m_tuning.idle;
        if (due > m_facts.now) {
            m_plan.next = std::min(m_plan.next, due);
            break;
        }
        m_plan.leave.push_back({*kept, Leaving::Idle});
    }
    m_ready.erase(m_ready.begin(), kept);
}

void Planner::askIdle() {
    if (!m_tuning.keepAlive)
        return;
    for (const ConnectionPtr& connection : m_ready) {
        TimePoint due = m_facts.now + *m_tuning.keepAlive;
        if (isIdle(connection))
            due = std::max(connection->idleSince, connection->askedAt) + *m_tuning.keepAlive;
        if (due <= m_facts.now) {
            m_plan.asked.push_back(connection);
            due = m_facts.now + *m_tuning.keepAlive;
        }
        m_plan.next = std::min(m_plan.next, due);
    }
}

void Planner::noteAge() {
    if (m_tuning.life)
        for (const ConnectionPtr& connection : m_ready)
            m_plan.next = std::min(m_plan.next, connection->readyAt + *m_tuning.life);
}

} // namespace

std::optional<Leaving> wornBy(const PoolTuning& tuning, const Connection& connection, TimePoint now) {
    if (tuning.life && now - connection.readyAt >= *tuning.life)
        return Leaving::Old;
    if (tuning.calls && connection.calls >= static_cast<std::uint64_t>(*tuning.calls))
        return Leaving::Used;
    return std::nullopt;
}

PoolPlan planFor(const PoolTuning& tuning, std::span<const ConnectionPtr> connections,
                 const PoolPlan::Facts& facts) {
    return Planner(tuning, connections, facts).plan();
}

} // namespace dyno::calls
