#pragma once

#include <string>
#include <string_view>

namespace dyno::reports {

/// A name as a code span in one line, as GitHub's tables take it: nothing in it is markup, a mention or a
/// link.
std::string markdownCode(std::string_view text, std::size_t mostCharacters = 80);
/// A sentence that may hold names: whatever Markdown would take for markup is escaped.
std::string markdownProse(std::string_view text);

} // namespace dyno::reports
