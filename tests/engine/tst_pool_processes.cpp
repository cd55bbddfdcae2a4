#include "engine/engine.h"
#include "printing.h"
#include "tests/support/engine_loop.h"

#include <nlohmann/json.hpp>

#include <set>

using namespace dyno;
using namespace std::chrono_literals;
using telemetry::ConnectionState;

namespace {

/// An engine with one real server, number 1, that is up.
struct Bench {
    explicit Bench(std::vector<std::string> flags = {}, settings::Tuning tuning = {}) {
        settings::ServerConfig config{"demo", {DYNO_DEMO_SERVER}, {}, {}};
        config.argv.insert(config.argv.end(), flags.begin(), flags.end());
        mark.putInto(config);
        engine.addServer(1, config);
        if (engine.tune(tuning).has_error())
            qFatal("the tuning of a test is wrong");
        engine.startServer(1);
        if (const auto up = loop.await(engine.serverUp(1)); up.has_error())
            qFatal("%s", up.error().message.c_str());
    }
    ~Bench() { loop.await(engine.shutdown()); }

    auto beginCall(const std::string& tool, const std::string& arguments = "{}") {
        return loop.begin(engine.call(calls::Target{1, tool, arguments}));
    }
    calls::CallResult call(const std::string& tool, const std::string& arguments = "{}") {
        return loop.await(engine.call(calls::Target{1, tool, arguments}));
    }

    std::vector<telemetry::ConnectionStatus> connections() { return engine.snapshot()->connections; }
    bool runUntilReady(std::size_t count) {
        return loop.runUntil([&] {
            const auto now = connections();
            const auto ready = [](const auto& connection) {
                return connection.state == ConnectionState::Ready;
            };
            return now.size() == count && std::all_of(now.begin(), now.end(), ready);
        });
    }
    bool runUntilLogged(const std::string& text) {
        return loop.runUntil([&] {
            const auto log = engine.snapshot()->log;
            return std::any_of(log->begin(), log->end(),
                               [&](const auto& entry) { return entry.text.find(text) != std::string::npos; });
        });
    }
    void tunePool(int pool) {
        settings::Tuning tuning = engine.snapshot()->tuning;
        tuning.pool.min = pool;
        tuning.pool.max = std::max(tuning.pool.max, pool);
        if (engine.tune(tuning).has_error())
            qFatal("the tuning of a test is wrong");
    }

    test::EngineLoop loop;
    test::Mark mark;
    Engine engine{loop.executor(), loop.clock()};
};

} // namespace

class TestPoolProcesses : public QObject {
    Q_OBJECT

private slots:
    void growsAndShrinksUnderLoadAndLosesNoCall();
    void callsAreSpreadOverAllConnections();
    void crashedConnectionIsReplaced();
    void callsGoOnWhileOneConnectionCrashes();
    void restartedConnectionHasANewProcess();
    void drainingConnectionLetsItsCallEnd();
    void crashLoopSlowsDownAndGoesOn();
    void serverThatCanNoLongerStartIsGivenUp();
};

void TestPoolProcesses::growsAndShrinksUnderLoadAndLosesNoCall() {
    Bench bench;
    workload::Scenario scenario{1, "sleep", R"({"ms":1})", {}, {}};
    bench.engine.startWorkload(scenario);
    const auto counted = [&] { return bench.engine.snapshot()->counts.succeeded; };
    QVERIFY(bench.loop.runUntil([&] { return counted() > 50; }));
    bench.tunePool(8);
    QVERIFY(bench.runUntilReady(8));
    QCOMPARE(int(bench.mark.processes().size()), 8);
    const auto all = [&] {
        const auto now = bench.connections();
        return std::all_of(now.begin(), now.end(), [](const auto& one) { return one.calls > 0; });
    };
    QVERIFY(bench.loop.runUntil(all));
    bench.tunePool(2);
    QVERIFY(bench.runUntilReady(2));
    QCOMPARE(int(bench.mark.processes().size()), 2);
    const auto before = counted();
    QVERIFY(bench.loop.runUntil([&] { return counted() > before + 50; }));
    bench.engine.stopWorkload();
    bench.loop.await(bench.engine.workloadFinished());
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.started, snapshot->counts.succeeded);
    QCOMPARE(snapshot->counts.errors(), std::uint64_t(0));
    QCOMPARE(snapshot->engine.recordsLost, std::uint64_t(0));
    QCOMPARE(int(bench.mark.processes().size()), 2);
}

void TestPoolProcesses::callsAreSpreadOverAllConnections() {
    settings::Tuning tuning;
    tuning.pool.min = 3;
    Bench bench({}, tuning);
    QVERIFY(bench.runUntilReady(3));
    for (int i = 0; i < 9; ++i)
        QVERIFY(bench.call("stats").result.has_value());
    for (const auto& connection : bench.connections())
        QCOMPARE(connection.calls, std::uint64_t(3));
}

void TestPoolProcesses::crashedConnectionIsReplaced() {
    Bench bench;
    const auto before = bench.connections().front();
    const auto crashed = bench.call("crash");
    QCOMPARE(crashed.result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(crashed.result.error().message, std::string("the server exited with status 70"));
    QVERIFY(crashed.result.error().detail.find("fatal: crashed as ordered") != std::string::npos);
    QVERIFY(bench.call("stats").result.has_value()); // waits for the new one
    QVERIFY(bench.runUntilReady(1));
    const auto after = bench.connections().front();
    QVERIFY(after.id != before.id && after.pid != before.pid);
    QCOMPARE(bench.mark.processes(), std::vector<int>{after.pid});
    const auto status = bench.engine.snapshot()->servers.front();
    QCOMPARE(int(status.state), int(telemetry::ServerState::Ready));
    QCOMPARE(status.stderrTail, std::string("fatal: crashed as ordered\n"));
}

void TestPoolProcesses::callsGoOnWhileOneConnectionCrashes() {
    settings::Tuning tuning;
    tuning.pool.min = 2;
    Bench bench({}, tuning);
    QVERIFY(bench.runUntilReady(2));
    const auto hanging = bench.beginCall("hang");
    const auto crashed = bench.call("crash"); // goes to the other connection
    QVERIFY(crashed.result.has_error());
    QVERIFY(!hanging->has_value());
    QVERIFY(bench.call("stats").result.has_value());
    QVERIFY(bench.runUntilReady(2));
    bench.engine.cancelCalls();
    QVERIFY(bench.loop.runUntil([&] { return hanging->has_value(); }));
    QCOMPARE((*hanging)->result.error().kind, ErrorKind::Cancelled);
}

void TestPoolProcesses::restartedConnectionHasANewProcess() {
    settings::Tuning tuning;
    tuning.pool.min = 2;
    Bench bench({}, tuning);
    QVERIFY(bench.runUntilReady(2));
    const auto before = bench.connections();
    bench.engine.restartConnection(before.front().id);
    QVERIFY(bench.loop.runUntil([&] { return bench.connections().front().id != before.front().id; }));
    QVERIFY(bench.runUntilReady(2));
    const auto after = bench.connections();
    QCOMPARE(after.front().id, before.back().id); // the other one was left alone
    QCOMPARE(after.front().pid, before.back().pid);
    QCOMPARE(int(bench.mark.processes().size()), 2);
}

void TestPoolProcesses::drainingConnectionLetsItsCallEnd() {
    settings::Tuning tuning;
    tuning.pool.min = 2;
    Bench bench({}, tuning);
    QVERIFY(bench.runUntilReady(2));
    const auto first = bench.beginCall("progress", R"({"steps":3,"ms":300})");
    const auto second = bench.beginCall("progress", R"({"steps":3,"ms":300})");
    bench.tunePool(1);
    QVERIFY(bench.loop.runUntil([&] { return first->has_value() && second->has_value(); }));
    QVERIFY((*first)->result.has_value());
    QVERIFY((*second)->result.has_value());
    QVERIFY(bench.runUntilReady(1));
    QCOMPARE(int(bench.mark.processes().size()), 1);
}

void TestPoolProcesses::crashLoopSlowsDownAndGoesOn() {
    settings::Tuning tuning;
    tuning.workers = 1;
    Bench bench({}, tuning);
    workload::Scenario scenario{1, "crash", "{}", {}, {}};
    scenario.extent.calls = 4;
    bench.engine.startWorkload(scenario);
    bench.loop.await(bench.engine.workloadFinished());
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.failed, std::uint64_t(4));
    QVERIFY(!snapshot->workload.error);
    QVERIFY(bench.runUntilLogged("it is started again now"));
    QVERIFY(bench.runUntilLogged("it is started again in 200 ms"));
}

void TestPoolProcesses::serverThatCanNoLongerStartIsGivenUp() {
    const QTemporaryDir directory;
    const std::filesystem::path link = (directory.path() + QStringLiteral("/server")).toStdString();
    std::filesystem::create_symlink(DYNO_DEMO_SERVER, link);
    Bench bench;
    settings::ServerConfig config{"second", {link.string()}, {}, {}};
    bench.mark.putInto(config);
    bench.engine.addServer(2, config);
    bench.engine.startServer(2);
    QVERIFY(bench.loop.await(bench.engine.serverUp(2)).has_value());
    std::filesystem::remove(link);
    QVERIFY(bench.loop.await(bench.engine.call(calls::Target{2, "crash", "{}"})).result.has_error());
    const auto failed =
        bench.loop.await(bench.engine.call(calls::Target{2, "stats", "{}"})); // waits, and hears
    QCOMPARE(failed.result.error().kind, ErrorKind::Spawn);
    const auto status = bench.engine.snapshot()->servers.back();
    QCOMPARE(int(status.state), int(telemetry::ServerState::Failed));
    QCOMPARE(status.error->kind, ErrorKind::Spawn);
    QCOMPARE(int(bench.mark.processes().size()), 1); // the first server's
}

QTEST_GUILESS_MAIN(TestPoolProcesses)
#include "tst_pool_processes.moc"
