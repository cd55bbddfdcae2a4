#pragma once

#include "engine/http/client.h"
#include "engine/http/sse_parser.h"
#include "engine/transport/http_endpoint.h"
#include "engine/transport/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dyno::transport {

class HttpPost;

/// The transport that a POST belongs to.
class HttpPostOwner {
public:
    virtual ~HttpPostOwner() = default;
    virtual http::Client& client() = 0;
    virtual HttpEndpoint& endpoint() = 0;
    virtual async::Clock& clock() = 0;
    virtual std::size_t maxMessageBytes() const = 0;

    /// Whether this request still waits for its reply.
    virtual bool awaits(std::uint64_t request) const = 0;
    /// A message came in the answer.
    virtual void frameArrived(std::string_view frame, const FrameTimes& times) = 0;
    /// The POST is over, and why those of its requests that still wait get no reply. Comes once and last.
    virtual void postEnded(HttpPost& post, const std::optional<Error>& error, bool unseen) = 0;
    /// The server does not know the session any more; comes before postEnded().
    virtual void sessionUnknown(const Error& why) = 0;
    /// Each reply has come on this POST's event stream, which the server has not ended yet.
    virtual void repliedOnStream() = 0;
    /// Nobody is at the server's address; comes before postEnded().
    virtual void unreachable(const Error& why) = 0;
};

/// One message, or an array of requests, on its way by POST, and the answer to it: JSON, an event stream
/// (resumed by GET with Last-Event-ID when a legacy server breaks it off, as the specification's
/// "Resumability and redelivery" has it), or nothing. Engine thread only; owned by shared_ptr, since it waits
/// before it resumes.
class HttpPost final : private http::ExchangeListener,
                       private http::SseParser::Sink,
                       public std::enable_shared_from_this<HttpPost> {
public:
    HttpPost(HttpPostOwner& owner, const Outgoing& message);

    void start();
    /// Closes its stream; the owner hears nothing more.
    void cancel();

    /// The requests that it carries: none or one, or those of a batch.
    const std::vector<std::uint64_t>& requests() const { return m_requests; }
    /// Whether none of them waits any more.
    bool isAnswered() const;
    const std::string& method() const { return m_method; }
    /// How long the answer asks to wait before the next request.
    std::optional<async::Duration> retryAfter() const { return m_retryAfter; }

private:
    void body(http::Exchange& exchange, std::string_view piece, async::TimePoint readAt) override;
    void ended(http::Exchange& exchange, const Result<void>& how) override;
    void event(const http::SseEvent& event) override;
    void retry(unsigned milliseconds) override;
    void oversized(std::size_t bytes) override;

    void send(std::string frame);
    void begin(http::Exchange& exchange);
    void keep(std::string_view piece);
    void deliver(std::string_view frame, async::TimePoint first, async::TimePoint last);
    void answered(http::Exchange& exchange);
    void refused(http::Exchange& exchange);
    void redirected(http::Exchange& exchange);
    void streamEnded(const Result<void>& how);
    void giveUpLater();
    void resumeLater();
    void resume();
    bool tellsSessionLost(int status) const;
    /// Whether an earlier answer broke off: then the server has begun to carry the request out.
    bool resumes() const { return !m_lastEventId.empty(); }
    void end(const std::optional<Error>& error, bool unseen = false);

    HttpPostOwner& m_owner;
    std::string m_frame; ///< until it is sent; then the exchange has it
    const std::string m_method;
    const std::vector<std::uint64_t> m_requests;
    const std::vector<http::Header> m_headers;
    const bool m_repeatable;

    HttpEndpoint::Place m_place;
    http::ExchangePtr m_exchange;
    bool m_begun = false;    ///< the head of the response was looked at
    bool m_isStream = false; ///< it is an event stream
    bool m_isJson = false;
    bool m_overflowed = false;
    bool m_ended = false;
    std::optional<async::Duration> m_retryAfter;
    std::string m_body;
    async::TimePoint m_firstPieceAt;
    async::TimePoint m_lastPieceAt;
    async::TimePoint m_eventBegan;
    http::Timings m_timings;

    http::SseParser m_events;
    std::string m_lastEventId; ///< of the streams before this one
    async::Duration m_resumeAfter = std::chrono::seconds(1);
    std::unique_ptr<async::Alarm> m_resumeAlarm;
    std::unique_ptr<async::Alarm> m_limit; ///< of what no call's time-out ends
};

} // namespace dyno::transport
