#pragma once

#include "engine/sessions/compare/comparison.h"

#include <nlohmann/json_fwd.hpp>

namespace dyno::reports {

/// One comparison as "mcp-dyno/comparison/1" has it, which README documents: times in microseconds, shares
/// 0 … 1.
nlohmann::ordered_json comparisonJson(const sessions::Comparison& comparison);

} // namespace dyno::reports
