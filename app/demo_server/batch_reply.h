#pragma once

#include "app/demo_server/reply_channel.h"

namespace dyno::demo {

/// Gathers the answers to a batch, which leave as one array when the last of them is there.
class BatchReply final : public ReplyChannel {
public:
    /// `answers` are awaited.
    BatchReply(ReplyPtr reply, std::size_t answers)
        : ReplyChannel(reply->client())
        , m_reply(std::move(reply))
        , m_awaited(answers) {}

    void send(std::string_view message) override { m_reply->send(message); }
    void answer(std::string_view message) override;
    void answerInPieces(std::string message, std::size_t pieces, Duration gap) override;
    void abandon() override { ended(); }
    ReplyChannel& aside() override { return m_reply->aside(); }

private:
    void ended();

    ReplyPtr m_reply;
    std::size_t m_awaited;
    std::string m_array;
};

} // namespace dyno::demo
