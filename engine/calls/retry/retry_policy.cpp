#include "engine/calls/retry/retry_policy.h"

#include "engine/calls/retry/failure_class.h"

#include <algorithm>
#include <cmath>

namespace dyno::calls {

using async::Duration;
using settings::RetryTuning;

/// In floating point up to the cap, since factor^n leaves every integer behind.
Duration longestWait(const RetryTuning& tuning, int retry) {
    const double grown = static_cast<double>(tuning.base.count()) * std::pow(tuning.factor, retry);
    return grown < static_cast<double>(tuning.cap.count()) ? Duration(std::llround(grown)) : tuning.cap;
}

void RetryPolicy::called(const RetryTuning& tuning) {
    const std::int64_t earned = std::llround(tuning.budget * token);
    m_tokens = std::min(reserve * token, m_tokens + earned);
}

std::optional<Duration> RetryPolicy::next(const RetryTuning& tuning, int attempt, ErrorKind failure,
                                          bool safe, std::optional<Duration> retryAfter, Duration remaining) {
    if (attempt >= tuning.attempts || !isAmong(tuning.counts, failure))
        return std::nullopt;
    if (!safe) {
        ++m_unsafe;
        return std::nullopt;
    }
    const Duration wait = std::max(draw(tuning, attempt - 1), retryAfter.value_or(Duration::zero()));
    if (wait >= remaining)
        return std::nullopt;
    if (!pay(tuning)) {
        ++m_overBudget;
        return std::nullopt;
    }
    return wait;
}

Duration RetryPolicy::draw(const RetryTuning& tuning, int retry) {
    std::uniform_int_distribution<Duration::rep> evenly(0, longestWait(tuning, retry).count());
    return Duration(evenly(m_random));
}

bool RetryPolicy::pay(const RetryTuning& tuning) {
    if (tuning.budget <= 0 || m_tokens < token)
        return false;
    m_tokens -= token;
    return true;
}

} // namespace dyno::calls
