#include "app/demo_server/desk.h"

#include "app/demo_server/call.h"
#include "app/demo_server/options.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace dyno::demo {

Desk::Desk(Toolbox& toolbox, const Options& options)
    : m_toolbox(toolbox)
    , m_serviceTime(options.service, options.seed)
    , m_parallel(options.parallel > 0 ? options.parallel : std::numeric_limits<std::size_t>::max())
    , m_lateReplies(options.lateReplies) {}

void Desk::accept(const CallPtr& call) {
    ++m_statistics.calls;
    m_calls.emplace(call->key(), call);
    m_statistics.peakInFlight = std::max(m_statistics.peakInFlight, m_calls.size());
    if (call->tool().unqueued)
        return run(call);
    m_queue.push_back(call);
    startNext();
}

// A tool that answers at once ends inside start() and comes back here; a loop, since nesting would grow with
// the queue.
void Desk::startNext() {
    if (m_starting)
        return;
    m_starting = true;
    while (!m_queue.empty() && m_running < m_parallel) {
        const CallPtr call = m_queue.front();
        m_queue.pop_front();
        start(call);
    }
    m_starting = false;
}

void Desk::start(const CallPtr& call) {
    ++m_running;
    call->markRunning();
    m_statistics.peakRunning = std::max(m_statistics.peakRunning, m_running);
    const Duration time = m_serviceTime.next();
    if (time <= Duration::zero())
        return run(call);
    call->after(time, [this, call] { run(call); });
}

void Desk::run(const CallPtr& call) {
    call->tool().run(call, m_toolbox);
}

void Desk::cancel(const CallKey& key) {
    ++m_statistics.cancelled;
    const auto found = m_calls.find(key);
    if (found == m_calls.end())
        return;
    const CallPtr call = found->second;
    std::erase(m_queue, call);
    if (!m_lateReplies)
        return call->close();
    call->after(std::chrono::milliseconds(50), [call] { call->answer("answered after it was cancelled"); });
}

void Desk::dropClient(std::uint64_t client) {
    std::vector<CallKey> keys;
    for (const auto& [key, call] : m_calls)
        if (key.client == client)
            keys.push_back(key);
    for (const CallKey& key : keys)
        cancel(key);
}

void Desk::ended(const CallPtr& call) {
    m_calls.erase(call->key());
    if (call->isRunning())
        --m_running;
    startNext();
}

DeskStatistics Desk::statistics() const {
    DeskStatistics statistics = m_statistics;
    statistics.inFlight = m_calls.size();
    statistics.running = m_running;
    statistics.queued = m_queue.size();
    return statistics;
}

} // namespace dyno::demo
