#include "engine/calls/batch/batch_items.h"

#include "engine/jsonrpc/message.h"
#include "engine/mcp/json_members.h"
#include "engine/mcp/tool_result.h"

#include <fmt/format.h>

namespace dyno::calls {

using mcp::member;
using nlohmann::json;

namespace {

std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The JSON that servers put into a text because they, or their clients, know no structured content.
json onlyText(const json& result) {
    const json& content = member(result, "content");
    if (!content.is_array() || content.size() != 1)
        return {};
    const json& text = member(content.front(), "text");
    if (!text.is_string() || jsonrpc::nestsTooDeep(text.get_ref<const std::string&>()))
        return {};
    return json::parse(text.get_ref<const std::string&>(), nullptr, false);
}

Result<json> listOf(const settings::BatchRule& rule, const json& result) {
    json list = rule.results == "content" ? member(result, "content")
                                          : member(member(result, "structuredContent"), rule.results.c_str());
    if (!list.is_array() && rule.results != "content")
        list = member(onlyText(result), rule.results.c_str());
    if (!list.is_array())
        return Error{ErrorKind::Protocol, fmt::format("the batch tool {} gave no list of results as \"{}\"",
                                                      rule.batchTool, rule.results)};
    return Result<json>(boost::system::in_place_value, std::move(list)); // json converts from anything
}

/// Why a call failed, in an element's own words; null when it does not say that it did.
const json& reason(const json& item) {
    const json& error = member(item, "error");
    const json& message = member(error, "message");
    return message.is_string() ? message : error;
}

/// Words are quoted whole or, where they are too many, not at all: secrets are blacked out later, where only
/// whole ones are known, and a cut could go through one.
Error failed(const std::string& why) {
    constexpr std::size_t most = 4 * 1024, mostDetail = 64 * 1024;
    const std::string line = why.substr(0, why.find('\n'));
    return {ErrorKind::ToolFailed,
            line.size() > most ? fmt::format("the tool failed, for a reason of {} bytes", why.size())
                               : "the tool failed: " + line,
            why.size() > mostDetail ? "" : why};
}

json asResult(json value) {
    json text = {{"type", "text"}, {"text", value.is_string() ? value.get<std::string>() : dump(value)}};
    json result = {{"content", json::array({std::move(text)})}};
    if (value.is_object())
        result["structuredContent"] = std::move(value);
    return result;
}

Result<ResultPtr> shared(Result<json> result) {
    if (result.has_error())
        return result.error();
    return std::make_shared<const json>(std::move(*result));
}

Result<ResultPtr> readItem(json item) {
    if (item.is_object() && item.contains("content"))
        return shared(mcp::readToolResult(std::move(item)));
    if (const json& why = reason(item); why.is_string())
        return failed(why.get_ref<const std::string&>());
    return std::make_shared<const json>(asResult(std::move(item)));
}

} // namespace

std::string batchArguments(const settings::BatchRule& rule, std::span<const std::string_view> arguments) {
    std::string text = '{' + dump(rule.items) + ":[";
    for (const std::string_view each : arguments) {
        if (text.back() != '[')
            text += ',';
        text += each;
    }
    return text + "]}";
}

Result<std::vector<Result<ResultPtr>>> splitResults(const settings::BatchRule& rule, const json& result,
                                                    std::size_t calls) {
    Result<json> list = listOf(rule, result);
    if (list.has_error())
        return list.error();
    if (list->size() != calls)
        return Error{ErrorKind::Protocol, fmt::format("the batch tool {} gave {} results for {} calls",
                                                      rule.batchTool, list->size(), calls)};
    std::vector<Result<ResultPtr>> results;
    results.reserve(calls);
    for (json& item : *list) {
        if (rule.results == "content") {
            json alone = {{"content", json::array({std::move(item)})}};
            results.push_back(std::make_shared<const json>(std::move(alone)));
        } else {
            results.push_back(readItem(std::move(item)));
        }
    }
    return results;
}

} // namespace dyno::calls
