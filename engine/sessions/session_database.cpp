#include "engine/sessions/session_database.h"

#include "engine/jsonrpc/utf8.h"
#include "engine/sessions/schema.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace dyno::sessions {

namespace {

namespace fs = std::filesystem;

constexpr int busyMilliseconds = 1000;
constexpr int maxValueBytes = 64 << 20;
constexpr int stepsBetweenLooks = 10'000;
/// So that sums of a few of them do not overflow.
constexpr async::Duration longest = std::chrono::hours(24 * 365 * 100);

bool may(const fs::path& path, int mode) {
    return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

fs::path journalOf(const fs::path& file) {
    return file.string() + "-wal";
}

/// As a URI has it: every byte that could mean something there is escaped.
std::string uriOf(const fs::path& file) {
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string())
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '.' || c == '-' || c == '_')
            uri += c;
        else
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return uri + "?immutable=1";
}

/// Where SQLite can write beside the file, it reads along with a writer and replays what a killed one left.
/// Elsewhere it could read no file that was written with a journal; where none lies there, nobody writes.
std::unique_ptr<SQLite::Database> openDatabase(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const bool writable = may(folder, W_OK);
    if (writable)
        return std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE, busyMilliseconds);
    if (fs::exists(journalOf(file)))
        return std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY, busyMilliseconds);
    return std::make_unique<SQLite::Database>(uriOf(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI,
                                              busyMilliseconds);
}

Error because(const fs::path& file, ErrorKind kind, std::string_view what, std::string detail = {}) {
    return {kind, fmt::format("{} {}", file.string(), what), std::move(detail)};
}

Error sqliteError(const fs::path& file, const SQLite::Exception& exception) {
    const std::string text = exception.what();
    switch (exception.getErrorCode() & 0xFF) {
    case SQLITE_NOTADB:
        return because(file, ErrorKind::InvalidInput, "is not a session file of MCP Dyno", text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return because(file, ErrorKind::Io, "is locked by another process; try again when that is done",
                       text);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return because(
            file, ErrorKind::Io,
            "cannot be opened where it lies; copy it, with any -wal file beside it, to a folder that "
            "can be written to",
            text);
    case SQLITE_IOERR:
    case SQLITE_PERM:
        return because(file, ErrorKind::Io, fmt::format("cannot be read: {}", text));
    case SQLITE_NOMEM:
        return because(file, ErrorKind::Limit, "needs more memory than there is", text);
    default:
        return because(file, ErrorKind::Protocol,
                       "is damaged, or was cut off; use a copy of it if you have one", text);
    }
}

} // namespace

SessionDatabase::SessionDatabase(fs::path file, std::unique_ptr<SQLite::Database> database)
    : m_file(std::move(file))
    , m_database(std::move(database)) {}

Result<std::unique_ptr<SessionDatabase>> SessionDatabase::open(const fs::path& file) {
    std::error_code problem;
    if (!fs::is_regular_file(file, problem)) // neither a pipe nor a device, which could be read for ever
        return problem || !fs::exists(file, problem) ? because(file, ErrorKind::InvalidInput, "is not there")
                                                     : because(file, ErrorKind::InvalidInput, "is no file");
    if (!may(file, R_OK))
        return because(file, ErrorKind::InvalidInput, "may not be read by you");
    try {
        std::unique_ptr<SessionDatabase> session(new SessionDatabase(file, openDatabase(file)));
        session->guard();
        auto checked = session->attempt([&] { return schema::check(*session->m_database); });
        if (checked.has_error())
            return checked.error();
        return session;
    } catch (const SQLite::Exception& exception) {
        return sqliteError(file, exception);
    } catch (const std::exception& exception) {
        return because(file, ErrorKind::Io, fmt::format("cannot be opened: {}", exception.what()));
    }
}

SessionDatabase::View::View(SQLite::Database& database)
    : m_database(sqlite3_get_autocommit(database.getHandle()) ? &database : nullptr) {
    if (m_database)
        m_database->exec("BEGIN");
}

SessionDatabase::View::~View() {
    if (m_database)
        m_database->tryExec("COMMIT");
}

/// Nothing that a hostile file brings along may run.
void SessionDatabase::guard() {
    sqlite3* handle = m_database->getHandle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, maxValueBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(
        handle, stepsBetweenLooks,
        [](void* session) { return static_cast<SessionDatabase*>(session)->shallStop() ? 1 : 0; }, this);
    begin(nullptr);
    m_database->exec("PRAGMA query_only=ON");
    m_database->exec("PRAGMA cell_size_check=ON");
}

/// A sound file is read in far fewer steps than it has bytes; pages that refer to each other in a damaged one
/// could be followed for ever.
void SessionDatabase::begin(const std::atomic<bool>* stop) {
    m_stop = stop;
    m_patience = 50'000'000 + 10 * static_cast<std::int64_t>(std::min<std::uint64_t>(bytes(), 1ULL << 50));
}

bool SessionDatabase::shallStop() {
    m_patience -= stepsBetweenLooks;
    return m_patience < 0 || (m_stop && m_stop->load(std::memory_order_relaxed));
}

Error SessionDatabase::errorOf(const std::exception& exception) const {
    if (m_stop && m_stop->load(std::memory_order_relaxed))
        return {ErrorKind::Cancelled, "the reading was given up"};
    if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&exception))
        return sqliteError(m_file, *sqlite);
    return because(m_file, ErrorKind::Protocol, fmt::format("is damaged: {}", exception.what()));
}

std::uint64_t SessionDatabase::bytes() const {
    std::uint64_t sum = 0;
    for (const fs::path& file : {m_file, journalOf(m_file)}) {
        std::error_code none;
        if (const std::uintmax_t size = fs::file_size(file, none); !none)
            sum += size;
    }
    return sum;
}

async::Duration durationAt(const SQLite::Statement& row, int column) {
    return std::clamp(async::Duration(row.getColumn(column).getInt64()), -longest, longest);
}

std::uint64_t countAt(const SQLite::Statement& row, int column) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(row.getColumn(column).getInt64(), 0));
}

std::uint32_t numberAt(const SQLite::Statement& row, int column) {
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(row.getColumn(column).getInt64(), 0, UINT32_MAX));
}

std::string textAt(const SQLite::Statement& row, int column) {
    return jsonrpc::repairUtf8(blobAt(row, column));
}

std::string_view blobAt(const SQLite::Statement& row, int column) {
    const SQLite::Column value = row.getColumn(column);
    const void* bytes = value.getBlob();
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(value.getBytes())};
}

} // namespace dyno::sessions
