#include "engine/sessions/session_folder.h"

#include "engine/sessions/insert.h"
#include "engine/sessions/new_session_file.h"
#include "engine/sessions/session_meta.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <sys/stat.h>
#include <unistd.h>

namespace dyno::sessions {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".dyno";

/// A session that retention may take.
struct Candidate {
    fs::path file;
    std::uint64_t bytes = 0; ///< with what lies beside it
    WallTime changed;
    bool stays = false;
};

void addStatus(const std::string& file, Candidate& candidate) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0)
        return;
    candidate.bytes += static_cast<std::uint64_t>(status.st_size);
    const WallTime changed{std::chrono::seconds(status.st_mtim.tv_sec)};
    candidate.changed = std::max(candidate.changed, changed);
}

/// One that is damaged may go like any other; one of a newer version, and what is no session, is not ours.
bool staysForEver(const fs::path& file) {
    const auto meta = readMeta(file);
    if (meta.has_error())
        return meta.error().kind != ErrorKind::Protocol;
    const auto pinned = meta->find("pinned");
    return isBeingWritten(*meta) || (pinned != meta->end() && pinned->second == "1");
}

/// However either of them is written.
bool isOneOf(const std::vector<fs::path>& files, const fs::path& file) {
    return std::ranges::any_of(files, [&](const fs::path& other) {
        std::error_code none;
        return fs::equivalent(file, other, none);
    });
}

std::vector<Candidate> candidatesIn(const fs::path& folder, const std::vector<fs::path>& except) {
    std::vector<Candidate> candidates;
    for (const fs::path& file : sessionFilesIn(folder)) {
        Candidate& candidate = candidates.emplace_back();
        candidate.file = file;
        for (const char* ending : {"", "-wal", "-shm"})
            addStatus(file.string() + ending, candidate);
        candidate.stays = isOneOf(except, file) || staysForEver(file);
    }
    std::ranges::sort(candidates, {}, [](const Candidate& candidate) { return candidate.changed; });
    return candidates;
}

void removeWithJournals(const fs::path& file) {
    ::unlink(file.c_str());
    removeJournals(file);
}

bool isOccupied(const fs::path& file) {
    const auto meta = readMeta(file);
    return meta.has_value() && isBeingWritten(*meta);
}

Error occupied(const fs::path& file) {
    return {ErrorKind::InvalidInput,
            fmt::format("{} is being recorded: stop that recording first", file.string())};
}

/// All pages as they are at one moment, whatever is written meanwhile.
void copyPages(SQLite::Database& from, const fs::path& to) {
    SQLite::Database copy(to.string(), SQLite::OPEN_READWRITE);
    SQLite::Backup backup(copy, from);
    backup.executeStep(-1);
}

/// The copy is nobody's: it is whole, and in one file.
void release(const fs::path& file, bool whole) {
    SQLite::Database copy(file.string(), SQLite::OPEN_READWRITE);
    copy.exec("PRAGMA journal_mode=DELETE");
    if (whole)
        copy.exec("INSERT OR REPLACE INTO meta VALUES ('complete', '1')");
    copy.exec("DELETE FROM meta WHERE key = 'writer'");
}

Error cannotCopy(const fs::path& to, int error) {
    return {ErrorKind::Io, fmt::format("{}: the session cannot be saved there: {}; choose another place",
                                       to.string(), std::strerror(error))};
}

Result<void> copyInto(SQLite::Database& from, const fs::path& draft, const fs::path& to, bool whole) {
    try {
        copyPages(from, draft);
        release(draft, whole);
    } catch (const SQLite::Exception& exception) {
        return sqliteProblem(to, "cannot be written", exception);
    }
    removeJournals(to);
    if (::rename(draft.c_str(), to.c_str()) != 0)
        return cannotCopy(to, errno);
    return {};
}

} // namespace

fs::path temporaryFolder(const fs::path& home, const std::map<std::string, std::string>& environment) {
    const auto set = environment.find("XDG_STATE_HOME");
    const fs::path path = set == environment.end() ? "" : set->second;
    return (path.is_absolute() ? path : home / ".local" / "state") / "mcp-dyno" / "sessions";
}

fs::path newSessionFile(const fs::path& folder, WallTime now) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const std::string name = fmt::format("{:%Y-%m-%d %H.%M.%S}", fmt::localtime(seconds));
    fs::path file = folder / fmt::format("{}{}", name, extension);
    std::error_code none;
    for (int count = 2; fs::exists(fs::symlink_status(file, none)); ++count)
        file = folder / fmt::format("{} {}{}", name, count, extension);
    return file;
}

std::vector<fs::path> sessionFilesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code problem;
    for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
         entry.increment(problem)) {
        std::error_code none;
        if (entry->path().extension() == extension && entry->is_regular_file(none))
            files.push_back(entry->path());
    }
    return files;
}

std::vector<fs::path> enforce(const Retention& retention, const fs::path& folder, WallTime now,
                              const std::vector<fs::path>& except) {
    const std::vector<Candidate> candidates = candidatesIn(folder, except);
    std::uint64_t bytes = 0;
    for (const Candidate& candidate : candidates)
        bytes += candidate.stays ? 0 : candidate.bytes;
    std::vector<fs::path> deleted;
    for (const Candidate& candidate : candidates) { // oldest first
        const bool old = now - candidate.changed > retention.age;
        if (candidate.stays || (!old && bytes <= retention.bytes))
            continue;
        removeWithJournals(candidate.file);
        bytes -= candidate.bytes;
        deleted.push_back(candidate.file);
    }
    return deleted;
}

Result<void> setLabels(const fs::path& file, const Labels& labels) {
    auto database = openToChange(file);
    if (database.has_error())
        return database.error();
    try {
        SQLite::Transaction transaction(**database);
        Insert insert(**database, "INSERT OR REPLACE INTO meta VALUES (?, ?)");
        const nlohmann::json tags = labels.tags;
        const std::map<std::string, std::string> rows{
            {"title", labels.title},
            {"notes", labels.notes},
            {"tags", tags.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)},
            {"pinned", labels.pinned ? "1" : "0"}};
        for (const auto& [key, value] : rows)
            insert(key, value);
        transaction.commit();
        return {};
    } catch (const SQLite::Exception& exception) {
        return sqliteProblem(file, "cannot be changed", exception);
    }
}

Result<void> saveCopy(const fs::path& file, const fs::path& to) {
    std::error_code none;
    if (fs::equivalent(file, to, none))
        return Error{ErrorKind::InvalidInput,
                     fmt::format("{} is that session itself: choose another name", to.string())};
    if (isOccupied(to))
        return occupied(to);
    const bool whole = isOccupied(file);
    auto from = openToRead(file);
    if (from.has_error())
        return from.error();
    std::string draft = to.string() + ".XXXXXX";
    const int descriptor = ::mkstemp(draft.data());
    if (descriptor < 0)
        return cannotCopy(to, errno);
    ::close(descriptor);
    const Result<void> copied = copyInto(**from, draft, to, whole);
    if (copied.has_error())
        removeWithJournals(draft);
    return copied;
}

Result<void> deleteSession(const fs::path& file) {
    const auto meta = readMeta(file);
    if (meta.has_error() && meta.error().kind == ErrorKind::InvalidInput) // which is no session
        return meta.error();
    if (meta.has_value() && isBeingWritten(*meta))
        return occupied(file);
    if (::unlink(file.c_str()) != 0)
        return Error{ErrorKind::Io,
                     fmt::format("{} cannot be deleted: {}", file.string(), std::strerror(errno))};
    removeJournals(file);
    return {};
}

} // namespace dyno::sessions
