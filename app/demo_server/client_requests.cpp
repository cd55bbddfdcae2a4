#include "app/demo_server/client_requests.h"

#include "app/demo_server/reply_channel.h"

namespace dyno::demo {

void ClientRequests::send(ReplyChannel& out, const std::string& method, const json& params,
                          std::function<void(const json& reply)> replied) {
    const std::string id = "server-" + std::to_string(++m_last);
    m_waiting.emplace(id, std::move(replied));
    out.send(message::request(id, method, params));
}

void ClientRequests::replied(const json& reply) {
    const json& id = reply.at("id");
    const auto found = m_waiting.find(id.is_string() ? id.get_ref<const std::string&>() : std::string());
    if (found == m_waiting.end())
        return;
    const auto waiting = std::move(found->second);
    m_waiting.erase(found);
    waiting(reply);
}

} // namespace dyno::demo
