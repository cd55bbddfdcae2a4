#include "engine/engine.h"
#include "printing.h"
#include "tests/support/engine_loop.h"

#include <nlohmann/json.hpp>

using namespace dyno;
using namespace std::chrono_literals;
using nlohmann::json;
using telemetry::ServerState;
using telemetry::WorkloadPhase;

namespace {

/// An engine, and marked servers for it.
struct Bench {
    ~Bench() {
        if (!down)
            shutDown();
    }

    void add(ServerId id, std::vector<std::string> flags = {}) {
        flags.insert(flags.begin(), DYNO_DEMO_SERVER);
        addCommand(id, std::move(flags));
    }
    void addCommand(ServerId id, std::vector<std::string> argv) {
        settings::ServerConfig config{"demo", std::move(argv), {}, {}};
        mark.putInto(config);
        engine.addServer(id, config);
    }
    Result<void> up(ServerId id) { return loop.await(engine.serverUp(id)); }
    void shutDown() {
        loop.await(engine.shutdown());
        down = true;
    }

    telemetry::ServerStatus server(ServerId id) {
        const auto snapshot = engine.snapshot();
        for (const auto& status : snapshot->servers)
            if (status.id == id)
                return status;
        return {};
    }
    bool runUntilState(ServerId id, ServerState state) {
        return loop.runUntil([&] { return server(id).state == state; });
    }
    bool runUntilPhase(WorkloadPhase phase) {
        return loop.runUntil([&] { return engine.snapshot()->workload.phase == phase; });
    }
    calls::CallResult call(ServerId id, const std::string& tool, const std::string& arguments = "{}") {
        return loop.await(engine.call(calls::Target{id, tool, arguments}));
    }
    bool lists(ServerId id, const std::string& tool) {
        const auto tools = server(id).tools;
        return std::any_of(tools->begin(), tools->end(), [&](const auto& one) { return one.name == tool; });
    }

    test::EngineLoop loop;
    test::Mark mark;
    Engine engine{loop.executor(), loop.clock()};
    bool down = false;
};

workload::Scenario sleeping(int ms, workload::Extent extent = {}) {
    return {1, "sleep", json{{"ms", ms}}.dump(), extent, {}};
}

} // namespace

class TestEngine : public QObject {
    Q_OBJECT

private slots:
    void startsAndStopsAServer();
    void stopWhileItStartsEndsItsWait();
    void restartWaitsForTheNewOne();
    void removedServerIsGone();
    void failedStartIsExplainedAndCanBeTriedAgain();
    void commandThatDoesNotExistFailsOnce();
    void workloadBeginsWhenItsServerIsUp();
    void workloadOutlivesARestartThatItWaitsFor();
    void workloadOnAFailedServerSaysWhy();
    void workloadWithoutAServerSaysSo();
    void stopWorkloadLetsCallsEnd();
    void workloadEndsAfterItsCalls();
    void warmupIsInNoFigure();
    void newWorkloadReplacesTheOld();
    void callByHandAcrossTheBeginningOfAWorkloadIsNotLost();
    void cancelCallsEndsThemAndTellsTheServer();
    void callWithoutAServerFailsAtOnce();
    void progressReachesTheCaller();
    void tuneIsJournalled();
    void invalidTuningIsRefused();
    void workersFollowTheTuning();
    void changedToolListIsReadAgain_data();
    void changedToolListIsReadAgain();
    void snapshotDescribesServersAndProcesses();
    void snapshotsArePublished();
    void stderrIsLoggedAndNoError();
    void shutdownWithCallsInFlightLeavesNothing();
    void shutdownWhileStartingLeavesNothing();
};

void TestEngine::startsAndStopsAServer() {
    Bench bench;
    bench.add(1);
    QCOMPARE(int(bench.server(1).state), int(ServerState::Stopped));
    QVERIFY(bench.up(1).has_error());
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    QCOMPARE(int(bench.server(1).state), int(ServerState::Ready));
    QCOMPARE(int(bench.mark.processes().size()), 1);
    bench.engine.startServer(1); // is up already
    bench.engine.stopServer(1);
    bench.engine.stopServer(1); // is stopping already
    QVERIFY(bench.runUntilState(1, ServerState::Stopped));
    QVERIFY(bench.mark.processes().empty());
    QVERIFY(bench.engine.snapshot()->connections.empty());
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
}

void TestEngine::stopWhileItStartsEndsItsWait() {
    Bench bench;
    bench.add(1, {"--silent"});
    bench.engine.startServer(1);
    const auto up = bench.loop.begin(bench.engine.serverUp(1));
    QVERIFY(bench.loop.runUntil([&] { return bench.mark.processes().size() == 1; }));
    bench.engine.stopServer(1);
    QVERIFY(bench.loop.runUntil([&] { return up->has_value(); }));
    QCOMPARE((*up)->error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.mark.processes().empty());
}

void TestEngine::restartWaitsForTheNewOne() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    const auto before = bench.mark.processes();
    bench.engine.restartServer(1);
    QVERIFY(bench.up(1).has_value());
    const auto after = bench.mark.processes();
    QCOMPARE(int(after.size()), 1);
    QVERIFY(after != before);
}

void TestEngine::removedServerIsGone() {
    Bench bench;
    bench.add(1);
    bench.add(2);
    bench.engine.removeServer(2); // was never started
    QCOMPARE(int(bench.engine.snapshot()->servers.size()), 1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    bench.engine.removeServer(1);
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->servers.empty(); }));
    QVERIFY(bench.mark.processes().empty());
}

void TestEngine::failedStartIsExplainedAndCanBeTriedAgain() {
    Bench bench;
    const QTemporaryDir directory;
    const std::string ready = directory.path().toStdString() + "/ready";
    bench.addCommand(1, {"sh", "-c", "test -e \"$1\" || { echo missing licence >&2; exit 9; }; exec \"$0\"",
                         DYNO_DEMO_SERVER, ready});
    bench.engine.startServer(1);
    const auto failure = bench.up(1);
    QCOMPARE(failure.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(failure.error().message,
             std::string("the server exited with status 9 before the handshake was done"));
    QCOMPARE(failure.error().detail, std::string("stderr:\nmissing licence\n"));
    QCOMPARE(int(bench.server(1).state), int(ServerState::Failed));
    QVERIFY(bench.server(1).error == failure.error());
    QVERIFY(bench.loop.runUntil([&] { return bench.server(1).stderrTail == "missing licence\n"; }));
    QVERIFY(bench.up(1).error() == failure.error());
    std::ofstream(ready) << "";
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    QVERIFY(!bench.server(1).error);
}

void TestEngine::commandThatDoesNotExistFailsOnce() {
    Bench bench;
    bench.addCommand(1, {"/nowhere/server"});
    const auto start = [](Bench& bench) -> async::Awaitable<Result<void>> {
        bench.engine.startServer(1); // on the engine's own thread, where a failure comes before this returns
        co_return co_await bench.engine.serverUp(1);
    };
    QCOMPARE(bench.loop.await(start(bench)).error().kind, ErrorKind::Spawn);
    const auto log = bench.engine.snapshot()->log;
    QCOMPARE(int(std::count_if(log->begin(), log->end(),
                               [](const auto& entry) { return entry.level == telemetry::LogLevel::Error; })),
             1);
    bench.engine.stopServer(1);
    QVERIFY(bench.runUntilState(1, ServerState::Stopped));
}

void TestEngine::workloadBeginsWhenItsServerIsUp() {
    Bench bench;
    bench.add(1, {"--slow-start", "100ms"});
    bench.engine.startServer(1);
    bench.engine.startWorkload(sleeping(1, {100, {}}));
    QCOMPARE(int(bench.engine.snapshot()->workload.phase), int(WorkloadPhase::Idle));
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->counts.succeeded == 100; }));
    QVERIFY(bench.runUntilPhase(WorkloadPhase::Idle));
    QVERIFY(!bench.engine.snapshot()->workload.error);
}

void TestEngine::workloadOutlivesARestartThatItWaitsFor() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    bench.engine.restartServer(1);
    bench.engine.startWorkload(sleeping(1, {20, {}}));
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->counts.succeeded == 20; }));
}

void TestEngine::workloadOnAFailedServerSaysWhy() {
    Bench bench;
    bench.add(1, {"--exit-at-once", "5"});
    bench.engine.startServer(1);
    bench.engine.startWorkload(sleeping(1));
    QVERIFY(bench.runUntilState(1, ServerState::Failed));
    QCOMPARE(bench.engine.snapshot()->workload.error->kind, ErrorKind::PeerClosed);
    bench.engine.startWorkload(sleeping(1));
    QCOMPARE(bench.engine.snapshot()->workload.error->kind, ErrorKind::PeerClosed);
    bench.loop.await(bench.engine.workloadFinished());
}

void TestEngine::workloadWithoutAServerSaysSo() {
    Bench bench;
    bench.add(1);
    bench.engine.startWorkload(sleeping(1));
    QCOMPARE(bench.engine.snapshot()->workload.error->kind, ErrorKind::InvalidInput);
}

void TestEngine::stopWorkloadLetsCallsEnd() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    bench.engine.startWorkload(sleeping(200));
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->recent.inFlight == 8; }));
    bench.engine.stopWorkload();
    QCOMPARE(int(bench.engine.snapshot()->workload.phase), int(WorkloadPhase::Stopping));
    bench.loop.await(bench.engine.workloadFinished());
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.succeeded, snapshot->counts.started);
    QCOMPARE(snapshot->recent.inFlight, std::uint32_t(0));
    QCOMPARE(int(snapshot->workload.phase), int(WorkloadPhase::Idle));
}

void TestEngine::workloadEndsAfterItsCalls() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    bench.engine.startWorkload({1, "flaky", R"({"rate":0.25})", {1000, {}}, {}});
    bench.loop.await(bench.engine.workloadFinished());
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.started, std::uint64_t(1000));
    QCOMPARE(snapshot->counts.ended(), std::uint64_t(1000));
    QVERIFY(snapshot->counts.failed > 0 && snapshot->counts.succeeded > snapshot->counts.failed);
    QCOMPARE(snapshot->errors.front().kind, ErrorKind::ToolFailed);
    QCOMPARE(snapshot->errors.front().count, snapshot->counts.failed);
    QCOMPARE(snapshot->total.count, std::int64_t(1000));
    QVERIFY(snapshot->total.min <= snapshot->total.p50 && snapshot->total.p50 <= snapshot->total.max);
}

void TestEngine::warmupIsInNoFigure() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    workload::Scenario scenario = sleeping(1, {30, {}});
    scenario.warmup = workload::Extent{50, {}};
    bench.engine.startWorkload(scenario);
    bench.loop.await(bench.engine.workloadFinished());
    QCOMPARE(bench.engine.snapshot()->counts.started, std::uint64_t(30));
    QCOMPARE(bench.engine.snapshot()->total.count, std::int64_t(30));
    const auto stats = bench.call(1, "stats").result;
    QCOMPARE(json::parse((**stats)["content"][0]["text"].get<std::string>())["calls"], json(81));
}

void TestEngine::newWorkloadReplacesTheOld() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    bench.engine.startWorkload(sleeping(1));
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->counts.succeeded > 10; }));
    bench.engine.startWorkload({1, "stats", "{}", {25, {}}, {}});
    const auto second = [&] { return bench.engine.snapshot()->workload.scenario.tool == "stats"; };
    QVERIFY(bench.loop.runUntil(second));
    bench.loop.await(bench.engine.workloadFinished());
    QCOMPARE(bench.engine.snapshot()->counts.succeeded, std::uint64_t(25));
}

void TestEngine::callByHandAcrossTheBeginningOfAWorkloadIsNotLost() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    const auto hanging = bench.loop.begin(bench.engine.call(calls::Target{1, "hang", "{}"}));
    bench.engine.startWorkload(sleeping(1, {10, {}}));
    bench.loop.await(bench.engine.workloadFinished());
    QCOMPARE(bench.engine.snapshot()->engine.recordsLost, std::uint64_t(0));
    bench.engine.cancelCalls();
    QVERIFY(bench.loop.runUntil([&] { return hanging->has_value(); }));
    QCOMPARE(bench.engine.snapshot()->engine.recordsLost, std::uint64_t(0));
    QCOMPARE(bench.engine.snapshot()->counts.started, bench.engine.snapshot()->counts.ended());
}

void TestEngine::cancelCallsEndsThemAndTellsTheServer() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    const auto first = bench.loop.begin(bench.engine.call(calls::Target{1, "hang", "{}"}));
    const auto second = bench.loop.begin(bench.engine.call(calls::Target{1, "hang", "{}"}));
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->recent.inFlight == 2; }));
    bench.engine.cancelCalls();
    QVERIFY(bench.loop.runUntil([&] { return first->has_value() && second->has_value(); }));
    QCOMPARE((*first)->result.error().kind, ErrorKind::Cancelled);
    QCOMPARE(bench.engine.snapshot()->counts.cancelled, std::uint64_t(2));
    const auto stats = bench.call(1, "stats").result;
    QCOMPARE(json::parse((**stats)["content"][0]["text"].get<std::string>())["cancelled"], json(2));
}

void TestEngine::callWithoutAServerFailsAtOnce() {
    Bench bench;
    bench.add(1);
    QCOMPARE(bench.call(1, "echo").result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(bench.call(7, "echo").result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(bench.engine.snapshot()->counts.failed, std::uint64_t(2));
}

void TestEngine::progressReachesTheCaller() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    std::vector<mcp::Progress> heard;
    const auto result =
        bench.loop.await(bench.engine.call(calls::Target{1, "progress", R"({"steps":3,"ms":3})"},
                                           [&](const mcp::Progress& one) { heard.push_back(one); }));
    QVERIFY(result.result.has_value());
    QCOMPARE(int(heard.size()), 3);
    QCOMPARE(heard.back().progress, 3.0);
    QCOMPARE(heard.back().total.value_or(0), 3.0);
    QCOMPARE(heard.back().message, std::string("step 3"));
}

void TestEngine::tuneIsJournalled() {
    Bench bench;
    QVERIFY(bench.engine.snapshot()->journal->empty());
    settings::Tuning tuning;
    QVERIFY(bench.engine.tune(tuning).has_value()); // nothing changes
    QVERIFY(bench.engine.snapshot()->journal->empty());
    tuning.pool.min = 4;
    tuning.workers = 16;
    tuning.timeouts.call = 5s;
    QVERIFY(bench.engine.tune(tuning).has_value());
    tuning.workers = 2;
    QVERIFY(bench.engine.tune(tuning).has_value());
    const auto journal = bench.engine.snapshot()->journal;
    QCOMPARE(int(journal->size()), 4);
    const std::vector<std::array<std::string, 3>> expected{{"pool.min", "1", "4"},
                                                           {"timeouts.call", "30 s", "5 s"},
                                                           {"workload.workers", "8", "16"},
                                                           {"workload.workers", "16", "2"}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE((*journal)[i].knob, expected[i][0]);
        QCOMPARE((*journal)[i].from, expected[i][1]);
        QCOMPARE((*journal)[i].to, expected[i][2]);
    }
    QCOMPARE((*journal)[0].at, (*journal)[2].at);
    QVERIFY(bench.engine.snapshot()->tuning == tuning);
}

void TestEngine::invalidTuningIsRefused() {
    Bench bench;
    settings::Tuning tuning;
    tuning.pool.min = 65;
    QCOMPARE(bench.engine.tune(tuning).error().kind, ErrorKind::InvalidInput);
    QVERIFY(bench.engine.snapshot()->tuning == settings::Tuning());
    QVERIFY(bench.engine.snapshot()->journal->empty());
}

void TestEngine::workersFollowTheTuning() {
    Bench bench;
    bench.add(1);
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    bench.engine.startWorkload(sleeping(20));
    const auto inFlight = [&] { return bench.engine.snapshot()->recent.inFlight; };
    QVERIFY(bench.loop.runUntil([&] { return inFlight() == 8; }));
    settings::Tuning tuning;
    tuning.workers = 20;
    QVERIFY(bench.engine.tune(tuning).has_value());
    QVERIFY(bench.loop.runUntil([&] { return inFlight() == 20; }));
    tuning.workers = 3;
    QVERIFY(bench.engine.tune(tuning).has_value());
    QVERIFY(bench.loop.runUntil([&] { return inFlight() == 3; }));
    bench.engine.stopWorkload();
    bench.loop.await(bench.engine.workloadFinished());
    QCOMPARE(bench.engine.snapshot()->counts.errors(), std::uint64_t(0));
}

void TestEngine::changedToolListIsReadAgain_data() {
    QTest::addColumn<QString>("era");
    QTest::newRow("legacy") << "legacy";
    QTest::newRow("modern") << "modern";
}

void TestEngine::changedToolListIsReadAgain() {
    QFETCH(const QString, era);
    Bench bench;
    bench.add(1, {"--era", era.toStdString(), "--page-size", "5"});
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    QCOMPARE(QString::fromStdString(bench.server(1).era), era);
    const auto before = bench.server(1).tools->size();
    QVERIFY(!bench.lists(1, "extra"));
    QVERIFY(bench.call(1, "change_tools").result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return bench.lists(1, "extra"); }));
    QCOMPARE(bench.server(1).tools->size(), before + 1);
    QVERIFY(bench.call(1, "change_tools").result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return !bench.lists(1, "extra"); }));
}

void TestEngine::snapshotDescribesServersAndProcesses() {
    Bench bench;
    bench.add(1, {"--stderr-line", "hello from the server"});
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    QVERIFY(bench.call(1, "leak", R"({"kb":20000})").result.has_value());
    QVERIFY(bench.loop.runUntil(
        [&] { return bench.engine.snapshot()->connections.front().rssBytes > 20'000 * 1024; }));
    const auto snapshot = bench.engine.snapshot();
    const auto& server = snapshot->servers.front();
    QCOMPARE(server.name, std::string("demo"));
    QCOMPARE(server.serverName, std::string("mcp-dyno-demo-server"));
    QCOMPARE(server.protocolVersion, std::string("2026-07-28"));
    QCOMPARE(server.era, std::string("modern"));
    QCOMPARE(server.transport, std::string("stdio"));
    QCOMPARE(server.stderrTail, std::string("hello from the server\n"));
    QCOMPARE(server.address, std::string(DYNO_DEMO_SERVER) + " --stderr-line 'hello from the server'");
    QVERIFY(server.startup.spawn > 0ns && server.startup.handshake > 0ns && server.startup.toolsList > 0ns);
    QVERIFY(bench.lists(1, "echo"));
    const auto& connection = snapshot->connections.front();
    QCOMPARE(std::vector<int>{connection.pid}, bench.mark.processes());
    QCOMPARE(connection.server, ServerId(1));
    QCOMPARE(connection.calls, std::uint64_t(1));
    QVERIFY(connection.up > 0ns);
    QVERIFY(connection.p50 > 0ns);
    QVERIFY(bench.call(1, "cpu", R"({"ms":300})").result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->connections.front().cpuShare > 0; }));
    QVERIFY(bench.engine.snapshot()->engine.rssBytes > 0);
}

void TestEngine::snapshotsArePublished() {
    Bench bench;
    int seen = 0;
    async::Duration last{};
    bool inOrder = true;
    bench.engine.onSnapshot([&](const Engine::SnapshotPtr& snapshot) {
        ++seen;
        inOrder = inOrder && snapshot->at > last;
        last = snapshot->at;
    });
    QVERIFY(bench.loop.runUntil([&] { return seen >= 5; }));
    QVERIFY(inOrder);
    bench.shutDown();
    const int before = seen;
    bench.loop.runUntil([] { return false; }, 1s);
    QCOMPARE(seen, before);
}

void TestEngine::stderrIsLoggedAndNoError() {
    Bench bench;
    bench.add(1, {"--stderr-line", "starting up"});
    bench.engine.startServer(1);
    QVERIFY(bench.up(1).has_value());
    const auto logged = [&] {
        const auto log = bench.engine.snapshot()->log;
        return std::find_if(log->begin(), log->end(), [](const auto& entry) {
                   return entry.text == "stderr: starting up";
               }) != log->end();
    };
    QVERIFY(bench.loop.runUntil(logged));
    const auto log = bench.engine.snapshot()->log;
    for (const auto& entry : *log)
        QCOMPARE(int(entry.level), int(telemetry::LogLevel::Info));
}

void TestEngine::shutdownWithCallsInFlightLeavesNothing() {
    Bench bench;
    settings::Tuning tuning;
    tuning.pool.min = 3;
    QVERIFY(bench.engine.tune(tuning).has_value());
    bench.add(1);
    bench.add(2, {"--spawn-child"});
    bench.engine.startServer(1);
    bench.engine.startServer(2);
    QVERIFY(bench.up(1).has_value());
    QVERIFY(bench.up(2).has_value());
    const auto byHand = bench.loop.begin(bench.engine.call(calls::Target{2, "hang", "{}"}));
    bench.engine.startWorkload({1, "hang", "{}", {}, {}});
    QVERIFY(bench.loop.runUntil([&] { return bench.engine.snapshot()->recent.inFlight == 9; }));
    bench.shutDown();
    QVERIFY(bench.mark.processes().empty());
    QCOMPARE(test::zombieChildren(), 0);
    QVERIFY(byHand->has_value());
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.cancelled, std::uint64_t(9));
    QCOMPARE(snapshot->engine.recordsLost, std::uint64_t(0));
    QVERIFY(snapshot->connections.empty());
    bench.engine.startServer(1); // too late
    QCOMPARE(int(bench.server(1).state), int(ServerState::Stopped));
}

void TestEngine::shutdownWhileStartingLeavesNothing() {
    Bench bench;
    bench.add(1, {"--silent"});
    bench.engine.startServer(1);
    bench.engine.startWorkload(sleeping(1));
    QVERIFY(bench.loop.runUntil([&] { return bench.mark.processes().size() == 1; }));
    bench.shutDown();
    QVERIFY(bench.mark.processes().empty());
}

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
