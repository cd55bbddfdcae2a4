// Do many connections to several servers get the same share, and does memory stay where it is? Callers at
// full speed on every server given, through the engine as our programs use it. fairness.py starts the
// servers.
//   bench_fairness SECONDS URL…

#include "engine/async/event_loop.h"
#include "engine/async/sleep.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/engine.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>

using namespace dyno;

namespace {

constexpr int connectionsPerServer = 8;
constexpr int callersPerConnection = 4;
constexpr int slices = 10; ///< of the run, after each of which memory is looked at
constexpr double leastShare = 0.5;
constexpr double mostGrowth = 1.1;

struct Bench {
    Engine& engine;
    async::Clock& clock;
    int servers;
    async::Duration length;
    bool over = false;
    int calling = 0;
    async::Waiter<bool> allDone = {};
};

async::Awaitable<void> callAgainAndAgain(Bench& bench, ServerId server) {
    const calls::Target echo{server, "echo", R"({"message":"hello"})"};
    while (!bench.over) {
        const calls::CallResult called = co_await bench.engine.call(echo);
        if (called.result.has_error())
            std::exit((fmt::print(stderr, "{}\n", called.result.error().message), 1));
    }
    if (--bench.calling == 0)
        bench.allDone.complete(true);
}

void startCallers(Bench& bench, async::Executor executor) {
    for (int server = 1; server <= bench.servers; ++server)
        for (int i = 0; i < connectionsPerServer * callersPerConnection; ++i, ++bench.calling)
            async::spawn(executor, callAgainAndAgain(bench, static_cast<ServerId>(server)));
}

/// Calls of each connection so far, by its number.
std::map<ConnectionId, std::uint64_t> callsByConnection(Engine& engine) {
    std::map<ConnectionId, std::uint64_t> calls;
    const auto snapshot = engine.snapshot();
    for (const telemetry::ConnectionStatus& connection : snapshot->connections)
        calls[connection.id] = connection.calls;
    return calls;
}

bool allConnectionsReady(Engine& engine, int servers) {
    const auto snapshot = engine.snapshot();
    const auto& connections = snapshot->connections;
    return static_cast<int>(connections.size()) == servers * connectionsPerServer &&
           std::all_of(connections.begin(), connections.end(),
                       [](const telemetry::ConnectionStatus& connection) {
                           return connection.state == telemetry::ConnectionState::Ready;
                       });
}

async::Awaitable<void> open(Bench& bench) {
    for (int server = 1; server <= bench.servers; ++server)
        bench.engine.startServer(static_cast<ServerId>(server));
    const async::TimePoint giveUp = bench.clock.now() + std::chrono::seconds(30);
    while (!allConnectionsReady(bench.engine, bench.servers)) {
        if (bench.clock.now() > giveUp)
            std::exit((fmt::print(stderr, "not all connections came up\n"), 1));
        co_await async::sleepUntil(bench.clock, bench.clock.now() + Engine::tick);
    }
}

/// Resident memory at the end of each slice.
async::Awaitable<std::vector<std::uint64_t>> watchMemory(Bench& bench) {
    std::vector<std::uint64_t> memory;
    for (int i = 0; i < slices; ++i) {
        co_await async::sleepUntil(bench.clock, bench.clock.now() + bench.length / slices);
        memory.push_back(bench.engine.snapshot()->engine.rssBytes);
    }
    co_return memory;
}

std::shared_ptr<spdlog::logger> warnings() {
    auto logger = spdlog::stderr_logger_mt("engine");
    logger->set_level(spdlog::level::warn);
    return logger;
}

void judge(std::string_view what, double value, bool good, std::string_view target) {
    fmt::print("| {} | {:.2f} | {} | {} |\n", what, value, target, good ? "✓" : "✗");
}

void report(const Bench& bench, std::vector<std::uint64_t> calls, const std::vector<std::uint64_t>& memory) {
    std::sort(calls.begin(), calls.end());
    double sum = 0;
    for (const std::uint64_t count : calls)
        sum += static_cast<double>(count);
    const double mean = sum / static_cast<double>(calls.size());
    const double share = static_cast<double>(calls.front()) / mean;
    // The first half is for buffers and histograms to find their size.
    const double growth = static_cast<double>(memory.back()) / static_cast<double>(memory[slices / 2 - 1]);
    fmt::print("{} connections to {} servers, {:.0f} calls a second; of a connection: fewest {}, mean "
               "{:.0f}, most {}\n\n",
               calls.size(), bench.servers, sum / std::chrono::duration<double>(bench.length).count(),
               calls.front(), mean, calls.back());
    fmt::print("| | | target | |\n|---|---|---|---|\n");
    judge("slowest connection / mean", share, share >= leastShare, "≥ 0.5");
    judge("memory at the end / half-way", growth, growth <= mostGrowth, "≤ 1.1");
    fmt::print("\nMiB after each tenth:");
    for (const std::uint64_t bytes : memory)
        fmt::print(" {:.1f}", static_cast<double>(bytes) / (1 << 20));
    fmt::print("\n");
}

async::Awaitable<void> run(Bench& bench, async::Executor executor) {
    co_await open(bench);
    startCallers(bench, executor);
    // What came before is start-up: caches, first connections.
    co_await async::sleepUntil(bench.clock, bench.clock.now() + std::chrono::seconds(1));
    const auto before = callsByConnection(bench.engine);
    const std::vector<std::uint64_t> memory = co_await watchMemory(bench);
    std::vector<std::uint64_t> calls;
    for (const auto& [connection, count] : callsByConnection(bench.engine)) {
        const auto known = before.find(connection);
        if (known == before.end())
            std::exit((fmt::print(stderr, "a connection was lost, and replaced\n"), 1));
        calls.push_back(count - known->second);
    }
    bench.over = true;
    co_await bench.allDone.wait();
    co_await bench.engine.shutdown();
    report(bench, std::move(calls), memory);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3)
        return 2;
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    Engine engine(io.get_executor(), clock, {}, warnings());
    settings::Tuning tuning;
    tuning.pool.min = tuning.pool.max = connectionsPerServer;
    if (engine.tune(tuning).has_error())
        return 1;
    Bench bench{engine, clock, argc - 2, std::chrono::seconds(std::atoi(argv[1]))};
    for (int server = 1; server <= bench.servers; ++server) {
        settings::ServerConfig config{fmt::format("server {}", server)};
        config.http.emplace().url = argv[server + 1];
        engine.addServer(static_cast<ServerId>(server), std::move(config));
    }
    async::spawn(io.get_executor(), run(bench, io.get_executor()));
    async::runEventLoop(io);
    return 0;
}
