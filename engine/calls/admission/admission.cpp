#include "engine/calls/admission/admission.h"

#include <algorithm>
#include <limits>

namespace dyno::calls {

using async::TimePoint;
using State = AdmissionEntry::State;

namespace {

constexpr int unlimited = std::numeric_limits<int>::max();

/// Alarms ring late. Tokens that came meanwhile, while a call waited for them, are not lost up to this long;
/// beyond it they would be a burst that nobody asked for.
constexpr async::Duration lateAlarm = std::chrono::milliseconds(20);

} // namespace

void Admission::tune(const settings::AdmissionTuning& tuning, TimePoint now) {
    m_tuning = tuning;
    m_bucket.limit(tuning.callsPerSecond, tuning.burst, now);
    m_byLane = tuning.perServer || tuning.perTool;
    if (m_byLane)
        countRunning();
    m_lanes.limit(tuning.perServer.value_or(unlimited), tuning.perTool.value_or(unlimited));
}

/// While nothing asks how many run by server and tool, counting them would cost each call two look-ups. They
/// are only linked, and counted when a limit asks.
void Admission::countRunning() {
    while (!m_uncounted.empty()) {
        AdmissionEntry& entry = m_uncounted.front();
        m_uncounted.pop_front();
        run(entry, &m_lanes.of(entry));
    }
}

bool Admission::pass(AdmissionEntry& entry) {
    if (m_byLane || m_tuning.callsPerSecond || m_lanes.anyReady())
        return false;
    run(entry, nullptr);
    return true;
}

void Admission::enter(AdmissionEntry& entry, TimePoint now) {
    ToolLane* const lane = m_byLane ? &m_lanes.of(entry) : nullptr;
    if (mayRun(lane, now))
        run(entry, lane);
    else if (waiting() >= static_cast<std::size_t>(m_tuning.queue))
        entry.state = State::QueueFull;
    else
        wait(entry, lane ? *lane : m_lanes.of(entry), now);
}

/// A call that waits and has a place comes first; one that waits for a place elsewhere does not.
bool Admission::mayRun(const ToolLane* lane, TimePoint now) {
    if (m_lanes.anyReady())
        return false;
    m_tokenWanted.reset();
    return (!lane || m_lanes.hasPlace(*lane)) && m_bucket.tryTake(now);
}

void Admission::run(AdmissionEntry& entry, ToolLane* lane) {
    entry.state = State::Running;
    if (!lane) {
        m_uncounted.push_back(entry);
        return;
    }
    m_lanes.run(entry, *lane);
    ++m_counted;
}

void Admission::wait(AdmissionEntry& entry, ToolLane& lane, TimePoint now) {
    entry.state = State::Waiting;
    entry.number = ++m_arrivals;
    entry.entered = now;
    entry.expiry = std::min(entry.deadline, now + m_tuning.longestWait);
    m_expiring.insert(m_expiring.end(), entry); // mostly its place, which takes no search then
    m_lanes.wait(entry, lane);
    if (m_lanes.anyReady() && !m_tokenWanted)
        m_tokenWanted = now;
}

void Admission::leave(AdmissionEntry& entry) {
    switch (entry.state) {
    case State::Running:
        if (entry.lane) {
            m_lanes.stopRunning(entry);
            --m_counted;
        } else {
            m_uncounted.erase(m_uncounted.iterator_to(entry));
        }
        break;
    case State::Waiting:
        stopWaiting(entry, State::Outside);
        break;
    case State::Cancelled:
        if (entry.link.is_linked())
            m_cancelled.erase(m_cancelled.iterator_to(entry));
        break;
    case State::Outside:
    case State::QueueFull:
    case State::WaitedTooLong:
    case State::TimedOut:
        break;
    }
    entry.state = State::Outside;
}

void Admission::stopWaiting(AdmissionEntry& entry, State state) {
    m_expiring.erase(m_expiring.iterator_to(entry));
    m_lanes.stopWaiting(entry);
    entry.state = state;
}

AdmissionEntry* Admission::next(TimePoint now) {
    if (AdmissionEntry* expired = nextExpired(now))
        return expired;
    if (!m_lanes.anyReady())
        m_tokenWanted.reset();
    if (!m_lanes.anyReady() || !takeToken(now))
        return nullptr;
    AdmissionEntry& entry = m_lanes.first();
    m_expiring.erase(m_expiring.iterator_to(entry));
    run(entry, entry.lane);
    return &entry;
}

AdmissionEntry* Admission::nextExpired(TimePoint now) {
    if (m_expiring.empty() || m_expiring.begin()->expiry > now)
        return nullptr;
    AdmissionEntry& entry = *m_expiring.begin();
    stopWaiting(entry, entry.expiry == entry.deadline ? State::TimedOut : State::WaitedTooLong);
    return &entry;
}

/// Takes it as of the time when it was there, so that a rate does not suffer from late alarms.
bool Admission::takeToken(TimePoint now) {
    if (!m_tokenWanted)
        m_tokenWanted = now;
    const TimePoint due = std::max({m_bucket.nextAt(), *m_tokenWanted, now - lateAlarm});
    return due <= now && m_bucket.tryTake(due);
}

std::optional<TimePoint> Admission::wakeAt() const {
    if (m_expiring.empty())
        return {};
    const TimePoint expiry = m_expiring.begin()->expiry;
    return m_lanes.anyReady() ? std::min(expiry, m_bucket.nextAt()) : expiry;
}

void Admission::cancel(std::optional<ServerId> server) {
    for (auto next = m_expiring.begin(); next != m_expiring.end();) {
        AdmissionEntry& entry = *next++;
        if (server && entry.server != *server)
            continue;
        stopWaiting(entry, State::Cancelled);
        m_cancelled.push_back(entry);
    }
}

AdmissionEntry* Admission::nextCancelled() {
    if (m_cancelled.empty())
        return nullptr;
    AdmissionEntry& entry = m_cancelled.front();
    m_cancelled.pop_front();
    return &entry;
}

/// Equal times end in the order of arrival.
bool Admission::EarlierExpiry::operator()(const AdmissionEntry& a, const AdmissionEntry& b) const {
    return a.expiry != b.expiry ? a.expiry < b.expiry : a.number < b.number;
}

} // namespace dyno::calls
