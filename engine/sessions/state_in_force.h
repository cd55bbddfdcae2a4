#pragma once

#include "engine/sessions/session_info.h"
#include "engine/telemetry/snapshot.h"

#include <vector>

namespace dyno::sessions {

/// A snapshot is that of the session's end; an earlier part may have had another scenario and other knobs.
/// Puts those into it that were in force at the end of the range.
void putInForce(const SessionInfo& info, Range range, const std::vector<settings::TuningChange>& changes,
                telemetry::Snapshot& snapshot);

} // namespace dyno::sessions
