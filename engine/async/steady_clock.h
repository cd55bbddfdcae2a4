#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"

namespace dyno::async {

/// The real clock: std::chrono::steady_clock, with alarms on the engine's io_context.
class SteadyClock final : public Clock {
public:
    explicit SteadyClock(Executor executor)
        : m_executor(std::move(executor)) {}

    TimePoint now() const override { return std::chrono::steady_clock::now(); }
    std::unique_ptr<Alarm> makeAlarm() override;

private:
    Executor m_executor;
};

} // namespace dyno::async
