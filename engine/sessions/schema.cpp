#include "engine/sessions/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>

namespace dyno::sessions::schema {

namespace {

struct Table {
    std::string_view name;
    std::string_view columns;
};

// A file is ours only if it has exactly these, to the letter: to change one takes a new version.
constexpr std::array<Table, 12> tables{{
    {"meta", "key TEXT PRIMARY KEY, value TEXT NOT NULL"},
    {"state", "key TEXT PRIMARY KEY, value TEXT NOT NULL"},
    {"run", "number INTEGER PRIMARY KEY, began INTEGER NOT NULL, ended INTEGER, in_flight INTEGER NOT NULL, "
            "scenario TEXT NOT NULL, tuning TEXT NOT NULL"},
    {"interval", "id INTEGER PRIMARY KEY, began INTEGER NOT NULL, ended INTEGER NOT NULL, "
                 "run INTEGER NOT NULL, in_flight INTEGER NOT NULL, started INTEGER NOT NULL, "
                 "succeeded INTEGER NOT NULL, failed INTEGER NOT NULL, timed_out INTEGER NOT NULL, "
                 "cancelled INTEGER NOT NULL, p50 INTEGER NOT NULL, p90 INTEGER NOT NULL, "
                 "p99 INTEGER NOT NULL, max INTEGER NOT NULL"},
    {"figures", "level INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
                "figures BLOB NOT NULL, routes BLOB, PRIMARY KEY (level, first)"},
    {"tool", "id INTEGER PRIMARY KEY, name TEXT NOT NULL"},
    {"text", "id INTEGER PRIMARY KEY, value TEXT NOT NULL"},
    {"call", "id INTEGER PRIMARY KEY, at INTEGER NOT NULL, server INTEGER NOT NULL, "
             "connection INTEGER NOT NULL, tool INTEGER NOT NULL, outcome INTEGER, latency INTEGER NOT NULL, "
             "weight INTEGER NOT NULL, error INTEGER, detail INTEGER, stamps BLOB NOT NULL"},
    {"body", "call INTEGER PRIMARY KEY, request INTEGER NOT NULL, response TEXT NOT NULL, "
             "cut INTEGER NOT NULL, progress TEXT NOT NULL DEFAULT ''"},
    {"log", "sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, level INTEGER NOT NULL, "
            "source TEXT NOT NULL, text TEXT NOT NULL"},
    {"change", "id INTEGER PRIMARY KEY, at INTEGER NOT NULL, knob TEXT NOT NULL, before TEXT NOT NULL, "
               "after TEXT NOT NULL"},
    {"process", "id INTEGER PRIMARY KEY, at INTEGER NOT NULL, connection INTEGER NOT NULL, "
                "rss INTEGER NOT NULL, cpu REAL NOT NULL"},
}};

std::string sqlOf(const Table& table) {
    return fmt::format("CREATE TABLE {}({})", table.name, table.columns);
}

int number(SQLite::Database& database, const char* pragma) {
    return database.execAndGet(pragma).getInt();
}

std::string fileOf(SQLite::Database& database) {
    const char* file = sqlite3_db_filename(database.getHandle(), "main");
    return file && *file ? file : database.getFilename();
}

Error refuse(SQLite::Database& database, ErrorKind kind, std::string_view what, std::string detail = {}) {
    return {kind, fmt::format("{} {}", fileOf(database), what), std::move(detail)};
}

/// Whatever acts of itself when a file is read or written, or is read from elsewhere.
bool isAlive(std::string_view type, std::string_view sql) {
    return (type != "table" && type != "index") || sql.starts_with("CREATE VIRTUAL");
}

bool isKnown(std::string_view name, std::string_view sql) {
    return std::any_of(tables.begin(), tables.end(),
                       [&](const Table& table) { return table.name == name && sqlOf(table) == sql; });
}

/// The first thing in the schema that has no business there; empty: none.
std::string stranger(SQLite::Database& database, bool current) {
    SQLite::Statement query(database, "SELECT type, name, ifnull(sql, '') FROM sqlite_schema");
    std::size_t known = 0;
    while (query.executeStep()) {
        const std::string type = query.getColumn(0).getString();
        const std::string name = query.getColumn(1).getString();
        const std::string sql = query.getColumn(2).getString();
        if (type == "index" && sql.empty()) // what a primary key makes
            continue;
        if (isAlive(type, sql) || (current && !isKnown(name, sql)))
            return fmt::format("{} {}", type, name);
        ++known;
    }
    return current && known != tables.size() ? "a table that is missing" : "";
}

} // namespace

void create(SQLite::Database& database) {
    SQLite::Transaction transaction(database);
    for (const Table& table : tables)
        database.exec(sqlOf(table));
    database.exec(fmt::format("PRAGMA application_id={}", applicationId));
    database.exec(fmt::format("PRAGMA user_version={}", version));
    transaction.commit();
}

void migrate(SQLite::Database& database) {
    migrate(database, {}); // there was no version before the first
}

void migrate(SQLite::Database& database, std::span<const Step> steps) {
    for (const Step& step : steps) {
        if (number(database, "PRAGMA user_version") >= step.version)
            continue;
        SQLite::Transaction transaction(database);
        database.exec(std::string(step.sql));
        database.exec(fmt::format("PRAGMA user_version={}", step.version));
        transaction.commit();
    }
}

Result<void> check(SQLite::Database& database) {
    if (number(database, "PRAGMA application_id") != applicationId)
        return refuse(database, ErrorKind::InvalidInput, "is not a session file of MCP Dyno");
    const int found = number(database, "PRAGMA user_version");
    if (found > version)
        return refuse(
            database, ErrorKind::Limit,
            fmt::format("was written by a newer MCP Dyno (its schema is {}, this one reads up to {}): "
                        "open it with that version",
                        found, version));
    const std::string odd = found < 1 ? "a version that never was" : stranger(database, found == version);
    if (!odd.empty())
        return refuse(
            database, ErrorKind::Protocol,
            "is damaged, or was made by another program: it is not opened, since its tables are not "
            "those of a session file",
            odd);
    return {};
}

} // namespace dyno::sessions::schema
