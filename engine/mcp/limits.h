#pragma once

#include "engine/async/clock.h"

#include <cstddef>

namespace dyno::mcp {

/// How long a connection waits for what, each under the name that its error gives.
struct Limits {
    async::Duration start = std::chrono::seconds(30); ///< from starting the process to its first answer
    async::Duration handshake =
        std::chrono::seconds(10); ///< from the first answer to the end of the handshake
    async::Duration request =
        std::chrono::seconds(30);                    ///< tools/list, each page; calls have their own deadline
    async::Duration probe = std::chrono::seconds(3); ///< how long server/discover may go unanswered
    std::size_t maxMessageBytes = 64 << 20;          ///< one line of a server's output
};

} // namespace dyno::mcp
