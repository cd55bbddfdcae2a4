#include "engine/sessions/new_session_file.h"

#include "engine/sessions/insert.h"
#include "engine/sessions/schema.h"
#include "engine/sessions/session_meta.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

namespace dyno::sessions {

namespace {

namespace fs = std::filesystem;

constexpr int pageBytes = 4096;

Error cannotBegin(const fs::path& file, int error) {
    return {ErrorKind::Io, fmt::format("{}: the session cannot be recorded there: {}; choose another place",
                                       file.string(), std::strerror(error))};
}

/// Each for its owner alone, as the XDG Base Directory Specification asks for.
void makeFolders(const fs::path& folder) {
    std::error_code none;
    if (folder.empty() || fs::exists(folder, none))
        return;
    makeFolders(folder.parent_path());
    ::mkdir(folder.c_str(), 0700);
}

Result<void> mayReplace(const fs::path& file) {
    std::error_code none;
    if (!fs::exists(fs::symlink_status(file, none)))
        return {};
    if (fs::is_regular_file(file, none) && fs::file_size(file, none) == 0)
        return {};
    const auto meta = readMeta(file);
    if (meta.has_error())
        return Error{ErrorKind::InvalidInput,
                     fmt::format("{} is there already, and is not a session that could be replaced: choose "
                                 "another name",
                                 file.string()),
                     meta.error().message};
    if (isBeingWritten(*meta))
        return Error{
            ErrorKind::InvalidInput,
            fmt::format("{} is being recorded by another MCP Dyno: choose another name", file.string())};
    return {};
}

void fill(SQLite::Database& database, const std::map<std::string, std::string>& meta) {
    database.exec(fmt::format("PRAGMA page_size={}", pageBytes));
    schema::create(database);
    SQLite::Transaction transaction(database);
    Insert insert(database, "INSERT INTO meta VALUES (?, ?)");
    for (const auto& [key, value] : meta)
        insert(key, value);
    transaction.commit();
}

/// Under a name of its own, so that no half-made file is ever seen.
Result<fs::path> makeDraft(const fs::path& file, const std::map<std::string, std::string>& meta) {
    std::string draft = file.string() + ".XXXXXX";
    const int descriptor = ::mkstemp(draft.data()); // with mode 0600
    if (descriptor < 0)
        return cannotBegin(file, errno);
    ::close(descriptor);
    int systemError = 0;
    try {
        SQLite::Database database(draft, SQLite::OPEN_READWRITE);
        const auto remember = [&](SQLite::Database* open) {
            systemError = sqlite3_system_errno(open->getHandle());
        };
        const std::unique_ptr<SQLite::Database, decltype(remember)> atTheEnd(&database, remember);
        fill(database, meta);
        return fs::path(draft);
    } catch (const SQLite::Exception& exception) {
        removeJournals(draft);
        ::unlink(draft.c_str());
        return sqliteProblem(file, "cannot be recorded", exception, systemError);
    }
}

} // namespace

void removeJournals(const fs::path& file) {
    for (const char* ending : {"-wal", "-shm", "-journal"})
        ::unlink((file.string() + ending).c_str());
}

Result<void> makeSessionFile(const fs::path& file, const std::map<std::string, std::string>& meta) {
    const Result<void> free = mayReplace(file);
    if (free.has_error())
        return free.error();
    makeFolders(file.parent_path());
    const auto draft = makeDraft(file, meta);
    if (draft.has_error())
        return draft.error();
    removeJournals(file);
    if (::rename(draft->c_str(), file.c_str()) == 0)
        return {};
    const int error = errno;
    ::unlink(draft->c_str());
    return cannotBegin(file, error);
}

} // namespace dyno::sessions
