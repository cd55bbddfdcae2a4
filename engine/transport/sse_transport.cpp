#include "engine/transport/sse_transport.h"

#include "engine/transport/http_refusal.h"
#include "engine/transport/retry_after.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace dyno::transport {

namespace {

constexpr std::size_t maxRefusalBytes = 64 * 1024;

bool isSuccess(int status) {
    return status >= 200 && status < 300;
}

} // namespace

SseTransport::SseTransport(async::Executor executor, async::Clock& clock, const settings::HttpConfig& config,
                           std::size_t maxMessageBytes)
    : m_clock(clock)
    , m_maxMessageBytes(maxMessageBytes)
    , m_endpoint(config)
    , m_place(m_endpoint.home())
    , m_client(executor, clock, {config.caFile, std::chrono::seconds(10), maxMessageBytes})
    , m_events(maxMessageBytes) {}

Result<void> SseTransport::open(TransportListener& listener) {
    m_listener = &listener;
    openStream();
    return {};
}

void SseTransport::openStream() {
    m_refusal.clear();
    m_stream = m_client.start({http::Method::Get, m_endpoint.home().url, m_endpoint.streamHeaders()}, *this);
}

std::uint64_t SseTransport::send(const Outgoing& message) {
    Message kept{std::string(message.frame), message.request, ++m_sent};
    if (m_postUrl.empty())
        m_waiting.push_back(std::move(kept));
    else
        post(std::move(kept));
    return m_sent;
}

/// Closes the POST, if the server has not answered that yet. That tells the server nothing.
bool SseTransport::abandon(std::uint64_t request) {
    std::erase_if(m_waiting, [&](const Message& message) { return message.request == request; });
    const auto found = std::find_if(m_posts.begin(), m_posts.end(),
                                    [&](const auto& post) { return post.second.second.request == request; });
    if (found != m_posts.end()) {
        const http::ExchangePtr exchange = found->second.first;
        m_posts.erase(found);
        exchange->cancel();
    }
    return false;
}

void SseTransport::post(Message message) {
    const Outgoing outgoing{message.frame, message.request};
    const http::ExchangePtr exchange =
        m_client.start({http::Method::Post, m_postUrl, m_endpoint.headersFor(outgoing, m_endpoint.home()),
                        message.frame, false},
                       *this);
    if (m_listener) // when it leaves is libcurl's business, in this turn of the event loop or the next
        m_listener->written(message.offset, m_clock.now());
    m_posts[exchange.get()] = {exchange, std::move(message)};
}

void SseTransport::body(http::Exchange& exchange, std::string_view piece, async::TimePoint readAt) {
    const auto life = shared_from_this();
    if (&exchange != m_stream.get()) { // a POST's body is of no interest, and may have no end
        if (const auto running = exchange.shared_from_this(); exchange.bytesReceived() > maxRefusalBytes) {
            ended(exchange, {});
            running->cancel();
        }
        return;
    }
    if (exchange.status() != 200 || exchange.contentType() != "text/event-stream") {
        refusedWith(exchange, piece);
        return;
    }
    m_readAt = readAt;
    if (m_events.unfinishedBytes() == 0)
        m_eventBegan = readAt;
    m_events.feed(piece, *this);
    if (m_events.dropping()) // its end could be long in coming
        oversized(0);
}

/// Collects a body that is no event stream; it may never end.
void SseTransport::refusedWith(http::Exchange& exchange, std::string_view piece) {
    m_refusal += piece.substr(0, maxRefusalBytes - m_refusal.size());
    if (m_refusal.size() < maxRefusalBytes)
        return;
    const http::ExchangePtr stream = m_stream;
    streamEnded(exchange, {});
    stream->cancel();
}

void SseTransport::event(const http::SseEvent& event) {
    const async::TimePoint began = std::exchange(m_eventBegan, m_readAt);
    if (event.type == "endpoint")
        return endpointNamed(event.data);
    if (event.type == "message" && !event.data.empty() && m_listener)
        m_listener->received(event.data, {began, m_readAt, {}, {}, {}, {}, event.data.size()});
}

void SseTransport::oversized(std::size_t bytes) {
    // Whose answer it was cannot be told: nobody of those that wait may wait for ever.
    lose({ErrorKind::Limit, tooLarge(m_maxMessageBytes, bytes)});
}

/// Our messages carry credentials, so they stay with the origin that we were told to trust with them.
void SseTransport::endpointNamed(std::string_view reference) {
    const std::string url = resolveUrl(m_endpoint.home().url, std::string(reference));
    if (url.empty() || originOf(url) != originOf(m_endpoint.home().url))
        return lose(
            {ErrorKind::Protocol,
             fmt::format("the server wants messages at \"{}\", which is not at its own origin", reference)});
    m_postUrl = url;
    for (Message& message : std::exchange(m_waiting, {}))
        post(std::move(message));
}

void SseTransport::ended(http::Exchange& exchange, const Result<void>& how) {
    const auto life = shared_from_this();
    if (&exchange == m_stream.get())
        return streamEnded(exchange, how);
    if (auto post = m_posts.extract(&exchange))
        posted(post.mapped().second, exchange, how);
}

void SseTransport::streamEnded(http::Exchange& exchange, const Result<void>& how) {
    const http::ExchangePtr stream = std::exchange(m_stream, nullptr);
    if (how.has_error())
        return lose(how.error());
    const int status = exchange.status();
    const std::string redirect = exchange.redirectUrl();
    if (status >= 300 && status < 400 && !redirect.empty()) {
        auto place = m_endpoint.redirected(m_place, redirect, true);
        if (place.has_error())
            return lose(place.error());
        m_place = std::move(*place);
        return openStream();
    }
    if (!isSuccess(status))
        return lose(refusal(exchange, m_refusal));
    if (exchange.contentType() != "text/event-stream")
        return lose(notMcp(exchange, m_refusal));
    lose({ErrorKind::PeerClosed, "the server ended its event stream"});
}

/// The reply comes on the stream; the POST's own answer only says whether the message was taken.
void SseTransport::posted(const Message& message, http::Exchange& exchange, const Result<void>& how) {
    const bool taken = how.has_value() && isSuccess(exchange.status());
    if (taken || !m_listener)
        return;
    const Error why = how.has_error() ? how.error() : refusal(exchange, {});
    const bool unseen = how.has_error() && !exchange.mayHaveReachedServer();
    const auto wait = how.has_error() ? std::nullopt : retryAfter(exchange);
    if (message.request)
        m_listener->failed(*message.request, why, unseen, wait);
    else
        m_listener->warning("a message of ours did not reach the server: " + why.message);
}

void SseTransport::lose(const Error& why) {
    if (auto* listener = std::exchange(m_listener, nullptr))
        listener->closed(why);
}

async::Awaitable<void> SseTransport::close() {
    const auto life = shared_from_this();
    m_listener = nullptr;
    m_waiting.clear();
    for (auto& [exchange, post] : std::exchange(m_posts, {}))
        post.first->cancel();
    if (const auto stream = std::exchange(m_stream, nullptr))
        stream->cancel();
    co_return;
}

} // namespace dyno::transport
