#include "engine/mcp/handshake.h"

#include "engine/mcp/capabilities.h"
#include "engine/mcp/json_members.h"
#include "engine/settings/duration_text.h"
#include "engine/version.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dyno::mcp {

namespace {

using nlohmann::json;

bool isModernError(int code) {
    return code == headerMismatch || code == missingClientCapability || code == unsupportedVersion;
}

std::vector<std::string> strings(const json& object, const char* key) {
    std::vector<std::string> result;
    for (const json& element : listMember(object, key))
        if (element.is_string())
            result.push_back(element);
    return result;
}

bool contains(const std::vector<std::string>& versions, std::string_view version) {
    return std::find(versions.begin(), versions.end(), version) != versions.end();
}

ServerInfo infoFrom(const json& result, const json& serverInfo, std::string protocolVersion, Era era) {
    ServerInfo info;
    info.name = textMember(serverInfo, "name");
    info.version = textMember(serverInfo, "version");
    info.protocolVersion = std::move(protocolVersion);
    info.era = era;
    const json& capabilities = objectMember(result, "capabilities");
    info.hasTools = capabilities.contains("tools");
    info.hasResources = capabilities.contains("resources");
    info.hasPrompts = capabilities.contains("prompts");
    const json& tools = objectMember(capabilities, "tools");
    info.toolsListChanged = tools.contains("listChanged") && tools["listChanged"] == json(true);
    info.instructions = textMember(result, "instructions");
    info.capabilities = capabilities.dump(-1, ' ', false, json::error_handler_t::replace);
    return info;
}

Error noMutualVersion(const std::vector<std::string>& theirs) {
    return {ErrorKind::Protocol,
            fmt::format("no common protocol version: the server speaks {}; this program speaks {} and {}",
                        theirs.empty() ? "none that it names" : fmt::format("{}", fmt::join(theirs, ", ")),
                        modernVersion, fmt::join(legacyVersions, ", "))};
}

} // namespace

Handshake::Next Handshake::discoverAnswered(const Answer& answer, async::TimePoint received) {
    if (m_outcome)
        return Next::Wait;
    if (const auto* error = std::get_if<jsonrpc::ErrorObject>(&answer))
        return refused(*error);
    return discovered(std::get<json>(answer), received);
}

Handshake::Next Handshake::discoverUnanswered(async::Duration waited) {
    if (m_outcome)
        return Next::Wait;
    return sendInitialize(
        fmt::format("it did not answer server/discover within {}", settings::durationText(waited)));
}

/// A server that cannot be reached, or lets nobody in, says nothing about its era.
Handshake::Next Handshake::discoverFailed(const Error& why) {
    if (m_outcome)
        return Next::Wait;
    if (why.kind != ErrorKind::Http && why.kind != ErrorKind::Protocol)
        return fail(why);
    return sendInitialize("server/discover failed: " + why.message);
}

Handshake::Next Handshake::discoverSkipped() {
    return sendInitialize({});
}

Handshake::Next Handshake::discovered(const json& result, async::TimePoint received) {
    if (!result.is_object() || !result.contains("supportedVersions"))
        return sendInitialize("its answer to server/discover is none"); // it answers whatever it is asked
    const std::vector<std::string> versions = strings(result, "supportedVersions");
    if (contains(versions, modernVersion)) {
        const json& serverInfo =
            objectMember(objectMember(result, "_meta"), "io.modelcontextprotocol/serverInfo");
        ServerInfo info = infoFrom(result, serverInfo, std::string(modernVersion), Era::Modern);
        info.found = "it answered server/discover";
        info.freshness = readFreshness(result, received);
        m_outcome.emplace(std::move(info));
        return Next::Finished;
    }
    if (std::any_of(versions.begin(), versions.end(), isLegacyVersion))
        return sendInitialize("server/discover names only older versions");
    return fail(noMutualVersion(versions));
}

Handshake::Next Handshake::refused(const jsonrpc::ErrorObject& error) {
    if (!isModernError(error.code))
        return sendInitialize(
            fmt::format("it refused server/discover with error {}: {}", error.code, error.message));
    if (error.code == unsupportedVersion && error.data.is_object()) {
        const std::vector<std::string> theirs = strings(error.data, "supported");
        // It names the very version that we asked in: ask it to its word, once.
        if (contains(theirs, modernVersion) && !std::exchange(m_askedAgain, true))
            return Next::SendDiscover;
        if (std::any_of(theirs.begin(), theirs.end(), isLegacyVersion))
            return sendInitialize("it says that it speaks only older versions");
    }
    if (error.code == unsupportedVersion)
        return fail(noMutualVersion(error.data.is_object() ? strings(error.data, "supported")
                                                           : std::vector<std::string>()));
    return fail({ErrorKind::Protocol, fmt::format("the server refused server/discover with error {}: {}",
                                                  error.code, error.message)});
}

Handshake::Next Handshake::initializeAnswered(const Answer& answer) {
    if (m_outcome)
        return Next::Wait;
    if (const auto* error = std::get_if<jsonrpc::ErrorObject>(&answer))
        return fail({ErrorKind::Rejected, fmt::format("the server refused to initialize with error {}: {}",
                                                      error->code, error->message)});
    return initialized(std::get<json>(answer));
}

Handshake::Next Handshake::initializeFailed(const Error& why) {
    return m_outcome ? Next::Wait : fail(why);
}

Handshake::Next Handshake::initialized(const json& result) {
    const std::string version = result.is_object() ? textMember(result, "protocolVersion") : std::string();
    if (version.empty())
        return fail({ErrorKind::Protocol, "the server's answer to initialize names no protocolVersion"});
    if (!isLegacyVersion(version))
        return fail(noMutualVersion({version}));
    ServerInfo info = infoFrom(result, objectMember(result, "serverInfo"), version, Era::Legacy);
    info.found = m_becauseOf.empty() ? "it answered initialize" : m_becauseOf + "; it answered initialize";
    m_outcome.emplace(std::move(info));
    return Next::Finished;
}

Handshake::Next Handshake::sendInitialize(std::string because) {
    if (std::exchange(m_initializeSent, true))
        return Next::Wait;
    m_becauseOf = std::move(because);
    return Next::SendInitialize;
}

Handshake::Next Handshake::fail(Error error) {
    m_outcome.emplace(std::move(error));
    return Next::Finished;
}

std::string initializeParams() {
    return fmt::format(
        R"({{"protocolVersion":"{}","capabilities":{},"clientInfo":{{"name":"mcp-dyno","version":"{}"}}}})",
        legacyVersions.front(), legacyCapabilities, version);
}

std::string modernMeta() {
    return fmt::format(R"({{"io.modelcontextprotocol/protocolVersion":"{}",)"
                       R"("io.modelcontextprotocol/clientInfo":{{"name":"mcp-dyno","version":"{}"}},)"
                       R"("io.modelcontextprotocol/clientCapabilities":{}}})",
                       modernVersion, version, modernCapabilities);
}

} // namespace dyno::mcp
