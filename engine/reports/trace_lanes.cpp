#include "engine/reports/trace_lanes.h"

#include <iterator>
#include <limits>

namespace dyno::reports {

/// Of the lanes that are free, the one that was used last: those that have been free for longer suit calls
/// that began earlier.
std::uint32_t TraceLanes::laneFor(ServerId server, ConnectionId connection, async::Duration begin,
                                  async::Duration end) {
    auto& lanes = m_lanes[{server, connection}];
    auto free = lanes.upper_bound({begin, std::numeric_limits<std::uint32_t>::max()});
    auto lane = static_cast<std::uint32_t>(lanes.size());
    if (free != lanes.begin()) {
        --free;
        lane = free->second;
        lanes.erase(free);
    }
    lanes.emplace(end, lane);
    return lane;
}

} // namespace dyno::reports
