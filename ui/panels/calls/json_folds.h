#pragma once

#include <QStringList>

#include <vector>

namespace dyno::ui {

/// One object or array of an indented JSON text, by the numbers of its first and last line.
struct JsonFold {
    int first = 0;
    int last = 0;
    int depth = 0; ///< 0: the whole
    bool folded = false;
};

/// Those that have lines of their own, in the order of their first line. A text that was cut off leaves its
/// last ones open: these end with it.
std::vector<JsonFold> jsonFolds(const QStringList& lines);

} // namespace dyno::ui
