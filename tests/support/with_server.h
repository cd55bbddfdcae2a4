#pragma once

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/engine.h"

#include <fmt/format.h>

#include <functional>

namespace dyno::test {

/// The number of the one server.
inline constexpr ServerId theServer = 1;

/// What a small program does with a server that is up; false makes it fail.
using WithServer =
    std::function<async::Awaitable<bool>(Engine&, const telemetry::ServerStatus&, async::Clock&)>;

inline bool report(std::string_view what, const Error& error) {
    fmt::print(stderr, "{}: {}: {}\n{}\n", what, name(error.kind), error.message, error.detail);
    return false;
}

inline async::Awaitable<void> runAndShutDown(Engine& engine, async::Clock& clock, const WithServer& work,
                                             bool& good) {
    engine.startServer(theServer);
    const Result<void> up = co_await engine.serverUp(theServer);
    if (up.has_error()) {
        good = report("connect", up.error());
    } else {
        const telemetry::ServerStatus status = engine.snapshot()->servers.front();
        good = co_await work(engine, status, clock);
    }
    co_await engine.shutdown();
}

/// Runs an engine with one server on this thread until the work is done; the program's exit status.
inline int withServer(settings::ServerConfig config, const WithServer& work) {
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    Engine engine(io.get_executor(), clock);
    engine.addServer(theServer, std::move(config));
    bool good = false;
    async::spawn(io.get_executor(), runAndShutDown(engine, clock, work, good));
    async::runEventLoop(io);
    return good ? 0 : 1;
}

} // namespace dyno::test
