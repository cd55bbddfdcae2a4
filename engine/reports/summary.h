#pragma once

#include "engine/telemetry/snapshot.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace dyno::reports {

/// The summary of one run, in the format "mcp-dyno/summary/1" that README documents: times in microseconds,
/// sizes in bytes. `server` is the one that was loaded. Derives from nothing but the snapshot.
nlohmann::ordered_json summaryJson(const telemetry::Snapshot& snapshot,
                                   const telemetry::ServerStatus& server);

/// The same for people: a few aligned lines.
std::string summaryText(const telemetry::Snapshot& snapshot, const telemetry::ServerStatus& server);

} // namespace dyno::reports
