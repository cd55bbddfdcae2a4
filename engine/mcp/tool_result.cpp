#include "engine/mcp/tool_result.h"

#include "engine/jsonrpc/utf8.h"

#include <fmt/format.h>

namespace dyno::mcp {

namespace {

using nlohmann::json;

constexpr std::size_t maxDetailBytes = 16 * 1024;

/// The result's text contents, one below the other.
std::string textOf(const json& result) {
    std::string text;
    const auto content = result.find("content");
    if (content == result.end() || !content->is_array())
        return text;
    for (const json& block : *content) {
        if (!block.is_object() || !block.contains("text") || !block["text"].is_string())
            continue;
        if (!text.empty())
            text += '\n';
        text += block["text"].get_ref<const std::string&>();
        if (text.size() > maxDetailBytes)
            break;
    }
    return std::string(jsonrpc::beginning(text, maxDetailBytes));
}

Error toolFailed(const json& result) {
    const std::string text = textOf(result);
    const std::string firstLine(jsonrpc::beginning(text, std::min<std::size_t>(text.find('\n'), 200)));
    return {ErrorKind::ToolFailed,
            "the tool failed: " + (firstLine.empty() ? "it gave no reason" : firstLine), text};
}

Error protocolError(std::string message) {
    return {ErrorKind::Protocol, std::move(message)};
}

} // namespace

Error rejected(const jsonrpc::ErrorObject& error) {
    const std::string data =
        error.data.is_null() ? "" : error.data.dump(2, ' ', false, json::error_handler_t::replace);
    return {ErrorKind::Rejected,
            fmt::format("the server answered with error {}: {}", error.code, error.message),
            std::string(jsonrpc::beginning(data, maxDetailBytes))};
}

Result<json> readToolResult(std::variant<json, jsonrpc::ErrorObject> answer) {
    if (const auto* error = std::get_if<jsonrpc::ErrorObject>(&answer))
        return rejected(*error);
    json& result = std::get<json>(answer);
    if (!result.is_object())
        return protocolError("the server's answer to tools/call is no object");
    if (const auto type = result.find("resultType"); type != result.end() && *type != "complete") {
        if (*type == "input_required")
            return protocolError(
                "the tool asks the client for input (input_required), which this run was not told to give");
        return protocolError("the server's answer to tools/call has an unknown resultType " +
                             type->dump(-1, ' ', false, json::error_handler_t::replace));
    }
    if (const auto failed = result.find("isError"); failed != result.end() && *failed == true)
        return toolFailed(result);
    return Result<json>(boost::system::in_place_value, std::move(result)); // json converts from anything
}

} // namespace dyno::mcp
