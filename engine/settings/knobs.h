#pragma once

#include "engine/settings/tuning.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dyno::settings {

/// What a knob's value is, and so how it is written and drawn.
enum class KnobKind {
    Flag,     ///< bool
    Count,    ///< double, whole
    Number,   ///< double
    Duration, ///< double, seconds
    Bytes,    ///< double, whole
    Share,    ///< double, 0 … 1
    Choice,   ///< string, one of `choices`
    Text,     ///< string: a name, or names with commas between; empty for none
    Rules     ///< string: JSON text of the list of batch rules
};

/// std::monostate: off.
using KnobValue = std::variant<std::monostate, bool, double, std::string>;

/// One knob of the Tuning: everything that is written, drawn, parsed or journalled of it follows from here.
struct Knob {
    std::string_view key;    ///< "pool.max"; what stands before the dot is its stage
    std::string_view label;  ///< for people: "Most connections"
    std::string_view effect; ///< one line: what it does
    std::string_view cost;   ///< one line: what it costs, or what goes wrong
    KnobKind kind{};
    /// Of a Count or Number: "calls/s"; of a Text: what it names. Empty where the kind says it.
    std::string_view unit = {};
    double low = 0; ///< the least and the most of a number, in the unit of its kind
    double high = 0;
    bool mayBeOff = false;
    std::vector<std::string_view> choices =
        {}; ///< of a Choice, or the names that a Text may hold; empty: any
    KnobValue (*get)(const Tuning&) = nullptr;
    void (*set)(Tuning&, const KnobValue&) = nullptr; ///< a value that fits() only
};

/// In the order in which a call meets their stages; the order of the panel, of `mcp-dyno knobs` and of the
/// journal.
std::span<const Knob> knobs();
/// Null for a key that this version does not know.
const Knob* findKnob(std::string_view key);
/// The known key that is the least to type over.
std::string_view nearestKey(std::string_view key);
/// "admission" of "admission.rate".
std::string_view stageOf(const Knob& knob);

/// As people write it: "off", "on", "30 s", "64 MiB", "10 %", "least-in-flight", "none". parseKnob() takes it
/// back.
std::string knobText(const Knob& knob, const KnobValue& value);
/// "4 … 64" or "off, or 1 … 1000 calls/s" or "server, tool".
std::string rangeText(const Knob& knob);
/// Takes upper case for lower, and blanks around anything. InvalidInput, with the key, the value and the
/// range, for what cannot be read or is out of range.
[[nodiscard]] Result<KnobValue> parseKnob(const Knob& knob, std::string_view text);
/// InvalidInput as parseKnob() has it.
[[nodiscard]] Result<void> fits(const Knob& knob, const KnobValue& value);

/// Applies "key=value". InvalidInput names an unknown key and the nearest known one, or the bad value.
[[nodiscard]] Result<void> setKnob(Tuning& tuning, std::string_view assignment);

} // namespace dyno::settings
