#pragma once

#include "engine/error.h"

#include <QString>

#include <map>

namespace dyno::ui {

/// Reads lines of KEY=VALUE; blank lines and those that begin with # are skipped, a value keeps its blanks
/// and equals signs. InvalidInput names the first line that is none.
[[nodiscard]] Result<std::map<std::string, std::string>> parseEnvironment(const QString& text);

} // namespace dyno::ui
