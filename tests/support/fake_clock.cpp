#include "fake_clock.h"

#include <algorithm>

namespace dyno::test {

class FakeClock::FakeAlarm final : public async::Alarm {
public:
    explicit FakeAlarm(FakeClock& clock)
        : m_clock(clock) {}
    ~FakeAlarm() override { m_clock.m_armed.erase(m_key); }

    void set(async::TimePoint when, std::function<void()> ring) override {
        cancel();
        m_key = {when, m_clock.m_nextSequence++};
        m_clock.m_armed.emplace(m_key, std::move(ring));
    }

    void cancel() override { m_clock.m_armed.erase(m_key); }

private:
    FakeClock& m_clock;
    Key m_key{async::TimePoint::min(), 0};
};

FakeClock::FakeClock(std::function<void()> afterRing)
    : m_afterRing(std::move(afterRing)) {}

std::unique_ptr<async::Alarm> FakeClock::makeAlarm() {
    return std::make_unique<FakeAlarm>(*this);
}

void FakeClock::advance(async::Duration duration) {
    const async::TimePoint target = m_now + duration;
    m_afterRing();
    while (!m_armed.empty() && m_armed.begin()->first.first <= target) {
        m_now = std::max(m_now, m_armed.begin()->first.first);
        const auto due = m_armed.extract(m_armed.begin()); // the ring may destroy its own alarm
        due.mapped()();
        m_afterRing();
    }
    m_now = target;
    m_afterRing();
}

} // namespace dyno::test
