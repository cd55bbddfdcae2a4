#pragma once

#include "engine/error.h"

#include <map>
#include <string>
#include <string_view>

namespace dyno::settings {

/// Reads the variables of a `.env` file: lines NAME=VALUE, perhaps after `export`; `#` begins a comment on a
/// line of its own or after a blank; a value in single quotes is taken as it is, one in double quotes knows
/// \n, \t, \" and \\, and both may span lines. Nothing is expanded. The last of two lines with one name
/// counts. InvalidInput names the line and never quotes it.
[[nodiscard]] Result<std::map<std::string, std::string>> parseDotenv(std::string_view text);

} // namespace dyno::settings
