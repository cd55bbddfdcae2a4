#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/jsonrpc/message.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace dyno::jsonrpc {

using async::TimePoint;

/// What was measured on a request's way. A moment that did not come (no reply, never written) is the clock's
/// epoch.
struct RequestTimes {
    TimePoint written;
    TimePoint firstByte;
    TimePoint lastByte;
    TimePoint decoded;
    std::uint64_t bytesReceived = 0; ///< for its answer; in an array of several, the answer's own text
    TimePoint resolved;              ///< this and the next two: of an HTTP connection that was opened for it
    TimePoint connected;
    TimePoint secured;
    std::uint32_t batch = 1; ///< requests that left in one frame with it, itself included
};

/// How a request ended: the peer's answer (result or error object), or our reason for not waiting any longer.
struct Reply {
    Result<std::variant<nlohmann::json, ErrorObject>> answer;
    RequestTimes times;
    bool unseen = false; ///< failed, and the peer has certainly not begun to carry it out
    std::optional<async::Duration> retryAfter = {}; ///< failed, and the peer asks to wait so long
};

/// The requests that wait for an answer. Pure: fed with answers and the time, it says who is done.
///
/// A request that we gave up on is *abandoned*: its id is kept (the last 10,000 of them), so that its late
/// reply is recognised, counted and dropped.
class PendingRequests {
public:
    using Completion = std::function<void(Reply)>;

    struct Entry {
        TimePoint deadline;
        async::Duration limit;   ///< what the deadline was made from, for a time-out's message
        std::string_view method; ///< a literal
        RequestTimes times;
        Completion done;
        /// Without news of progress it is over at `idleAt`, `idle` after the last.
        std::optional<async::Duration> idle = {};
        TimePoint idleAt = TimePoint::max();

        TimePoint endsAt() const { return std::min(deadline, idleAt); }
    };

    std::uint64_t nextId() const { return m_nextId; }
    /// Takes nextId() for the request.
    std::uint64_t add(Entry entry);
    bool contains(std::uint64_t id) const { return m_entries.contains(id); }
    /// The waiting request of that id, or null.
    Entry* find(std::uint64_t id);
    /// Removes and returns a waiting request, whose `done` is then the caller's to call.
    std::optional<Entry> take(std::uint64_t id);
    /// As take(), for a request that the peer may still answer.
    std::optional<Entry> abandon(std::uint64_t id);
    /// Whether a reply under this id is late (the id was abandoned) rather than unknown. Forgets the id.
    bool isLate(std::uint64_t id);

    /// Ids of those that have ended by `now`, oldest first.
    std::vector<std::uint64_t> expired(TimePoint now) const;
    /// When the first of them ends; TimePoint::max() when nothing waits.
    TimePoint nextDeadline() const;
    std::vector<std::uint64_t> ids() const;
    std::size_t size() const { return m_entries.size(); }

private:
    std::uint64_t m_nextId = 1;
    std::unordered_map<std::uint64_t, Entry> m_entries;
    std::unordered_set<std::uint64_t> m_abandoned;
    std::deque<std::uint64_t> m_abandonedInOrder;
};

} // namespace dyno::jsonrpc
