#include "engine/jsonrpc/oversized_line.h"

#include <charconv>

namespace dyno::jsonrpc {

void OversizedLine::feed(std::string_view bytes) {
    m_bytes += bytes.size();
    for (const char c : bytes)
        m_inString ? insideString(c) : outsideString(c);
}

std::optional<std::uint64_t> OversizedLine::id() const {
    std::uint64_t value = 0;
    const char* end = m_number.data() + m_number.size();
    const auto [stop, ec] = std::from_chars(m_number.data(), end, value);
    if (ec != std::errc() || stop != end)
        return std::nullopt;
    return value;
}

void OversizedLine::outsideString(char c) {
    switch (c) {
    case '"':
        m_inString = true;
        m_key.clear();
        return;
    case '{':
    case '[':
        m_isKey = ++m_depth == 1 && c == '{';
        return;
    case '}':
    case ']':
        --m_depth;
        m_idFollows = false;
        return;
    case ',':
        m_isKey = m_depth == 1;
        m_idFollows = false;
        return;
    case ':':
        if (m_depth == 1 && m_isKey && m_key == "id") {
            m_idFollows = true;
            m_number.clear(); // of two, the last counts
        }
        m_isKey = false;
        return;
    default:
        constexpr std::size_t longestNumber = 21; // one more than fits, which is seen to overflow
        if (m_idFollows && m_depth == 1 && c > ' ' && m_number.size() < longestNumber)
            m_number += c;
    }
}

void OversizedLine::insideString(char c) {
    if (m_escaped) {
        m_escaped = false;
        return;
    }
    if (c == '"') {
        m_inString = false;
        return;
    }
    m_escaped = c == '\\';
    if (m_isKey && m_depth == 1 && m_key.size() < 3)
        m_key += c;
}

} // namespace dyno::jsonrpc
