#pragma once

#include "engine/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace dyno::sessions {

/// Opens a session file so that its rows may be changed, with schema::check() done and nothing in it that
/// could run. The error says what is wrong, and where.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> openToChange(const std::filesystem::path& file);

/// The same for reading only.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> openToRead(const std::filesystem::path& file);

/// The table `meta` of a session file, also while it is written.
[[nodiscard]] Result<std::map<std::string, std::string>> readMeta(const std::filesystem::path& file);

/// Whether rows of `meta` say that a process which lives is writing the file.
bool isBeingWritten(const std::map<std::string, std::string>& meta);

/// The error that an exception of SQLite amounts to: what, where, why, and what to do next.
Error sqliteProblem(const std::filesystem::path& file, std::string_view what,
                    const SQLite::Exception& exception, int systemError = 0);

} // namespace dyno::sessions
