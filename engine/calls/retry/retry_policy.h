#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/settings/tuning.h"

#include <cstdint>
#include <optional>
#include <random>

namespace dyno::calls {

/// Whether a call that failed is tried again, and when. Pure; one for all calls, since the budget is that of
/// all.
///
/// The wait is drawn evenly from nothing to base × factor^n, at most `cap`: "full jitter" of AWS's
/// "Exponential Backoff And Jitter". The budget is one of tokens, as Finagle has it: a call earns `budget`, a
/// retry costs one, and at most ten are kept, which is what there is at the start. So retries are at most
/// ten and `budget` × calls, and a few calls can still be retried. A budget of 0 allows none.
class RetryPolicy {
public:
    static constexpr int reserve = 10; ///< tokens kept at most

    explicit RetryPolicy(std::mt19937_64 random)
        : m_random(random) {}

    /// A call begins; its retries do not count as calls.
    void called(const settings::RetryTuning& tuning);

    /// How long to wait before the next attempt, or nothing when there is to be none. `attempt` is the one
    /// that failed, from 1 on. `safe`: the server has not begun with it, or doing it twice does no harm.
    /// `retryAfter` is what the server asked for: the wait is not shorter. `remaining` is the call's time; a
    /// wait that takes all of it is none. A retry that is granted is paid.
    std::optional<async::Duration> next(const settings::RetryTuning& tuning, int attempt, ErrorKind failure,
                                        bool safe, std::optional<async::Duration> retryAfter,
                                        async::Duration remaining);

    std::uint64_t overBudget() const { return m_overBudget; } ///< retries that the budget did not allow
    std::uint64_t unsafe() const { return m_unsafe; }         ///< … that might have done a thing twice

private:
    async::Duration draw(const settings::RetryTuning& tuning, int retry);
    bool pay(const settings::RetryTuning& tuning);

    /// Millionths of a token: tenths of it add up to one exactly.
    static constexpr std::int64_t token = 1'000'000;

    std::mt19937_64 m_random;
    std::int64_t m_tokens = reserve * token;
    std::uint64_t m_overBudget = 0;
    std::uint64_t m_unsafe = 0;
};

/// The most that the wait before the n-th retry, from 0 on, can be.
async::Duration longestWait(const settings::RetryTuning& tuning, int retry);

} // namespace dyno::calls
