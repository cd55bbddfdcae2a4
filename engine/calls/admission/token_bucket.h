#pragma once

#include "engine/async/clock.h"

#include <cstdint>
#include <optional>

namespace dyno::calls {

/// Allows so many calls a second, and a number of them at once after a pause. Each token's time is computed
/// from one point and the count of tokens since, so that hours of calls add up to no error. Pure.
class TokenBucket {
public:
    /// Changes the rate, which is above 0, and the most that is kept, which is at least 1. Without a rate
    /// there is no limit. What is in the bucket stays there, as far as it fits; one that had no limit is
    /// full.
    void limit(std::optional<double> perSecond, int burst, async::TimePoint now);

    /// Takes a token, if there is one.
    bool tryTake(async::TimePoint now);

    /// When there is a token: the past if there is one already.
    async::TimePoint nextAt() const;

private:
    double available(async::TimePoint now) const;
    async::TimePoint after(double tokens) const;

    std::optional<double> m_perSecond;
    int m_burst = 1;
    async::TimePoint m_full;  ///< when the bucket would be full, had none been taken since it last was
    std::int64_t m_taken = 0; ///< since then
};

} // namespace dyno::calls
