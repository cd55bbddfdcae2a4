#pragma once

#include "engine/error.h"
#include "engine/sessions/session_info.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dyno::sessions {

/// Where sessions are recorded that nobody has saved yet: $XDG_STATE_HOME/mcp-dyno/sessions, else
/// ~/.local/state/mcp-dyno/sessions.
std::filesystem::path temporaryFolder(const std::filesystem::path& home,
                                      const std::map<std::string, std::string>& environment);
/// A name for a new session there that no file has: "2026-11-25 20.15.04.dyno".
std::filesystem::path newSessionFile(const std::filesystem::path& folder, WallTime now);

/// Files in the folder that are called so, in no order; none where there is no folder.
std::vector<std::filesystem::path> sessionFilesIn(const std::filesystem::path& folder);

/// What temporary sessions may take together. Pinned ones, and any that a process writes, stay, and do not
/// count.
struct Retention {
    std::uint64_t bytes = 2ULL << 30;
    std::chrono::hours age{24 * 14};
};
/// Deletes the oldest ones but for those in `except`; returns what was deleted.
std::vector<std::filesystem::path> enforce(const Retention& retention, const std::filesystem::path& folder,
                                           WallTime now,
                                           const std::vector<std::filesystem::path>& except = {});

/// A file in the folder: what it holds, or why it cannot be read.
struct ListedSession {
    std::filesystem::path file;
    Result<SessionInfo> info;
    bool beingWritten = false; ///< by a process that lives
};
/// Newest first; files that are no sessions are left out.
std::vector<ListedSession> listSessions(const std::vector<std::filesystem::path>& foldersAndFiles);

/// What a person says of a session, kept in its file.
struct Labels {
    std::string title, notes;
    std::vector<std::string> tags;
    bool pinned = false;
};
[[nodiscard]] Result<void> setLabels(const std::filesystem::path& file, const Labels& labels);
/// A whole copy under the new name, or none; works while the session is being written.
[[nodiscard]] Result<void> saveCopy(const std::filesystem::path& file, const std::filesystem::path& to);
/// With the journals that may lie beside it.
[[nodiscard]] Result<void> deleteSession(const std::filesystem::path& file);

} // namespace dyno::sessions
