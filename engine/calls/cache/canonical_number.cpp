#include "engine/calls/cache/canonical_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>

namespace dyno::calls {

namespace {

struct Digits {
    std::string text;
    std::int64_t afterPoint = 0;
};

Digits digitsOf(std::string_view mantissa) {
    Digits digits;
    bool pointSeen = false;
    for (const char c : mantissa) {
        const bool isDigit = c >= '0' && c <= '9';
        pointSeen = pointSeen || (!isDigit && c != '-');
        if (!isDigit)
            continue;
        digits.text += c;
        digits.afterPoint += pointSeen ? 1 : 0;
    }
    return digits;
}

/// Of what follows the "e", if anything does.
std::optional<std::int32_t> exponentOf(std::string_view text) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::int32_t exponent = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec ==
        std::errc::result_out_of_range)
        return std::nullopt;
    return exponent;
}

} // namespace

bool appendCanonicalNumber(std::string& text, std::string_view spelling) {
    const std::size_t e = std::min(spelling.find_first_of("eE"), spelling.size());
    const Digits digits = digitsOf(spelling.substr(0, e));
    const std::size_t first = digits.text.find_first_not_of('0');
    if (first == std::string::npos) {
        text += '0';
        return true;
    }
    const auto exponent = exponentOf(spelling.substr(std::min(e + 1, spelling.size())));
    if (!exponent)
        return false;
    const std::size_t last = digits.text.find_last_not_of('0');
    const auto trailing = static_cast<std::int64_t>(digits.text.size() - last - 1);
    if (spelling.starts_with('-'))
        text += '-';
    text.append(digits.text, first, last - first + 1);
    if (const std::int64_t power = *exponent - digits.afterPoint + trailing; power != 0)
        fmt::format_to(std::back_inserter(text), "e{}", power);
    return true;
}

} // namespace dyno::calls
