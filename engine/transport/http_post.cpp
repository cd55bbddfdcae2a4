#include "engine/transport/http_post.h"

#include "engine/jsonrpc/utf8.h"
#include "engine/transport/http_refusal.h"
#include "engine/transport/retry_after.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace dyno::transport {

namespace {

constexpr std::string_view eventStream = "text/event-stream";
constexpr std::string_view jsonType = "application/json";

/// What is kept of a body that is no message: enough to say what it was.
constexpr std::size_t maxRefusalBytes = 64 * 1024;

bool isSuccess(int status) {
    return status >= 200 && status < 300;
}

bool isRedirect(int status) {
    return status >= 300 && status < 400;
}

std::vector<std::uint64_t> requestsOf(const Outgoing& message) {
    if (message.request)
        return {*message.request};
    return {message.batch.begin(), message.batch.end()};
}

} // namespace

HttpPost::HttpPost(HttpPostOwner& owner, const Outgoing& message)
    : m_owner(owner)
    , m_frame(message.frame)
    , m_method(message.method)
    , m_requests(requestsOf(message))
    , m_headers(message.headers.begin(), message.headers.end())
    , m_repeatable(message.repeatable)
    , m_place(owner.endpoint().home())
    , m_events(owner.maxMessageBytes()) {}

void HttpPost::start() {
    if (m_ended) // it was cancelled while it was held back
        return;
    if (m_requests.empty())
        giveUpLater();
    send(std::move(m_frame));
}

/// A request has its caller's deadline; nobody else would end this, and the greeting holds others back.
void HttpPost::giveUpLater() {
    constexpr async::Duration longest = std::chrono::seconds(5);
    m_limit = m_owner.clock().makeAlarm();
    m_limit->set(m_owner.clock().now() + longest, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self || self->m_ended)
            return;
        if (const auto exchange = std::exchange(self->m_exchange, nullptr))
            exchange->cancel();
        self->end(Error{ErrorKind::TimedOut, "the server did not take it within 5 s"});
    });
}

void HttpPost::send(std::string frame) {
    const Outgoing message{frame, {}, m_method, m_headers, m_repeatable, m_requests};
    auto headers = m_owner.endpoint().headersFor(message, m_place);
    m_exchange = m_owner.client().start(
        {http::Method::Post, m_place.url, std::move(headers), std::move(frame), m_repeatable}, *this);
}

void HttpPost::cancel() {
    m_ended = true;
    if (m_resumeAlarm)
        m_resumeAlarm->cancel();
    if (m_limit)
        m_limit->cancel();
    if (const auto exchange = std::exchange(m_exchange, nullptr))
        exchange->cancel();
}

bool HttpPost::isAnswered() const {
    return std::none_of(m_requests.begin(), m_requests.end(),
                        [this](std::uint64_t request) { return m_owner.awaits(request); });
}

void HttpPost::body(http::Exchange& exchange, std::string_view piece, async::TimePoint readAt) {
    const auto life = shared_from_this();
    if (!std::exchange(m_begun, true))
        begin(exchange);
    if (m_firstPieceAt == async::TimePoint())
        m_firstPieceAt = readAt;
    m_lastPieceAt = readAt;
    if (!m_isStream)
        return keep(piece);
    if (m_requests.empty()) { // taken; what the server has to say beside that has a stream of its own
        std::exchange(m_exchange, nullptr)->cancel();
        return end({});
    }
    if (m_events.unfinishedBytes() == 0)
        m_eventBegan = readAt;
    m_events.feed(piece, *this);
    if (m_events.dropping()) // its end could be long in coming, and changes nothing
        oversized(0);
}

void HttpPost::begin(http::Exchange& exchange) {
    const std::string type = exchange.contentType();
    m_isStream = isSuccess(exchange.status()) && type == eventStream;
    m_isJson = type == jsonType;
    m_timings = exchange.timings();
    if (m_method == "initialize")
        if (std::string session = exchange.header("mcp-session-id"); !session.empty())
            m_owner.endpoint().setSession(std::move(session));
}

/// Collects a body that is no stream, as far as it may be one message.
void HttpPost::keep(std::string_view piece) {
    const std::size_t most = m_isJson ? m_owner.maxMessageBytes() : maxRefusalBytes;
    m_body += piece.substr(0, most - std::min(most, m_body.size()));
    if (m_body.size() < most)
        return;
    // Nothing that follows can be of use, and it may never end.
    m_overflowed = true;
    const auto running = std::exchange(m_exchange, nullptr);
    answered(*running);
    running->cancel();
}

void HttpPost::ended(http::Exchange& exchange, const Result<void>& how) {
    const auto life = shared_from_this();
    m_exchange = nullptr;
    if (m_isStream)
        return streamEnded(how);
    if (how.has_error()) {
        const bool unreached = !exchange.mayHaveReachedServer();
        if (unreached)
            m_owner.unreachable(how.error());
        return end(how.error(), unreached && !resumes());
    }
    if (!std::exchange(m_begun, true))
        begin(exchange);
    answered(exchange);
}

/// The whole of an answer that is no stream is here.
void HttpPost::answered(http::Exchange& exchange) {
    const int status = exchange.status();
    if (isRedirect(status))
        return redirected(exchange);
    if (!isSuccess(status))
        return refused(exchange);
    if (m_requests.empty())
        return end({});
    if (status == 202 || status == 204)
        return end(acceptedOnly(status));
    if (!m_isJson)
        return end(notMcp(exchange, m_body));
    if (m_overflowed)
        return end(Error{ErrorKind::Limit, tooLarge(m_owner.maxMessageBytes())});
    deliver(m_body, m_timings.firstByte == async::TimePoint() ? m_firstPieceAt : m_timings.firstByte,
            m_lastPieceAt);
    if (isAnswered())
        return end({});
    end(Error{ErrorKind::Protocol, "the server's HTTP answer does not hold the reply to the request"});
}

void HttpPost::deliver(std::string_view frame, async::TimePoint first, async::TimePoint last) {
    m_owner.frameArrived(frame, {first, last, m_timings.resolved, m_timings.connected, m_timings.secured,
                                 m_timings.written, frame.size()});
}

/// A status that says no. Its body may still be the JSON-RPC answer, and then that counts.
void HttpPost::refused(http::Exchange& exchange) {
    const int status = exchange.status();
    if (tellsSessionLost(status)) {
        const Error why{ErrorKind::PeerClosed, sessionLostText(status),
                        std::string(jsonrpc::beginning(m_body, 1000))};
        m_owner.sessionUnknown(why);
        return end(why, !resumes());
    }
    if (status != 401 && m_isJson)
        for (const std::uint64_t request : m_requests)
            if (const auto frame = underId(m_body, request))
                deliver(*frame, m_firstPieceAt, m_lastPieceAt);
    if (!m_requests.empty() && isAnswered())
        return end({});
    m_retryAfter = transport::retryAfter(exchange);
    end(refusal(exchange, m_body));
}

/// 404 is what the specification wants; some servers answer 400 and say so in words.
bool HttpPost::tellsSessionLost(int status) const {
    if (m_owner.endpoint().modern() || m_owner.endpoint().session().empty() || m_method == "initialize")
        return false;
    return status == 404 || (status == 400 && namesSession(m_body));
}

void HttpPost::redirected(http::Exchange& exchange) {
    const std::string url = exchange.redirectUrl();
    if (exchange.status() == 303 || url.empty() || resumes())
        return end(refusal(exchange, m_body));
    const bool permanently = exchange.status() == 301 || exchange.status() == 308;
    auto place = m_owner.endpoint().redirected(m_place, url, permanently);
    if (place.has_error())
        return end(place.error());
    m_place = std::move(*place);
    m_begun = m_overflowed = false;
    m_body.clear();
    m_firstPieceAt = {};
    send(exchange.request().body);
}

// Event streams

void HttpPost::event(const http::SseEvent& event) {
    if (m_ended)
        return;
    const async::TimePoint began = std::exchange(m_eventBegan, m_lastPieceAt);
    if (!event.data.empty() && event.type == "message")
        deliver(event.data, began, m_lastPieceAt);
    if (isAnswered())
        m_owner.repliedOnStream();
}

void HttpPost::retry(unsigned milliseconds) {
    constexpr async::Duration shortest = std::chrono::milliseconds(10), longest = std::chrono::minutes(1);
    m_resumeAfter = std::clamp<async::Duration>(std::chrono::milliseconds(milliseconds), shortest, longest);
}

void HttpPost::oversized(std::size_t bytes) {
    if (m_ended)
        return;
    if (const auto exchange = std::exchange(m_exchange, nullptr))
        exchange->cancel();
    end(Error{ErrorKind::Limit, tooLarge(m_owner.maxMessageBytes(), bytes)});
}

void HttpPost::streamEnded(const Result<void>& how) {
    if (m_ended)
        return;
    if (isAnswered())
        return end({});
    if (!m_events.lastEventId().empty())
        m_lastEventId = m_events.lastEventId();
    if (!m_owner.endpoint().modern() && !m_lastEventId.empty())
        return resumeLater();
    if (how.has_error())
        return end(how.error());
    end(Error{ErrorKind::PeerClosed, "the server ended the event stream without the reply"});
}

void HttpPost::resumeLater() {
    if (!m_resumeAlarm)
        m_resumeAlarm = m_owner.clock().makeAlarm();
    m_resumeAlarm->set(m_owner.clock().now() + m_resumeAfter, [weak = weak_from_this()] {
        if (const auto self = weak.lock(); self && !self->m_ended)
            self->resume();
    });
}

void HttpPost::resume() {
    m_begun = m_isStream = false;
    m_body.clear();
    m_events = http::SseParser(m_owner.maxMessageBytes());
    HttpEndpoint& endpoint = m_owner.endpoint();
    m_exchange = m_owner.client().start(
        {http::Method::Get, endpoint.sessionPlace().url, endpoint.streamHeaders(m_lastEventId)}, *this);
}

void HttpPost::end(const std::optional<Error>& error, bool unseen) {
    if (std::exchange(m_ended, true))
        return;
    m_owner.postEnded(*this, error, unseen);
}

} // namespace dyno::transport
