#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dyno::http {

using Header = std::pair<std::string, std::string>;

/// What a client's connections have been through.
struct ConnectionCounts {
    std::uint64_t opened = 0; ///< TCP connections
    std::uint64_t reused = 0; ///< requests over one that was open already
    std::string_view version; ///< of HTTP, as the last response had it; empty before
};

} // namespace dyno::http
