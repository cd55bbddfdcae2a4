#pragma once

#include "engine/sessions/batch_writer.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include <sys/types.h>

namespace dyno::sessions {

/// The session file that is being written, and what tells whether it is still the one that its name names.
/// Of one thread.
class OpenSessionFile {
public:
    /// Throws SQLite::Exception.
    OpenSessionFile(std::filesystem::path file, std::size_t maxBodyBytes);
    ~OpenSessionFile();
    OpenSessionFile(const OpenSessionFile&) = delete;
    OpenSessionFile& operator=(const OpenSessionFile&) = delete;

    BatchWriter& tables() { return m_writer; }
    /// Makes one file of it, as far as those who read it now let go of it. Throws SQLite::Exception.
    void joinJournal();

    /// Whether it was removed, or another took its place: what is written then is seen by nobody.
    bool isGone() const;
    /// With the journals beside it.
    std::uint64_t bytes() const;
    /// errno of the operating-system call that failed last.
    int systemError() const;

private:
    std::filesystem::path m_file;
    SQLite::Database m_database;
    dev_t m_device = 0;
    ino_t m_inode = 0;
    BatchWriter m_writer;
};

} // namespace dyno::sessions
