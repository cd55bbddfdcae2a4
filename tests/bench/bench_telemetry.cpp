// What do records, histograms, series and snapshots cost? The same load on the demo server with the whole
// engine, and with the bare call path beneath it, in turns.

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/engine.h"
#include "engine/transport/stdio_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

using namespace dyno;

namespace {

constexpr ServerId server = 1;
constexpr std::uint64_t callsPerRun = 200'000;
constexpr int rounds = 9;

settings::ServerConfig demoServer() {
    return {"demo", {DYNO_DEMO_SERVER}, {}, {}};
}

calls::Target echo() {
    return {server, "echo", R"({"message":"hello"})"};
}

double perSecond(std::uint64_t calls, async::Duration length) {
    return static_cast<double>(calls) / std::chrono::duration<double>(length).count();
}

// With telemetry: the engine as the programs use it, publishing snapshots.

async::Awaitable<void> runEngine(Engine& engine, double& result) {
    engine.startServer(server);
    if (const auto up = co_await engine.serverUp(server); up.has_error())
        std::exit((fmt::print(stderr, "{}\n", up.error().message), 1));
    const calls::Target target = echo();
    workload::Extent extent{callsPerRun, {}};
    workload::Extent warmup{callsPerRun / 10, {}};
    engine.startWorkload({server, target.tool, target.arguments, extent, warmup});
    co_await engine.workloadFinished();
    const auto snapshot = engine.snapshot();
    result = perSecond(snapshot->counts.succeeded, snapshot->measured);
    co_await engine.shutdown();
}

double withTelemetry(int workers) {
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    Engine engine(io.get_executor(), clock);
    settings::Tuning tuning;
    tuning.workers = workers;
    if (engine.tune(tuning).has_error())
        std::exit(1);
    engine.addServer(server, demoServer());
    std::size_t published = 0;
    engine.onSnapshot([&](const Engine::SnapshotPtr&) { ++published; });
    double result = 0;
    async::spawn(io.get_executor(), runEngine(engine, result));
    async::runEventLoop(io);
    return result;
}

// Without: a pool, the call path with no recorder, and the plainest loop of callers.

struct SilentObserver final : calls::PoolObserver {
    void poolLog(telemetry::LogLevel, const std::string&) override {}
    void poolChanged() override {}
    void poolTraced(ConnectionId, const telemetry::TracedMessage&) override {}
    void connectionClosed(ConnectionId) override {}
};

struct BareLoad {
    calls::CallPath& path;
    async::Clock& clock;
    std::uint64_t left;
    int working;
    async::Waiter<bool> finished;
};

async::Awaitable<void> work(BareLoad& load, std::shared_ptr<const calls::Target> target) {
    while (load.left > 0) {
        --load.left;
        calls::Call call{target, load.clock.now()};
        const calls::CallResult result = co_await load.path.call(std::move(call));
        if (result.result.has_error())
            std::exit((fmt::print(stderr, "{}\n", result.result.error().message), 1));
    }
    if (--load.working == 0)
        load.finished.complete(true);
}

async::Awaitable<void> drive(async::Executor executor, calls::CallPath& path, async::Clock& clock,
                             std::uint64_t calls, int workers) {
    BareLoad load{path, clock, calls, workers, {}};
    const auto target = std::make_shared<const calls::Target>(echo());
    for (int i = 0; i < workers; ++i)
        async::spawn(executor, work(load, target));
    co_await load.finished.wait();
}

async::Awaitable<void> runBare(async::Executor executor, calls::Pool& pool, calls::CallPath& path,
                               async::Clock& clock, int workers, double& result) {
    pool.open();
    co_await drive(executor, path, clock, callsPerRun / 10, workers);
    const async::TimePoint begin = clock.now();
    co_await drive(executor, path, clock, callsPerRun, workers);
    result = perSecond(callsPerRun, clock.now() - begin);
    co_await pool.close();
}

double withoutTelemetry(int workers) {
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    const auto tuning = std::make_shared<const settings::Tuning>();
    SilentObserver observer;
    ConnectionId next = 1;
    const mcp::Limits limits;
    const auto makeTransport = [&]() -> std::shared_ptr<transport::Transport> {
        return std::make_shared<transport::StdioTransport>(io.get_executor(), clock, demoServer(),
                                                           limits.maxMessageBytes);
    };
    calls::Pool pool(
        io.get_executor(), clock, tuning, calls::Pool::Ways{{makeTransport}}, [&] { return next++; }, limits,
        observer);
    calls::CallPath path(io.get_executor(), clock, tuning, nullptr);
    path.addPool(server, pool);
    double result = 0;
    async::spawn(io.get_executor(), runBare(io.get_executor(), pool, path, clock, workers, result));
    async::runEventLoop(io);
    return result;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void compare(int workers) {
    std::vector<double> on, off, ratios;
    for (int round = 0; round < rounds; ++round) {
        const bool onFirst = round % 2 == 0;
        const double first = onFirst ? withTelemetry(workers) : withoutTelemetry(workers);
        const double second = onFirst ? withoutTelemetry(workers) : withTelemetry(workers);
        on.push_back(onFirst ? first : second);
        off.push_back(onFirst ? second : first);
        ratios.push_back(on.back() / off.back());
    }
    const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end());
    fmt::print("| {:>9} | {:>12.0f} | {:>12.0f} | {:.3f} ({:.3f} … {:.3f}) | {:+.1f} % |\n", workers,
               median(on), median(off), median(ratios), *low, *high, (median(ratios) - 1) * 100);
}

} // namespace

int main() {
    fmt::print("echo on the demo server, {} calls a run, {} runs each in turns, medians\n\n", callsPerRun,
               rounds);
    fmt::print(
        "| in flight | on, calls/s | off, calls/s | on / off | telemetry costs |\n|---|---|---|---|---|\n");
    compare(1);
    compare(32);
}
