#pragma once

#include "engine/async/clock.h"

#include <cstdint>

namespace dyno::calls {

/// A latency that forgets, as Finagle's "Peak EWMA" has it: a slower answer counts at once and in full, a
/// faster one by the time since the last, and where nobody calls it fades, so that what was slow is tried
/// again. Pure.
class Ewma {
public:
    /// After so long an old value weighs 1/e.
    static constexpr async::Duration tau = std::chrono::seconds(10);

    void add(async::Duration latency, async::TimePoint now);
    /// As it was last measured; zero when it never was.
    async::Duration last() const { return m_value; }
    /// What is left of it now. It does not fade while calls are in flight: an answer that does not come must
    /// not look like a fast one.
    async::Duration expected(std::uint32_t inFlight, async::TimePoint now) const;

private:
    async::Duration m_value{};
    async::TimePoint m_at;
};

} // namespace dyno::calls
