#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <string>
#include <vector>

namespace dyno::test {

/// The first value that a query gives of a session file, as SQLite would print it; "NULL" for none.
inline std::string sqlValue(const std::filesystem::path& file, const std::string& sql) {
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY, 2000);
    SQLite::Statement query(database, sql);
    if (!query.executeStep() || query.getColumn(0).isNull())
        return "NULL";
    return query.getColumn(0).getString();
}

/// All rows, each with its columns joined by "|".
inline std::vector<std::string> sqlRows(const std::filesystem::path& file, const std::string& sql) {
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY, 2000);
    SQLite::Statement query(database, sql);
    std::vector<std::string> rows;
    while (query.executeStep()) {
        std::string& row = rows.emplace_back();
        for (int column = 0; column < query.getColumnCount(); ++column) {
            row += column == 0 ? "" : "|";
            row += query.getColumn(column).isNull() ? "NULL" : query.getColumn(column).getString();
        }
    }
    return rows;
}

} // namespace dyno::test
