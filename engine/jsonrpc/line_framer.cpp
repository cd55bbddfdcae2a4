#include "engine/jsonrpc/line_framer.h"

namespace dyno::jsonrpc {

namespace {

std::string_view withoutCarriageReturn(std::string_view line) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

void LineFramer::feed(std::string_view piece, async::TimePoint now, Sink& sink) {
    for (;;) {
        const std::size_t end = piece.find('\n');
        if (end == std::string_view::npos)
            return extend(piece, now);
        finish(piece.substr(0, end), now, sink);
        piece.remove_prefix(end + 1);
    }
}

void LineFramer::extend(std::string_view part, async::TimePoint now) {
    if (part.empty())
        return;
    if (m_oversized)
        return m_oversized->feed(part);
    if (m_unfinished.empty())
        m_firstByteAt = now;
    if (m_unfinished.size() + part.size() <= m_maxLineBytes) {
        m_unfinished += part;
        return;
    }
    m_oversized.emplace();
    m_oversized->feed(m_unfinished);
    m_oversized->feed(part);
    m_unfinished = {}; // gives the memory back, which clear() would keep
}

void LineFramer::finish(std::string_view lastPart, async::TimePoint now, Sink& sink) {
    const bool whole = m_unfinished.empty() && !m_oversized && lastPart.size() <= m_maxLineBytes;
    if (!whole)
        extend(lastPart, now);
    if (m_oversized) {
        sink.oversized(*m_oversized);
        m_oversized.reset();
        return;
    }
    const std::string_view line = withoutCarriageReturn(whole ? lastPart : std::string_view(m_unfinished));
    if (!line.empty())
        sink.line(line, {whole ? now : m_firstByteAt, now});
    constexpr std::size_t worthKeeping = 1 << 20;
    if (m_unfinished.capacity() > worthKeeping)
        m_unfinished = {};
    else
        m_unfinished.clear();
}

} // namespace dyno::jsonrpc
