#pragma once

#include "engine/workload/workload.h"
#include "printing.h"
#include "scripted_server.h"

// What the tests of the pool and of the workload share: both on scripted servers, with time turned by hand.

using namespace dyno;
using async::Duration;
using async::TimePoint;
using calls::ConnectionPtr;
using telemetry::ConnectionState;
using telemetry::ServerState;
using telemetry::WorkloadPhase;
using test::Script;
using test::ScriptedServer;
using test::TestLoop;
using workload::Extent;
using workload::Scenario;
using namespace std::chrono_literals;
using namespace std::string_literals;
namespace {

class Observer final : public calls::PoolObserver {
public:
    void poolLog(telemetry::LogLevel, const std::string& text) override { log.push_back(text); }
    void poolChanged() override { ++changes; }
    void poolTraced(ConnectionId, const telemetry::TracedMessage& message) override {
        traced.emplace_back(message.text);
    }
    void connectionClosed(ConnectionId id) override { closed.push_back(id); }

    std::vector<std::string> log;
    std::vector<std::string> traced;
    int changes = 0;
    std::vector<ConnectionId> closed;
};

/// A pool of scripted servers, and the path and the workload over it.
class Bench {
public:
    explicit Bench(int connections = 1, Script behaviour = {})
        : Bench(connections, {std::move(behaviour)}, false) {}
    /// A server that can be reached in several ways, or is somebody else's.
    Bench(int connections, std::vector<Script> behaviours, bool external)
        : scripts(std::move(behaviours))
        , tuning(tuned(connections, 8, 30s))
        , pool(
              loop.executor(), loop.clock(), tuning, ways(external), [this] { return ++m_lastId; },
              mcp::Limits{}, observer)
        , recorder(loop.clock().now())
        , path(loop.executor(), loop.clock(), tuning, &recorder)
        , workload(loop.executor(), loop.clock(), path, tuning, recorder) {
        path.addPool(1, pool);
        pool.open();
        loop.settle();
    }

    ~Bench() {
        workload.stop();
        const auto closed = loop.start(pool.close());
        for (int i = 0; i < 100 && !*closed; ++i)
            loop.advance(1s);
    }

    void tune(int connections, int workers, Duration callTimeout = 30s) {
        tuning = tuned(connections, workers, callTimeout);
    }
    void resize(int connections) {
        tune(connections, tuning->workers, tuning->timeouts.call);
        pool.tuningChanged();
        loop.settle();
    }
    /// Turns any knob, as the engine does.
    void retune(const std::function<void(settings::Tuning&)>& change) {
        settings::Tuning next = *tuning;
        change(next);
        tuning = std::make_shared<const settings::Tuning>(next);
        pool.tuningChanged();
        workload.tuningChanged();
        loop.settle();
    }
    template<class Turn>
    void turn(Turn knobs) {
        settings::Tuning next = *tuning;
        knobs(next);
        tuning = std::make_shared<const settings::Tuning>(std::move(next));
        pool.tuningChanged();
        path.tuningChanged();
        workload.tuningChanged();
        loop.settle();
    }
    void setWorkers(int workers) {
        tune(tuning->pool.min, workers);
        workload.tuningChanged();
        loop.settle();
    }
    void run(Extent extent, std::optional<Extent> warmup = std::nullopt) {
        workload.start({1, "echo", "{}", extent, warmup});
        loop.settle();
    }

    std::shared_ptr<const std::optional<calls::CallResult>> call(const std::string& arguments = "{}") {
        calls::Call call{std::make_shared<const calls::Target>(calls::Target{1, "echo", arguments}),
                         loop.clock().now()};
        return loop.start(path.call(std::move(call)));
    }

    telemetry::Snapshot figures() {
        telemetry::Snapshot snapshot;
        recorder.describe(snapshot, loop.clock().now());
        return snapshot;
    }
    std::uint64_t lost() { return recorder.recordsLost(path.inFlight()); }

    int ready() const {
        int count = 0;
        for (const ConnectionPtr& connection : pool.connections())
            count += connection->state == ConnectionState::Ready ? 1 : 0;
        return count;
    }
    int running() const {
        int count = 0;
        for (const auto& server : servers)
            count += server->isRunning() ? 1 : 0;
        return count;
    }
    std::size_t waitingCalls() const {
        std::size_t count = 0;
        for (const auto& server : servers)
            count += server->waitingCalls().size();
        return count;
    }
    /// Answers every call that waits now, and none that comes of it.
    void answerWaiting() {
        for (const auto& server : servers)
            for (std::size_t left = server->waitingCalls().size(); left > 0; --left)
                server->answerCall();
    }

    TestLoop loop;
    std::vector<Script> scripts; ///< one for each way
    Script& script = scripts.front();
    std::vector<std::unique_ptr<ScriptedServer>> servers; ///< in the order they were started
    Observer observer;
    std::shared_ptr<const settings::Tuning> tuning;
    calls::Pool pool;
    telemetry::Recorder recorder;
    calls::CallPath path;
    workload::Workload workload;

private:
    static std::shared_ptr<const settings::Tuning> tuned(int connections, int workers, Duration callTimeout) {
        settings::Tuning next;
        next.pool.min = connections;
        next.pool.max = std::max(next.pool.max, connections);
        next.workers = workers;
        next.timeouts.call = callTimeout;
        return std::make_shared<const settings::Tuning>(next);
    }

    calls::Pool::Ways ways(bool external) {
        calls::Pool::Ways result;
        result.external = external;
        for (const Script& one : scripts)
            result.transports.push_back([this, &one] {
                servers.push_back(std::make_unique<ScriptedServer>(loop, one));
                return servers.back()->transport();
            });
        return result;
    }

    ConnectionId m_lastId = 0;
};

[[maybe_unused]] Extent exactly(int count) {
    return {static_cast<std::uint64_t>(count), std::nullopt};
}

[[maybe_unused]] Extent lasting(Duration duration) {
    return {std::nullopt, duration};
}

[[maybe_unused]] const Script slow{.serviceTime = 10ms};
[[maybe_unused]] const Script holding{.answersCalls = false};

} // namespace
