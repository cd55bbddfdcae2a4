#include "engine/calls/breaker/failure_window.h"

#include <algorithm>
#include <utility>

namespace dyno::calls {

using async::Duration;
using async::TimePoint;

void FailureWindow::add(Duration length, TimePoint now, bool failed) {
    const Duration tenth = std::max(length / bucketCount, Duration(1));
    if (std::exchange(m_tenth, tenth) != tenth)
        clear();
    const std::int64_t number = numberAt(now);
    Bucket& bucket = m_buckets[static_cast<std::size_t>(number % bucketCount)];
    if (bucket.number != number)
        bucket = {number, {}};
    ++bucket.counts.calls;
    bucket.counts.failed += failed;
}

FailureWindow::Counts FailureWindow::counts(TimePoint now) const {
    const std::int64_t oldest = numberAt(now) - bucketCount + 1;
    Counts sum;
    for (const Bucket& bucket : m_buckets) {
        if (bucket.number < oldest)
            continue;
        sum.calls += bucket.counts.calls;
        sum.failed += bucket.counts.failed;
    }
    return sum;
}

} // namespace dyno::calls
