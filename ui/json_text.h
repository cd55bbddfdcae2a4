#pragma once

#include <QString>

#include <string_view>

namespace dyno::ui {

/// JSON text with each member on a line of its own. Only blanks between tokens change: numbers, escapes and
/// the order of members stay as they came, and a text that was cut off stays readable. What does not begin as
/// an object or array is returned as it is. `indent` blanks stand before each line but the first.
QString indentedJson(std::string_view text, int indent = 0);

/// A text as a JSON string, quotes included.
QString quotedJson(std::string_view text);

/// Whether the whole text is one JSON value.
bool isJson(std::string_view text);

} // namespace dyno::ui
