#include "engine/telemetry/histogram.h"

#include <algorithm>
#include <bit>

namespace dyno::telemetry {

namespace {

// The layout, in HdrHistogram's words: a bucket covers a power of two of values with 2,048 sub-buckets, the
// least power of two that tells 2,000 values apart (three digits). Of every bucket but the first, the lower
// half would repeat the bucket before it, so only the upper half is stored.
constexpr int halfCountMagnitude = 10;
constexpr std::int64_t halfCount = std::int64_t{1} << halfCountMagnitude;
constexpr std::int64_t subBucketCount = 2 * halfCount;

constexpr int bucketOf(std::int64_t value) {
    return std::bit_width(static_cast<std::uint64_t>(value | (subBucketCount - 1))) -
           (halfCountMagnitude + 1);
}

constexpr std::size_t indexOf(std::int64_t value) {
    const int bucket = bucketOf(value);
    const std::int64_t subBucket = value >> bucket;
    return static_cast<std::size_t>((std::int64_t{bucket} << halfCountMagnitude) + subBucket);
}

constexpr int bucketOfIndex(std::size_t index) {
    return std::max(static_cast<int>(index >> halfCountMagnitude) - 1, 0);
}

constexpr std::int64_t lowestAt(std::size_t index) {
    const int bucket = bucketOfIndex(index);
    return (static_cast<std::int64_t>(index) - (std::int64_t{bucket} << halfCountMagnitude)) << bucket;
}

constexpr std::int64_t widthAt(std::size_t index) {
    return std::int64_t{1} << bucketOfIndex(index);
}

constexpr std::int64_t highestAt(std::size_t index) {
    return lowestAt(index) + widthAt(index) - 1;
}

constexpr std::int64_t middleAt(std::size_t index) {
    return lowestAt(index) + widthAt(index) / 2;
}

constexpr std::size_t indexCount = (static_cast<std::size_t>(bucketOf(Histogram::highest)) + 2)
                                   << halfCountMagnitude;

static_assert(indexCount == 23'552 && indexCount == Histogram::buckets,
              "as HdrHistogram sizes a histogram of 1 … 3,600,000,000 at three digits");
static_assert(lowestAt(indexOf(2047)) == 2047 && highestAt(indexOf(2047)) == 2047);
static_assert(lowestAt(indexOf(2049)) == 2048 && highestAt(indexOf(2049)) == 2049);

} // namespace

Histogram::Histogram()
    : m_counts(indexCount, 0) {}

void Histogram::record(std::int64_t value) {
    record(value, 1);
}

void Histogram::record(std::int64_t value, std::int64_t times) {
    if (times <= 0)
        return;
    const std::int64_t kept = std::clamp(value, lowest, highest);
    m_counts[indexOf(kept)] += times;
    m_total += times;
    m_min = std::min(m_min, kept);
    m_max = std::max(m_max, kept);
}

void Histogram::merge(const Histogram& other) {
    if (other.empty())
        return;
    const std::size_t last = indexOf(other.m_max);
    for (std::size_t index = indexOf(other.m_min); index <= last; ++index)
        m_counts[index] += other.m_counts[index];
    m_total += other.m_total;
    m_min = std::min(m_min, other.m_min);
    m_max = std::max(m_max, other.m_max);
}

void Histogram::reset() {
    if (empty())
        return;
    const auto first = m_counts.begin();
    std::fill(first + indexOf(m_min), first + indexOf(m_max) + 1, 0);
    m_total = 0;
    m_min = highest;
    m_max = 0;
}

std::int64_t Histogram::min() const {
    return empty() ? 0 : lowestAt(indexOf(m_min));
}

std::int64_t Histogram::max() const {
    return empty() ? 0 : highestAt(indexOf(m_max));
}

double Histogram::mean() const {
    if (empty())
        return 0;
    double sum = 0;
    const std::size_t last = indexOf(m_max);
    for (std::size_t index = indexOf(m_min); index <= last; ++index)
        sum += static_cast<double>(m_counts[index]) * static_cast<double>(middleAt(index));
    return sum / static_cast<double>(m_total);
}

std::int64_t Histogram::percentile(double percent) const {
    if (empty())
        return 0;
    const double wanted = std::clamp(percent, 0.0, 100.0);
    // The order of these operations decides ties; it is HdrHistogram's.
    const auto rank = static_cast<std::int64_t>(wanted * static_cast<double>(m_total) / 100 + 0.5);
    const std::int64_t target = std::clamp<std::int64_t>(rank, 1, m_total);
    std::size_t index = indexOf(m_min);
    for (std::int64_t passed = m_counts[index]; passed < target; passed += m_counts[index])
        ++index;
    return wanted > 0 ? highestAt(index) : lowestAt(index);
}

std::size_t Histogram::beginBucket() const {
    return empty() ? 0 : indexOf(m_min);
}

std::size_t Histogram::endBucket() const {
    return empty() ? 0 : indexOf(m_max) + 1;
}

void Histogram::addTo(std::size_t bucket, std::int64_t times) {
    record(highestAt(bucket), times);
}

std::int64_t Histogram::lowestIn(std::size_t bucket) {
    return lowestAt(bucket);
}

std::int64_t Histogram::highestIn(std::size_t bucket) {
    return highestAt(bucket);
}

} // namespace dyno::telemetry
