#pragma once

#include <QString>

#include <optional>
#include <string>

namespace dyno::ui {

/// Arguments to begin with for a tool: every required member, and each that has a default, with the default,
/// the first of its enumeration or the simplest value of its type that the bounds allow. Indented JSON,
/// members in the schema's order; "{}" where the schema says nothing.
QString defaultArguments(const std::string& inputSchema);

/// Where a text stops being a JSON object.
struct JsonProblem {
    qsizetype position = 0; ///< in characters
    int line = 1;
    int column = 1;
    QString message;
};

/// Nothing when `text` is a JSON object.
std::optional<JsonProblem> findJsonProblem(const QString& text);

} // namespace dyno::ui
