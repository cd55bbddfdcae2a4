#pragma once

#include <string>
#include <string_view>

namespace dyno::calls {

/// Appends the one spelling of a number of JSON: its digits without zeros at either end, and a power of ten
/// where there is one. 0.10, 1e-1 and 100e-3 are all "1e-1"; every zero is "0". The decimal point may be any
/// character, since the parser hands on that of the program's locale.
///
/// False, with nothing appended, when the exponent itself is beyond 32 bits.
bool appendCanonicalNumber(std::string& text, std::string_view spelling);

} // namespace dyno::calls
