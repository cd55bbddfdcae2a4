#pragma once

#include "engine/sessions/compare/estimates.h"
#include "engine/sessions/compare/sample.h"

namespace dyno::sessions {

/// Times of some calls of a sample, in microseconds: together, and in each part in time.
struct Strand {
    struct Counted {
        std::int64_t value = 0; ///< the greatest of its bucket
        std::int64_t count = 0;
    };

    telemetry::Histogram all;
    std::vector<std::vector<Counted>> parts;

    /// Of the times in each part, those up to `value`.
    std::vector<Portion> portionsUpTo(std::int64_t value) const;
    /// The sum of the times in each part.
    std::vector<Portion> sums() const;
};
/// The latency of every call.
Strand everyCall(const Sample& sample);
/// The latency of one tool's, over whichever server.
Strand callsOf(const Sample& sample, const std::string& tool);
Strand timesOf(const Sample& sample, calls::Phase phase);

/// Where a strand has no parts, it is taken to vary as `whole` does.
Estimate percentile(const Strand& strand, const Strand& whole, double share, const Certainty& certainty);

} // namespace dyno::sessions
