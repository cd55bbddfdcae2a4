#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::reports {

/// One value of a row that is exported as CSV or as JSON.
struct Cell {
    enum class Kind { Nothing, Number, Text };

    std::string_view name; ///< of its column
    std::string text;
    Kind kind = Kind::Nothing;
};
using Cells = std::vector<Cell>;

Cell numberCell(std::string_view name, std::uint64_t number);
/// With three digits after the point.
Cell fractionCell(std::string_view name, double number);
Cell textCell(std::string_view name, std::string_view text);

/// As RFC 4180 has it, with the line's end. What is no UTF-8 and NUL become U+FFFD. A spreadsheet takes a
/// text that begins with = + - @ or a blank character for a formula: it gets a ' before it.
std::string csvHeading(const Cells& cells);
std::string csvRow(const Cells& cells);
/// An object in one line, with its end.
std::string jsonLine(const Cells& cells);
/// In quotes. What is no UTF-8 becomes U+FFFD.
std::string jsonText(std::string_view text);

} // namespace dyno::reports
