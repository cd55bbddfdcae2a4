#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dyno::settings {

/// Without the blanks before and after.
std::string_view trimmed(std::string_view text);

/// With the letters of ASCII in lower case.
std::string lowerCase(std::string_view text);

/// The names in a text with commas between, without blanks around them; each once, empty ones left out.
std::vector<std::string> splitNames(std::string_view text);

/// The inverse: "one, two".
std::string joinNames(const std::vector<std::string>& names);

} // namespace dyno::settings
