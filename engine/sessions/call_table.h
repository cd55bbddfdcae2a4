#pragma once

#include "engine/sessions/call_query.h"
#include "engine/sessions/session_database.h"

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

namespace dyno::sessions {

/// The calls that a session kept. All of it throws what SessionDatabase::attempt() catches.
class CallTable {
public:
    explicit CallTable(SessionDatabase& database)
        : m_database(database) {}

    std::vector<CallRow> rows(const std::vector<std::uint32_t>& ids, std::size_t first, std::size_t count);
    CallDetail detail(std::uint32_t id);
    void forEach(const std::function<bool(const CallRow&)>& take);
    /// Those that ended last in the range, oldest first.
    std::vector<CallRow> last(Range range, std::size_t count);
    /// The message of the first failure of that kind which ended in the range; empty when none is kept.
    std::string example(ErrorKind kind, Range range);

    /// The tool's name; empty for a number that has none.
    const std::string& tool(std::uint32_t number);

private:
    CallRow rowOf(const SQLite::Statement& row);
    ErrorKind kindOf(std::int64_t text);
    std::string text(std::int64_t id);
    std::uint32_t firstEndedFrom(Duration moment);

    SessionDatabase& m_database;
    std::optional<SQLite::Statement> m_text; ///< prepared once: nearly each failed call asks for its text
    std::unordered_map<std::uint32_t, std::string> m_tools;
    std::map<std::int64_t, ErrorKind> m_kinds; ///< by the number of their text
};

/// The kind that is spelled so. A later version may know others: they are Protocol here.
ErrorKind errorKindNamed(std::string_view text);

} // namespace dyno::sessions
