#pragma once

#include "engine/calls/balance/ewma.h"
#include "engine/calls/call.h"
#include "engine/mcp/session.h"
#include "engine/telemetry/snapshot.h"

#include <memory>
#include <optional>

namespace dyno::calls {

/// Why a pool lets go of a connection by itself.
enum class Leaving {
    Surplus, ///< there are more than the tuning allows
    Idle,
    Old,
    Used, ///< it has had its number of calls
};

/// One session of a pool and what the pool knows of it.
struct Connection {
    ConnectionId id = 0;
    telemetry::ConnectionState state = telemetry::ConnectionState::Starting;
    std::unique_ptr<mcp::SessionObserver> observer; ///< outlives the session
    std::unique_ptr<mcp::Session> session;
    std::size_t way = 0; ///< the transport of its session, among the pool's
    std::uint32_t inFlight = 0;
    std::uint64_t calls = 0; ///< that it was given
    Ewma latency;
    async::TimePoint readyAt;      ///< the epoch before it was
    async::TimePoint idleSince;    ///< when its last call ended; means nothing while some are in flight
    async::TimePoint askedAt;      ///< for a sign of life
    std::optional<Leaving> worn;   ///< it serves on until another has taken its place
    bool closing = false;          ///< its shutdown has begun
    std::function<void()> endWait; ///< ends the wait before its start; empty when it does not wait
};

using ConnectionPtr = std::shared_ptr<Connection>;

} // namespace dyno::calls
