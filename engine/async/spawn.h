#pragma once

#include "engine/async/awaitable.h"

namespace dyno::async {

/// Starts a coroutine that nobody waits for, on the event loop's next turn and never inside this call: what
/// the coroutine does at once cannot surprise the one who starts it. Expected failures are its own to report;
/// an exception that leaves it is a bug, and leaves io_context::run() too, where the thread that runs it says
/// so and ends the program.
void spawn(const Executor& executor, Awaitable<void> coroutine);

} // namespace dyno::async
