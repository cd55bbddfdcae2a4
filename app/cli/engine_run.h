#pragma once

#include "engine/async/awaitable.h"
#include "engine/engine.h"

#include <functional>
#include <vector>

namespace dyno::app {

/// What a command does with a server that is up. Its value is the exit status.
using WithServer = std::function<async::Awaitable<int>(Engine&, const telemetry::ServerStatus&)>;

/// Runs an engine with these servers (their ids count from 1) on this thread: starts them, does `work` with
/// the first that is up, and stops them, whatever happens. SIGINT and SIGTERM end the workload, cancel its
/// calls and make the exit status 130. A server that does not come up is a warning on stderr; when none does,
/// the last failure is the error, with exit status 3.
int withServers(const std::vector<settings::ServerConfig>& servers, const settings::Tuning& tuning,
                bool quiet, const WithServer& work,
                const std::function<void(const telemetry::Snapshot&)>& onSnapshot = {});

} // namespace dyno::app
