#include "engine/calls/cache/cache.h"

namespace dyno::calls {

const Cache::Answer* Cache::find(const CacheKey& key, const settings::CacheTuning& bounds, TimePoint now) {
    trim(bounds, now);
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return nullptr;
    Entry& entry = *found->second;
    m_byUse.splice(m_byUse.end(), m_byUse, m_byUse.iterator_to(entry));
    return &entry.answer;
}

void Cache::keep(const CacheKey& key, std::uint64_t askedUnder, Answer answer,
                 const settings::CacheTuning& bounds, TimePoint now) {
    auto entry = std::make_unique<Entry>();
    entry->server = key.server;
    entry->tool = key.tool;
    entry->arguments = key.arguments;
    entry->answer = std::move(answer);
    entry->stored = now;
    if (askedUnder != generation(key) || entry->bytes() > bounds.bytes)
        return;
    if (const auto older = m_entries.find(key); older != m_entries.end())
        drop(*older->second);
    m_byUse.push_back(*entry);
    m_byAge.push_back(*entry);
    m_bytes += entry->bytes();
    const CacheKey ownKey = entry->key();
    m_entries.emplace(ownKey, std::move(entry));
    ++m_stored;
    trim(bounds, now);
}

void Cache::trim(const settings::CacheTuning& bounds, TimePoint now) {
    while (!m_byAge.empty() && now - m_byAge.front().stored >= bounds.timeToLive) {
        drop(m_byAge.front());
        ++m_expired;
    }
    const auto most = static_cast<std::size_t>(bounds.entries);
    while (m_entries.size() > most || m_bytes > bounds.bytes) {
        drop(m_byUse.front());
        ++m_evicted;
    }
}

void Cache::drop(Entry& entry) {
    m_bytes -= entry.bytes();
    m_entries.erase(m_entries.find(entry.key()));
}

template<class Covered>
void Cache::invalidateWhere(Covered covered) {
    for (auto at = m_byAge.begin(); at != m_byAge.end();) {
        Entry& entry = *at++;
        if (!covered(entry))
            continue;
        drop(entry);
        ++m_invalidated;
    }
}

void Cache::invalidate() {
    m_generations.begin();
    invalidateWhere([](const Entry&) { return true; });
}

void Cache::invalidate(ServerId server) {
    m_generations.begin(server);
    invalidateWhere([&](const Entry& entry) { return entry.server == server; });
}

void Cache::invalidate(ServerId server, std::string_view tool) {
    m_generations.begin(server, tool);
    invalidateWhere([&](const Entry& entry) { return entry.server == server && entry.tool == tool; });
}

void Cache::describe(telemetry::CacheStatus& status) const {
    status.stored = m_stored;
    status.evicted = m_evicted;
    status.expired = m_expired;
    status.invalidated = m_invalidated;
    status.entries = m_entries.size();
    status.bytes = m_bytes;
}

} // namespace dyno::calls
