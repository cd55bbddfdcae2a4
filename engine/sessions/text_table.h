#pragma once

#include "engine/sessions/insert.h"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

namespace dyno::sessions {

/// The table `text`: what many calls have in common is kept once, as far as it can be remembered. Texts are
/// cleaned when they are first seen, so that a thousand equal ones cost a look into a map each.
class TextTable {
public:
    using Clean = std::function<std::string(std::string)>;

    TextTable(SQLite::Database& database, Clean clean, std::int64_t& lastId)
        : m_insert(database, "INSERT INTO text VALUES (?, ?)")
        , m_clean(std::move(clean))
        , m_lastId(lastId) {}

    std::int64_t idOf(const std::string& text);
    /// After a transaction that failed, or when texts are to be cleaned anew.
    void forget();

private:
    static constexpr std::size_t mostBytes = 16 << 20;

    Insert m_insert;
    Clean m_clean;
    std::int64_t& m_lastId; ///< shared with the other uses of the table
    std::unordered_map<std::string, std::int64_t> m_known;
    std::size_t m_bytes = 0;
};

} // namespace dyno::sessions
