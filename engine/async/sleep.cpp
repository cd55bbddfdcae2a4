#include "engine/async/sleep.h"

#include "engine/async/waiter.h"

namespace dyno::async {

Awaitable<void> sleepUntil(Clock& clock, TimePoint when) {
    Waiter<bool> waiter;
    const auto alarm = clock.makeAlarm();
    alarm->set(when, [&waiter] { waiter.complete(true); });
    co_await waiter.wait();
}

} // namespace dyno::async
