#pragma once

#include "engine/sessions/session_folder.h"

#include <QString>

#include <string>
#include <vector>

/// What is said of sessions in a list of them.
namespace dyno::ui {

/// Why it cannot be read.
QString listingProblem(const sessions::ListedSession& listed);
QString fileName(const sessions::ListedSession& listed);
/// "#tag #tag  notes", on one line.
QString tagsAndNotes(const sessions::SessionInfo& info);
/// For a tool tip: what it is and where.
QString whatItIs(const sessions::SessionInfo& info);
/// All that can be looked for.
QString searchText(const sessions::ListedSession& listed);

/// What is kept of the person's words in a session's file.
sessions::Labels labelsOf(const sessions::SessionInfo& info);
/// "a, b" and back; what is between commas, without blanks around it, each once.
QString tagsText(const std::vector<std::string>& tags);
std::vector<std::string> tagsOf(const QString& text);

} // namespace dyno::ui
