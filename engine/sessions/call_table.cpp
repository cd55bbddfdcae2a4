#include "engine/sessions/call_table.h"

#include "engine/sessions/progress_text.h"
#include "engine/sessions/stamps_codec.h"

#include <algorithm>

namespace dyno::sessions {

namespace {

/// Where the times of records count from: a stage that was not reached has the clock's epoch.
constexpr async::TimePoint base{std::chrono::hours(1)};

constexpr std::size_t maxTools = 100'000;
constexpr std::size_t maxKinds = 1000;

constexpr const char* columns = "id, at, server, connection, tool, outcome, latency, weight, error, stamps";

std::string selectWhere(const std::string& rest) {
    return std::string("SELECT ") + columns + " FROM call WHERE " + rest;
}

/// A record whose stamps cannot be read has at least its begin and its end.
void restoreStamps(std::string_view stamps, calls::CallRecord& record) {
    const calls::CallRecord known = record;
    if (readStamps(stamps, record).has_error()) {
        record = known;
        record.started = record.intended;
    }
}

} // namespace

ErrorKind errorKindNamed(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::InvalidInput); ++i)
        if (name(static_cast<ErrorKind>(i)) == text)
            return static_cast<ErrorKind>(i);
    return ErrorKind::Protocol;
}

CallRow CallTable::rowOf(const SQLite::Statement& row) {
    CallRow call;
    call.id = numberAt(row, 0);
    call.at = std::max(durationAt(row, 1), Duration::zero());
    call.tool = tool(numberAt(row, 4));
    call.weight = std::max(numberAt(row, 7), 1U);
    if (!row.isColumnNull(8))
        call.error = text(row.getColumn(8).getInt64());
    calls::CallRecord& record = call.record;
    record.server = numberAt(row, 2);
    record.connection = numberAt(row, 3);
    record.intended = base + call.at;
    record.done = record.intended + std::max(durationAt(row, 6), Duration::zero());
    if (!row.isColumnNull(5))
        record.error = kindOf(row.getColumn(5).getInt64());
    restoreStamps(blobAt(row, 9), record);
    return call;
}

std::vector<CallRow> CallTable::rows(const std::vector<std::uint32_t>& ids, std::size_t first,
                                     std::size_t count) {
    std::vector<CallRow> rows;
    auto query = m_database.statement(selectWhere("id = ?"));
    const std::size_t end = first + std::min(count, ids.size() - std::min(first, ids.size()));
    for (std::size_t i = first; i < end; ++i) {
        query.bind(1, ids[i]);
        rows.emplace_back().id =
            ids[i]; // a row that is not there stays empty, so that others keep their place
        if (query.executeStep())
            rows.back() = rowOf(query);
        query.reset();
    }
    return rows;
}

CallDetail CallTable::detail(std::uint32_t id) {
    auto query = m_database.statement(selectWhere("id = ?"));
    query.bind(1, id);
    if (!query.executeStep())
        throw Damaged("it has no such call");
    CallDetail detail;
    detail.row = rowOf(query);
    auto more = m_database.statement(
        "SELECT call.detail, body.request, body.response, body.cut, body.call, body.progress FROM "
        "call LEFT JOIN body ON body.call = call.id WHERE call.id = ?");
    more.bind(1, id);
    if (!more.executeStep())
        return detail;
    if (!more.isColumnNull(0))
        detail.detail = text(more.getColumn(0).getInt64());
    detail.body = !more.isColumnNull(4);
    if (!more.isColumnNull(1))
        detail.request = text(more.getColumn(1).getInt64());
    detail.response = textAt(more, 2);
    detail.cut = countAt(more, 3);
    detail.progress = readProgress(textAt(more, 5));
    return detail;
}

void CallTable::forEach(const std::function<bool(const CallRow&)>& take) {
    auto query = m_database.statement(selectWhere("1 ORDER BY id"));
    while (query.executeStep() && take(rowOf(query))) {
    }
}

std::vector<CallRow> CallTable::last(Range range, std::size_t count) {
    std::vector<CallRow> rows;
    auto query = m_database.statement(selectWhere("id < ? ORDER BY id DESC"));
    query.bind(1, static_cast<std::int64_t>(firstEndedFrom(range.to + Duration(1))));
    while (rows.size() < count && query.executeStep()) {
        rows.push_back(rowOf(query));
        if (rows.back().at + rows.back().record.latency() < range.from) {
            rows.pop_back();
            break;
        }
    }
    std::ranges::reverse(rows);
    return rows;
}

std::string CallTable::example(ErrorKind kind, Range range) {
    auto query = m_database.statement(
        "SELECT error, at + latency FROM call WHERE id >= ? AND outcome IN (SELECT id FROM text "
        "WHERE value = ?) ORDER BY id LIMIT 1");
    query.bind(1, static_cast<std::int64_t>(firstEndedFrom(range.from)));
    query.bind(2, std::string(name(kind)));
    if (!query.executeStep() || query.isColumnNull(0) || durationAt(query, 1) > range.to)
        return {};
    return text(query.getColumn(0).getInt64());
}

const std::string& CallTable::tool(std::uint32_t number) {
    if (const auto known = m_tools.find(number); known != m_tools.end())
        return known->second;
    if (m_tools.size() >= maxTools)
        m_tools.clear();
    auto query = m_database.statement("SELECT name FROM tool WHERE id = ?");
    query.bind(1, number);
    static const std::string none;
    return query.executeStep() ? m_tools[number] = textAt(query, 0) : none;
}

std::string CallTable::text(std::int64_t id) {
    if (!m_text)
        m_text.emplace(m_database.statement("SELECT value FROM text WHERE id = ?"));
    m_text->tryReset(); // it may have failed before
    m_text->bind(1, id);
    std::string value = m_text->executeStep() ? textAt(*m_text, 0) : std::string();
    m_text->reset(); // else it would keep the file as it is now
    return value;
}

ErrorKind CallTable::kindOf(std::int64_t id) {
    if (const auto known = m_kinds.find(id); known != m_kinds.end())
        return known->second;
    if (m_kinds.size() >= maxKinds)
        m_kinds.clear();
    return m_kinds[id] = errorKindNamed(text(id));
}

/// Their ids grow with their ends, so that halving finds it without an index.
std::uint32_t CallTable::firstEndedFrom(Duration moment) {
    auto ends = m_database.statement("SELECT (SELECT min(id) FROM call), (SELECT max(id) FROM call)");
    if (!ends.executeStep() || ends.isColumnNull(0))
        return 0;
    std::int64_t low = numberAt(ends, 0), high = static_cast<std::int64_t>(numberAt(ends, 1)) + 1;
    auto query = m_database.statement("SELECT id, at, latency FROM call WHERE id >= ? ORDER BY id LIMIT 1");
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        query.reset();
        query.bind(1, middle);
        if (!query.executeStep() || durationAt(query, 1) + durationAt(query, 2) >= moment)
            high = middle;
        else
            low = std::max<std::int64_t>(query.getColumn(0).getInt64(), middle) + 1;
    }
    return static_cast<std::uint32_t>(std::min<std::int64_t>(low, UINT32_MAX));
}

} // namespace dyno::sessions
