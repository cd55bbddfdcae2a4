#include "engine/async/steady_clock.h"

#include <boost/asio/basic_waitable_timer.hpp>

namespace dyno::async {

namespace {

class SteadyAlarm final : public Alarm {
public:
    explicit SteadyAlarm(const Executor& executor)
        : m_timer(executor) {}

    void set(TimePoint when, std::function<void()> ring) override {
        m_ring = std::make_shared<std::function<void()>>(std::move(ring));
        m_timer.expires_at(when);
        // A timer that has expired can no longer be cancelled: its handler is queued. Then m_ring tells.
        m_timer.async_wait([weak = std::weak_ptr(m_ring)](const boost::system::error_code& ec) {
            if (const auto stillSet = weak.lock(); stillSet && !ec)
                (*stillSet)();
        });
    }

    void cancel() override {
        m_ring.reset();
        m_timer.cancel();
    }

private:
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>, Executor>;
    Timer m_timer;
    std::shared_ptr<std::function<void()>> m_ring; ///< null when not set
};

} // namespace

std::unique_ptr<Alarm> SteadyClock::makeAlarm() {
    return std::make_unique<SteadyAlarm>(m_executor);
}

} // namespace dyno::async
