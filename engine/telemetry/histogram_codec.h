#pragma once

#include "engine/error.h"
#include "engine/telemetry/histogram.h"

#include <string>
#include <string_view>

namespace dyno::telemetry {

/// HdrHistogram's V2 payload: counts from the lowest bucket to that of the greatest value as ZigZag LEB128
/// numbers, where −n stands for n empty buckets. Appends.
void appendCounts(const Histogram& histogram, std::string& out);
/// Adds the counts that the text holds. Protocol for a text that is none, or that goes beyond the layout.
[[nodiscard]] Result<void> addCounts(std::string_view text, Histogram& sum);

/// HdrHistogram's "compressed V2" encoding in base64, as .hlog files have it ("HISTFAAA…").
std::string encodeCompressed(const Histogram& histogram);

} // namespace dyno::telemetry
