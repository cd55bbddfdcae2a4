#include "engine/sessions/text_table.h"

namespace dyno::sessions {

std::int64_t TextTable::idOf(const std::string& text) {
    if (const auto found = m_known.find(text); found != m_known.end())
        return found->second;
    constexpr std::size_t entryBytes = 64; // about what the map takes besides
    if (m_bytes + text.size() + entryBytes > mostBytes)
        forget();
    m_insert(m_lastId + 1, m_clean(text));
    m_known[text] = ++m_lastId;
    m_bytes += text.size() + entryBytes;
    return m_lastId;
}

void TextTable::forget() {
    m_known.clear();
    m_bytes = 0;
}

} // namespace dyno::sessions
