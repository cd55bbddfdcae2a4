#pragma once

#include "engine/sessions/compare/estimates.h"
#include "engine/sessions/compare/sample.h"

namespace dyno::sessions {

/// Times of some calls of a sample, together and by parts in time.
struct Strand {
    telemetry::Histogram all;
    std::vector<telemetry::Histogram> parts;
};
/// The latency of every call.
Strand everyCall(const Sample& sample);
/// The latency of one tool's, over whichever server.
Strand callsOf(const Sample& sample, const std::string& tool);
Strand timesOf(const Sample& sample, calls::Phase phase);

/// Where a strand has no parts, it is taken to vary as `whole` does.
Estimate percentile(const Strand& strand, const Strand& whole, double share, const Certainty& certainty);

} // namespace dyno::sessions
