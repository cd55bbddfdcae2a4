#pragma once

#include "engine/sessions/compare/comparison.h"

#include <string>

namespace dyno::sessions {

/// The verdict of several figures together: what is worse counts before what is better.
Verdict verdictOf(const std::vector<Difference>& differences);
/// Whether it is Better or Worse.
bool isReal(const Difference& difference);

/// A share as a percentage: "0.53 %", "3.1 %", "12 %", "1,240 %".
std::string percentText(double share);
/// "12 % worse (8 … 16 %)"; of errors: "0.2 % → 1.4 % (0.9 … 1.5 points more)".
std::string changeText(const Difference& difference);

/// One sentence for people.
std::string summaryOf(const Comparison& comparison);
std::string summaryOf(const std::vector<Difference>& headline);

} // namespace dyno::sessions
