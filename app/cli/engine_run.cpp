#include "app/cli/engine_run.h"

#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"
#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"

#include <boost/asio/signal_set.hpp>
#include <spdlog/logger.h>

#include <csignal>

namespace dyno::app {

namespace {

/// Everything that lives as long as the command.
struct Run {
    boost::asio::io_context io{1};
    async::SteadyClock clock{io.get_executor()};
    Engine engine;
    boost::asio::basic_signal_set<async::Executor> signals{io.get_executor(), SIGINT, SIGTERM};
    Reached reached;
    bool interrupted = false;
    int exitCode = done;

    Run(const settings::ServerConfig& config, bool quiet)
        : engine(io.get_executor(), clock, {}, warningsToStderr(quiet))
        , reached(config.http ? Reached::ByUrl : Reached::ByCommand) {
        engine.addServer(1, config);
    }

    void watchSignals() {
        signals.async_wait([this](const boost::system::error_code& ec, int) {
            if (ec)
                return;
            interrupted = true;
            engine.stopWorkload();
            engine.cancelCalls();
            engine.stopServer(1);
            watchSignals();
        });
    }
};

async::Awaitable<void> execute(Run& run, const WithServer& work) {
    run.engine.startServer(1);
    const Result<void> up = co_await run.engine.serverUp(1);
    if (up.has_value()) {
        const telemetry::ServerStatus status = run.engine.snapshot()->servers.front();
        run.exitCode = co_await work(run.engine, status);
    } else if (!run.interrupted) {
        printError(up.error(), run.reached);
        run.exitCode = serverUnusable;
    }
    co_await run.engine.shutdown();
    run.signals.cancel();
    if (run.interrupted)
        run.exitCode = interrupted;
}

} // namespace

int withServer(const settings::ServerConfig& config, const settings::Tuning& tuning, bool quiet,
               const WithServer& work, const std::function<void(const telemetry::Snapshot&)>& onSnapshot) {
    Run run(config, quiet);
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
