#include "engine/mcp/freshness.h"

#include "engine/mcp/json_members.h"

#include <algorithm>

namespace dyno::mcp {

using nlohmann::json;

Freshness readFreshness(const json& result, async::TimePoint received) {
    constexpr double mostMs = 24 * 60 * 60 * 1000.0;
    const json& hint = member(result, "ttlMs");
    const double ms = hint.is_number() ? std::clamp(hint.get<double>(), 0.0, mostMs) : 0;
    return {received, std::chrono::milliseconds(static_cast<std::int64_t>(ms)),
            member(result, "cacheScope") == "public" ? CacheScope::Public : CacheScope::Private};
}

bool fresh(const std::vector<Freshness>& pages, async::TimePoint now) {
    return !pages.empty() &&
           std::all_of(pages.begin(), pages.end(), [&](const Freshness& page) { return page.fresh(now); });
}

} // namespace dyno::mcp
