#pragma once

#include "engine/settings/tuning.h"

#include <string>
#include <string_view>
#include <vector>

namespace dyno::settings {

/// The rules as a JSON list in one line, such as
/// `[{"tool":"get","batchTool":"get_many","items":"items","results":"results","size":10,"wait":"5 ms"}]`.
std::string batchRulesText(const std::vector<BatchRule>& rules);

/// The inverse; `items` and `results` have the defaults of a BatchRule, `size` and `wait` may be left out.
/// InvalidInput says which rule is wrong and why, as checkBatchRules() does.
[[nodiscard]] Result<std::vector<BatchRule>> parseBatchRules(std::string_view text);

/// The limits of a rule's own size and wait, and of the knobs that they replace.
inline constexpr int maxBatchSize = 1000;
inline constexpr Duration minBatchWait = std::chrono::microseconds(100);
inline constexpr Duration maxBatchWait = seconds(10);

/// InvalidInput names the rule (by its place, from 1) and what is wrong with it: an empty name, a size or a
/// wait out of range, a tool that has a rule already.
[[nodiscard]] Result<void> checkBatchRules(const std::vector<BatchRule>& rules);

} // namespace dyno::settings
