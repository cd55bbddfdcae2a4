#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dyno::calls {

/// One spelling for all JSON texts that mean the same: neither white space, nor the order of names in an
/// object, nor how strings are escaped, nor how numbers are spelt makes a difference (1, 1.0 and 10e-1 are
/// one; -0 is 0). Numbers are compared digit by digit and never through a double. The result is JSON, and
/// never empty.
///
/// Nothing when the text is not JSON, names something twice in one object (servers differ in which they
/// take), nests deeper than 512 levels, or has a number that no double comes near.
std::optional<std::string> canonicalJson(std::string_view text);

} // namespace dyno::calls
