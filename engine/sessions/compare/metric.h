#pragma once

#include <span>
#include <string_view>

namespace dyno::sessions {

/// One figure that samples are compared by.
struct Metric {
    enum class Kind { Percentile, Mean, Throughput, Errors };

    std::string_view name; ///< "p50", …
    Kind kind = Kind::Percentile;
    double share = 0; ///< of a percentile: 0.5

    bool moreIsBetter() const { return kind == Kind::Throughput; }
    bool isTime() const { return kind == Kind::Percentile || kind == Kind::Mean; }
};

/// All of them, in the order in which they are shown.
std::span<const Metric> metrics();
/// Null for a name that none has.
const Metric* findMetric(std::string_view name);

} // namespace dyno::sessions
