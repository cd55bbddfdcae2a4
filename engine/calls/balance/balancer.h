#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dyno::calls {

/// Chooses the connection with the fewest calls in flight; among equals the one that comes first after the
/// last choice, so that a lone caller uses all of them in turn.
class LeastInFlight {
public:
    /// The index of the choice; `inFlight` holds at least one.
    std::size_t choose(std::span<const std::uint32_t> inFlight);

private:
    std::size_t m_next = 0;
};

} // namespace dyno::calls
