#include "engine/reports/loaded_server.h"

#include <algorithm>

namespace dyno::reports {

const telemetry::ServerStatus& loadedServer(const telemetry::Snapshot& snapshot) {
    static const telemetry::ServerStatus none;
    const auto loaded =
        std::find_if(snapshot.servers.begin(), snapshot.servers.end(),
                     [&](const auto& server) { return server.id == snapshot.workload.scenario.server; });
    if (loaded != snapshot.servers.end())
        return *loaded;
    return snapshot.servers.empty() ? none : snapshot.servers.front();
}

} // namespace dyno::reports
