#include "engine/sessions/session_meta.h"

#include "engine/sessions/schema.h"
#include "engine/sessions/writer_mark.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace dyno::sessions {

namespace {

namespace fs = std::filesystem;

constexpr int patienceMilliseconds = 5000;

/// A quota, or a limit on the size of files, is as good as a full disk.
bool isFull(int code, int systemError) {
    const bool noRoom = systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
    return (code & 0xFF) == SQLITE_FULL || ((code & 0xFF) == SQLITE_IOERR && noRoom);
}

std::string_view causeOf(int code, int systemError) {
    if (isFull(code, systemError))
        return "the disk is full; make room";
    switch (code & 0xFF) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "it may not be written to; choose another place, or change its permissions";
    case SQLITE_CANTOPEN:
        return "it cannot be opened; choose another place";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program holds it; close that program";
    case SQLITE_CORRUPT:
        return "it is damaged; delete it or choose another name";
    case SQLITE_NOTADB:
        return "it is not a session file; choose another name";
    case SQLITE_IOERR:
        return "the disk failed; look after it or choose another place";
    default:
        return "SQLite failed";
    }
}

ErrorKind kindOf(int code) {
    switch (code & 0xFF) {
    case SQLITE_CORRUPT:
        return ErrorKind::Protocol;
    case SQLITE_NOTADB:
        return ErrorKind::InvalidInput;
    default:
        return ErrorKind::Io;
    }
}

void guard(SQLite::Database& database) {
    sqlite3* handle = database.getHandle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    database.exec("PRAGMA cell_size_check=ON");
}

Result<std::unique_ptr<SQLite::Database>> open(const fs::path& file, int flags) {
    std::error_code none;
    if (!fs::is_regular_file(file, none)) // neither a pipe nor a device
        return Error{ErrorKind::InvalidInput, fmt::format("{}: there is no such file", file.string())};
    try {
        auto database = std::make_unique<SQLite::Database>(file.string(), flags, patienceMilliseconds);
        guard(*database);
        auto checked = schema::check(*database);
        if (checked.has_error())
            return checked.error();
        return database;
    } catch (const SQLite::Exception& exception) {
        return sqliteProblem(file, "cannot be read", exception);
    }
}

} // namespace

Error sqliteProblem(const fs::path& file, std::string_view what, const SQLite::Exception& exception,
                    int systemError) {
    std::string detail = fmt::format("SQLite: {} ({})", exception.what(), exception.getExtendedErrorCode());
    if (systemError != 0)
        detail += fmt::format("\n{}", std::strerror(systemError));
    return {kindOf(exception.getErrorCode()),
            fmt::format("{} {}: {}", file.string(), what, causeOf(exception.getErrorCode(), systemError)),
            std::move(detail)};
}

Result<std::unique_ptr<SQLite::Database>> openToChange(const fs::path& file) {
    return open(file, SQLite::OPEN_READWRITE);
}

Result<std::unique_ptr<SQLite::Database>> openToRead(const fs::path& file) {
    return open(file, SQLite::OPEN_READONLY);
}

Result<std::map<std::string, std::string>> readMeta(const fs::path& file) {
    auto database = openToRead(file);
    if (database.has_error())
        return database.error();
    try {
        std::map<std::string, std::string> meta;
        SQLite::Statement query(**database, "SELECT key, value FROM meta LIMIT 1000");
        while (query.executeStep())
            meta[query.getColumn(0).getString()] = query.getColumn(1).getString();
        return meta;
    } catch (const SQLite::Exception& exception) {
        return sqliteProblem(file, "cannot be read", exception);
    }
}

bool isBeingWritten(const std::map<std::string, std::string>& meta) {
    const auto complete = meta.find("complete");
    const auto writer = meta.find("writer");
    return (complete == meta.end() || complete->second != "1") && writer != meta.end() &&
           isWriterAlive(writer->second);
}

} // namespace dyno::sessions
