#include "engine/settings/batch_rules.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace dyno::settings {

namespace {

using nlohmann::json;

Error wrong(std::size_t at, std::string_view why) {
    return {ErrorKind::InvalidInput, fmt::format("batch.rules: rule {}: {}", at + 1, why)};
}

json toJson(const BatchRule& rule) {
    json object = {
        {"tool", rule.tool}, {"batchTool", rule.batchTool}, {"items", rule.items}, {"results", rule.results}};
    if (rule.size)
        object["size"] = *rule.size;
    if (rule.longestWait)
        object["wait"] = durationText(*rule.longestWait);
    return object;
}

/// False when the member has another type.
bool readText(const json& member, std::string& to) {
    if (!member.is_string())
        return false;
    to = member.get<std::string>();
    return true;
}

bool readSize(const json& member, std::optional<int>& to) {
    const double number = member.is_number() ? member.get<double>() : std::nan("");
    if (!(number >= 1 && number <= maxBatchSize && number == std::floor(number)))
        return false;
    to = static_cast<int>(number);
    return true;
}

bool readWait(const json& member, std::optional<Duration>& to) {
    std::string text;
    if (!readText(member, text))
        return false;
    std::erase(text, ' ');
    const auto wait = parseDuration(text);
    if (wait.has_error())
        return false;
    to = *wait;
    return true;
}

std::string_view readMember(const std::string& name, const json& value, BatchRule& rule) {
    if (name == "size")
        return readSize(value, rule.size) ? "" : "size must be a whole number from 1 to 1000";
    if (name == "wait")
        return readWait(value, rule.longestWait) ? "" : "wait must be a length of time such as \"5 ms\"";
    std::string* text = name == "tool"        ? &rule.tool
                        : name == "batchTool" ? &rule.batchTool
                        : name == "items"     ? &rule.items
                        : name == "results"   ? &rule.results
                                              : nullptr;
    if (!text)
        return "its members are tool, batchTool, items, results, size and wait";
    return readText(value, *text) ? "" : "tool, batchTool, items and results must be texts";
}

std::string_view readRule(const json& object, BatchRule& rule) {
    if (!object.is_object())
        return "must be an object such as {\"tool\": \"get\", \"batchTool\": \"get_many\"}";
    for (const auto& [name, value] : object.items())
        if (const std::string_view why = readMember(name, value, rule); !why.empty())
            return why;
    return {};
}

std::string_view flawOf(const BatchRule& rule) {
    if (rule.tool.empty())
        return "tool must name the tool whose calls are joined";
    if (rule.batchTool.empty())
        return "batchTool must name the tool that takes them";
    if (rule.items.empty() || rule.results.empty())
        return "items and results must not be empty";
    if (rule.size && (*rule.size < 1 || *rule.size > maxBatchSize))
        return "size must be a whole number from 1 to 1000";
    if (rule.longestWait && (*rule.longestWait < minBatchWait || *rule.longestWait > maxBatchWait))
        return "wait must be between 100 us and 10 s";
    return {};
}

} // namespace

std::string batchRulesText(const std::vector<BatchRule>& rules) {
    json list = json::array();
    for (const BatchRule& rule : rules)
        list.push_back(toJson(rule));
    return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::vector<BatchRule>> parseBatchRules(std::string_view text) {
    const json list = json::parse(text, nullptr, false);
    if (!list.is_array())
        return Error{ErrorKind::InvalidInput, "batch.rules must be a JSON list of rules, such as "
                                              "[{\"tool\": \"get\", \"batchTool\": \"get_many\"}]"};
    std::vector<BatchRule> rules(list.size());
    for (std::size_t at = 0; at < rules.size(); ++at)
        if (const std::string_view why = readRule(list[at], rules[at]); !why.empty())
            return wrong(at, why);
    if (auto checked = checkBatchRules(rules); checked.has_error())
        return checked.error();
    return rules;
}

Result<void> checkBatchRules(const std::vector<BatchRule>& rules) {
    for (std::size_t at = 0; at < rules.size(); ++at) {
        if (const std::string_view why = flawOf(rules[at]); !why.empty())
            return wrong(at, why);
        const auto same = [&](const BatchRule& other) { return other.tool == rules[at].tool; };
        const auto here = rules.begin() + static_cast<std::ptrdiff_t>(at);
        if (std::find_if(rules.begin(), here, same) != here)
            return wrong(at, fmt::format("the tool \"{}\" has a rule already", rules[at].tool));
    }
    return {};
}

} // namespace dyno::settings
