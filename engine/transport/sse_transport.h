#pragma once

#include "engine/http/client.h"
#include "engine/http/sse_parser.h"
#include "engine/transport/http_endpoint.h"
#include "engine/transport/transport.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace dyno::transport {

/// MCP's first HTTP transport, HTTP+SSE (2024-11-05): one event stream brings everything from the server; its
/// first event names the URL that our messages are posted to. The end of the stream is the end of the
/// connection. Owned by shared_ptr.
class SseTransport final : public Transport,
                           private http::ExchangeListener,
                           private http::SseParser::Sink,
                           public std::enable_shared_from_this<SseTransport> {
public:
    SseTransport(async::Executor executor, async::Clock& clock, const settings::HttpConfig& config,
                 std::size_t maxMessageBytes);

    Result<void> open(TransportListener& listener) override;
    std::uint64_t send(const Outgoing& message) override;
    bool abandon(std::uint64_t request) override;
    async::Awaitable<void> close() override;
    bool maySpeakModern() const override { return false; }
    std::string_view name() const override { return "sse"; }
    http::ConnectionCounts sockets() const override { return m_client.counts(); }

private:
    struct Message {
        std::string frame;
        std::optional<std::uint64_t> request;
        std::uint64_t offset = 0;
    };

    void body(http::Exchange& exchange, std::string_view piece, async::TimePoint readAt) override;
    void ended(http::Exchange& exchange, const Result<void>& how) override;
    void event(const http::SseEvent& event) override;
    void retry(unsigned) override {}
    void oversized(std::size_t bytes) override;

    void openStream();
    void refusedWith(http::Exchange& exchange, std::string_view piece);
    void streamEnded(http::Exchange& exchange, const Result<void>& how);
    void endpointNamed(std::string_view reference);
    void post(Message message);
    void posted(const Message& message, http::Exchange& exchange, const Result<void>& how);
    void lose(const Error& why);

    async::Clock& m_clock;
    const std::size_t m_maxMessageBytes;
    TransportListener* m_listener = nullptr; ///< null once closed or reported as closed
    HttpEndpoint m_endpoint;
    HttpEndpoint::Place m_place; ///< of the stream: how often it was redirected counts
    http::Client m_client;
    http::ExchangePtr m_stream;
    http::SseParser m_events;
    std::string m_refusal; ///< beginning of a body that is no event stream
    async::TimePoint m_readAt;
    async::TimePoint m_eventBegan;
    std::string m_postUrl;          ///< empty until the server has named it
    std::vector<Message> m_waiting; ///< for that
    std::unordered_map<http::Exchange*, std::pair<http::ExchangePtr, Message>> m_posts;
    std::uint64_t m_sent = 0;
};

} // namespace dyno::transport
