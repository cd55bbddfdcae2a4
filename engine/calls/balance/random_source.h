#pragma once

#include <cstdint>

namespace dyno::calls {

/// Spreads the bits of a number over all 64 (the finalizer of SplitMix64).
constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/// Evenly in the open interval (0, 1), from the upper bits.
constexpr double unitInterval(std::uint64_t bits) {
    return (static_cast<double>(bits >> 11) + 0.5) * 0x1.0p-53;
}

/// SplitMix64: eight bytes of state, the same sequence on every machine.
class RandomSource {
public:
    explicit RandomSource(std::uint64_t seed)
        : m_state(seed) {}

    /// Evenly in (0, 1).
    double next() { return unitInterval(mixed(m_state += 0x9e3779b97f4a7c15U)); }

private:
    std::uint64_t m_state;
};

} // namespace dyno::calls
