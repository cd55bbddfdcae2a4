#include "engine/http/sse_parser.h"

#include <charconv>
#include <utility>

namespace dyno::http {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t maxIdBytes = 4096; // an id goes back in a header; servers take no longer ones

} // namespace

// A line ends with CR LF, LF or CR. After a CR the line has ended; an LF that follows it, perhaps in the next
// piece, belongs to it.
void SseParser::feed(std::string_view piece, Sink& sink) {
    while (!piece.empty()) {
        if (std::exchange(m_skipLineFeed, false) && piece.front() == '\n') {
            piece.remove_prefix(1);
            continue;
        }
        const std::size_t end = piece.find_first_of("\r\n");
        if (end == std::string_view::npos)
            return extend(piece);
        m_skipLineFeed = piece[end] == '\r';
        finishLine(piece.substr(0, end), sink);
        piece.remove_prefix(end + 1);
    }
}

void SseParser::extend(std::string_view part) {
    m_lineBytes += part.size();
    if (m_dropped > 0)
        m_dropped += part.size();
    else if (fits(part))
        m_line += part;
    else
        startDropping(part.size());
}

void SseParser::finishLine(std::string_view lastPart, Sink& sink) {
    if (m_lineBytes == 0 && m_dropped == 0 && fits(lastPart))
        return line(lastPart, sink); // whole in this piece: no copy
    extend(lastPart);
    const bool empty = std::exchange(m_lineBytes, 0) == 0;
    if (m_dropped == 0) {
        const std::string whole = std::exchange(m_line, {});
        line(whole, sink);
    } else if (empty) {
        dispatch(sink);
    }
}

void SseParser::line(std::string_view text, Sink& sink) {
    if (std::exchange(m_atStart, false) && text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    if (text.empty())
        return dispatch(sink);
    const std::size_t colon = text.find(':');
    if (colon == 0)
        return; // a comment: it keeps the connection alive, and no more
    std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    field(text.substr(0, colon), value, sink);
}

void SseParser::field(std::string_view name, std::string_view value, Sink& sink) {
    if (name == "data") {
        addData(value);
    } else if (name == "event") {
        m_type = value;
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos && value.size() <= maxIdBytes)
            m_id = value;
    } else if (name == "retry") {
        unsigned milliseconds = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
        if (ec == std::errc() && end == value.data() + value.size())
            sink.retry(milliseconds);
    }
}

void SseParser::addData(std::string_view value) {
    if (std::exchange(m_hasData, true))
        m_data += '\n';
    m_data += value;
}

void SseParser::dispatch(Sink& sink) {
    const bool report = m_hasData || m_id;
    if (m_id)
        m_lastEventId = std::move(*m_id);
    m_id.reset();
    // Taken out first: whoever hears of it may end the stream.
    const std::string type = std::exchange(m_type, {});
    const std::size_t dropped = std::exchange(m_dropped, 0);
    m_hasData = false;
    if (dropped > 0)
        sink.oversized(dropped);
    else if (report)
        sink.event({type.empty() ? "message" : std::string_view(type), m_data, m_lastEventId});
    constexpr std::size_t worthKeeping = 1 << 20;
    if (m_data.capacity() > worthKeeping)
        m_data = {};
    else
        m_data.clear();
}

/// The event is too long to keep; `bytes` are those that did not fit any more.
void SseParser::startDropping(std::size_t bytes) {
    m_dropped = unfinishedBytes() + bytes;
    m_atStart = false;
    m_line = {};
    m_data = {};
    m_type = {};
}

/// Every line counts as it stands on the wire, so that the bound means the same whatever the pieces.
bool SseParser::fits(std::string_view part) const {
    return unfinishedBytes() + part.size() <= m_maxEventBytes;
}

} // namespace dyno::http
