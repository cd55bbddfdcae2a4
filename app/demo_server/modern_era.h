#pragma once

#include "app/demo_server/message.h"

#include <map>
#include <optional>
#include <string>

namespace dyno::demo {

class LineWriter;

/// What the modern era adds: the _meta on every request, discovery, and subscriptions.
class ModernEra {
public:
    explicit ModernEra(LineWriter& out)
        : m_out(out) {}

    /// Whether a request's params name a protocol version, as only the modern era does.
    static bool speaks(const json& params);
    static std::optional<RpcError> checkMeta(const json& params);
    static json discover();
    /// What to tell a client that sends initialize to a server without the legacy era.
    static RpcError noHandshake();

    /// Opens a subscription and acknowledges it; the request itself stays without a result.
    void listen(const json& id, const json& params);
    /// Ends the subscription with this id (as JSON text); false when there is none.
    bool cancel(const std::string& id) { return m_subscriptions.erase(id) > 0; }
    /// Tells every subscription that asked for it.
    void announceToolsChanged();

private:
    LineWriter& m_out;
    std::map<std::string, json>
        m_subscriptions; ///< ids of those that want to hear of changed tools, by their text
};

} // namespace dyno::demo
