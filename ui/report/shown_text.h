#pragma once

#include <QString>

#include <string_view>

namespace dyno::ui {

/// Text of a session as a report may hold it: UTF-8 in, and what cannot be seen is written out, "\u202e":
/// control characters, but for tabs and the ends of lines, and marks that turn the direction of what follows.
/// Nothing is left that XML forbids.
QString shownText(std::string_view text);
/// On one line: white space between words is one blank.
QString shownLine(std::string_view text);

/// At most `most` characters, the last of them "…" where some are missing.
QString shortened(const QString& text, qsizetype most);
/// As shortened(), but the end stays, and it says how much is missing.
QString withoutBegin(const QString& text, qsizetype most);

} // namespace dyno::ui
