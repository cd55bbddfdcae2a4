#include "engine/sessions/session_folder.h"

#include "engine/sessions/session_meta.h"
#include "engine/sessions/session_reader.h"

#include <algorithm>
#include <iterator>

namespace dyno::sessions {

namespace {

std::vector<std::filesystem::path> filesOf(const std::vector<std::filesystem::path>& foldersAndFiles) {
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path& path : foldersAndFiles) {
        std::error_code none;
        if (!std::filesystem::is_directory(path, none))
            files.push_back(path);
        else
            std::ranges::move(sessionFilesIn(path), std::back_inserter(files));
    }
    std::ranges::sort(files);
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

Result<SessionInfo> infoOf(const std::filesystem::path& file) {
    auto reader = SessionReader::open(file);
    return reader.has_error() ? Result<SessionInfo>(reader.error()) : (*reader)->info();
}

} // namespace

std::vector<ListedSession> listSessions(const std::vector<std::filesystem::path>& foldersAndFiles) {
    std::vector<ListedSession> sessions;
    for (const std::filesystem::path& file : filesOf(foldersAndFiles)) {
        Result<SessionInfo> info = infoOf(file);
        if (info.has_error() && info.error().kind == ErrorKind::InvalidInput) // no session
            continue;
        const auto meta = readMeta(file);
        sessions.push_back({file, std::move(info), meta.has_value() && isBeingWritten(*meta)});
    }
    std::ranges::stable_sort(sessions, std::ranges::greater(), [](const ListedSession& session) {
        return session.info.has_value() ? session.info->startedAt : WallTime();
    });
    return sessions;
}

} // namespace dyno::sessions
