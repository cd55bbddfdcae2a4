#include "engine/calls/balance/balancer.h"

namespace dyno::calls {

std::size_t LeastInFlight::choose(std::span<const std::uint32_t> inFlight) {
    const std::size_t count = inFlight.size();
    std::size_t best = m_next % count;
    for (std::size_t step = 1; step < count; ++step) {
        const std::size_t candidate = (m_next + step) % count;
        if (inFlight[candidate] < inFlight[best])
            best = candidate;
    }
    m_next = best + 1;
    return best;
}

} // namespace dyno::calls
