#pragma once

#include "engine/error.h"

#include <filesystem>
#include <map>
#include <string>

namespace dyno::sessions {

/// Makes a session file with empty tables and these rows of `meta`, for its owner alone: calls may hold what
/// is nobody else's business. Takes the place of a session file under that name that nobody writes, once the
/// new one is whole; anything else there is left alone (InvalidInput). Folders that are missing are made.
[[nodiscard]] Result<void> makeSessionFile(const std::filesystem::path& file,
                                           const std::map<std::string, std::string>& meta);

/// Removes the journals that SQLite may have left beside a file: they would be taken for those of the next
/// file of that name.
void removeJournals(const std::filesystem::path& file);

} // namespace dyno::sessions
