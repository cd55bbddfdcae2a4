#pragma once

#include "engine/ids.h"

#include <cstddef>
#include <functional>
#include <string_view>

namespace dyno::calls {

/// What equal calls have in common. It only looks at texts that somebody else keeps.
struct CacheKey {
    ServerId server = 0;
    std::string_view tool;
    std::string_view arguments; ///< canonical

    bool operator==(const CacheKey&) const = default;
};

struct CacheKeyHash {
    std::size_t operator()(const CacheKey& key) const {
        const std::hash<std::string_view> hash;
        constexpr std::size_t spread = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
        return (hash(key.tool) * spread + key.server) * spread ^ hash(key.arguments);
    }
};

} // namespace dyno::calls
