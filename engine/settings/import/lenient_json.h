#pragma once

#include "engine/error.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace dyno::settings {

/// Takes out of `text` what people and editors put into JSON configuration although JSON does not allow it: a
/// byte order mark, `//` and `/* */` comments, and a comma after the last element. Each is overwritten with
/// blanks, so that every byte that stays keeps its place. What is in a string is left alone.
std::string strictJson(std::string text);

/// Parses the lenient JSON described above. Errors are those of syntaxError().
[[nodiscard]] Result<nlohmann::json> parseLenientJson(std::string text);

/// InvalidInput that says line, column (both from 1; columns count characters) and what is wrong there. It
/// never quotes the text, which may hold secrets. `byte` (from 1) and `what` are nlohmann's.
Error syntaxError(std::string_view text, std::size_t byte, std::string_view what);

} // namespace dyno::settings
