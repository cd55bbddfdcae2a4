#pragma once

#include "app/demo_server/http/event_stream.h"
#include "app/demo_server/http/http_connection.h"
#include "app/demo_server/http/http_fault.h"
#include "app/demo_server/http/http_session.h"
#include "app/demo_server/options.h"
#include "app/demo_server/reply_channel.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::demo {

/// The response to one POST: JSON, or a stream of events where there is more to say than the answer.
class PostReply final : public ReplyChannel,
                        public HttpExchange,
                        public std::enable_shared_from_this<PostReply> {
public:
    struct Setup {
        ReplyStyle style = ReplyStyle::Auto;
        HttpSessionPtr session;          ///< null in the modern era
        std::size_t answers = 1;         ///< more than one for a batch
        std::string headers;             ///< complete lines for the response's head
        std::function<void()> abandoned; ///< modern: the client closed the response before its end
        std::function<void()> loseSession;
    };

    PostReply(HttpConnectionPtr connection, std::uint64_t client, Setup setup);

    void send(std::string_view message) override;
    void answer(std::string_view message) override;
    void answerInPieces(std::string message, std::size_t pieces, Duration gap) override;
    void refuse(std::string_view message, int code) override;
    void abandon() override;
    ReplyChannel& aside() override;
    bool gathers() const override { return true; }
    bool spoil(const HttpFault& fault) override;
    void disconnected() override;

    /// To be called when the request was handled. What has no answer by then listens for the client going
    /// away, and begins its stream if streams are the style: not before, since a response that has begun can
    /// only be cut.
    void begin();

private:
    bool streams() const { return m_stream != nullptr; }
    void openStream();
    bool isWhole(std::string_view& message);
    void answerSpoilt(std::string_view message);

    HttpConnectionPtr m_connection; ///< null when the response is complete or the client has gone
    Setup m_setup;
    EventStreamPtr m_stream;
    std::string m_batch;
    std::optional<HttpFault> m_fault;
};

} // namespace dyno::demo
