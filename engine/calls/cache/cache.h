#pragma once

#include "engine/calls/cache/cache_key.h"
#include "engine/calls/cache/generations.h"
#include "engine/calls/call.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/path_status.h"

#include <boost/intrusive/list.hpp>

#include <memory>
#include <string>
#include <unordered_map>

namespace dyno::calls {

/// Answers that are kept for equal calls: those that were used last, within bounds of number, size and age.
/// Pure. The bounds are read anew at each touch, so that narrower ones hold from then on.
class Cache {
public:
    struct Answer {
        ResultPtr result;
        std::uint64_t bytes = 0; ///< of its text
        Duration cost{};         ///< what asking the server had taken
    };

    /// The answer that is kept, or null; it is valid until the next touch.
    const Answer* find(const CacheKey& key, const settings::CacheTuning& bounds, TimePoint now);

    /// Of calls with this key. An answer is kept only if its own is the one in which it was asked for.
    std::uint64_t generation(const CacheKey& key) const { return m_generations.of(key.server, key.tool); }
    /// Keeps an answer in the place of an older one, unless it was invalidated before it came or is alone
    /// larger than allowed. The size of the key counts too.
    void keep(const CacheKey& key, std::uint64_t askedUnder, Answer answer,
              const settings::CacheTuning& bounds, TimePoint now);

    /// Lets go what is too old or too much.
    void trim(const settings::CacheTuning& bounds, TimePoint now);

    void invalidate();
    void invalidate(ServerId server);
    void invalidate(ServerId server, std::string_view tool);

    /// All but the counts of calls.
    void describe(telemetry::CacheStatus& status) const;

private:
    template<class Tag>
    using Hook = boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    struct ByUse;
    struct ByAge;

    struct Entry : Hook<ByUse>, Hook<ByAge> {
        CacheKey key() const { return {server, tool, arguments}; }
        std::uint64_t bytes() const { return tool.size() + arguments.size() + answer.bytes; }

        ServerId server;
        std::string tool;
        std::string arguments;
        Answer answer;
        TimePoint stored; ///< and not until when: the time to live may change
    };

    template<class Tag>
    using Order = boost::intrusive::list<Entry, boost::intrusive::base_hook<Hook<Tag>>,
                                         boost::intrusive::constant_time_size<false>>;

    void drop(Entry& entry);
    template<class Covered>
    void invalidateWhere(Covered covered);

    Generations m_generations;
    /// Each under the key that it holds itself.
    std::unordered_map<CacheKey, std::unique_ptr<Entry>, CacheKeyHash> m_entries;
    Order<ByUse> m_byUse; ///< the longest unused first
    Order<ByAge> m_byAge; ///< the oldest first
    std::uint64_t m_bytes = 0;
    std::uint64_t m_stored = 0, m_evicted = 0, m_expired = 0, m_invalidated = 0;
};

} // namespace dyno::calls
