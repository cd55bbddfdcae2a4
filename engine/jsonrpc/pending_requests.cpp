#include "engine/jsonrpc/pending_requests.h"

#include <algorithm>

namespace dyno::jsonrpc {

std::uint64_t PendingRequests::add(Entry entry) {
    m_entries.emplace(m_nextId, std::move(entry));
    return m_nextId++;
}

PendingRequests::Entry* PendingRequests::find(std::uint64_t id) {
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second;
}

std::optional<PendingRequests::Entry> PendingRequests::take(std::uint64_t id) {
    auto node = m_entries.extract(id);
    if (!node)
        return std::nullopt;
    return std::move(node.mapped());
}

std::optional<PendingRequests::Entry> PendingRequests::abandon(std::uint64_t id) {
    auto entry = take(id);
    if (!entry)
        return entry;
    constexpr std::size_t most = 10'000;
    m_abandoned.insert(id);
    m_abandonedInOrder.push_back(id);
    if (m_abandonedInOrder.size() > most) {
        m_abandoned.erase(m_abandonedInOrder.front());
        m_abandonedInOrder.pop_front();
    }
    return entry;
}

bool PendingRequests::isLate(std::uint64_t id) {
    return m_abandoned.erase(id) > 0;
}

std::vector<std::uint64_t> PendingRequests::expired(TimePoint now) const {
    std::vector<std::uint64_t> result;
    for (const auto& [id, entry] : m_entries)
        if (entry.endsAt() <= now)
            result.push_back(id);
    std::sort(result.begin(), result.end());
    return result;
}

TimePoint PendingRequests::nextDeadline() const {
    TimePoint earliest = TimePoint::max();
    for (const auto& [id, entry] : m_entries)
        earliest = std::min(earliest, entry.endsAt());
    return earliest;
}

std::vector<std::uint64_t> PendingRequests::ids() const {
    std::vector<std::uint64_t> result;
    for (const auto& [id, entry] : m_entries)
        result.push_back(id);
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace dyno::jsonrpc
