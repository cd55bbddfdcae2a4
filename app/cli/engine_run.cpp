#include "app/cli/engine_run.h"

#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"
#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/async/waiter.h"

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace dyno::app {

namespace {

/// A server that is up, or why none is.
struct Start {
    ServerId server = 0;
    Result<void> outcome;
};

/// Everything that lives as long as the command.
struct Run {
    boost::asio::io_context io{1};
    async::SteadyClock clock{io.get_executor()};
    Engine engine;
    boost::asio::basic_signal_set<async::Executor> signals{io.get_executor(), SIGINT, SIGTERM};
    const std::vector<settings::ServerConfig>& servers;
    const bool quiet;
    async::Waiter<Start> start;
    std::size_t undecided; ///< servers of which it is not known whether they come up
    bool started = false;
    bool interrupted = false;
    int exitCode = done;

    Run(const std::vector<settings::ServerConfig>& servers, bool quiet)
        : engine(io.get_executor(), clock, {}, warningsToStderr(quiet))
        , servers(servers)
        , quiet(quiet)
        , undecided(servers.size()) {
        for (ServerId id = 1; id <= servers.size(); ++id)
            engine.addServer(id, servers[id - 1]);
    }

    void watchSignals() {
        signals.async_wait([this](const boost::system::error_code& ec, int) {
            if (ec)
                return;
            interrupted = true;
            engine.stopWorkload();
            engine.cancelCalls();
            for (ServerId id = 1; id <= servers.size(); ++id)
                engine.stopServer(id);
            watchSignals();
        });
    }
};

void serverFailed(Run& run, ServerId id, const Error& error) {
    if (!run.started && run.undecided == 0)
        run.start.complete({id, error});
    else if (!run.quiet && !run.interrupted && error.kind != ErrorKind::Cancelled) // it was not stopped
        printWarning(fmt::format("{} is left out: {}", run.servers[id - 1].name, error.message));
}

async::Awaitable<void> awaitServer(Run& run, ServerId id) {
    const Result<void> up = co_await run.engine.serverUp(id);
    --run.undecided;
    if (up.has_error())
        serverFailed(run, id, up.error());
    else if (!std::exchange(run.started, true))
        run.start.complete({id, {}});
}

telemetry::ServerStatus statusOf(Engine& engine, ServerId id) {
    const Engine::SnapshotPtr snapshot = engine.snapshot();
    return *std::find_if(snapshot->servers.begin(), snapshot->servers.end(),
                         [&](const auto& server) { return server.id == id; });
}

async::Awaitable<void> execute(Run& run, const WithServer& work) {
    for (ServerId id = 1; id <= run.servers.size(); ++id) {
        run.engine.startServer(id);
        async::spawn(run.io.get_executor(), awaitServer(run, id));
    }
    const Start start = co_await run.start.wait();
    if (start.outcome.has_value()) {
        const telemetry::ServerStatus status = statusOf(run.engine, start.server);
        run.exitCode = co_await work(run.engine, status);
    } else if (!run.interrupted) {
        const bool byUrl = run.servers[start.server - 1].http.has_value();
        printError(start.outcome.error(), byUrl ? Reached::ByUrl : Reached::ByCommand);
        run.exitCode = serverUnusable;
    }
    co_await run.engine.shutdown();
    run.signals.cancel();
    if (run.interrupted)
        run.exitCode = interrupted;
}

} // namespace

int withServers(const std::vector<settings::ServerConfig>& servers, const settings::Tuning& tuning,
                bool quiet, const WithServer& work,
                const std::function<void(const telemetry::Snapshot&)>& onSnapshot) {
    Run run(servers, quiet);
    if (onSnapshot)
        run.engine.onSnapshot([&](const Engine::SnapshotPtr& snapshot) { onSnapshot(*snapshot); });
    if (auto tuned = run.engine.tune(tuning); tuned.has_error()) {
        printError(tuned.error());
        return usage;
    }
    run.watchSignals();
    async::spawn(run.io.get_executor(), execute(run, work));
    async::runEventLoop(run.io);
    return run.exitCode;
}

} // namespace dyno::app
