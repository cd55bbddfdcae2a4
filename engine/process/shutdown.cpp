#include "engine/process/shutdown.h"

#include "engine/async/sleep.h"

#include <csignal>

namespace dyno::process {

namespace {

/// The group can outlive its leader (npx, sh -c); nothing tells us when its last member ends, so we look.
async::Awaitable<bool> groupGoneBy(ChildProcess& child, async::Clock& clock, async::TimePoint when) {
    constexpr auto between = std::chrono::milliseconds(20);
    if (!co_await child.exitedBy(clock, when))
        co_return false;
    while (child.groupAlive()) {
        if (clock.now() >= when)
            co_return false;
        co_await async::sleepUntil(clock, clock.now() + between);
    }
    co_return true;
}

} // namespace

async::Awaitable<ShutdownStep> shutDown(std::shared_ptr<ChildProcess> child, async::Clock& clock,
                                        async::Duration grace) {
    boost::system::error_code ignored;
    child->input().close(ignored);
    if (co_await groupGoneBy(*child, clock, clock.now() + grace))
        co_return ShutdownStep::ClosedInput;
    child->signalGroup(SIGTERM);
    if (co_await groupGoneBy(*child, clock, clock.now() + grace))
        co_return ShutdownStep::Terminated;
    child->signalGroup(SIGKILL);
    co_await groupGoneBy(*child, clock, clock.now() + grace);
    co_return ShutdownStep::Killed;
}

} // namespace dyno::process
