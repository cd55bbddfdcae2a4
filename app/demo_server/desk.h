#pragma once

#include "app/demo_server/call_key.h"
#include "app/demo_server/service_time.h"
#include "app/demo_server/tool.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

namespace dyno::demo {

struct Options;

/// What the tool `stats` tells. In flight is every call without an answer, queued ones and the one that asks
/// included.
struct DeskStatistics {
    std::uint64_t calls = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t batches = 0;
    std::size_t inFlight = 0;
    std::size_t peakInFlight = 0;
    std::size_t running = 0;
    std::size_t peakRunning = 0;
    std::size_t queued = 0;
};

/// Owns the calls in flight: lets so many run at once as ordered, queues the rest first in first out, and
/// spends the service time on each before its tool runs.
class Desk {
public:
    Desk(Toolbox& toolbox, const Options& options);

    bool knows(const CallKey& key) const { return m_calls.contains(key); }
    void accept(const CallPtr& call);
    /// To be told of each array of messages, whose calls come one by one nevertheless.
    void batchCame() { ++m_statistics.batches; }
    /// What notifications/cancelled asks for; a call that is not in flight is only counted.
    void cancel(const CallKey& key);
    /// Cancels every call of a client that went away.
    void dropClient(std::uint64_t client);
    /// To be told by a call when it has its answer or gets none.
    void ended(const CallPtr& call);

    DeskStatistics statistics() const;

private:
    void startNext();
    void start(const CallPtr& call);
    void run(const CallPtr& call);

    Toolbox& m_toolbox;
    ServiceTime m_serviceTime;
    const std::size_t m_parallel;
    const bool m_lateReplies;
    std::unordered_map<CallKey, CallPtr, CallKey::Hash> m_calls;
    std::deque<CallPtr> m_queue;
    std::size_t m_running = 0;
    bool m_starting = false;
    DeskStatistics m_statistics;
};

} // namespace dyno::demo
