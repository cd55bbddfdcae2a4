// What the call path makes of real servers that die, hang, answer late or too much.

#include "tests/support/path_bench.h"

#include <csignal>

using namespace dyno;
using namespace std::chrono_literals;
using calls::Refusal;
using telemetry::BreakerState;
using test::PathBench;

namespace {

settings::Tuning onePipe() {
    settings::Tuning tuning;
    tuning.pool.min = tuning.pool.max = 1;
    return tuning;
}

telemetry::ReplicaStatus replicaOf(PathBench& bench, ServerId server) {
    for (const auto& replica : bench.path().replicas)
        if (replica.server == server)
            return replica;
    return {};
}

} // namespace

class TestFailureProcesses : public QObject {
    Q_OBJECT

private slots:
    void killedReplicaCostsTheCallsThatItHadAndComesBack();
    void replicaThatCannotStartIsLeftOut();
    void breakerOpensRejectsAndCloses();
    void crashIsRetriedOnlyForToolsThatMayRunTwice();
    void timeOutCancelsAtTheServerAndTheLateReplyIsCounted();
    void tooLargeAResultFailsItsCallOnly();
    void silenceBetweenProgressEndsACall();
};

void TestFailureProcesses::killedReplicaCostsTheCallsThatItHadAndComesBack() {
    constexpr int perConnection = 4;
    settings::Tuning tuning = onePipe();
    tuning.pool.perConnection = perConnection;
    tuning.workers = 2 * perConnection;
    PathBench bench(tuning, {}, 2);
    bench.engine.startWorkload({1, "sleep", R"({"ms":5})", {}, {}});
    QVERIFY(bench.loop.runUntil([&] { return replicaOf(bench, 2).inFlight == perConnection; }));
    const auto killed = bench.connectionOf(2);
    const auto begin = bench.loop.clock().now();
    QCOMPARE(kill(killed.pid, SIGKILL), 0);
    QVERIFY(bench.loop.runUntil([&] { return replicaOf(bench, 2).ejected; }));
    QVERIFY(bench.loop.clock().now() - begin < 1s);
    QVERIFY(bench.runUntilSucceeded(50)); // the other one goes on
    QVERIFY(bench.loop.runUntil([&] { return !replicaOf(bench, 2).ejected; }));
    QVERIFY(bench.loop.runUntil([&, before = replicaOf(bench, 2).chosen] { // and the first is back
        return replicaOf(bench, 2).chosen > before + 50;
    }));
    bench.stopWorkload();
    const auto snapshot = bench.engine.snapshot();
    const auto& counts = snapshot->counts;
    QVERIFY2(counts.errors() <= perConnection, std::to_string(counts.errors()).c_str());
    QCOMPARE(counts.ended(), counts.started);
    QCOMPARE(snapshot->engine.recordsLost, std::uint64_t(0));
    QVERIFY(bench.connectionOf(2).pid != killed.pid);
}

void TestFailureProcesses::replicaThatCannotStartIsLeftOut() {
    PathBench bench(onePipe(), {}, 2);
    settings::ServerConfig dead{"dead", {DYNO_DEMO_SERVER, "--exit-at-once", "3"}, {}, {}};
    dead.group = "demo";
    bench.engine.addServer(3, dead);
    bench.engine.startServer(3);
    QVERIFY(bench.loop.await(bench.engine.serverUp(3)).has_error());
    for (int i = 0; i < 20; ++i)
        QVERIFY(bench.call("echo", R"({"message":"hello"})", ServerId(i % 3 + 1)).result.has_value());
}

void TestFailureProcesses::breakerOpensRejectsAndCloses() {
    settings::Tuning tuning = onePipe();
    tuning.breaker.on = true;
    tuning.timeouts.call = 100ms;
    PathBench bench(tuning);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(bench.call("hang").result.error().kind, ErrorKind::TimedOut);
    QCOMPARE(int(bench.path().breakers.at(0).state), int(BreakerState::Open));
    tuning.timeouts.call = 30s;
    bench.tune(tuning);

    // The best of many: a busy machine may take its time over any of them.
    async::Duration best = 1h;
    for (int i = 0; i < 200; ++i) {
        const auto rejected = bench.call("echo", R"({"message":"hello"})");
        QCOMPARE(rejected.result.error().kind, ErrorKind::BreakerOpen);
        QCOMPARE(int(rejected.record.refusal), int(Refusal::BreakerOpen));
        best = std::min(best, rejected.record.serviceTime());
    }
    QVERIFY2(best < 50us, (std::to_string(best.count()) + " ns").c_str());

    tuning.breaker.recovery = 10ms;
    bench.tune(tuning);
    QVERIFY(bench.loop.runUntil([&] { return bench.path().breakers.at(0).state == BreakerState::HalfOpen; }));
    for (int i = 0; i < tuning.breaker.successes; ++i)
        QVERIFY(bench.call("echo", R"({"message":"hello"})").result.has_value());
    QCOMPARE(int(bench.path().breakers.at(0).state), int(BreakerState::Closed));
    QCOMPARE(bench.stats()["calls"].get<int>(), 5 + 2 + 1); // of those turned away it heard nothing
}

void TestFailureProcesses::crashIsRetriedOnlyForToolsThatMayRunTwice() {
    settings::Tuning tuning = onePipe();
    tuning.retry.attempts = 3;
    tuning.retry.base = 10ms;
    tuning.retry.budget = 1;
    PathBench bench(tuning, {"--service", "constant", "--service-mean", "200ms"});
    const auto repeatable = bench.begin("echo", R"({"message":"hello"})");
    const auto once = bench.begin("leak", R"({"kb":1})");
    QVERIFY(bench.loop.runUntil([&] { return bench.connectionOf(1).inFlight == 2; }));
    QVERIFY(bench.stats()["inFlight"].get<int>() == 3); // both are there, and the one that asks
    QCOMPARE(kill(bench.connectionOf(1).pid, SIGKILL), 0);
    QVERIFY(bench.runUntilAll({repeatable, once}));
    QCOMPARE(PathBench::text(**repeatable), std::string("hello"));
    QCOMPARE(int((*repeatable)->record.attempts), 2);
    QCOMPARE((*once)->result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(int((*once)->record.attempts), 1);
    const auto retry = bench.path().retry;
    QCOMPARE(retry.recovered, std::uint64_t(1));
    QCOMPARE(retry.unsafe, std::uint64_t(1));
    QCOMPARE(bench.stats()["calls"].get<int>(), 1 + 1); // the new process saw the one only
}

void TestFailureProcesses::timeOutCancelsAtTheServerAndTheLateReplyIsCounted() {
    settings::Tuning tuning = onePipe();
    tuning.timeouts.call = 100ms;
    PathBench bench(tuning, {"--late-replies"});
    const auto late = bench.call("hang");
    QCOMPARE(late.result.error().kind, ErrorKind::TimedOut);
    tuning.timeouts.call = 30s;
    bench.tune(tuning);
    QCOMPARE(bench.stats()["cancelled"].get<int>(), 1);
    QVERIFY(bench.loop.runUntil([&] { return bench.connectionOf(1).lateReplies == 1; }));
    const auto counts = bench.engine.snapshot()->counts;
    QCOMPARE(counts.timedOut, std::uint64_t(1));
    QCOMPARE(counts.succeeded, std::uint64_t(1)); // the statistics
}

void TestFailureProcesses::tooLargeAResultFailsItsCallOnly() {
    settings::Tuning tuning = onePipe();
    tuning.result.bytes = 10'000;
    PathBench bench(tuning);
    const int pid = bench.connectionOf(1).pid;
    const auto small = bench.begin("sleep", R"({"ms":50})");
    QCOMPARE(bench.call("payload", R"({"bytes":100000})").result.error().kind, ErrorKind::Limit);
    QVERIFY(bench.runUntilAll({small}));
    QVERIFY((*small)->result.has_value());
    tuning.result.bytes = 1'000'000;
    bench.tune(tuning);
    QCOMPARE(PathBench::text(bench.call("payload", R"({"bytes":100000})")).size(), std::size_t(100'000));
    QCOMPARE(bench.connectionOf(1).pid, pid);
}

void TestFailureProcesses::silenceBetweenProgressEndsACall() {
    settings::Tuning tuning = onePipe();
    tuning.timeouts.idle = 1s;
    PathBench bench(tuning);
    const auto silent = bench.begin("hang");
    const auto lively = bench.begin("progress", R"({"steps":30,"ms":2000})");
    QVERIFY(bench.runUntilAll({silent, lively}));
    QCOMPARE((*silent)->result.error().kind, ErrorKind::TimedOut);
    QCOMPARE(PathBench::text(**lively), std::string("took 30 steps"));
    QCOMPARE(bench.stats()["cancelled"].get<int>(), 1);
}

QTEST_GUILESS_MAIN(TestFailureProcesses)
#include "tst_failure_processes.moc"
