#include "app/demo_server/modern_era.h"

#include "app/demo_server/legacy_era.h"
#include "app/demo_server/line_writer.h"

namespace dyno::demo {

namespace {

constexpr const char* version = "2026-07-28";
constexpr const char* versionKey = "io.modelcontextprotocol/protocolVersion";
constexpr const char* capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr const char* subscriptionKey = "io.modelcontextprotocol/subscriptionId";

RpcError missing(const char* key) {
    return {invalidParams, std::string("_meta lacks ") + key};
}

} // namespace

bool ModernEra::speaks(const json& params) {
    return !member(member(params, "_meta"), versionKey).is_null();
}

std::optional<RpcError> ModernEra::checkMeta(const json& params) {
    const json& meta = member(params, "_meta");
    const json& requested = member(meta, versionKey);
    if (!requested.is_string())
        return missing(versionKey);
    if (requested != version)
        return RpcError{unsupportedProtocolVersion,
                        "Unsupported protocol version",
                        {{"supported", {version}}, {"requested", requested}}};
    if (!member(meta, capabilitiesKey).is_object())
        return missing(capabilitiesKey);
    return std::nullopt;
}

json ModernEra::discover() {
    return {{"supportedVersions", {version}},
            {"capabilities", {{"tools", {{"listChanged", true}}}}},
            {"instructions", "A server for tests: every tool does what its description says."},
            {"ttlMs", 60000},
            {"cacheScope", "public"},
            {"_meta", {{"io.modelcontextprotocol/serverInfo", serverInfo()}}}};
}

RpcError ModernEra::noHandshake() {
    return {methodNotFound,
            std::string("This server has no initialize; it speaks ") + version,
            {{"supported", {version}}}};
}

void ModernEra::listen(const json& id, const json& params) {
    const bool tools = member(member(params, "notifications"), "toolsListChanged") == true;
    json accepted = json::object();
    if (tools) {
        accepted["toolsListChanged"] = true;
        m_subscriptions.insert_or_assign(id.dump(), id);
    }
    m_out.send(message::notification("notifications/subscriptions/acknowledged",
                                     {{"_meta", {{subscriptionKey, id}}}, {"notifications", accepted}}));
}

void ModernEra::announceToolsChanged() {
    for (const auto& [text, id] : m_subscriptions)
        m_out.send(
            message::notification("notifications/tools/list_changed", {{"_meta", {{subscriptionKey, id}}}}));
}

} // namespace dyno::demo
