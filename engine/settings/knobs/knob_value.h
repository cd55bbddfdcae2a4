#pragma once

#include "engine/settings/knobs.h"

#include <optional>

namespace dyno::settings {

/// Each member of a Tuning as a KnobValue, and back. Back means from a value that fits() the knob.
inline KnobValue toValue(bool value) {
    return value;
}
inline KnobValue toValue(int value) {
    return static_cast<double>(value);
}
inline KnobValue toValue(std::uint64_t value) {
    return static_cast<double>(value);
}
inline KnobValue toValue(double value) {
    return value;
}
inline KnobValue toValue(Duration value) {
    return std::chrono::duration<double>(value).count();
}
inline KnobValue toValue(const std::string& value) {
    return value;
}
KnobValue toValue(Scope value);
KnobValue toValue(BatchMode value);
KnobValue toValue(BalanceStrategy value);
KnobValue toValue(const FailureClasses& value);
KnobValue toValue(const std::vector<BatchRule>& value);

template<class T>
KnobValue toValue(const std::optional<T>& value) {
    return value ? toValue(*value) : KnobValue();
}

void fromValue(const KnobValue& value, bool& to);
void fromValue(const KnobValue& value, int& to);
void fromValue(const KnobValue& value, std::uint64_t& to);
void fromValue(const KnobValue& value, double& to);
void fromValue(const KnobValue& value, Duration& to);
void fromValue(const KnobValue& value, std::string& to);
void fromValue(const KnobValue& value, Scope& to);
void fromValue(const KnobValue& value, BatchMode& to);
void fromValue(const KnobValue& value, BalanceStrategy& to);
void fromValue(const KnobValue& value, FailureClasses& to);
void fromValue(const KnobValue& value, std::vector<BatchRule>& to);

template<class T>
void fromValue(const KnobValue& value, std::optional<T>& to) {
    if (std::holds_alternative<std::monostate>(value))
        to.reset();
    else
        fromValue(value, to.emplace());
}

/// CacheTuning::marked and CacheTuning::tools are one knob: "marked, name, name".
KnobValue cachedTools(const Tuning& tuning);
void setCachedTools(Tuning& tuning, const KnobValue& value);

/// The names that a Choice takes, in the order of its enumeration.
std::vector<std::string_view> choicesOf(Scope);
std::vector<std::string_view> choicesOf(BatchMode);
std::vector<std::string_view> choicesOf(BalanceStrategy);
std::vector<std::string_view> choicesOf(const FailureClasses&);
inline std::vector<std::string_view> choicesOf(const auto&) {
    return {};
}

} // namespace dyno::settings
