#pragma once

#include "engine/sessions/session_info.h"

#include <string>

namespace dyno::reports {

/// ISO 8601 in UTC, to the microsecond: "2026-11-25T20:15:04.250000Z". `later` is added, as for a moment of a
/// session that began then.
std::string wallTimeText(sessions::WallTime time, sessions::Duration later = {});

} // namespace dyno::reports
