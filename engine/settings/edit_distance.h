#pragma once

#include <cstddef>
#include <string_view>

namespace dyno::settings {

/// Levenshtein: the fewest characters to insert, to delete or to replace. Takes time by the product of both
/// lengths.
std::size_t editDistance(std::string_view one, std::string_view other);

} // namespace dyno::settings
