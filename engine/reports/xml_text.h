#pragma once

#include <string>
#include <string_view>

namespace dyno::reports {

/// As the content of an element, or of an attribute in quotes. What XML 1.0 forbids, and bytes that are no
/// UTF-8, become U+FFFD.
std::string xmlText(std::string_view text);

} // namespace dyno::reports
