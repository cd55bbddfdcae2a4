#include "engine/transport/http_stream.h"

#include "engine/transport/http_refusal.h"

#include <algorithm>
#include <utility>

namespace dyno::transport {

namespace {

constexpr async::Duration firstRetry = std::chrono::seconds(1);          // where the server names none
constexpr async::Duration firstBackOff = std::chrono::milliseconds(100); // whatever the server says
constexpr async::Duration longestRetry = std::chrono::seconds(30);

/// What is read of an answer that is no stream; it may have no end.
constexpr std::uint64_t maxRefusalBytes = 64 * 1024;

bool opensStream(const http::Exchange& exchange) {
    return exchange.status() == 200 && exchange.contentType() == "text/event-stream";
}

} // namespace

HttpStream::HttpStream(http::Client& client, HttpEndpoint& endpoint, async::Clock& clock,
                       std::size_t maxMessageBytes, Hooks hooks)
    : m_client(client)
    , m_endpoint(endpoint)
    , m_clock(clock)
    , m_maxMessageBytes(maxMessageBytes)
    , m_hooks(std::move(hooks))
    , m_events(maxMessageBytes)
    , m_retryAfter(firstRetry)
    , m_alarm(clock.makeAlarm()) {}

HttpStream::~HttpStream() {
    if (m_exchange)
        m_exchange->cancel();
}

void HttpStream::open() {
    m_events = http::SseParser(m_maxMessageBytes);
    m_exchange = m_client.start(
        {http::Method::Get, m_endpoint.sessionPlace().url, m_endpoint.streamHeaders(m_lastEventId)}, *this);
}

void HttpStream::body(http::Exchange& exchange, std::string_view piece, async::TimePoint readAt) {
    const auto life = exchange.shared_from_this(); // an event may end all this
    if (!opensStream(exchange)) {                  // its end will tell
        if (exchange.bytesReceived() > maxRefusalBytes) {
            ended(exchange, {});
            life->cancel();
        }
        return;
    }
    m_everOpen = true;
    m_pieceReadAt = readAt;
    m_events.feed(piece, *this);
}

void HttpStream::ended(http::Exchange& exchange, const Result<void>& how) {
    m_exchange.reset();
    const int status = exchange.status();
    if (how.has_value() && !opensStream(exchange)) {
        if (!m_everOpen || status == 405)
            return; // the server offers no such stream, or not to us
        if (status == 404 || status == 400)
            return m_hooks.sessionUnknown({ErrorKind::PeerClosed, sessionLostText(status)});
    }
    if (!m_events.lastEventId().empty())
        m_lastEventId = m_events.lastEventId();
    reopenLater();
}

void HttpStream::reopenLater() {
    m_alarm->set(m_clock.now() + std::max(m_retryAfter, m_backOff), [this] { open(); });
    m_backOff = std::min(m_backOff * 2, longestRetry);
}

void HttpStream::event(const http::SseEvent& event) {
    m_backOff = firstBackOff;
    if (!event.data.empty() && event.type == "message")
        m_hooks.arrived(event.data, {m_pieceReadAt, m_pieceReadAt, {}, {}, {}, {}, event.data.size()});
}

void HttpStream::retry(unsigned milliseconds) {
    m_retryAfter = std::min<async::Duration>(std::chrono::milliseconds(milliseconds), longestRetry);
    m_backOff = firstBackOff;
}

void HttpStream::oversized(std::size_t bytes) {
    m_hooks.warn("a message on the server's own event stream was dropped: " +
                 tooLarge(m_maxMessageBytes, bytes));
}

} // namespace dyno::transport
