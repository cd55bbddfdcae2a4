#include "engine/sessions/open_session_file.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <sys/stat.h>

namespace dyno::sessions {

namespace {

constexpr int writerPatienceMilliseconds = 2000;
constexpr int readersPatienceMilliseconds = 200;
/// Of the journal, when it is copied into the file: less often is cheaper, but takes more of the disk.
constexpr int checkpointPages = 4096;

/// NORMAL: what was committed is safe from a crash of ours; a power cut may take the last moments, no more.
SQLite::Database opened(const std::filesystem::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, writerPatienceMilliseconds);
    database.exec("PRAGMA journal_mode=WAL");
    database.exec("PRAGMA synchronous=NORMAL");
    database.exec(fmt::format("PRAGMA wal_autocheckpoint={}", checkpointPages));
    return database;
}

} // namespace

OpenSessionFile::OpenSessionFile(std::filesystem::path file, std::size_t maxBodyBytes)
    : m_file(std::move(file))
    , m_database(opened(m_file))
    , m_writer(m_database, maxBodyBytes) {
    struct stat status {};
    if (::stat(m_file.c_str(), &status) == 0) {
        m_device = status.st_dev;
        m_inode = status.st_ino;
    }
}

/// SQLite removes the journals by their names: if another file has ours, these are not ours to remove.
OpenSessionFile::~OpenSessionFile() {
    struct stat status {};
    if (!isGone() || ::stat(m_file.c_str(), &status) != 0)
        return;
    int persist = 1;
    sqlite3_db_config(m_database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_file_control(m_database.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
}

void OpenSessionFile::joinJournal() {
    m_database.setBusyTimeout(readersPatienceMilliseconds);
    m_database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    // Somebody who reads the file keeps it in this mode; the last one to close it removes the journal.
    const int code = m_database.tryExec("PRAGMA journal_mode=DELETE") & 0xFF;
    if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED)
        throw SQLite::Exception(m_database.getHandle(), code);
}

bool OpenSessionFile::isGone() const {
    struct stat status {};
    return ::stat(m_file.c_str(), &status) != 0 || status.st_dev != m_device || status.st_ino != m_inode;
}

std::uint64_t OpenSessionFile::bytes() const {
    std::uint64_t sum = 0;
    for (const char* ending : {"", "-wal"}) {
        struct stat status {};
        if (::stat((m_file.string() + ending).c_str(), &status) == 0)
            sum += static_cast<std::uint64_t>(status.st_size);
    }
    return sum;
}

int OpenSessionFile::systemError() const {
    return sqlite3_system_errno(m_database.getHandle());
}

} // namespace dyno::sessions
