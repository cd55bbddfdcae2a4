#pragma once

#include "engine/http/client.h"
#include "engine/http/sse_parser.h"
#include "engine/transport/http_endpoint.h"
#include "engine/transport/transport.h"

#include <functional>
#include <memory>
#include <string>

namespace dyno::transport {

/// The standalone stream of a legacy session: a GET on which the server sends what no request of ours led to.
/// A server that offers none says so, and that is the end of it. One that breaks off is opened again, as the
/// server wants (`retry:`) or ever more slowly, with Last-Event-ID. Engine thread only.
class HttpStream final : private http::ExchangeListener, private http::SseParser::Sink {
public:
    struct Hooks {
        std::function<void(std::string_view frame, const FrameTimes&)> arrived;
        std::function<void(const Error&)> sessionUnknown; ///< where the stream had been open before
        std::function<void(const std::string&)> warn;
    };

    HttpStream(http::Client& client, HttpEndpoint& endpoint, async::Clock& clock, std::size_t maxMessageBytes,
               Hooks hooks);
    ~HttpStream() override;

    void open();

private:
    void body(http::Exchange& exchange, std::string_view piece, async::TimePoint readAt) override;
    void ended(http::Exchange& exchange, const Result<void>& how) override;
    void event(const http::SseEvent& event) override;
    void retry(unsigned milliseconds) override;
    void oversized(std::size_t bytes) override;

    void reopenLater();

    http::Client& m_client;
    HttpEndpoint& m_endpoint;
    async::Clock& m_clock;
    const std::size_t m_maxMessageBytes;
    const Hooks m_hooks;
    http::ExchangePtr m_exchange;
    http::SseParser m_events;
    std::string m_lastEventId;
    bool m_everOpen = false;
    async::TimePoint m_pieceReadAt;
    async::Duration m_retryAfter{}; ///< what the server wants, or a second
    async::Duration m_backOff = std::chrono::milliseconds(100);
    std::unique_ptr<async::Alarm> m_alarm;
};

} // namespace dyno::transport
