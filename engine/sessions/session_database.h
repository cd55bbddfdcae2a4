#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace dyno::sessions {

/// What stands in the file cannot be.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A session file that is open for reading. Whatever it holds, nothing in it runs, and no statement takes
/// more time or memory than the file's size justifies. Of one thread at a time.
class SessionDatabase {
public:
    [[nodiscard]] static Result<std::unique_ptr<SessionDatabase>> open(const std::filesystem::path& file);

    const std::filesystem::path& file() const { return m_file; }
    std::uint64_t bytes() const; ///< of the file and the journals beside it

    SQLite::Statement statement(const std::string& sql) { return {*m_database, sql}; }

    /// Runs what reads and returns a Result; all of it sees the file as at one moment. What it throws becomes
    /// an error that names the file. `stop` may be set by another thread to give up.
    template<class Read>
    auto attempt(const Read& read, const std::atomic<bool>* stop = nullptr) -> decltype(read()) {
        begin(stop);
        try {
            const View view(*m_database);
            return read();
        } catch (const std::exception& exception) {
            return errorOf(exception);
        }
    }

private:
    /// A read transaction, unless there is one: what reads may be called from what reads.
    class View {
    public:
        explicit View(SQLite::Database& database);
        ~View();
        View(const View&) = delete;
        View& operator=(const View&) = delete;

    private:
        SQLite::Database* m_database; ///< null: it is another's
    };

    SessionDatabase(std::filesystem::path file, std::unique_ptr<SQLite::Database> database);

    void guard();
    void begin(const std::atomic<bool>* stop);
    bool shallStop();
    Error errorOf(const std::exception& exception) const;

    std::filesystem::path m_file;
    std::unique_ptr<SQLite::Database> m_database;
    const std::atomic<bool>* m_stop = nullptr;
    std::int64_t m_patience = 0; ///< steps of SQLite's machine that are left to what is read
};

// Columns may hold anything, whatever their type was said to be.

/// A time, or a length of one, so bounded that a few of them add up.
async::Duration durationAt(const SQLite::Statement& row, int column);
/// A count: never negative.
std::uint64_t countAt(const SQLite::Statement& row, int column);
std::uint32_t numberAt(const SQLite::Statement& row, int column);
/// Valid UTF-8.
std::string textAt(const SQLite::Statement& row, int column);
/// Lives until the next step.
std::string_view blobAt(const SQLite::Statement& row, int column);

} // namespace dyno::sessions
