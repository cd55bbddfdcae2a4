#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/process/child_process.h"

namespace dyno::process {

/// How long a server is given after its input is closed, and again after SIGTERM.
inline constexpr async::Duration shutdownGrace = std::chrono::seconds(2);

/// What it took until no process of the group was left.
enum class ShutdownStep { ClosedInput, Terminated, Killed };

/// Ends a child and all of its process group: closes its input, waits, SIGTERM, waits, SIGKILL (the order
/// that MCP's stdio transport asks for).
async::Awaitable<ShutdownStep> shutDown(std::shared_ptr<ChildProcess> child, async::Clock& clock,
                                        async::Duration grace = shutdownGrace);

} // namespace dyno::process
