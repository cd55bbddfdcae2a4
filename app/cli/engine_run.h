#pragma once

#include "engine/async/awaitable.h"
#include "engine/engine.h"

#include <functional>

namespace dyno::app {

/// What a command does with a server that is up. Its value is the exit status.
using WithServer = std::function<async::Awaitable<int>(Engine&, const telemetry::ServerStatus&)>;

/// Runs an engine with one server (its id is 1) on this thread: starts it, does `work`, and stops it,
/// whatever happens. SIGINT and SIGTERM end the workload, cancel its calls and make the exit status 130. A
/// server that does not come up is reported on stderr, with exit status 3.
int withServer(const settings::ServerConfig& config, const settings::Tuning& tuning, bool quiet,
               const WithServer& work,
               const std::function<void(const telemetry::Snapshot&)>& onSnapshot = {});

} // namespace dyno::app
