#include "engine/sessions/compare/difference.h"

#include "engine/reports/quantity_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dyno::sessions {

using telemetry::Histogram;

namespace {

/// Less does not matter, however sure it is: 1 % of a time or a rate, one call of ten thousand that fails.
constexpr double leastChange = 0.01;
constexpr double leastErrors = 0.0001;

double secondsOf(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::vector<Portion> callsByTime(const Sample& sample) {
    std::vector<Portion> portions;
    for (const SessionReader::Part& part : sample.parts)
        portions.push_back(
            {static_cast<double>(part.counts.ended()), secondsOf(part.range.to - part.range.from)});
    return portions;
}

std::vector<Portion> errorsByCall(const Sample& sample) {
    std::vector<Portion> portions;
    for (const SessionReader::Part& part : sample.parts)
        portions.push_back(
            {static_cast<double>(part.counts.errors()), static_cast<double>(part.counts.ended())});
    return portions;
}

/// What the histogram's buckets tell apart at such a time, in microseconds.
double resolution(double time) {
    const double magnitude = std::floor(std::log2(std::max(time, 1.0))) - 10; // see histogram.cpp
    return std::exp2(std::max(magnitude, 0.0));
}

std::string lackText(const Metric& metric, const Estimate& before, const Estimate& after) {
    const Estimate& lacking = before.lack != Estimate::Lack::Nothing ? before : after;
    switch (lacking.lack) {
    case Estimate::Lack::Calls:
        return fmt::format("{} needs about {} calls on both sides", metric.name,
                           reports::countText(std::max(before.callsNeeded, after.callsNeeded)));
    case Estimate::Lack::Time:
        return "it was measured too briefly to tell how much it varies by itself";
    case Estimate::Lack::Steadiness:
        return "it varies too much by itself";
    case Estimate::Lack::Nothing:
        break;
    }
    return {};
}

/// Why a change that is no chance does not matter; empty: it does.
std::string whyTooSmall(const Metric& metric, const Difference& difference) {
    const bool fromBuckets = metric.kind == Metric::Kind::Percentile;
    const double finest = fromBuckets ? resolution(std::max(difference.before, difference.after)) : 0;
    if (std::abs(difference.after - difference.before) <= finest)
        return fmt::format("the difference is real, but not larger than the {:.0f} µs that are told apart",
                           finest);
    if (std::abs(difference.change) < (metric.kind == Metric::Kind::Errors ? leastErrors : leastChange))
        return metric.kind == Metric::Kind::Errors
                   ? "the difference is real, but less than one call of 10,000"
                   : "the difference is real, but less than 1 %";
    return {};
}

Verdict direction(const Metric& metric, double change) {
    return (change > 0) == metric.moreIsBetter() ? Verdict::Better : Verdict::Worse;
}

void judge(const Metric& metric, Difference& difference) {
    difference.verdict = Verdict::NoDifference;
    if (difference.low <= 0 && difference.high >= 0)
        return;
    difference.why = whyTooSmall(metric, difference);
    if (difference.why.empty())
        difference.verdict = direction(metric, difference.change);
}

/// Of all but errors.
Estimate estimate(const Metric& metric, const Side& side, const Certainty& certainty) {
    const telemetry::CallCounts& counts = side.sample.figures.counts;
    switch (metric.kind) {
    case Metric::Kind::Percentile:
        return percentile(side.calls, side.calls, metric.share, certainty);
    case Metric::Kind::Mean:
        return mean(side.calls.all, side.calls.sums(), certainty);
    case Metric::Kind::Throughput:
        return rate(callsByTime(side.sample), counts.ended(),
                    secondsOf(side.sample.range.to - side.sample.range.from), certainty);
    case Metric::Kind::Errors:
        break;
    }
    return {};
}

Estimate errorShare(const Sample& sample, std::optional<double> own, double both,
                    const Certainty& certainty) {
    const telemetry::CallCounts& counts = sample.figures.counts;
    if (own)
        own = std::max(*own, both);
    return share(counts.errors(), counts.ended(), own, certainty);
}

/// Errors come in bursts. A side without any tells nothing of that: it is taken to be most of the way to the
/// other one, so that a few bursts more are no difference, and a failure for half of a run is
/// (tests have both).
Estimates errorShares(const Sample& before, const Sample& after, const Certainty& certainty) {
    const auto one = dispersion(errorsByCall(before), certainty);
    const auto other = dispersion(errorsByCall(after), certainty);
    const auto [less, more] = std::minmax({one.value_or(1), other.value_or(1)});
    const double both = std::pow(less, 0.25) * std::pow(more, 0.75);
    return {errorShare(before, one, both, certainty), errorShare(after, other, both, certainty)};
}

} // namespace

Estimates estimates(const Metric& metric, const Side& before, const Side& after, const Certainty& certainty) {
    if (metric.kind == Metric::Kind::Errors)
        return errorShares(before.sample, after.sample, certainty);
    return {estimate(metric, before, certainty), estimate(metric, after, certainty)};
}

Difference difference(const Metric& metric, const Estimates& estimates) {
    const auto& [before, after] = estimates;
    const bool ofShares = metric.kind == Metric::Kind::Errors;
    Difference difference;
    difference.metric = metric.name;
    difference.before = before.value;
    difference.after = after.value;
    if (ofShares || (before.value > 0 && after.value > 0)) {
        const Change change = ofShares ? differenceOf(before, after) : relativeChange(before, after);
        difference.change = change.value;
        difference.low = change.low;
        difference.high = change.high;
    }
    difference.why = lackText(metric, before, after);
    if (difference.why.empty())
        judge(metric, difference);
    return difference;
}

std::vector<Difference> differences(std::span<const Metric> metrics, const Side& before, const Side& after,
                                    double alpha) {
    const Certainty certainty(alpha / static_cast<double>(metrics.size()));
    std::vector<Difference> differences;
    for (const Metric& metric : metrics)
        differences.push_back(difference(metric, estimates(metric, before, after, certainty)));
    return differences;
}

} // namespace dyno::sessions
