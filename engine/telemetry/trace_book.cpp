#include "engine/telemetry/trace_book.h"

#include "engine/jsonrpc/utf8.h"

#include <algorithm>

namespace dyno::telemetry {

void TraceBook::write(ServerId server, ConnectionId connection, const TracedMessage& message) {
    const std::size_t slot = m_written % maxEntries;
    if (slot == m_slots.size())
        m_slots.emplace_back();
    TraceEntry& entry = m_slots[slot];
    entry.sequence = ++m_written;
    entry.at = m_clock.now() - m_start;
    entry.server = server;
    entry.connection = connection;
    entry.direction = message.direction;
    entry.kind = message.kind;
    entry.method = message.method;
    entry.id = message.id;
    entry.bytes = message.text.size();
    entry.text =
        message.text.size() <= maxTextBytes ? message.text : jsonrpc::beginning(message.text, maxTextBytes);
    m_published.reset();
}

std::shared_ptr<const std::vector<TraceEntry>> TraceBook::entries() {
    if (m_published)
        return m_published;
    auto entries = std::make_shared<std::vector<TraceEntry>>(m_slots);
    if (m_written > m_slots.size())
        std::rotate(entries->begin(), entries->begin() + static_cast<std::ptrdiff_t>(m_written % maxEntries),
                    entries->end());
    m_published = std::move(entries);
    return m_published;
}

} // namespace dyno::telemetry
