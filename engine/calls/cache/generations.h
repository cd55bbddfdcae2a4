#pragma once

#include "engine/ids.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dyno::calls {

/// Tells answers that were asked for before an invalidation from later ones: each invalidation begins a new
/// generation of what it covers. Pure.
class Generations {
public:
    /// Changes with each invalidation that covers the tool, and only then.
    std::uint64_t of(ServerId server, std::string_view tool) const;

    void begin();
    void begin(ServerId server);
    void begin(ServerId server, std::string_view tool);

private:
    struct Server {
        std::uint64_t own = 0;
        std::map<std::string, std::uint64_t, std::less<>> tools; ///< invalidated since `own` began
    };

    std::uint64_t m_last = 0;
    std::uint64_t m_ofAll = 0;
    std::unordered_map<ServerId, Server> m_servers; ///< invalidated since m_ofAll began
};

} // namespace dyno::calls
