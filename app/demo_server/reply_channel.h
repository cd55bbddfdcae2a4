#pragma once

#include "app/demo_server/service_time.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dyno::demo {

struct HttpFault;

/// Where the answer to a request goes, and what is said before it. Messages are complete JSON texts, or
/// garbage where that is ordered.
class ReplyChannel {
public:
    /// Ids of requests are unique within one client only; 0 is the one on stdio.
    explicit ReplyChannel(std::uint64_t client)
        : m_client(client) {}
    virtual ~ReplyChannel() = default;

    std::uint64_t client() const { return m_client; }

    /// Something that comes before the answer: progress, a request to the client.
    virtual void send(std::string_view message) = 0;
    virtual void answer(std::string_view message) = 0;
    /// Answers with a gap of time between the pieces.
    virtual void answerInPieces(std::string message, std::size_t pieces, Duration gap) = 0;
    /// Answers with a JSON-RPC error of that code for which a transport may have a status of its own.
    virtual void refuse(std::string_view message, int /*code*/) { answer(message); }
    /// There will be no answer.
    virtual void abandon() {}
    /// Where to say what belongs to no request.
    virtual ReplyChannel& aside() { return *this; }
    /// Whether it makes one message of the answers to a batch by itself.
    virtual bool gathers() const { return false; }
    /// Spoils the answer, which is still to be given; false where that cannot be.
    virtual bool spoil(const HttpFault& /*fault*/) { return false; }

private:
    std::uint64_t m_client;
};

using ReplyPtr = std::shared_ptr<ReplyChannel>;

} // namespace dyno::demo
