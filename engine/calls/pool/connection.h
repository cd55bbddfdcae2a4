#pragma once

#include "engine/calls/call.h"
#include "engine/mcp/session.h"
#include "engine/telemetry/snapshot.h"

#include <memory>

namespace dyno::calls {

/// One session of a pool and what the pool knows of it.
struct Connection {
    ConnectionId id = 0;
    telemetry::ConnectionState state = telemetry::ConnectionState::Starting;
    std::unique_ptr<mcp::SessionObserver> observer; ///< outlives the session
    std::unique_ptr<mcp::Session> session;
    std::size_t way = 0; ///< the transport of its session, among the pool's
    std::uint32_t inFlight = 0;
    async::TimePoint readyAt;      ///< the epoch before it was
    bool closing = false;          ///< its shutdown has begun
    std::function<void()> endWait; ///< ends the wait before its start; empty when it does not wait
};

using ConnectionPtr = std::shared_ptr<Connection>;

} // namespace dyno::calls
