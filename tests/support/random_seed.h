#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace dyno::test {

/// Where a property test begins: at DYNO_SEED when that is set, else anew each time. Its n-th sequence takes
/// seed + n, which it prints when it fails; with that as DYNO_SEED the failure comes first.
inline std::uint64_t randomSeed() {
    if (const char* text = std::getenv("DYNO_SEED"))
        return std::stoull(text);
    return std::random_device()();
}

} // namespace dyno::test
