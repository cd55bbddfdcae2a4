#pragma once

#include "engine/sessions/interval_table.h"
#include "engine/sessions/session_info.h"

#include <map>
#include <string>
#include <vector>

/// What a session is, without its figures and calls. All of it throws what SessionDatabase::attempt()
/// catches.
namespace dyno::sessions {

SessionInfo readInfo(SessionDatabase& database, const IntervalTable& intervals);
std::vector<RunInfo> readRuns(SessionDatabase& database, const IntervalTable& intervals);
/// The table `meta` or `state`.
std::map<std::string, std::string> readTexts(SessionDatabase& database, const std::string& table);
/// One text of `state`; "null" when there is none.
std::string readText(SessionDatabase& database, const std::string& key);

} // namespace dyno::sessions
