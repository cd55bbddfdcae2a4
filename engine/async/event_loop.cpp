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

/// Looking pays where it nearly always finds something. Over HTTP an answer comes in several pieces: the
/// later ones follow at once, but the first takes as long as the server does, and looking for that would cost
/// more than the call. So it takes some finds in a row before a look in vain is forgotten.
constexpr int findsThatForgive = 4;

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
    int finds = 0;   // in a row
    for (;;) {
        while (io.poll_one() > 0) {
        }
        if (io.stopped())
            return; // out of work
        if (skip > 0) {
            --skip;
        } else if (look(io)) {
            if (++finds >= findsThatForgive)
                penalty = 0;
            continue;
        } else {
            finds = 0;
            penalty = std::clamp(penalty * 2, 1, mostSkipped);
            skip = penalty;
        }
        if (io.run_one() == 0)
            return;
    }
}

} // namespace dyno::async
