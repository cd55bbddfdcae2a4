#pragma once

#include "engine/settings/knobs/knob_value.h"

#include <type_traits>

namespace dyno::settings {

/// The knobs of each stage, in the order in which they are shown.
std::vector<Knob> admissionKnobs();
std::vector<Knob> cacheKnobs();
std::vector<Knob> batchKnobs();
std::vector<Knob> breakerKnobs();
std::vector<Knob> retryKnobs();
std::vector<Knob> poolKnobs();
std::vector<Knob> balanceKnobs();
std::vector<Knob> timeoutKnobs();
std::vector<Knob> resultKnobs();
std::vector<Knob> workloadKnobs();

template<class T>
inline constexpr bool isOptional = false;
template<class T>
inline constexpr bool isOptional<std::optional<T>> = true;

template<class T>
constexpr KnobKind kindOf() {
    if constexpr (std::is_same_v<T, bool>)
        return KnobKind::Flag;
    else if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::optional<int>>)
        return KnobKind::Count;
    else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::optional<double>>)
        return KnobKind::Number;
    else if constexpr (std::is_same_v<T, Duration> || std::is_same_v<T, std::optional<Duration>>)
        return KnobKind::Duration;
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return KnobKind::Bytes;
    else if constexpr (std::is_enum_v<T>)
        return KnobKind::Choice;
    else if constexpr (std::is_same_v<T, std::vector<BatchRule>>)
        return KnobKind::Rules;
    else
        return KnobKind::Text;
}

/// The knob of one member of the Tuning; its type says the kind and whether it may be off.
template<auto... path>
Knob knobOf(std::string_view key, std::string_view label, std::string_view effect, std::string_view cost) {
    using Member = std::decay_t<decltype((std::declval<Tuning&>().*....*path))>;
    Knob knob{key, label, effect, cost};
    knob.kind = kindOf<Member>();
    knob.mayBeOff = isOptional<Member>;
    knob.choices = choicesOf(Member{});
    knob.get = [](const Tuning& tuning) { return toValue((tuning.*....*path)); };
    knob.set = [](Tuning& tuning, const KnobValue& value) { fromValue(value, (tuning.*....*path)); };
    return knob;
}

inline Knob within(Knob knob, double low, double high, std::string_view unit = {}) {
    knob.low = low;
    knob.high = high;
    knob.unit = unit;
    return knob;
}

inline Knob within(Knob knob, Duration low, Duration high) {
    return within(std::move(knob), std::chrono::duration<double>(low).count(),
                  std::chrono::duration<double>(high).count());
}

/// A number that is a part of a whole.
inline Knob share(Knob knob, double low) {
    knob.kind = KnobKind::Share;
    return within(std::move(knob), low, 1);
}

/// A text that is a name, or names; `unit` says of what.
inline Knob naming(Knob knob, std::string_view unit) {
    knob.unit = unit;
    return knob;
}

} // namespace dyno::settings
