#pragma once

#include "engine/error.h"
#include "engine/settings/client_policy.h"

#include <QString>

namespace dyno::ui {

/// Reads folders, one a line; blank lines are skipped. InvalidInput names the first line that is no absolute
/// path of a directory that exists.
[[nodiscard]] Result<std::vector<settings::Root>> parseRoots(const QString& text);

} // namespace dyno::ui
