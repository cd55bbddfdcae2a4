#pragma once

#include "app/demo_server/message.h"

#include <functional>
#include <map>
#include <string>

namespace dyno::demo {

class ReplyChannel;

/// Requests from this server to its client that wait for their replies.
class ClientRequests {
public:
    /// Sends the request there; `replied` gets the client's whole reply message, if one ever comes.
    void send(ReplyChannel& out, const std::string& method, const json& params,
              std::function<void(const json& reply)> replied);
    /// Hands a reply to whoever waits for it; one that nobody waits for is dropped.
    void replied(const json& reply);

private:
    std::map<std::string, std::function<void(const json&)>> m_waiting;
    unsigned m_last = 0;
};

} // namespace dyno::demo
