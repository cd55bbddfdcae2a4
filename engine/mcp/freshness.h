#pragma once

#include "engine/async/clock.h"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace dyno::mcp {

/// For whom a result may be kept. A private one never crosses from one set of credentials to another.
enum class CacheScope { Private, Public };

/// How long a result of the modern era may be used without asking again (discover, lists, resources/read).
struct Freshness {
    async::TimePoint received;
    async::Duration ttl{}; ///< 0: not at all
    CacheScope scope = CacheScope::Private;

    bool fresh(async::TimePoint now) const { return now < received + ttl; }
};

/// The result's own hints. A `ttlMs` that is absent, negative or no number is 0; more than a day is a day.
Freshness readFreshness(const nlohmann::json& result, async::TimePoint received);

/// Each page of a list has its own clock: the list is fresh while all its pages are. No pages are not fresh.
bool fresh(const std::vector<Freshness>& pages, async::TimePoint now);

} // namespace dyno::mcp
