#include "engine/calls/cache/cache_stage.h"

#include <algorithm>

namespace dyno::calls {

namespace {

/// Whether a failure says something of one call only, and not of those that are equal to it.
bool isOwnAffair(ErrorKind kind) {
    return kind == ErrorKind::Cancelled || kind == ErrorKind::TimedOut;
}

} // namespace

CacheStage::CacheStage(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning)
    : m_clock(clock)
    , m_tuning(tuning)
    , m_alarm(clock.makeAlarm()) {}

bool CacheStage::serves(const Target& target, const mcp::Tool* definition) const {
    const settings::CacheTuning& cache = tuning();
    if (!cache.on)
        return false;
    // Not those that are idempotent alone: they write, and a write that is answered from here is not done.
    if (cache.marked && definition && definition->annotations.readOnly)
        return true;
    return std::find(cache.tools.begin(), cache.tools.end(), target.tool) != cache.tools.end();
}

/// The call that an equal one can join: none that began before an invalidation.
CacheStage::Visit* CacheStage::leaderFor(const CacheKey& key) const {
    const auto found = m_leaders.find(key);
    if (found == m_leaders.end() || found->second->m_generation != m_cache.generation(key))
        return nullptr;
    return found->second;
}

void CacheStage::joinOrLead(Visit& visit) {
    Visit* const leader = leaderFor(visit.m_key);
    if (!leader)
        return lead(visit);
    visit.m_role = Visit::Role::Joined;
    leader->m_joined.push_back(visit);
    m_waiting.push_back(visit);
}

void CacheStage::lead(Visit& visit) {
    visit.m_role = Visit::Role::Leads;
    visit.m_generation = m_cache.generation(visit.m_key);
    m_leaders.erase(visit.m_key); // an outdated one; and the key's texts must be the new one's
    m_leaders.emplace(visit.m_key, &visit);
}

/// Nobody joins it from now on.
void CacheStage::release(const Visit& leader) {
    const auto found = m_leaders.find(leader.m_key);
    if (found != m_leaders.end() && found->second == &leader)
        m_leaders.erase(found);
}

void CacheStage::land(Visit& leader, const Result<ResultPtr>& result, std::uint64_t bytes, Duration cost) {
    if (result.has_error() && isOwnAffair(result.error().kind))
        return handOver(leader);
    leader.m_role = Visit::Role::Answered;
    release(leader);
    if (result.has_value() && tuning().on)
        m_cache.keep(leader.m_key, leader.m_generation, {*result, bytes, cost}, tuning(), m_clock.now());
    while (!leader.m_joined.empty()) {
        Visit& next = leader.m_joined.front();
        next.stopWaiting();
        next.m_waiter.complete(result);
    }
}

/// The first of those who joined and have time left leads now, and the others wait for it. Those who have no
/// time left are about to hear so from the alarm.
void CacheStage::handOver(Visit& leader) {
    leader.m_role = Visit::Role::Answered;
    release(leader);
    List<InFlight> joined;
    joined.swap(leader.m_joined);
    if (Visit* const newer = leaderFor(leader.m_key)) { // since an invalidation
        newer->m_joined.splice(newer->m_joined.end(), joined);
        return;
    }
    const TimePoint now = m_clock.now();
    const auto heir = std::find_if(joined.begin(), joined.end(),
                                   [&](const Visit& visit) { return visit.m_deadline > now; });
    if (heir == joined.end())
        return;
    Visit& next = *heir;
    next.stopWaiting();
    lead(next);
    next.m_joined.swap(joined);
    m_heirs.push_back(next);
    resumeHeirs();
}

/// One by one and never within another, however many of them fail at once.
void CacheStage::resumeHeirs() {
    if (m_resuming)
        return;
    m_resuming = true;
    while (!m_heirs.empty()) {
        Visit& next = m_heirs.front();
        m_heirs.pop_front();
        next.m_waiter.complete(std::nullopt);
    }
    m_resuming = false;
}

void CacheStage::watch(TimePoint deadline) {
    if (deadline >= m_alarmAt)
        return;
    m_alarmAt = deadline;
    m_alarm->set(deadline, [this] { expire(); });
}

void CacheStage::expire() {
    const TimePoint now = m_clock.now();
    m_alarmAt = TimePoint::max();
    TimePoint next = TimePoint::max();
    for (const Visit& visit : m_waiting)
        if (visit.m_deadline > now)
            next = std::min(next, visit.m_deadline);
    watch(next);
    fail([&](const Visit& visit) { return visit.m_deadline <= now; },
         {ErrorKind::TimedOut, "an equal call was under way, and had no answer by this one's time-out"});
}

/// The alarm would keep the event loop from its end; who joins from here on arms it anew.
void CacheStage::cancelAll(const Error& error) {
    m_alarm->cancel();
    m_alarmAt = TimePoint::max();
    fail([](const Visit&) { return true; }, error);
}

void CacheStage::cancel(ServerId server, const Error& error) {
    fail([&](const Visit& visit) { return visit.m_key.server == server; }, error);
}

/// All are taken out before the first is resumed, who may join anew.
template<class Chosen>
void CacheStage::fail(Chosen chosen, const Error& error) {
    List<InStage> failing;
    for (auto at = m_waiting.begin(); at != m_waiting.end();) {
        Visit& visit = *at++;
        if (!chosen(visit))
            continue;
        visit.stopWaiting();
        failing.push_back(visit);
    }
    while (!failing.empty()) {
        Visit& next = failing.front();
        failing.pop_front();
        next.m_waiter.complete(Result<ResultPtr>(error));
    }
}

void CacheStage::describe(telemetry::CacheStatus& status) {
    if (tuning().on)
        m_cache.trim(tuning(), m_clock.now());
    m_cache.describe(status);
}

CacheStage::Visit::Visit(CacheStage& stage, const Target& target, const mcp::Tool* definition)
    : m_stage(stage) {
    if (!stage.serves(target, definition) || target.canonicalArguments().empty())
        return;
    m_key = {target.server, target.tool, target.canonicalArguments()};
    if (const auto* answer = stage.m_cache.find(m_key, stage.tuning(), stage.m_clock.now())) {
        m_role = Role::Answered;
        m_hit = answer->result;
        m_cost = answer->cost;
    } else {
        stage.joinOrLead(*this);
    }
}

CacheStage::Visit::~Visit() {
    if (m_role == Role::Leads)
        m_stage.handOver(*this);
}

async::Awaitable<std::optional<Result<ResultPtr>>> CacheStage::Visit::wait(TimePoint deadline) {
    m_deadline = deadline;
    m_stage.watch(deadline);
    co_return co_await m_waiter.wait();
}

void CacheStage::Visit::land(const Result<ResultPtr>& result, std::uint64_t bytes, Duration cost) {
    if (m_role == Role::Leads)
        m_stage.land(*this, result, bytes, cost);
}

void CacheStage::Visit::stopWaiting() {
    m_role = Role::Answered;
    Hook<InStage>::unlink();
    Hook<InFlight>::unlink();
}

} // namespace dyno::calls
