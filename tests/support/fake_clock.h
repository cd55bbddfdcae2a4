#pragma once

#include "engine/async/clock.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace dyno::test {

/// A clock whose time is turned by hand. It must outlive its alarms.
class FakeClock final : public async::Clock {
public:
    /// `afterRing` runs after each alarm, for what that has made ready; advance() runs it first and last,
    /// too.
    explicit FakeClock(std::function<void()> afterRing = [] {});

    async::TimePoint now() const override { return m_now; }
    std::unique_ptr<async::Alarm> makeAlarm() override;

    /// Turns the time, and rings what becomes due on the way in order, each with now() at its time. An alarm
    /// set for the past rings at the next turn, even one of no length.
    void advance(async::Duration duration);
    /// Alarms that are set and have not rung.
    std::size_t armed() const { return m_armed.size(); }

private:
    class FakeAlarm;
    using Key = std::pair<async::TimePoint, std::uint64_t>; ///< equal times ring in the order they were set

    std::function<void()> m_afterRing;
    async::TimePoint m_now{std::chrono::hours(1)}; // not the epoch, which means "did not happen"
    std::uint64_t m_nextSequence = 0;
    std::map<Key, std::function<void()>> m_armed;
};

} // namespace dyno::test
