#pragma once

#include "engine/async/awaitable.h"

namespace dyno::async {

/// Runs an io_context on this thread until it has no more work, as io_context::run() does, but looks for new
/// events for a few microseconds before it goes to sleep. A server that answers quickly is then heard without
/// the cost of waking this thread, which on an otherwise idle machine is several times that of the call
/// itself. Where answers take longer, or the server needs this very processor, looking is in vain and is
/// tried ever more rarely.
void runEventLoop(asio::io_context& io);

} // namespace dyno::async
