#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace dyno::demo {

/// Names a request: clients choose ids without knowing of each other.
struct CallKey {
    std::uint64_t client = 0;
    std::string id; ///< as JSON text: 7 or "seven"

    bool operator==(const CallKey&) const = default;
    auto operator<=>(const CallKey&) const = default;

    struct Hash {
        std::size_t operator()(const CallKey& key) const {
            return std::hash<std::string>()(key.id) ^ (key.client * 0x9e3779b97f4a7c15);
        }
    };
};

} // namespace dyno::demo
