#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dyno::telemetry {

/// Counts of values in HdrHistogram's bucket layout (lowest discernible value 1, highest trackable
/// 3,600,000,000, three significant digits): used here for microseconds from 1 µs to 1 h. Recording never
/// allocates. A plain value: copy, merge and read it from any one thread at a time.
///
/// Layout and percentile rule: HdrHistogram (http://hdrhistogram.org), public domain.
class Histogram {
public:
    static constexpr std::int64_t lowest = 1;
    static constexpr std::int64_t highest = 3'600'000'000;
    static constexpr int significantDigits = 3;
    static constexpr std::size_t buckets = 23'552;

    Histogram();

    /// Adds one value; values outside lowest … highest are counted at the nearer end.
    void record(std::int64_t value);
    void record(std::int64_t value, std::int64_t times);

    /// Adds all of the other's counts.
    void merge(const Histogram& other);
    void reset();

    std::int64_t count() const { return m_total; }
    bool empty() const { return m_total == 0; }

    /// Ends of the buckets that hold the smallest and the largest recorded value, as HdrHistogram reports
    /// them: min() rounds down and max() rounds up, each by less than 0.1 %; 0 when empty.
    std::int64_t min() const;
    std::int64_t max() const;
    /// Mean over the buckets' middles, as HdrHistogram computes it; 0 when empty.
    double mean() const;
    /// The upper end of the bucket at or below which `percent` (0 … 100; beyond is clamped) of the recorded
    /// values lie; for 0 the lower end of the first one. 0 when empty.
    std::int64_t percentile(double percent) const;

    /// The counts themselves, in HdrHistogram's order: all that are not 0 lie in beginBucket() … endBucket().
    std::size_t beginBucket() const;
    std::size_t endBucket() const;
    std::int64_t countIn(std::size_t bucket) const { return m_counts[bucket]; }
    /// Adds values of which only the bucket is known. `bucket` is below `buckets`.
    void addTo(std::size_t bucket, std::int64_t times);
    /// The least and the greatest value that a bucket holds.
    static std::int64_t lowestIn(std::size_t bucket);
    static std::int64_t highestIn(std::size_t bucket);

private:
    std::vector<std::int64_t> m_counts;
    std::int64_t m_total = 0;
    std::int64_t m_min = highest; ///< exact; meaningless while empty
    std::int64_t m_max = 0;       ///< exact
};

} // namespace dyno::telemetry
