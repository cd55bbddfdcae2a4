#pragma once

#include "engine/async/clock.h"
#include "engine/sessions/compare/certainty.h"
#include "engine/telemetry/histogram.h"

#include <cstdint>
#include <optional>
#include <vector>

/// What one sample says of a figure, and how sure that is. Calls of one run are not independent: a slow
/// moment hits many of them. So the variance is that of independent calls or that between parts in time,
/// whichever is larger.
namespace dyno::sessions {

/// A figure, and the interval in which it lies.
struct Estimate {
    double value = 0;
    double low = 0;
    double high = 0;
    /// What is missing for an interval, which there is none of then.
    enum class Lack { Nothing, Calls, Time, Steadiness } lack = Lack::Nothing;
    std::uint64_t callsNeeded = 0; ///< about; when calls are missing
};

/// One part in time: so many hits among so many calls, calls in so many seconds, the sum of so many times.
struct Portion {
    double hits = 0;
    double of = 0;
};

/// The variance of the sum of all hits around their common ratio, and its degrees of freedom: overlapping
/// batches of two parts (Meketon & Schmeiser, "Overlapping batch means", Winter Simulation Conference 1984),
/// which takes a dependence of neighbours into account. Parts without `of` say nothing; nothing for fewer
/// than `fewestParts` others.
struct Spread {
    double variance = 0;
    double freedom = 0;
};
inline constexpr std::size_t fewestParts = 5;
std::optional<Spread> spread(const std::vector<Portion>& parts);

/// By how much the variance of a count of hits exceeds that of independent calls ("design effect", Kish
/// 1965), with what is uncertain about that itself: at least 1. Nothing: too few parts.
std::optional<double> dispersion(const std::vector<Portion>& parts, const Certainty& certainty);
/// The value below which `share` of the calls lie, between order statistics: ranks are a binomial count's
/// (Conover, "Practical Nonparametric Statistics", 3.2), whose quantiles are Cornish & Fisher's (1937). The
/// ends are those of the histogram's buckets.
Estimate percentile(const telemetry::Histogram& values, double share, std::optional<double> dispersion,
                    const Certainty& certainty);
/// `parts` are sums of so many values.
Estimate mean(const telemetry::Histogram& values, const std::vector<Portion>& parts,
              const Certainty& certainty);
/// Calls a second, from parts of calls in seconds alone: callers that wait for answers make them more even
/// than independent ones would be.
Estimate rate(const std::vector<Portion>& parts, std::uint64_t calls, double seconds,
              const Certainty& certainty);
/// Hits of calls: Wilson's score interval (1927) on as many independent calls as these are worth.
Estimate share(std::uint64_t hits, std::uint64_t calls, std::optional<double> dispersion,
               const Certainty& certainty);

/// The change from one figure to another, with the interval that follows from both of theirs (MOVER; Zou &
/// Donner, Statistics in Medicine 27, 2008; of shares, Newcombe's method 10, ibid. 17, 1998).
struct Change {
    double value = 0;
    double low = 0;
    double high = 0;
};
Change relativeChange(const Estimate& before, const Estimate& after);
Change differenceOf(const Estimate& before, const Estimate& after);

} // namespace dyno::sessions
