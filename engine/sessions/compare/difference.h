#pragma once

#include "engine/sessions/compare/comparison.h"
#include "engine/sessions/compare/metric.h"
#include "engine/sessions/compare/strand.h"

namespace dyno::sessions {

/// A sample with its latencies at hand.
struct Side {
    explicit Side(const Sample& sample)
        : sample(sample)
        , calls(everyCall(sample)) {}

    const Sample& sample; ///< must outlive it
    Strand calls;
};

/// A figure of both sides.
struct Estimates {
    Estimate before;
    Estimate after;
};
Estimates estimates(const Metric& metric, const Side& before, const Side& after, const Certainty& certainty);

/// What two estimates say of a change, and whether it is one.
Difference difference(const Metric& metric, const Estimates& estimates);

/// All metrics at once: `alpha` is the chance that any of the intervals misses (Bonferroni).
std::vector<Difference> differences(std::span<const Metric> metrics, const Side& before, const Side& after,
                                    double alpha);

} // namespace dyno::sessions
