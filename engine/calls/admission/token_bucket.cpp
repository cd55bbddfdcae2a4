#include "engine/calls/admission/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace dyno::calls {

using async::Duration;
using async::TimePoint;

namespace {

constexpr double nanoseconds = 1e9; // of a second

} // namespace

void TokenBucket::limit(std::optional<double> perSecond, int burst, TimePoint now) {
    if (perSecond == m_perSecond && burst == m_burst)
        return;
    const double missing = burst - std::min(m_perSecond ? available(now) : burst, double(burst));
    m_perSecond = perSecond;
    m_burst = burst;
    m_full = now;
    m_taken = 0;
    if (m_perSecond)
        m_full = after(missing);
}

bool TokenBucket::tryTake(TimePoint now) {
    if (!m_perSecond)
        return true;
    if (now < nextAt())
        return false;
    // Full for a while, so what came before no longer matters. Where it is full just now, it still does: a
    // part of a nanosecond is missing.
    if (after(static_cast<double>(m_taken)) < now) {
        m_full = now;
        m_taken = 0;
    }
    ++m_taken;
    return true;
}

TimePoint TokenBucket::nextAt() const {
    return m_perSecond ? after(static_cast<double>(m_taken + 1 - m_burst)) : TimePoint();
}

double TokenBucket::available(TimePoint now) const {
    const double sinceFull = std::chrono::duration<double>(now - m_full).count();
    const double missing = static_cast<double>(m_taken) - sinceFull * *m_perSecond;
    return m_burst - std::max(missing, 0.0);
}

/// When so many tokens have come since m_full. A double holds whole nanoseconds up to 104 days, and a bucket
/// that is never full for so long is off by no more than its rounding.
TimePoint TokenBucket::after(double tokens) const {
    constexpr double longest = 1e18; // 31 years, which a TimePoint still holds
    const double length = std::ceil(tokens * nanoseconds / *m_perSecond);
    return m_full + Duration(static_cast<Duration::rep>(std::clamp(length, -longest, longest)));
}

} // namespace dyno::calls
