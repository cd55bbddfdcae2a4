#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dyno::reports {

/// What somebody else named, as a line of a report may show it: well-formed UTF-8, without control characters
/// or marks that turn the direction of what follows (each becomes a blank), and at most so many characters,
/// the last of them "…" where it was cut.
std::string shownText(std::string_view text, std::size_t mostCharacters = 60);

} // namespace dyno::reports
