#pragma once

#include "engine/async/clock.h"

#include <array>
#include <cstdint>

namespace dyno::calls {

/// How many of the latest calls failed. Pure. The window slides by a tenth of its length: it holds the
/// current tenth, as far as it has come, and the nine before. One of another length begins empty.
class FailureWindow {
public:
    struct Counts {
        std::uint64_t calls = 0;
        std::uint64_t failed = 0;
    };

    void add(async::Duration length, async::TimePoint now, bool failed);
    Counts counts(async::TimePoint now) const;
    void clear() { m_buckets = {}; }

private:
    struct Bucket {
        std::int64_t number = 0; ///< tenths since the clock's epoch
        Counts counts;
    };
    static constexpr int bucketCount = 10;

    std::int64_t numberAt(async::TimePoint now) const { return now.time_since_epoch() / m_tenth; }

    async::Duration m_tenth{1};
    std::array<Bucket, bucketCount> m_buckets;
};

} // namespace dyno::calls
