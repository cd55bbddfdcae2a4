#pragma once

#include "engine/telemetry/snapshot.h"

namespace dyno::reports {

/// The server that was loaded, else the first; an empty one where there is none.
const telemetry::ServerStatus& loadedServer(const telemetry::Snapshot& snapshot);

} // namespace dyno::reports
