#include "app/demo_server/legacy_era.h"

#include <algorithm>
#include <array>

namespace dyno::demo {

namespace {
constexpr std::array<std::string_view, 4> versions = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"};
}

json serverInfo() {
    return {{"name", "mcp-dyno-demo-server"}, {"title", "MCP Dyno demo server"}, {"version", DYNO_VERSION}};
}

Outcome LegacyEra::initialize(const json& params) {
    const auto wanted = params.find("protocolVersion");
    if (wanted == params.end() || !wanted->is_string())
        return RpcError{invalidParams, "initialize needs a protocolVersion"};
    m_version = negotiated(wanted->get<std::string>());
    return json{{"protocolVersion", m_version},
                {"capabilities", capabilities()},
                {"serverInfo", serverInfo()},
                {"instructions", "A server for tests: every tool does what its description says."}};
}

json LegacyEra::capabilities() const {
    json capabilities = {
        {"tools", {{"listChanged", true}}}, {"resources", json::object()}, {"prompts", json::object()}};
    if (hasTasks())
        capabilities["tasks"] = json::parse(R"({"list":{},"cancel":{},"requests":{"tools":{"call":{}}}})");
    return capabilities;
}

std::string LegacyEra::negotiated(const std::string& wanted) const {
    if (!m_forcedVersion.empty())
        return m_forcedVersion;
    const bool known = std::find(versions.begin(), versions.end(), wanted) != versions.end();
    return known ? wanted : std::string(versions.back());
}

} // namespace dyno::demo
