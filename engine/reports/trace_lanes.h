#pragma once

#include "engine/async/clock.h"
#include "engine/ids.h"

#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace dyno::reports {

/// Where a trace draws each call: slices of one track must not overlap, and a connection's calls do, so that
/// it has as many tracks (lanes) as calls were in flight on it at once. Calls come in the order of their
/// ends.
class TraceLanes {
public:
    /// Counted from 0 within the connection.
    std::uint32_t laneFor(ServerId server, ConnectionId connection, async::Duration begin,
                          async::Duration end);

private:
    using Track = std::pair<ServerId, ConnectionId>;

    std::map<Track, std::set<std::pair<async::Duration, std::uint32_t>>>
        m_lanes; ///< by their last call's end
};

} // namespace dyno::reports
