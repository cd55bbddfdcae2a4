#include "engine/settings/knobs/knob_value.h"

#include "engine/settings/batch_rules.h"
#include "engine/settings/knobs/names.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dyno::settings {

namespace {

constexpr std::array<std::string_view, 2> scopes{"server", "tool"};
constexpr std::array<std::string_view, 3> batchModes{"off", "tool", "jsonrpc"};
constexpr std::array<std::string_view, 5> strategies{"round-robin", "random", "least-in-flight",
                                                     "power-of-two", "ewma"};
constexpr std::array<std::string_view, 3> failures{"transport", "timeout", "tool"};
constexpr std::string_view markedTools = "marked";

/// Empty for what is no member of the enumeration, which then fits no knob.
template<class Enumeration>
KnobValue chosen(const auto& choices, Enumeration value) {
    const auto index = static_cast<std::size_t>(value);
    return index < choices.size() ? std::string(choices[index]) : std::string();
}

template<class Enumeration>
void choose(const auto& choices, const KnobValue& value, Enumeration& to) {
    const auto found = std::find(choices.begin(), choices.end(), std::get<std::string>(value));
    to = static_cast<Enumeration>(found - choices.begin());
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

KnobValue toValue(Scope value) {
    return chosen(scopes, value);
}

KnobValue toValue(BatchMode value) {
    return chosen(batchModes, value);
}

KnobValue toValue(BalanceStrategy value) {
    return chosen(strategies, value);
}

KnobValue toValue(const FailureClasses& value) {
    std::vector<std::string> names;
    for (const auto& [name, counts] :
         {std::pair(failures[0], value.transport), {failures[1], value.timeOut}, {failures[2], value.tool}})
        if (counts)
            names.emplace_back(name);
    return joinNames(names);
}

KnobValue toValue(const std::vector<BatchRule>& value) {
    return batchRulesText(value);
}

void fromValue(const KnobValue& value, bool& to) {
    to = std::get<bool>(value);
}

void fromValue(const KnobValue& value, int& to) {
    to = static_cast<int>(std::get<double>(value));
}

void fromValue(const KnobValue& value, std::uint64_t& to) {
    to = static_cast<std::uint64_t>(std::get<double>(value));
}

void fromValue(const KnobValue& value, double& to) {
    to = std::get<double>(value);
}

void fromValue(const KnobValue& value, Duration& to) {
    to = Duration(std::llround(std::get<double>(value) * 1e9));
}

void fromValue(const KnobValue& value, std::string& to) {
    to = std::get<std::string>(value);
}

void fromValue(const KnobValue& value, Scope& to) {
    choose(scopes, value, to);
}

void fromValue(const KnobValue& value, BatchMode& to) {
    choose(batchModes, value, to);
}

void fromValue(const KnobValue& value, BalanceStrategy& to) {
    choose(strategies, value, to);
}

void fromValue(const KnobValue& value, FailureClasses& to) {
    const auto names = splitNames(std::get<std::string>(value));
    to = {contains(names, failures[0]), contains(names, failures[1]), contains(names, failures[2])};
}

void fromValue(const KnobValue& value, std::vector<BatchRule>& to) {
    to = parseBatchRules(std::get<std::string>(value)).value();
}

KnobValue cachedTools(const Tuning& tuning) {
    std::vector<std::string> names = tuning.cache.tools;
    if (tuning.cache.marked)
        names.emplace(names.begin(), markedTools);
    return joinNames(names);
}

void setCachedTools(Tuning& tuning, const KnobValue& value) {
    auto names = splitNames(std::get<std::string>(value));
    tuning.cache.marked = std::erase(names, markedTools) > 0;
    tuning.cache.tools = std::move(names);
}

std::vector<std::string_view> choicesOf(Scope) {
    return {scopes.begin(), scopes.end()};
}

std::vector<std::string_view> choicesOf(BatchMode) {
    return {batchModes.begin(), batchModes.end()};
}

std::vector<std::string_view> choicesOf(BalanceStrategy) {
    return {strategies.begin(), strategies.end()};
}

std::vector<std::string_view> choicesOf(const FailureClasses&) {
    return {failures.begin(), failures.end()};
}

} // namespace dyno::settings
