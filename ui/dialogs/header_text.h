#pragma once

#include "engine/error.h"

#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace dyno::ui {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Reads lines of "Name: value"; blank lines are skipped, blanks around a value dropped. InvalidInput names
/// the first line that is none, by the rules of RFC 9110, section 5.
[[nodiscard]] Result<Headers> parseHeaders(const QString& text);

/// The same text with the values of secret headers as dots.
QString maskedHeaders(const QString& text);

} // namespace dyno::ui
