#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace dyno::settings {

/// Splits a command line into words as a POSIX shell would: blanks separate, single quotes keep everything,
/// double quotes keep all but a backslash before `"`, `\`, `$` or a backtick, a backslash elsewhere keeps the
/// next character. Nothing is expanded: no variables, no globs, no pipes. Fails on an open quote, a trailing
/// backslash or no word at all.
[[nodiscard]] Result<std::vector<std::string>> splitCommandLine(std::string_view text);

/// The inverse: one line that splitCommandLine() and a shell split into these words again.
std::string joinCommandLine(const std::vector<std::string>& words);

} // namespace dyno::settings
