// What does it cost to find a connection? Acquire and release on a pool of 64, alone and through an upstream,
// and a choice among 64 candidates by each strategy.

#include "engine/calls/balance/upstream.h"
#include "scripted_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

using namespace dyno;
using namespace std::chrono_literals;
using settings::BalanceStrategy;

namespace {

constexpr int connections = 64;
constexpr int repetitions = 200'000;
constexpr int rounds = 9;

constexpr std::pair<BalanceStrategy, const char*> strategies[] = {
    {BalanceStrategy::RoundRobin, "round robin"},        {BalanceStrategy::Random, "random"},
    {BalanceStrategy::LeastInFlight, "least in flight"}, {BalanceStrategy::PowerOfTwo, "power of two"},
    {BalanceStrategy::Ewma, "latency (EWMA)"},
};

/// Nanoseconds for one, the median of the rounds.
template<class Work>
double cost(Work work) {
    std::vector<double> results;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < repetitions; ++i)
            work(i);
        const std::chrono::duration<double, std::nano> length = std::chrono::steady_clock::now() - begin;
        results.push_back(length.count() / repetitions);
    }
    std::sort(results.begin(), results.end());
    return results[results.size() / 2];
}

struct SilentObserver final : calls::PoolObserver {
    void poolLog(telemetry::LogLevel, const std::string&) override {}
    void poolChanged() override {}
    void poolTraced(ConnectionId, const telemetry::TracedMessage&) override {}
    void connectionClosed(ConnectionId) override {}
};

/// A pool of scripted servers, all up. Its clock costs nothing to read; the real one costs about 25 ns.
struct Bench {
    Bench() {
        turn(BalanceStrategy::LeastInFlight, std::nullopt);
        upstream.add(1, pool);
        pool.open();
        loop.settle();
        if (pool.connections().size() != connections)
            std::exit((fmt::print(stderr, "the pool did not come up\n"), 1));
    }
    ~Bench() {
        upstream.remove(1);
        const auto closed = loop.start(pool.close());
        for (int i = 0; i < 100 && !*closed; ++i)
            loop.advance(1s);
    }

    void turn(BalanceStrategy strategy, std::optional<int> perConnection) {
        settings::Tuning next;
        next.pool.min = next.pool.max = connections;
        next.pool.perConnection = perConnection;
        next.balance.strategy = strategy;
        tuning = std::make_shared<const settings::Tuning>(next);
    }
    calls::Pool::Ways ways() {
        calls::Pool::Ways result;
        result.transports.push_back([this] {
            servers.push_back(std::make_unique<test::ScriptedServer>(loop, script));
            return servers.back()->transport();
        });
        return result;
    }

    test::TestLoop loop;
    test::Script script;
    std::vector<std::unique_ptr<test::ScriptedServer>> servers;
    std::shared_ptr<const settings::Tuning> tuning = std::make_shared<const settings::Tuning>();
    SilentObserver observer;
    ConnectionId last = 0;
    calls::Pool pool{loop.executor(), loop.clock(), tuning, ways(), [this] { return ++last; }, {}, observer};
    calls::Upstream upstream{loop.clock(), tuning};
};

double poolAlone(Bench& bench) {
    return cost([&](int) { bench.pool.release(bench.pool.tryAcquire(), 1ms); });
}

double throughUpstream(Bench& bench, std::string_view key = {}) {
    return cost([&](int) { bench.upstream.release(*bench.upstream.tryAcquire(key), {}, 1ms); });
}

double choice(BalanceStrategy strategy) {
    std::vector<calls::Candidate> candidates;
    for (std::uint64_t id = 1; id <= connections; ++id)
        candidates.push_back({id, 1.0 + static_cast<double>(id % 3), std::chrono::milliseconds(id), 0});
    calls::Balancer balancer;
    return cost([&](int i) {
        candidates[static_cast<std::size_t>(i) % connections].inFlight = static_cast<std::uint32_t>(i % 7);
        ++candidates[*balancer.choose(strategy, candidates)].inFlight;
    });
}

} // namespace

int main() {
    Bench bench;
    fmt::print("{} connections or candidates, {} times, medians of {} rounds, in ns\n\n", connections,
               repetitions, rounds);
    fmt::print(
        "| strategy        | choice | acquire + release | with a limit per connection | by an upstream "
        "|\n|---|---|---|---|---|\n");
    for (const auto& [strategy, name] : strategies) {
        bench.turn(strategy, std::nullopt);
        const double plain = poolAlone(bench), upstream = throughUpstream(bench);
        bench.turn(strategy, 1);
        fmt::print("| {:<15} | {:>6.0f} | {:>17.0f} | {:>27.0f} | {:>14.0f} |\n", name, choice(strategy),
                   plain, poolAlone(bench), upstream);
    }
    fmt::print("| {:<15} | {:>6} | {:>17} | {:>27} | {:>14.0f} |\n", "sticky", "", "", "",
               throughUpstream(bench, "a key"));
}
