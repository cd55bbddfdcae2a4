#include "engine/workload/workload.h"
#include "printing.h"
#include "scripted_server.h"

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
    void connectionClosed(ConnectionId id) override { closed.push_back(id); }

    std::vector<std::string> log;
    int changes = 0;
    std::vector<ConnectionId> closed;
};

/// A pool of scripted servers, and the path and the workload over it.
class Bench {
public:
    explicit Bench(int connections = 1, Script behaviour = {})
        : script(behaviour)
        , pool(
              loop.executor(), loop.clock(), [this] { return makeTransport(); },
              [this] { return ++m_lastId; }, mcp::Limits{}, observer)
        , recorder(loop.clock().now())
        , path(loop.clock(), tuning, &recorder)
        , workload(loop.executor(), loop.clock(), path, tuning, recorder) {
        path.addPool(1, pool);
        tune(connections, 8);
        resize(connections);
    }

    ~Bench() {
        workload.stop();
        const auto closed = loop.start(pool.close());
        for (int i = 0; i < 100 && !*closed; ++i)
            loop.advance(1s);
    }

    void tune(int connections, int workers, Duration callTimeout = 30s) {
        tuning =
            std::make_shared<const settings::Tuning>(settings::Tuning{connections, workers, callTimeout});
    }
    void resize(int connections) {
        pool.resize(connections);
        loop.settle();
    }
    void setWorkers(int workers) {
        tune(tuning->pool, workers);
        workload.tuningChanged();
        loop.settle();
    }
    void run(Extent extent, std::optional<Extent> warmup = std::nullopt) {
        workload.start({1, "echo", "{}", extent, warmup});
        loop.settle();
    }

    std::shared_ptr<const std::optional<calls::CallResult>> call() {
        calls::Call call{std::make_shared<const calls::Target>(calls::Target{1, "echo", "{}"}),
                         loop.clock().now()};
        return loop.start(path.call(std::move(call)));
    }

    telemetry::Snapshot figures() const {
        telemetry::Snapshot snapshot;
        recorder.describe(snapshot, const_cast<TestLoop&>(loop).clock().now());
        return snapshot;
    }
    std::uint64_t lost() const { return recorder.recordsLost(path.inFlight()); }

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
    Script script;
    std::vector<std::unique_ptr<ScriptedServer>> servers; ///< in the order they were started
    Observer observer;
    calls::Pool pool;
    std::shared_ptr<const settings::Tuning> tuning;
    telemetry::Recorder recorder;
    calls::CallPath path;
    workload::Workload workload;

private:
    std::shared_ptr<transport::Transport> makeTransport() {
        servers.push_back(std::make_unique<ScriptedServer>(loop, script));
        return servers.back()->transport();
    }

    ConnectionId m_lastId = 0;
};

Extent exactly(int count) {
    return {static_cast<std::uint64_t>(count), std::nullopt};
}

Extent lasting(Duration duration) {
    return {std::nullopt, duration};
}

const Script slow{.serviceTime = 10ms};
const Script holding{.answersCalls = false};

} // namespace

class TestWorkload : public QObject {
    Q_OBJECT

private slots:
    // Pool
    void firstConnectionComesUpBeforeTheOthers();
    void failedStartFailsThePool();
    void callsGoWhereFewestAreInFlight();
    void poolGrowsAndShrinksWithoutCalls();
    void callOnADrainingConnectionEnds();
    void growingTakesADrainingConnectionBack();
    void callWaitsForAConnection();
    void callThatWaitsFailsAtItsDeadline();
    void callThatWaitsFailsWithTheStart();
    void lostConnectionIsStartedAgain();
    void lossDuringTheStartFailsThePool();
    void crashLoopIsSlowedDown();
    void fiveFailedStartsGiveUp();
    void restartReplacesOneConnection();
    void closingEndsEverything();
    void closingDuringTheStartEndsEverything();

    // Workload
    void callsAreExactlyAsManyAsAsked_data();
    void callsAreExactlyAsManyAsAsked();
    void durationEndsIt();
    void whicheverComesFirstEndsIt();
    void warmUpReachesNoFigure();
    void stoppingLetsCallsInFlightEnd();
    void stoppingDuringTheWarmUpEndsIt();
    void workersGrow();
    void workersShrinkWithoutLosingCalls();
    void poolMayChangeUnderTheWorkload();
    void crashUnderTheWorkloadFailsOnlyTheCallsInFlight_data();
    void crashUnderTheWorkloadFailsOnlyTheCallsInFlight();
    void serverGivenUpEndsTheWorkload();
    void timeOutsDoNotEndTheWorkload();
    void latencyCountsFromTheEndOfTheCallBefore();
};

void TestWorkload::firstConnectionComesUpBeforeTheOthers() {
    Bench bench(3, {.answersHandshake = false});
    QCOMPARE(bench.servers.size(), 1U);
    QVERIFY(bench.pool.state() == ServerState::Starting);
    bench.script.answersHandshake = true;
    bench.servers[0]->answerHandshake();
    QVERIFY(bench.pool.state() == ServerState::Ready);
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.ready(), 3);
    QCOMPARE(bench.pool.info().name, "scripted"s);
    QCOMPARE(bench.pool.tools()->size(), 1U);
    QCOMPARE(bench.servers[0]->transport()->sent("tools/list").size(), 1U);
    QCOMPARE(bench.servers[1]->transport()->sent("tools/list").size(), 0U);
    QVERIFY(bench.observer.changes > 0);
}

void TestWorkload::failedStartFailsThePool() {
    Bench bench(2, {.openError = Error{ErrorKind::Spawn, "no such program"}});
    QVERIFY(bench.pool.state() == ServerState::Failed);
    QCOMPARE(bench.pool.error()->message, "no such program"s);
    QCOMPARE(bench.servers.size(), 1U);
    QVERIFY(bench.pool.connections().empty());
    const auto call = bench.call();
    QCOMPARE(call->value().result.error().kind, ErrorKind::Spawn);
    bench.loop.advance(1h);
    QCOMPARE(bench.servers.size(), 1U);
}

void TestWorkload::callsGoWhereFewestAreInFlight() {
    Bench bench(3, holding);
    std::vector<std::shared_ptr<const std::optional<calls::CallResult>>> calls;
    for (int i = 0; i < 6; ++i)
        calls.push_back(bench.call());
    for (const auto& server : bench.servers)
        QCOMPARE(server->waitingCalls().size(), 2U);
    bench.servers[1]->answerCall();
    calls.push_back(bench.call());
    QCOMPARE(bench.servers[1]->waitingCalls().size(), 2U);
    bench.answerWaiting();
    for (const auto& call : calls)
        QVERIFY(call->value().result.has_value());
    for (const ConnectionPtr& connection : bench.pool.connections())
        QCOMPARE(connection->inFlight, 0U);
}

void TestWorkload::poolGrowsAndShrinksWithoutCalls() {
    Bench bench(1);
    bench.resize(4);
    QCOMPARE(bench.ready(), 4);
    bench.resize(2);
    QCOMPARE(bench.ready(), 2);
    QCOMPARE(bench.pool.connections().size(), 2U);
    QCOMPARE(bench.observer.closed, (std::vector<ConnectionId>{4, 3})); // the newest go first
    QVERIFY(bench.servers[3]->transport()->isClosed());
    QVERIFY(bench.servers[0]->isRunning());
}

void TestWorkload::callOnADrainingConnectionEnds() {
    Bench bench(2, holding);
    const auto first = bench.call();
    const auto second = bench.call();
    bench.resize(1);
    QVERIFY(bench.pool.connections()[1]->state == ConnectionState::Draining);
    QVERIFY(bench.servers[1]->isRunning());
    const auto third = bench.call();
    QCOMPARE(bench.servers[0]->waitingCalls().size(), 2U);
    bench.servers[1]->answerCall();
    QVERIFY(second->value().result.has_value());
    QCOMPARE(bench.pool.connections().size(), 1U);
    QVERIFY(bench.servers[1]->transport()->isClosed());
    bench.answerWaiting();
    QVERIFY(first->value().result.has_value());
    QVERIFY(third->value().result.has_value());
}

void TestWorkload::growingTakesADrainingConnectionBack() {
    Bench bench(2, holding);
    const auto first = bench.call();
    const auto second = bench.call();
    bench.resize(1);
    bench.resize(2);
    QCOMPARE(bench.servers.size(), 2U);
    QCOMPARE(bench.ready(), 2);
    bench.answerWaiting();
    QVERIFY(first->value().result.has_value());
    QVERIFY(second->value().result.has_value());
    QCOMPARE(bench.ready(), 2);
}

void TestWorkload::callWaitsForAConnection() {
    Bench bench(1, {.answersHandshake = false});
    const auto call = bench.call();
    bench.loop.advance(2s);
    QVERIFY(!*call);
    bench.servers[0]->answerHandshake();
    QVERIFY(call->value().result.has_value());
    QCOMPARE(call->value().record.coldStart, Duration(2s));
    QCOMPARE(call->value().record.latency(), Duration(2s));
    QCOMPARE(call->value().record.connection, 1U);
}

void TestWorkload::callThatWaitsFailsAtItsDeadline() {
    Bench bench(1, {.answersHandshake = false});
    bench.tune(1, 8, 5s);
    const auto call = bench.call();
    bench.loop.advance(4999ms);
    QVERIFY(!*call);
    bench.loop.advance(1ms);
    QCOMPARE(call->value().result.error().kind, ErrorKind::TimedOut);
    QCOMPARE(call->value().result.error().message, "no connection came up within 5 s (call time-out)"s);
    QCOMPARE(call->value().record.connection, 0U);
    bench.servers[0]->answerHandshake();
    QCOMPARE(bench.servers[0]->transport()->sent("tools/call").size(), 0U);
}

void TestWorkload::callThatWaitsFailsWithTheStart() {
    Bench bench(1, {.answersHandshake = false});
    const auto call = bench.call();
    bench.servers[0]->crash();
    QCOMPARE(call->value().result.error().kind, ErrorKind::PeerClosed);
    QVERIFY(bench.pool.state() == ServerState::Failed);
}

void TestWorkload::lostConnectionIsStartedAgain() {
    Bench bench(1);
    bench.loop.advance(10s);
    bench.servers[0]->crash();
    QCOMPARE(bench.servers.size(), 2U); // at once, after so long a life
    QCOMPARE(bench.ready(), 1);
    QVERIFY(bench.pool.state() == ServerState::Ready);
    QVERIFY(bench.servers[0]->transport()->isClosed());
    const auto call = bench.call();
    QVERIFY(call->value().result.has_value());
    QCOMPARE(call->value().record.connection, 2U);
}

void TestWorkload::lossDuringTheStartFailsThePool() {
    Bench bench(1, {.answersHandshake = false});
    bench.servers[0]->answerHandshake(); // up to tools/list
    QVERIFY(bench.pool.state() == ServerState::Ready);

    Bench halfway(1, {.answersHandshake = false});
    auto& wire = *halfway.servers[0]->transport();
    wire.deliver({{"jsonrpc", "2.0"}, {"id", 1}, {"error", {{"code", -32601}, {"message", "no"}}}});
    wire.deliver(
        {{"jsonrpc", "2.0"},
         {"id", 2},
         {"result",
          {{"protocolVersion", "2025-11-25"}, {"capabilities", {{"tools", nlohmann::json::object()}}}}}});
    halfway.loop.settle();
    QCOMPARE(wire.sent("tools/list").size(), 1U);
    halfway.servers[0]->crash();
    QVERIFY(halfway.pool.state() == ServerState::Failed);
    QCOMPARE(halfway.pool.error()->kind, ErrorKind::PeerClosed);
    QCOMPARE(halfway.pool.error()->detail, "stderr:\nboom"s);
    QVERIFY(halfway.pool.connections().empty());
}

void TestWorkload::crashLoopIsSlowedDown() {
    Bench bench(1);
    bench.servers[0]->crash();
    QCOMPARE(bench.servers.size(), 2U);
    for (const Duration delay : {Duration(100ms), Duration(200ms), Duration(400ms)}) {
        const std::size_t before = bench.servers.size();
        bench.servers.back()->crash();
        QCOMPARE(bench.ready(), 0);
        QVERIFY(bench.pool.connections().back()->state == ConnectionState::Waiting);
        bench.loop.advance(delay - 1ns);
        QCOMPARE(bench.ready(), 0);
        bench.loop.advance(1ns);
        QCOMPARE(bench.servers.size(), before + 1);
        QCOMPARE(bench.ready(), 1);
    }
}

void TestWorkload::fiveFailedStartsGiveUp() {
    Bench bench(1);
    bench.script.openError = Error{ErrorKind::Spawn, "the program is gone"};
    bench.servers[0]->crash();
    const auto call = bench.call();
    QVERIFY(!*call);
    bench.loop.advance(10s);
    QVERIFY(bench.pool.state() == ServerState::Failed);
    QCOMPARE(bench.pool.error()->message, "the program is gone"s);
    QCOMPARE(bench.servers.size(), 6U);
    QCOMPARE(call->value().result.error().kind, ErrorKind::Spawn);
    bench.loop.advance(1h);
    QCOMPARE(bench.servers.size(), 6U);
    QVERIFY(bench.pool.connections().empty());
}

void TestWorkload::restartReplacesOneConnection() {
    Bench bench(2, holding);
    const auto first = bench.call();
    const auto second = bench.call();
    bench.pool.restart(1);
    bench.loop.settle();
    QCOMPARE(first->value().result.error().kind, ErrorKind::Cancelled);
    QVERIFY(!*second);
    QVERIFY(bench.servers[0]->transport()->isClosed());
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.ready(), 2);
    bench.answerWaiting();
    QVERIFY(second->value().result.has_value());
}

void TestWorkload::closingEndsEverything() {
    Bench bench(3, holding);
    const auto call = bench.call();
    const auto closed = bench.loop.start(bench.pool.close());
    QVERIFY(*closed);
    QCOMPARE(call->value().result.error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.pool.state() == ServerState::Stopped);
    QVERIFY(bench.pool.connections().empty());
    QCOMPARE(bench.running(), 0);
    QCOMPARE(bench.loop.clock().armed(), 0U);
    const auto late = bench.call();
    QCOMPARE(late->value().result.error().kind, ErrorKind::Cancelled);
}

void TestWorkload::closingDuringTheStartEndsEverything() {
    Bench bench(1, {.answersHandshake = false});
    const auto call = bench.call();
    const auto closed = bench.loop.start(bench.pool.close());
    QVERIFY(*closed);
    QCOMPARE(call->value().result.error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.pool.state() == ServerState::Stopped);
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

void TestWorkload::callsAreExactlyAsManyAsAsked_data() {
    QTest::addColumn<int>("calls");
    QTest::addColumn<int>("workers");
    QTest::newRow("one by one") << 5 << 1;
    QTest::newRow("more calls than workers") << 101 << 8;
    QTest::newRow("fewer calls than workers") << 3 << 8;
    QTest::newRow("none") << 0 << 8;
}

void TestWorkload::callsAreExactlyAsManyAsAsked() {
    QFETCH(int, calls);
    QFETCH(int, workers);
    Bench bench(2, slow);
    bench.tune(2, workers);
    bench.run(exactly(calls));
    const auto finished = bench.loop.start(bench.workload.finished());
    bench.loop.advance(10s);
    QVERIFY(*finished);
    QVERIFY(bench.workload.idle());
    const auto counts = bench.figures().counts;
    QCOMPARE(counts.started, static_cast<std::uint64_t>(calls));
    QCOMPARE(counts.succeeded, static_cast<std::uint64_t>(calls));
    QCOMPARE(counts.errors(), 0U);
    QCOMPARE(bench.workload.status().callsStarted, static_cast<std::uint64_t>(calls));
    QCOMPARE(bench.lost(), 0U);
    const int rounds = (calls + workers - 1) / workers;
    QCOMPARE(bench.figures().measured, Duration(rounds * 10ms));
    QCOMPARE(bench.workload.status().elapsed, Duration(rounds * 10ms));
}

void TestWorkload::durationEndsIt() {
    Bench bench(1, slow);
    bench.tune(1, 4);
    bench.run(lasting(95ms));
    bench.loop.advance(94ms);
    QVERIFY(bench.workload.status().phase == WorkloadPhase::Running);
    bench.loop.advance(1s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 40U); // those in flight at the end are let finish
    QCOMPARE(bench.figures().measured, Duration(100ms));
}

void TestWorkload::whicheverComesFirstEndsIt() {
    Bench bench(1, slow);
    bench.tune(1, 1);
    bench.run({3, 1s});
    bench.loop.advance(30ms);
    QVERIFY(bench.workload.idle());
    bench.run({100, 25ms});
    bench.loop.advance(1s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 3U);
}

void TestWorkload::warmUpReachesNoFigure() {
    Bench bench(1, slow);
    bench.tune(1, 2);
    bench.run(exactly(4), exactly(10));
    QVERIFY(bench.workload.status().phase == WorkloadPhase::WarmingUp);
    bench.loop.advance(49ms);
    QVERIFY(bench.workload.status().phase == WorkloadPhase::WarmingUp);
    bench.loop.advance(1ms);
    QVERIFY(bench.workload.status().phase == WorkloadPhase::Running);
    QCOMPARE(bench.figures().total.count, 0);
    bench.loop.advance(1s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.servers[0]->transport()->sent("tools/call").size(), 14U);
    const auto figures = bench.figures();
    QCOMPARE(figures.counts.started, 4U);
    QCOMPARE(figures.counts.succeeded, 4U);
    QCOMPARE(figures.total.count, 4);
    QCOMPARE(figures.measured, Duration(20ms));
    QCOMPARE(bench.workload.status().callsStarted, 4U);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::stoppingLetsCallsInFlightEnd() {
    Bench bench(1, holding);
    bench.run({});
    QCOMPARE(bench.waitingCalls(), 8U);
    bench.workload.stop();
    QVERIFY(bench.workload.status().phase == WorkloadPhase::Stopping);
    bench.answerWaiting();
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.waitingCalls(), 0U);
    QCOMPARE(bench.figures().counts.succeeded, 8U);
    QCOMPARE(bench.figures().counts.started, 8U);
    QVERIFY(!bench.workload.status().error);
}

void TestWorkload::stoppingDuringTheWarmUpEndsIt() {
    Bench bench(1, slow);
    bench.run(exactly(100), lasting(1s));
    bench.loop.advance(15ms);
    bench.workload.stop();
    bench.loop.advance(10ms);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.started, 0U);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::workersGrow() {
    Bench bench(1, holding);
    bench.tune(1, 2);
    bench.run({});
    QCOMPARE(bench.waitingCalls(), 2U);
    bench.setWorkers(5);
    QCOMPARE(bench.waitingCalls(), 5U);
    bench.answerWaiting();
    QCOMPARE(bench.waitingCalls(), 5U);
    QCOMPARE(bench.figures().counts.succeeded, 5U);
    bench.workload.stop();
    bench.answerWaiting();
    QVERIFY(bench.workload.idle());
}

void TestWorkload::workersShrinkWithoutLosingCalls() {
    Bench bench(1, holding);
    bench.run({});
    bench.setWorkers(3);
    QCOMPARE(bench.waitingCalls(), 8U); // surplus workers end after their call
    bench.answerWaiting();
    QCOMPARE(bench.waitingCalls(), 3U);
    QCOMPARE(bench.figures().counts.succeeded, 8U);
    bench.setWorkers(4);
    QCOMPARE(bench.waitingCalls(), 4U);
    bench.setWorkers(1); // and back before the surplus has ended: it goes on
    bench.setWorkers(4);
    QCOMPARE(bench.waitingCalls(), 4U);
    bench.answerWaiting();
    QCOMPARE(bench.waitingCalls(), 4U);
    bench.workload.stop();
    bench.answerWaiting();
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 16U);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::poolMayChangeUnderTheWorkload() {
    Bench bench(1, slow);
    bench.run(exactly(1000));
    for (const int size : {4, 2, 6, 1, 3}) {
        bench.loop.advance(55ms);
        bench.resize(size);
    }
    bench.loop.advance(10s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 1000U);
    QCOMPARE(bench.figures().counts.errors(), 0U);
    QCOMPARE(bench.running(), 3);
    QCOMPARE(bench.pool.connections().size(), 3U);
}

void TestWorkload::crashUnderTheWorkloadFailsOnlyTheCallsInFlight_data() {
    QTest::addColumn<int>("connections");
    QTest::newRow("the only connection") << 1;
    QTest::newRow("one of two") << 2;
}

void TestWorkload::crashUnderTheWorkloadFailsOnlyTheCallsInFlight() {
    QFETCH(int, connections);
    Bench bench(connections, slow);
    bench.run(exactly(1000));
    bench.loop.advance(105ms);
    bench.servers[0]->crash();
    bench.loop.advance(10s);
    QVERIFY(bench.workload.idle());
    const auto figures = bench.figures();
    const std::uint64_t inFlight = 8U / static_cast<unsigned>(connections);
    QCOMPARE(figures.counts.failed, inFlight);
    QCOMPARE(figures.counts.succeeded, 1000U - inFlight);
    QCOMPARE(figures.errors.size(), 1U);
    QCOMPARE(figures.errors[0].kind, ErrorKind::PeerClosed);
    QVERIFY(!bench.workload.status().error);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::serverGivenUpEndsTheWorkload() {
    Bench bench(1, slow);
    bench.run({});
    bench.loop.advance(15ms);
    bench.script.openError = Error{ErrorKind::Spawn, "the program is gone"};
    bench.servers[0]->crash();
    bench.loop.advance(10s);
    QVERIFY(bench.workload.idle());
    QVERIFY(bench.workload.status().error);
    QCOMPARE(bench.workload.status().error->kind, ErrorKind::Spawn);
    QCOMPARE(bench.lost(), 0U);
    QCOMPARE(bench.figures().counts.started, bench.figures().counts.ended());
}

void TestWorkload::timeOutsDoNotEndTheWorkload() {
    Bench bench(1, holding);
    bench.tune(1, 2, 1s);
    bench.run(exactly(6));
    bench.loop.advance(3s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.timedOut, 6U);
    QVERIFY(!bench.workload.status().error);
    QCOMPARE(bench.figures().total.count, 6);
}

// A closed loop: what the engine itself takes between two calls belongs to the second.
void TestWorkload::latencyCountsFromTheEndOfTheCallBefore() {
    Bench bench(1, slow);
    bench.tune(1, 1);
    bench.run(exactly(10));
    bench.loop.advance(1s);
    const auto figures = bench.figures();
    QCOMPARE(figures.total.count, 10);
    QVERIFY(figures.total.min <= Duration(10ms) && figures.total.max >= Duration(10ms));
    QVERIFY(figures.total.max - figures.total.min < Duration(10us));
    QCOMPARE(figures.phases[2].latency.count, 10);
}

QTEST_APPLESS_MAIN(TestWorkload)
#include "tst_workload.moc"
