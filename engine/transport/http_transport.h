#pragma once

#include "engine/async/waiter.h"
#include "engine/transport/http_post.h"
#include "engine/transport/http_stream.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace dyno::transport {

/// MCP's Streamable HTTP (2025-03-26 to 2026-07-28): each message is a POST. In the legacy era a session, and
/// a standalone stream for what the server begins; in the modern era neither. Connections to the server are
/// opened as calls need them and kept. Owned by shared_ptr.
class HttpTransport final : public Transport,
                            private HttpPostOwner,
                            private http::ExchangeListener,
                            public std::enable_shared_from_this<HttpTransport> {
public:
    HttpTransport(async::Executor executor, async::Clock& clock, const settings::HttpConfig& config,
                  std::size_t maxMessageBytes);

    Result<void> open(TransportListener& listener) override;
    std::uint64_t send(const Outgoing& message) override;
    bool abandon(std::uint64_t request) override;
    void settled(mcp::Era era, std::string_view protocolVersion) override;
    /// Lets the last notifications out and tells the server that the session is over; that takes a second at
    /// most.
    async::Awaitable<void> close() override;
    bool maySendBatches() const override { return true; }
    std::string_view name() const override { return "http"; }
    http::ConnectionCounts sockets() const override { return m_client.counts(); }

private:
    http::Client& client() override { return m_client; }
    HttpEndpoint& endpoint() override { return m_endpoint; }
    async::Clock& clock() override { return m_clock; }
    std::size_t maxMessageBytes() const override { return m_maxMessageBytes; }
    bool awaits(std::uint64_t request) const override;
    void frameArrived(std::string_view frame, const FrameTimes& times) override;
    void postEnded(HttpPost& post, const std::optional<Error>& error, bool unseen) override;
    void sessionUnknown(const Error& why) override;
    void unreachable(const Error& why) override;
    void repliedOnStream() override;

    void body(http::Exchange&, std::string_view, async::TimePoint) override {}
    void ended(http::Exchange& exchange, const Result<void>& how) override;

    void openStream();
    void cancelRequests();
    void closeRepliedStreams();
    async::Awaitable<void> linger(async::TimePoint latest);
    void goOn();
    std::shared_ptr<HttpPost> forget(HttpPost& post);
    void lose(const Error& why, std::span<const std::uint64_t> unseen = {});

    async::Clock& m_clock;
    const std::size_t m_maxMessageBytes;
    TransportListener* m_listener = nullptr; ///< null once closed or reported as closed
    HttpEndpoint m_endpoint;
    http::Client m_client;
    bool m_settled = false;
    std::unordered_map<std::uint64_t, std::shared_ptr<HttpPost>> m_requests;
    std::unordered_set<std::shared_ptr<HttpPost>> m_others; ///< notifications and answers of ours
    bool m_greeting = false; ///< the notification that ends a legacy handshake is under way
    std::vector<std::shared_ptr<HttpPost>> m_heldBack; ///< until it has arrived
    std::unique_ptr<HttpStream> m_stream;
    std::unordered_set<std::uint64_t> m_replied; ///< whose streams were still open at the last look
    bool m_looksAgain = false;
    std::unique_ptr<async::Alarm> m_look;
    std::optional<Error> m_lost;                ///< the post that found out is about to end
    async::Waiter<bool>* m_lingering = nullptr; ///< close() waits for what is under way
};

} // namespace dyno::transport
