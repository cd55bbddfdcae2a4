#include "app/demo_server/http/header_check.h"

#include "app/demo_server/catalogue.h"
#include "app/demo_server/http/http_request.h"
#include "app/demo_server/modern_era.h"

#include <map>

namespace dyno::demo {

namespace {

std::string decodedBase64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text.substr(0, text.find('='))) {
        bits = bits << 6 | static_cast<unsigned>(digits.find(c));
        count += 6;
        if (count >= 8)
            bytes += static_cast<char>(bits >> (count -= 8) & 0xff);
    }
    return bytes;
}

/// A header's value, which may be wrapped as =?base64?…?=.
std::string decoded(std::string_view value) {
    constexpr std::string_view prefix = "=?base64?";
    constexpr std::string_view suffix = "?=";
    if (value.size() < prefix.size() + suffix.size() || !value.starts_with(prefix) ||
        !value.ends_with(suffix))
        return std::string(value);
    value.remove_prefix(prefix.size());
    value.remove_suffix(suffix.size());
    return decodedBase64(value);
}

RpcError disagreement(std::string_view header, std::string_view found, const std::string& expected) {
    return {headerMismatch, "Header mismatch: " + std::string(header) + " is '" + std::string(found) +
                                "' but the body says '" + expected + "'"};
}

std::optional<RpcError> compare(const HttpRequest& request, std::string_view header, const json& expected) {
    const std::string_view found = request.header(header);
    if (expected.is_null())
        return found.data() ? std::optional(disagreement(header, found, "nothing")) : std::nullopt;
    const std::string text = expected.is_string() ? expected.get<std::string>() : expected.dump();
    if (!found.data() || decoded(found) != text)
        return disagreement(header, found, text);
    return std::nullopt;
}

/// The member of params that Mcp-Name repeats; null when the method has none.
const char* nameMember(const std::string& method) {
    static const std::map<std::string, const char*> names = {{"tools/call", "name"},
                                                             {"prompts/get", "name"},
                                                             {"resources/read", "uri"},
                                                             {"tasks/get", "taskId"},
                                                             {"tasks/cancel", "taskId"}};
    const auto found = names.find(method);
    return found != names.end() ? found->second : nullptr;
}

std::optional<RpcError> checkArgumentHeaders(const HttpRequest& request, const json& params,
                                             const Catalogue& catalogue) {
    const json& name = member(params, "name");
    const Tool* const tool = name.is_string() ? catalogue.find(name.get_ref<const std::string&>()) : nullptr;
    if (!tool)
        return std::nullopt;
    const json& arguments = member(params, "arguments");
    for (const HeaderArgument& each : tool->headerArguments) {
        const bool given = arguments.contains(each.argument);
        if (auto error = compare(request, each.header, given ? arguments[each.argument] : json()))
            return error;
    }
    return std::nullopt;
}

} // namespace

std::optional<RpcError> checkHeaders(const HttpRequest& request, const json& message,
                                     const Catalogue& catalogue) {
    const json& params = member(message, "params");
    const json& method = member(message, "method");
    const auto& name = method.get_ref<const std::string&>();
    if (auto error =
            compare(request, "MCP-Protocol-Version", member(member(params, "_meta"), modern::versionKey)))
        return error;
    if (auto error = compare(request, "Mcp-Method", method))
        return error;
    if (const char* const key = nameMember(name))
        if (auto error = compare(request, "Mcp-Name", member(params, key)))
            return error;
    return name == "tools/call" ? checkArgumentHeaders(request, params, catalogue) : std::nullopt;
}

} // namespace dyno::demo
