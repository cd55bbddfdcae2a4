#include "engine/reports/markdown_text.h"

#include "engine/reports/shown_text.h"

#include <algorithm>

namespace dyno::reports {

namespace {

/// One more than the longest row of them in the text.
std::string fence(std::string_view text) {
    std::size_t longest = 0, row = 0;
    for (const char c : text) {
        row = c == '`' ? row + 1 : 0;
        longest = std::max(longest, row);
    }
    return std::string(longest + 1, '`');
}

} // namespace

std::string markdownCode(std::string_view text, std::size_t mostCharacters) {
    const std::string shown = shownText(text, mostCharacters);
    if (shown.find_first_not_of(' ') == std::string::npos)
        return "(no name)";
    std::string cell;
    for (const char c : shown)
        cell +=
            c == '|' ? std::string("\\|") : std::string(1, c); // also in a code span it would end the cell
    const std::string mark = fence(cell);
    const std::string_view blank = cell.front() == '`' || cell.back() == '`' ? " " : "";
    return mark + std::string(blank) + cell + std::string(blank) + mark;
}

std::string markdownProse(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]<>#|~$&";
    std::string prose;
    for (const char c : shownText(text, 2000)) {
        if (markup.find(c) != std::string_view::npos)
            prose += '\\';
        prose += c;
        if (c == '@')
            prose += "\u2060"; // a word joiner: nobody is notified by somebody's tool name
    }
    return prose;
}

} // namespace dyno::reports
