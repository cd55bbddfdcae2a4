#pragma once

#include "engine/calls/pool/connection.h"
#include "engine/settings/tuning.h"

#include <span>
#include <vector>

namespace dyno::calls {

/// What a pool is to do now, as its tuning and the state of its connections want it. Pure.
///
/// A pool holds `min` connections; with `perConnection` it grows up to `max`, by as many as the calls that
/// wait need beyond the room that there is and those that are coming up. Without it no call ever waits for
/// another, so there is no reason to grow. Without `prewarm` the least are opened as calls run at once. A
/// connection that is worn (too old, used up) is replaced first and leaves then, so that for a while there is
/// one more; where it is idle and can be spared, it is not replaced.
struct PoolPlan {
    struct Facts {
        bool everReady = false;    ///< until then there is one connection, which finds out about the server
        std::uint32_t waiting = 0; ///< calls that would take any connection
        async::TimePoint now;
    };
    struct Exit {
        ConnectionPtr connection;
        Leaving why;
    };

    int open = 0;
    std::vector<ConnectionPtr> keep;  ///< they drain, and are to serve on: cheaper than to open others
    std::vector<Exit> leave;          ///< when their calls have ended
    std::vector<ConnectionPtr> worn;  ///< are to be replaced, for the reason that `wornBy` gives
    std::vector<ConnectionPtr> asked; ///< for a sign of life
    async::TimePoint next = async::TimePoint::max(); ///< when time alone may make another plan
};

/// Why the connection is worn; nothing when it is not.
std::optional<Leaving> wornBy(const settings::PoolTuning& tuning, const Connection& connection,
                              async::TimePoint now);

PoolPlan planFor(const settings::PoolTuning& tuning, std::span<const ConnectionPtr> connections,
                 const PoolPlan::Facts& facts);

} // namespace dyno::calls
