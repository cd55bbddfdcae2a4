#include "app/demo_server/subscriptions.h"

namespace dyno::demo {

namespace {

json metaOf(const json& id) {
    return {{"io.modelcontextprotocol/subscriptionId", id}};
}

} // namespace

void Subscriptions::listen(const json& id, const json& params, const ReplyPtr& out) {
    const bool tools = member(member(params, "notifications"), "toolsListChanged") == true;
    json accepted = json::object();
    if (tools)
        accepted["toolsListChanged"] = true;
    m_open.insert_or_assign(CallKey{out->client(), id.dump()}, Subscription{id, out, tools});
    out->send(message::notification("notifications/subscriptions/acknowledged",
                                    {{"_meta", metaOf(id)}, {"notifications", accepted}}));
}

void Subscriptions::dropClient(std::uint64_t client) {
    std::erase_if(m_open, [client](const auto& entry) { return entry.first.client == client; });
}

void Subscriptions::announceToolsChanged() {
    for (const auto& [key, subscription] : m_open)
        if (subscription.tools)
            subscription.out->send(message::notification("notifications/tools/list_changed",
                                                         {{"_meta", metaOf(subscription.id)}}));
}

} // namespace dyno::demo
