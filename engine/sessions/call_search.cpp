#include "engine/sessions/call_search.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace dyno::sessions {

namespace {

constexpr std::uint64_t leastRowBytes = 12;

/// A text to look for, no matter the case of its ASCII letters; in JSON also as it is spelled there.
class Needle {
public:
    explicit Needle(const std::string& text)
        : m_plain(lower(text))
        , m_escaped(lower(escaped(text))) {}

    bool isIn(std::string_view haystack) {
        m_haystack.resize(haystack.size());
        std::ranges::transform(haystack, m_haystack.begin(), lowerCase);
        return m_haystack.find(m_plain) != std::string::npos ||
               (m_escaped != m_plain && m_haystack.find(m_escaped) != std::string::npos);
    }

private:
    /// Branch-free, so that compilers do sixteen at once.
    static char lowerCase(char c) {
        const auto letter = static_cast<unsigned char>(c - 'A') < 26;
        return static_cast<char>(c + (letter ? 'a' - 'A' : 0));
    }
    static std::string lower(std::string text) {
        std::ranges::transform(text, text.begin(), lowerCase);
        return text;
    }
    static std::string escaped(const std::string& text) {
        const std::string quoted =
            nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return quoted.substr(1, quoted.size() - 2);
    }

    std::string m_plain, m_escaped;
    std::string m_haystack;
};

using Ids = std::unordered_set<std::int64_t>;

/// The rows of `tool` or `text` that have it.
Ids having(SessionDatabase& database, const char* sql, Needle& needle) {
    Ids found;
    auto query = database.statement(sql);
    while (query.executeStep())
        if (needle.isIn(blobAt(query, 1)))
            found.insert(query.getColumn(0).getInt64());
    return found;
}

/// The calls in whose request or answer it is, in order.
std::vector<std::int64_t> callsWithBody(SessionDatabase& database, std::uint32_t after, const Ids& texts,
                                        Needle& needle) {
    std::vector<std::int64_t> calls;
    auto query = database.statement("SELECT call, request, response FROM body WHERE call > ? ORDER BY call");
    query.bind(1, after);
    while (query.executeStep())
        if (texts.contains(query.getColumn(1).getInt64()) || needle.isIn(blobAt(query, 2)))
            calls.push_back(query.getColumn(0).getInt64());
    return calls;
}

/// Says of each call whether the filter's text is in it.
struct TextMatch {
    TextMatch(SessionDatabase& database, const CallFilter& filter)
        : needle(filter.text)
        , tools(having(database, "SELECT id, name FROM tool", needle))
        , texts(having(database, "SELECT id, value FROM text", needle))
        , bodies(callsWithBody(database, filter.after, texts, needle)) {}

    bool operator()(std::int64_t call, std::int64_t tool, std::int64_t error) const {
        return tools.contains(tool) || texts.contains(error) || std::ranges::binary_search(bodies, call);
    }

    Needle needle;
    Ids tools, texts;
    std::vector<std::int64_t> bodies;
};

/// The numeric conditions as SQL; numbers are ours, so that they may stand in it.
std::string conditions(const CallFilter& filter) {
    std::string sql = "1";
    const auto also = [&](const std::string& condition) { sql += " AND " + condition; };
    if (filter.after > 0)
        also(fmt::format("id > {}", filter.after));
    if (filter.server)
        also(fmt::format("server = {}", *filter.server));
    if (filter.connection)
        also(fmt::format("connection = {}", *filter.connection));
    if (!filter.tool.empty())
        also("tool IN (SELECT id FROM tool WHERE name = :tool)");
    if (filter.outcome == CallFilter::Outcome::Succeeded)
        also("outcome IS NULL");
    if (filter.outcome == CallFilter::Outcome::Errors)
        also("outcome IS NOT NULL");
    if (filter.error)
        also(fmt::format("outcome IN (SELECT id FROM text WHERE value = '{}')", name(*filter.error)));
    if (filter.atLeast)
        also(fmt::format("latency >= {}", filter.atLeast->count()));
    if (filter.atMost)
        also(fmt::format("latency <= {}", filter.atMost->count()));
    if (filter.range)
        also(fmt::format("at + latency >= {} AND at + latency < {}", filter.range->from.count(),
                         filter.range->to.count()));
    return sql;
}

std::uint32_t newestCall(SessionDatabase& database) {
    auto query = database.statement("SELECT max(id) FROM call");
    return query.executeStep() && !query.isColumnNull(0) ? numberAt(query, 0) : 0;
}

struct Found {
    std::int64_t latency;
    std::uint32_t id;
};

void sort(std::vector<Found>& calls, CallOrder order) {
    if (order == CallOrder::Latency)
        std::ranges::sort(calls, {}, [](const Found& call) { return std::pair(call.latency, call.id); });
    if (order == CallOrder::SlowestFirst)
        std::ranges::sort(calls, {}, [](const Found& call) { return std::pair(-call.latency, call.id); });
}

} // namespace

std::shared_ptr<const CallIndex> allCalls(SessionDatabase& database, std::uint64_t ended) {
    auto index = std::make_shared<CallIndex>();
    auto query = database.statement("SELECT (SELECT min(id) FROM call), (SELECT max(id) FROM call)");
    if (!query.executeStep() || query.isColumnNull(0))
        return index;
    const std::uint32_t first = numberAt(query, 0);
    const std::uint64_t count = std::uint64_t{numberAt(query, 1)} - first + 1;
    if (count > database.bytes() / leastRowBytes)
        throw Damaged("its calls have numbers beyond their count");
    index->ids.resize(count);
    std::iota(index->ids.begin(), index->ids.end(), first);
    index->standsFor = std::max(ended, count);
    index->until = index->ids.back();
    return index;
}

std::shared_ptr<const CallIndex> findCalls(SessionDatabase& database, const CallFilter& filter,
                                           CallOrder order) {
    auto index = std::make_shared<CallIndex>();
    index->filter = filter;
    index->order = order;
    index->until = std::max(filter.after, newestCall(database));
    std::optional<TextMatch> text;
    if (!filter.text.empty())
        text.emplace(database, filter);
    auto query = database.statement(fmt::format("SELECT id, weight, latency{} FROM call WHERE {} ORDER BY id",
                                                text ? ", tool, error" : "", conditions(filter)));
    if (!filter.tool.empty())
        query.bind(":tool", filter.tool);
    std::vector<Found> calls;
    std::int64_t last = -1;
    while (query.executeStep()) {
        const std::int64_t id = query.getColumn(0).getInt64();
        if (id <= last || id > UINT32_MAX)
            throw Damaged("its calls are not in order");
        last = id;
        if (text && !(*text)(id, query.getColumn(3).getInt64(), query.getColumn(4).getInt64()))
            continue;
        index->standsFor += std::max(numberAt(query, 1), 1U);
        calls.push_back(
            {std::max<std::int64_t>(query.getColumn(2).getInt64(), 0), static_cast<std::uint32_t>(id)});
    }
    sort(calls, order);
    index->ids.reserve(calls.size());
    for (const Found& call : calls)
        index->ids.push_back(call.id);
    return index;
}

} // namespace dyno::sessions
