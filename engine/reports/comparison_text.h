#pragma once

#include "engine/sessions/compare/comparison.h"

#include <string>

namespace dyno::reports {

/// A comparison for people, not wider than names need: what differed, the summary, a table of the figures.
std::string comparisonText(const sessions::Comparison& comparison);

/// "12.3 ms", "1,234/s", "0.53 %": a figure of that metric as Difference has it.
std::string figureText(const std::string& metric, double value);

} // namespace dyno::reports
