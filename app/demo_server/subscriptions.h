#pragma once

#include "app/demo_server/call_key.h"
#include "app/demo_server/message.h"
#include "app/demo_server/reply_channel.h"

#include <map>

namespace dyno::demo {

/// The open subscriptions/listen requests of the modern era.
class Subscriptions {
public:
    /// Opens a subscription and acknowledges it; the request itself stays without a result.
    void listen(const json& id, const json& params, const ReplyPtr& out);
    /// Ends the subscription that this request opened; false when there is none.
    bool cancel(const CallKey& key) { return m_open.erase(key) > 0; }
    void dropClient(std::uint64_t client);
    /// Tells every subscription that asked for it.
    void announceToolsChanged();

private:
    struct Subscription {
        json id;
        ReplyPtr out;
        bool tools = false;
    };

    std::map<CallKey, Subscription> m_open;
};

} // namespace dyno::demo
