#pragma once

#include "engine/reports/report.h"

#include <string>
#include <vector>

namespace dyno::reports {

/// "run 2 of 3", "the whole session", "12.0 s – 19.4 s".
std::string scopeText(const sessions::SessionInfo& info, const sessions::Range& range);

/// What a Report's `words` and `method` are made of; both derive from its other members alone.
std::vector<std::string> summaryWords(const Report& report);
std::vector<std::string> methodWords(const Report& report);

} // namespace dyno::reports
