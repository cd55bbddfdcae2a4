#pragma once

#include "engine/telemetry/snapshot.h"

#include <map>
#include <string>

namespace dyno::sessions {

/// What of a snapshot is not counted from calls, as the table `state` keeps it: "servers", "connections",
/// "path", "workload", "tuning", "engine", and for each server "tools:ID" and "detail:ID" (made anew only
/// when `before` has other pointers). Secrets are not in a snapshot.
std::map<std::string, std::string> stateJson(const telemetry::Snapshot& snapshot,
                                             const telemetry::Snapshot* before = nullptr);

/// The inverse, into a snapshot that has nothing yet. What is missing stays as it is; Protocol for what
/// cannot be read.
[[nodiscard]] Result<void> restoreState(const std::map<std::string, std::string>& states,
                                        telemetry::Snapshot& snapshot);

} // namespace dyno::sessions
