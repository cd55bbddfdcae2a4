#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::http {

/// One event of an event stream. The views die with the call that hands them over.
struct SseEvent {
    std::string_view type; ///< "message" when the stream named none
    std::string_view data; ///< its lines joined by "\n"; may be empty, as MCP's priming events are
    std::string_view id;   ///< the stream's last event id, this event's or an earlier one's
};

/// Cuts an event stream into events, whatever pieces it comes in: the WHATWG HTML standard, "Interpreting an
/// event stream", with two differences that MCP asks for: an event without data is reported when it carries
/// an id (a priming event), and what is unfinished at the end of the stream is dropped by whoever owns the
/// parser. Pure: no I/O and no clock.
class SseParser {
public:
    class Sink {
    public:
        virtual ~Sink() = default;
        virtual void event(const SseEvent& event) = 0;
        /// The stream asks for this many milliseconds before a reconnection.
        virtual void retry(unsigned milliseconds) = 0;
        /// An event passed the bound: its data was dropped. Comes once for that event, in its place.
        virtual void oversized(std::size_t bytes) = 0;
    };

    /// `maxEventBytes` bounds what is kept of one event, its unfinished line included. A comment's line
    /// counts while it is read, so that one without end is noticed.
    explicit SseParser(std::size_t maxEventBytes)
        : m_maxEventBytes(maxEventBytes) {}

    void feed(std::string_view piece, Sink& sink);

    /// The last event id that the stream set and that an event has been dispatched under; what a
    /// reconnection sends as Last-Event-ID. Empty when there was none.
    const std::string& lastEventId() const { return m_lastEventId; }
    /// Whether the event that is being read has passed the bound already, and may never end.
    bool dropping() const { return m_dropped > 0; }
    /// The bytes that are kept of an event that has not ended yet.
    std::size_t unfinishedBytes() const { return m_line.size() + m_data.size() + m_type.size(); }

private:
    void extend(std::string_view part);
    void finishLine(std::string_view lastPart, Sink& sink);
    void line(std::string_view text, Sink& sink);
    void field(std::string_view name, std::string_view value, Sink& sink);
    void addData(std::string_view value);
    void dispatch(Sink& sink);
    void startDropping(std::size_t bytes);
    bool fits(std::string_view part) const;

    std::size_t m_maxEventBytes;
    bool m_atStart = true;       ///< a byte order mark may come
    bool m_skipLineFeed = false; ///< the last byte was a carriage return
    std::string m_line;          ///< unfinished; empty while dropping
    std::size_t m_lineBytes = 0; ///< of the unfinished line, dropped or not
    std::string m_type;
    std::string m_data;
    bool m_hasData = false;
    std::optional<std::string> m_id; ///< of the event that is being read
    std::string m_lastEventId;
    std::size_t m_dropped = 0; ///< bytes of an event past the bound, which is being followed to its end
};

} // namespace dyno::http
