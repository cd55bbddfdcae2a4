#include "app/demo_server/line_buffer.h"

#include <cstring>

namespace dyno::demo {

namespace {
constexpr std::size_t leastSpace = 64 * 1024;
}

LineBuffer::LineBuffer()
    : m_bytes(4 * leastSpace) {}

std::span<char> LineBuffer::space() {
    std::memmove(m_bytes.data(), m_bytes.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_scanned -= m_begin;
    m_begin = 0;
    if (m_bytes.size() - m_end < leastSpace)
        m_bytes.resize(2 * m_bytes.size());
    return std::span(m_bytes).subspan(m_end);
}

std::optional<std::string_view> LineBuffer::nextLine() {
    const char* const scanned = m_bytes.data() + m_scanned;
    const auto* const end = static_cast<const char*>(std::memchr(scanned, '\n', m_end - m_scanned));
    if (!end) {
        m_scanned = m_end;
        return std::nullopt;
    }
    const char* const begin = m_bytes.data() + m_begin;
    std::string_view line(begin, static_cast<std::size_t>(end - begin));
    m_begin += line.size() + 1;
    m_scanned = m_begin;
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace dyno::demo
