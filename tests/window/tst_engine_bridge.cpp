// The bridge between the UI thread and the engine's, with a real server. Also built with the thread
// sanitizer.

#include "ui/bridge/engine_bridge.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace dyno;
using telemetry::ServerState;

namespace {

constexpr int patience = 30'000; // the sanitizers are slow; nothing waits this long when it works

settings::ServerConfig demoServer() {
    return {"demo", {DYNO_DEMO_SERVER}, {}, {}};
}

bool isReady(const ui::EngineBridge& bridge) {
    const auto& servers = bridge.snapshot()->servers;
    return !servers.empty() && servers.front().state == ServerState::Ready;
}

/// Reads all that a window would, so that a race on any of it is seen.
std::size_t readAll(const telemetry::Snapshot& snapshot) {
    std::size_t sum = snapshot.counts.started + snapshot.journal->size();
    for (const auto& point : *snapshot.series)
        sum += point.calls + static_cast<std::size_t>(point.p99.count());
    for (const auto& entry : *snapshot.log)
        sum += entry.text.size();
    for (const auto& server : snapshot.servers)
        sum += server.name.size() + server.tools->size();
    for (const auto& connection : snapshot.connections)
        sum += connection.calls + connection.serverName.size();
    return sum;
}

} // namespace

class EngineBridgeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void snapshotIsThereFromTheStart() {
        ui::EngineBridge bridge;
        QVERIFY(bridge.snapshot() != nullptr);
        QVERIFY(bridge.snapshot()->servers.empty());
    }

    void loadIsSeenInSnapshotsWhileKnobsTurn() {
        ui::EngineBridge bridge;
        std::size_t read = 0;
        connect(&bridge, &ui::EngineBridge::snapshotChanged, this,
                [&](const ui::SnapshotPtr& snapshot) { read += readAll(*snapshot); });
        const ServerId server = bridge.addServer(demoServer());
        bridge.startServer(server);
        bridge.startWorkload({server, "echo", R"({"message":"hello"})", {}, {}});
        QTRY_VERIFY_WITH_TIMEOUT(bridge.snapshot()->counts.succeeded > 100, patience);

        settings::Tuning tuning = bridge.snapshot()->tuning;
        for (const int pool : {4, 2, 8, 1}) {
            tuning.pool.min = tuning.pool.max = pool;
            tuning.workers = pool * 4;
            bridge.tune(tuning);
            const std::size_t changes = bridge.snapshot()->journal->size();
            QTRY_VERIFY_WITH_TIMEOUT(bridge.snapshot()->journal->size() > changes, patience);
        }
        QTRY_COMPARE_WITH_TIMEOUT(bridge.snapshot()->connections.size(), std::size_t(1), patience);
        QCOMPARE(bridge.snapshot()->counts.errors(), std::uint64_t(0));

        bridge.stopWorkload();
        QTRY_COMPARE_WITH_TIMEOUT(bridge.snapshot()->workload.phase, telemetry::WorkloadPhase::Idle,
                                  patience);
        QCOMPARE(bridge.snapshot()->counts.started, bridge.snapshot()->counts.succeeded);
        QCOMPARE(bridge.snapshot()->engine.recordsLost, std::uint64_t(0));
        QVERIFY(read > 0);
    }

    void serverStopsAndStartsAgain() {
        ui::EngineBridge bridge;
        const ServerId server = bridge.addServer(demoServer());
        bridge.startServer(server);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(bridge), patience);
        const int firstPid = bridge.snapshot()->connections.front().pid;
        bridge.restartServer(server);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(bridge) && bridge.snapshot()->connections.front().pid != firstPid,
                                 patience);
        QVERIFY(::kill(firstPid, 0) != 0);
        bridge.stopServer(server);
        QTRY_COMPARE_WITH_TIMEOUT(bridge.snapshot()->servers.front().state, ServerState::Stopped, patience);
        bridge.removeServer(server);
        QTRY_VERIFY_WITH_TIMEOUT(bridge.snapshot()->servers.empty(), patience);
    }

    void destroyedUnderLoadItLeavesNoProcess() {
        int pid = 0;
        {
            ui::EngineBridge bridge;
            const ServerId server = bridge.addServer(demoServer());
            bridge.startServer(server);
            bridge.startWorkload({server, "hang", "{}", {}, {}});
            QTRY_VERIFY_WITH_TIMEOUT(bridge.snapshot()->recent.inFlight > 0, patience);
            pid = bridge.snapshot()->connections.front().pid;
            QVERIFY(::kill(pid, 0) == 0);
        }
        QVERIFY(::kill(pid, 0) != 0);
    }
};

QTEST_GUILESS_MAIN(EngineBridgeTest)
#include "tst_engine_bridge.moc"
