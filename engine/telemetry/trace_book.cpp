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
    if (message.text.size() <= maxTextBytes)
        entry.text = message.text;
    else
        entry.text = cut(message.text);
    m_published.reset();
}

void TraceBook::redact(TraceEntry& entry) const {
    for (std::string* text : {&entry.method, &entry.id, &entry.text})
        *text = m_redactor->redacted(std::move(*text));
}

/// A secret that the cut goes through would not be known for one afterwards.
std::string TraceBook::cut(std::string_view text) const {
    constexpr std::size_t longestSecret = 16 * 1024;
    std::string kept(jsonrpc::beginning(text, maxTextBytes + longestSecret));
    if (m_redactor)
        kept = m_redactor->redacted(std::move(kept));
    return std::string(jsonrpc::beginning(kept, maxTextBytes));
}

std::shared_ptr<const std::vector<TraceEntry>> TraceBook::entries() {
    if (m_published)
        return m_published;
    auto entries = std::make_shared<std::vector<TraceEntry>>(m_slots);
    if (m_written > m_slots.size())
        std::rotate(entries->begin(), entries->begin() + static_cast<std::ptrdiff_t>(m_written % maxEntries),
                    entries->end());
    if (m_redactor)
        for (TraceEntry& entry : *entries)
            redact(entry);
    m_published = std::move(entries);
    return m_published;
}

} // namespace dyno::telemetry
