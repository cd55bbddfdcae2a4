#include "engine/sessions/compare/estimates.h"

#include <algorithm>
#include <cmath>

namespace dyno::sessions {

using telemetry::Histogram;

namespace {

/// Fewer say nothing of a mean, a rate or a share.
constexpr std::uint64_t fewestCalls = 20;

Portion totalOf(const std::vector<Portion>& parts) {
    Portion all;
    for (const Portion& part : parts) {
        all.hits += part.hits;
        all.of += part.of;
    }
    return all;
}

/// Both are variances; the second is estimated, so its interval is wider.
double largerVariance(double independent, const Spread& spread, const Certainty& certainty) {
    const double wider = certainty.student(spread.freedom) / certainty.normal();
    return std::max(independent, spread.variance * wider * wider);
}

std::size_t bucketAtRank(const Histogram& values, std::int64_t rank) {
    std::size_t bucket = values.beginBucket();
    for (std::int64_t passed = values.countIn(bucket); passed < rank; passed += values.countIn(bucket))
        ++bucket;
    return bucket;
}

/// The rank of a binomial count's quantile, `deviations` from its mean, among independent calls.
double binomialRank(double calls, double share, double deviations) {
    const double skew = (deviations * deviations - 1) * (1 - 2 * share) / 6;
    return calls * share + deviations * std::sqrt(calls * share * (1 - share)) + skew;
}

/// So many independent calls have one on either side of the percentile, but for alpha.
double independentCallsNeeded(double share, const Certainty& certainty) {
    return std::log(certainty.alpha() / 2) / std::log(std::max(share, 1 - share));
}

Estimate lacking(double value, Estimate::Lack lack, double callsNeeded = 0) {
    return {value, value, value, lack, static_cast<std::uint64_t>(std::ceil(callsNeeded))};
}

/// Of a figure that is above nothing: where that cannot be told, nothing can be told of its change.
Estimate around(double value, double reach) {
    if (value <= reach)
        return lacking(value, Estimate::Lack::Steadiness);
    return {value, value - reach, value + reach};
}

double squared(double value) {
    return value * value;
}

double variance(const Histogram& values, double mean) {
    double sum = 0;
    for (std::size_t bucket = values.beginBucket(); bucket < values.endBucket(); ++bucket) {
        const auto middle =
            static_cast<double>(Histogram::lowestIn(bucket) + Histogram::highestIn(bucket)) / 2;
        sum += static_cast<double>(values.countIn(bucket)) * squared(middle - mean);
    }
    return sum / static_cast<double>(values.count());
}

} // namespace

std::optional<Spread> spread(const std::vector<Portion>& parts) {
    const Portion all = totalOf(parts);
    std::vector<double> residuals;
    for (const Portion& part : parts)
        if (part.of > 0)
            residuals.push_back(part.hits - part.of * all.hits / all.of);
    if (residuals.size() < fewestParts)
        return std::nullopt;
    const auto count = static_cast<double>(residuals.size());
    double squares = 0;
    for (std::size_t i = 1; i < residuals.size(); ++i)
        squares += squared(residuals[i - 1] + residuals[i]);
    return Spread{squares * count * count / (2 * (count - 2) * (count - 1)), 1.5 * (count / 2 - 1)};
}

std::optional<double> dispersion(const std::vector<Portion>& parts, const Certainty& certainty) {
    const auto between = spread(parts);
    if (!between)
        return std::nullopt;
    const Portion all = totalOf(parts);
    const double independent = all.hits * (1 - all.hits / all.of);
    if (independent <= 0)
        return 1;
    return largerVariance(independent, *between, certainty) / independent;
}

Estimate percentile(const Histogram& values, double share, std::optional<double> dispersion,
                    const Certainty& certainty) {
    const auto value = static_cast<double>(values.percentile(share * 100));
    const double needed = independentCallsNeeded(share, certainty);
    const auto calls = static_cast<double>(values.count());
    if (calls < needed)
        return lacking(value, Estimate::Lack::Calls, needed);
    if (!dispersion)
        return lacking(value, Estimate::Lack::Time);
    if (calls < needed * *dispersion)
        return lacking(value, Estimate::Lack::Steadiness);
    const double independent = calls / *dispersion;
    const auto rank = [&](double deviations) {
        const double place = binomialRank(independent, share, deviations) * *dispersion;
        // The count is whole, the rank the next one above it.
        const double whole = deviations < 0 ? std::floor(place) : std::ceil(place) + 1;
        return std::clamp<std::int64_t>(static_cast<std::int64_t>(whole), 1, values.count());
    };
    const std::size_t low = bucketAtRank(values, rank(-certainty.normal()));
    const std::size_t high = bucketAtRank(values, rank(certainty.normal()));
    return {value, static_cast<double>(Histogram::lowestIn(low)),
            static_cast<double>(Histogram::highestIn(high))};
}

Estimate mean(const Histogram& values, const std::vector<Portion>& parts, const Certainty& certainty) {
    const double value = values.mean();
    if (values.count() < static_cast<std::int64_t>(fewestCalls))
        return lacking(value, Estimate::Lack::Calls, fewestCalls);
    const auto between = spread(parts);
    if (!between)
        return lacking(value, Estimate::Lack::Time);
    const auto calls = static_cast<double>(values.count());
    const double sumVariance = largerVariance(variance(values, value) * calls, *between, certainty);
    const double reach = certainty.normal() * std::sqrt(sumVariance) / calls;
    return around(value, reach);
}

Estimate rate(const std::vector<Portion>& parts, std::uint64_t calls, double seconds,
              const Certainty& certainty) {
    const double value = seconds > 0 ? static_cast<double>(calls) / seconds : 0;
    if (calls < fewestCalls)
        return lacking(value, Estimate::Lack::Calls, fewestCalls);
    const auto between = spread(parts);
    if (!between)
        return lacking(value, Estimate::Lack::Time);
    // Where a part ends decides over one call, however even they are.
    const double sumVariance = largerVariance(1, *between, certainty);
    const double reach = certainty.normal() * std::sqrt(sumVariance) / seconds;
    return around(value, reach);
}

Estimate share(std::uint64_t hits, std::uint64_t calls, std::optional<double> dispersion,
               const Certainty& certainty) {
    const double value = calls > 0 ? static_cast<double>(hits) / static_cast<double>(calls) : 0;
    if (calls < fewestCalls)
        return lacking(value, Estimate::Lack::Calls, fewestCalls);
    if (!dispersion)
        return lacking(value, Estimate::Lack::Time);
    const double independent = static_cast<double>(calls) / *dispersion;
    const double weight = squared(certainty.normal()) / independent;
    const double middle = (value + weight / 2) / (1 + weight);
    const double reach = std::sqrt(weight * value * (1 - value) + squared(weight) / 4) / (1 + weight);
    return {value, std::max(middle - reach, 0.0), std::min(middle + reach, 1.0)};
}

Change differenceOf(const Estimate& before, const Estimate& after) {
    const double value = after.value - before.value;
    return {value, value - std::hypot(after.value - after.low, before.high - before.value),
            value + std::hypot(after.high - after.value, before.value - before.low)};
}

/// On a logarithmic scale, so that the change of one is told like that of its inverse.
Change relativeChange(const Estimate& before, const Estimate& after) {
    const auto logarithm = [](const Estimate& estimate) {
        return Estimate{std::log(estimate.value), std::log(estimate.low), std::log(estimate.high)};
    };
    const Change change = differenceOf(logarithm(before), logarithm(after));
    return {std::expm1(change.value), std::expm1(change.low), std::expm1(change.high)};
}

} // namespace dyno::sessions
