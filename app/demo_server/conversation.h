#pragma once

#include "app/demo_server/legacy_era.h"
#include "app/demo_server/message.h"
#include "app/demo_server/options.h"
#include "app/demo_server/reply_channel.h"

#include <string>

namespace dyno::demo {

struct Backend;
struct Tool;

/// What one client says: decides to which era a message belongs and hands it to what answers it.
class Conversation {
public:
    Conversation(Backend& backend, SpokenEras eras);
    ~Conversation();
    Conversation(const Conversation&) = delete;

    const LegacyEra& legacy() const { return m_legacy; }
    /// Where this client is told what it did not ask for; nowhere while it is null. Must outlive this.
    void setAside(ReplyChannel* aside) { m_aside = aside; }

    /// Takes a message as it was parsed, discarded or a batch too.
    void handle(json& message, const ReplyPtr& reply);
    void announceToolsChanged();

private:
    struct Request {
        const json& id;
        const std::string& method;
        json& params;
        const ReplyPtr& reply;
        Era era = Era::Legacy;

        void answer(const Outcome& outcome) const;
        void refuse(const RpcError& error) const;
    };

    void handleMessage(json& message, const ReplyPtr& reply);
    void handleRequest(Request request);
    void handleLegacy(const Request& request);
    bool handleLegacyTask(const Request& request);
    void handleModern(const Request& request);
    bool handleModernTask(const Request& request);
    void handleNotification(const std::string& method, const json& params, std::uint64_t client);

    void callTool(const Request& request);
    void startCall(const Request& request, const Tool& tool);
    void startTask(const Request& request, const Tool& tool);

    Backend& m_backend;
    const SpokenEras m_eras;
    LegacyEra m_legacy;
    ReplyChannel* m_aside = nullptr;
};

} // namespace dyno::demo
