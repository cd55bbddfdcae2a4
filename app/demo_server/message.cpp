#include "app/demo_server/message.h"

#include <algorithm>

namespace dyno::demo {

const json& member(const json& object, const char* name) {
    static const json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(name);
    return found != object.end() ? *found : none;
}

namespace message {

namespace {

bool needsEscape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

} // namespace

std::string result(const json& id, Era era, json result) {
    if (era == Era::Modern)
        result.emplace("resultType", "complete");
    return json{{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}}.dump();
}

std::string error(const json& id, const RpcError& error) {
    json body = {{"code", error.code}, {"message", error.message}};
    if (!error.data.is_null())
        body["data"] = error.data;
    // An error quotes what the client sent, and a header may hold any bytes.
    return json{{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(body)}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
}

std::string notification(std::string_view method, const json& params) {
    json whole = {{"jsonrpc", "2.0"}, {"method", method}};
    if (!params.is_null())
        whole["params"] = params;
    return whole.dump();
}

std::string request(std::string_view id, std::string_view method, const json& params) {
    json whole = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
    if (!params.is_null())
        whole["params"] = params;
    return whole.dump();
}

std::string quoted(std::string_view text) {
    if (std::any_of(text.begin(), text.end(), needsEscape))
        return json(text).dump();
    std::string plain;
    plain.reserve(text.size() + 2);
    plain.append(1, '"').append(text).append(1, '"');
    return plain;
}

std::string toolResult(std::string_view id, Era era, std::string_view text, bool isError) {
    std::string line;
    line.reserve(text.size() + 128);
    line.append(R"({"jsonrpc":"2.0","id":)")
        .append(id)
        .append(R"(,"result":{"content":[{"type":"text","text":)");
    line.append(quoted(text)).append("}]");
    if (isError)
        line.append(R"(,"isError":true)");
    if (era == Era::Modern)
        line.append(R"(,"resultType":"complete")");
    return line.append("}}");
}

} // namespace message

} // namespace dyno::demo
