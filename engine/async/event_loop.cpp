#include "engine/async/event_loop.h"

#include <algorithm>
#include <chrono>

namespace dyno::async {

namespace {

/// Longer than a wake-up costs, on virtual machines too, and short against anything that a person would
/// notice.
constexpr auto lookFor = std::chrono::microseconds(60);

/// After looking in vain, this many waits at most go straight to sleep.
constexpr int mostSkipped = 64;

/// Whether an event came while we looked. It has been handled then. No sched_yield() here: kernels since 6.6
/// push a thread that yields again and again so far back that a busy machine can hold it up for a second.
bool look(asio::io_context& io) {
    const auto end = std::chrono::steady_clock::now() + lookFor;
    do {
        if (io.poll_one() > 0)
            return true;
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

} // namespace

void runEventLoop(asio::io_context& io) {
    int skip = 0;    // waits that go straight to sleep, still
    int penalty = 0; // and how many it will be after the next look in vain
    for (;;) {
        while (io.poll_one() > 0) {
        }
        if (io.stopped())
            return; // out of work
        if (skip > 0) {
            --skip;
        } else if (look(io)) {
            penalty = 0;
            continue;
        } else {
            penalty = std::clamp(penalty * 2, 1, mostSkipped);
            skip = penalty;
        }
        if (io.run_one() == 0)
            return;
    }
}

} // namespace dyno::async
