#include "app/demo_server/modern_era.h"

#include "app/demo_server/legacy_era.h"

namespace dyno::demo::modern {

namespace {

constexpr const char* capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";

RpcError missing(const char* key) {
    return {invalidParams, std::string("_meta lacks ") + key};
}

json onlyTasks() {
    return {{"extensions", {{tasksExtension, json::object()}}}};
}

json capabilities() {
    json capabilities = onlyTasks();
    capabilities.update(
        {{"tools", {{"listChanged", true}}}, {"resources", json::object()}, {"prompts", json::object()}});
    return capabilities;
}

} // namespace

bool speaks(const json& params) {
    return !member(member(params, "_meta"), versionKey).is_null();
}

std::optional<RpcError> checkMeta(const json& params) {
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

bool declaresTasks(const json& params) {
    const json& capabilities = member(member(params, "_meta"), capabilitiesKey);
    return member(member(capabilities, "extensions"), tasksExtension).is_object();
}

RpcError tasksMustBeDeclared() {
    return {
        missingClientCapability, "This tool runs as a task only", {{"requiredCapabilities", onlyTasks()}}};
}

json discover() {
    return {{"supportedVersions", {version}},
            {"capabilities", capabilities()},
            {"instructions", "A server for tests: every tool does what its description says."},
            {"ttlMs", 60000},
            {"cacheScope", "public"},
            {"_meta", {{"io.modelcontextprotocol/serverInfo", serverInfo()}}}};
}

RpcError noHandshake() {
    return {methodNotFound,
            std::string("This server has no initialize; it speaks ") + version,
            {{"supported", {version}}}};
}

} // namespace dyno::demo::modern
