#include "engine/reports/summary.h"
#include "printing.h"

using namespace dyno::telemetry;
using dyno::ErrorKind;
using nlohmann::ordered_json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

LatencySummary latency(std::int64_t count) {
    return {count, 100us, 200us, 300us, 400us, 500us, 600us, 700us, 250500ns};
}

Snapshot measured() {
    Snapshot snapshot;
    snapshot.tuning.pool.min = 2;
    snapshot.tuning.workers = 16;
    snapshot.tuning.timeouts.call = 1500ms;
    snapshot.counts = {1250, 1234, 6, 3, 7};
    snapshot.measured = 2500ms;
    snapshot.total = latency(1243);
    snapshot.serviceTime = latency(1243);
    snapshot.serviceTime.p50 = 150us;
    snapshot.phases = {{"queue", latency(1243)}, {"server", latency(1240)}};
    snapshot.phases[1].latency.p50 = 180us;
    snapshot.errors = {{ErrorKind::TimedOut, 3, "no answer"},
                       {ErrorKind::ToolFailed, 6, "the tool failed: \"x\""}};
    snapshot.workload.scenario.tool = "echo";
    snapshot.workload.scenario.extent.calls = 1250;
    snapshot.engine.cpu = 1250ms;
    snapshot.engine.peakRssBytes = 21 << 20;
    return snapshot;
}

ConnectionStatus overHttp(dyno::ConnectionId id, dyno::ServerId server) {
    ConnectionStatus connection;
    connection.id = id;
    connection.server = server;
    connection.transport = "http";
    connection.httpVersion = "1.1";
    connection.socketsOpened = 16;
    connection.socketsReused = 1999;
    connection.calls = 2000;
    connection.errors = 3;
    return connection;
}

ServerStatus server() {
    ServerStatus status;
    status.id = 1;
    status.name = "configured";
    status.serverName = "everything";
    status.serverVersion = "2.1";
    status.protocolVersion = "2025-11-25";
    status.era = "legacy";
    status.transport = "stdio";
    status.found = "it answered initialize";
    status.startup = {1500us, 120ms, 3ms};
    return status;
}

const char* const expectedJson = R"({
 "schema": "mcp-dyno/summary/1",
 "server": {"name":"everything","version":"2.1","protocolVersion":"2025-11-25","era":"legacy","transport":"stdio",
            "found":"it answered initialize"},
 "scenario": {"tool":"echo","workers":16,"pool":2,"calls":1250,"durationSeconds":null,"timeoutSeconds":1.5},
 "tuning": {"pool.min":2,"timeouts.call":"1500 ms","workload.workers":16},
 "calls": {"started":1250,"succeeded":1234,"failed":6,"timedOut":3,"cancelled":7},
 "errors": [{"kind":"TimedOut","count":3,"example":"no answer"},
            {"kind":"ToolFailed","count":6,"example":"the tool failed: \"x\""}],
 "seconds": 2.5,
 "throughputPerSecond": 500.0,
 "latencyMicroseconds": {"count":1243,"min":100,"mean":250.5,"p50":200,"p90":300,"p95":400,"p99":500,"p999":600,"max":700},
 "serviceTimeMicroseconds": {"count":1243,"min":100,"mean":250.5,"p50":150,"p90":300,"p95":400,"p99":500,"p999":600,"max":700},
 "phasesMicroseconds": {"queue":{"count":1243,"p50":200,"p99":500},"server":{"count":1240,"p50":180,"p99":500}},
 "path": {"turnedAway":{"queueFull":0,"waitedTooLong":0,"breakerOpen":0,"noConnection":0},
          "cache":{"hits":0,"shared":0,"misses":0,"savedSeconds":0.0},"batch":{"requests":0,"calls":0},
          "retry":{"retries":0,"recovered":0,"exhausted":0,"overBudget":0,"unsafe":0},"pools":[],"replicas":[]},
 "connections": [],
 "startup": {"spawnMicroseconds":1500,"handshakeMicroseconds":120000,"toolsListMicroseconds":3000},
 "engine": {"cpuSeconds":1.25,"peakRssBytes":22020096,"recordsLost":0}
})";

const char* const expectedText =
    "echo on everything 2.1 (legacy 2025-11-25, stdio) · 16 workers, 2 connections\n"
    "  calls      1,250 in 2.50 s = 500/s · 1,234 succeeded, 6 failed, 3 timed out, 7 cancelled\n"
    "  latency    min 100 µs · p50 200 µs · p90 300 µs · p95 400 µs · p99 500 µs · p99.9 600 µs · max 700 "
    "µs\n"
    "  where      queue 200 µs · server 180 µs (p50)\n"
    "  start-up   spawn 1.50 ms · handshake 120 ms · tools/list 3.00 ms\n"
    "  engine     1.25 s CPU · 21.0 MiB at most · 0 records lost\n"
    "  error      3 × TimedOut: no answer\n"
    "  error      6 × ToolFailed: the tool failed: \"x\"\n";

} // namespace

class TestSummary : public QObject {
    Q_OBJECT

private slots:
    void jsonHasExactlyTheseKeysAndValues();
    void durationTakesThePlaceOfCalls();
    void nothingMeasuredIsNoDivisionByZero();
    void textIsAFewAlignedLines();
    void connectionsOfTheServerAreThere();
    void connectionsOfReplicasAreThere();
    void textCountsSocketsOverHttp();
    void textWithoutAnswersSaysSo();
    void textCallsANamelessServerAsConfigured();
    void stagesThatDidSomethingAreTold();
    void stagesThatDidNothingAreNot();
    void pathIsAlwaysWhole();
};

void TestSummary::jsonHasExactlyTheseKeysAndValues() {
    const std::string actual = dyno::reports::summaryJson(measured(), server()).dump(1);
    QCOMPARE(actual, ordered_json::parse(expectedJson).dump(1));
}

void TestSummary::durationTakesThePlaceOfCalls() {
    Snapshot snapshot = measured();
    snapshot.workload.scenario.extent = {std::nullopt, 2500ms};
    const auto scenario = dyno::reports::summaryJson(snapshot, server()).at("scenario");
    QCOMPARE(
        scenario.dump(),
        R"({"tool":"echo","workers":16,"pool":2,"calls":null,"durationSeconds":2.5,"timeoutSeconds":1.5})"s);
}

void TestSummary::nothingMeasuredIsNoDivisionByZero() {
    const auto summary = dyno::reports::summaryJson(Snapshot(), ServerStatus());
    QCOMPARE(summary.at("throughputPerSecond").dump(), "0.0"s);
    QCOMPARE(summary.at("seconds").dump(), "0.0"s);
    QCOMPARE(summary.at("errors").dump(), "[]"s);
    QCOMPARE(summary.at("phasesMicroseconds").dump(), "{}"s);
    QVERIFY(dyno::reports::summaryText(Snapshot(), ServerStatus()).find("0 in 0.00 s = 0/s") !=
            std::string::npos);
}

void TestSummary::textIsAFewAlignedLines() {
    QCOMPARE(dyno::reports::summaryText(measured(), server()), std::string(expectedText));
}

void TestSummary::connectionsOfTheServerAreThere() {
    Snapshot snapshot = measured();
    snapshot.connections = {overHttp(4, 1), overHttp(5, 2)};
    QCOMPARE(
        dyno::reports::summaryJson(snapshot, server()).at("connections").dump(),
        R"([{"id":4,"server":1,"transport":"http","httpVersion":"1.1","socketsOpened":16,"socketsReused":1999,"calls":2000,"errors":3}])"s);
}

void TestSummary::connectionsOfReplicasAreThere() {
    Snapshot snapshot = measured();
    snapshot.connections = {overHttp(4, 1), overHttp(5, 2), overHttp(6, 3)};
    ServerStatus one = server(), two = server();
    one.group = two.group = "twins";
    two.id = 2;
    snapshot.servers = {one, two};
    const auto connections = dyno::reports::summaryJson(snapshot, one).at("connections");
    QCOMPARE(connections.size(), std::size_t{2});
    QCOMPARE(connections[1].at("server").get<int>(), 2);
}

void TestSummary::textCountsSocketsOverHttp() {
    Snapshot snapshot = measured();
    snapshot.connections = {overHttp(4, 1), overHttp(5, 2), overHttp(6, 1)};
    const std::string text = dyno::reports::summaryText(snapshot, server());
    QVERIFY2(text.find("\n  sockets    32 opened, 3,998 reused, HTTP/1.1\n") != std::string::npos,
             text.c_str());
}

void TestSummary::textWithoutAnswersSaysSo() {
    Snapshot snapshot = measured();
    snapshot.total = {};
    snapshot.tuning.pool.min = 1;
    snapshot.tuning.workers = 1;
    snapshot.counts = {1, 1, 0, 0, 0};
    snapshot.errors.clear();
    const std::string text = dyno::reports::summaryText(snapshot, server());
    QVERIFY(text.find("· 1 worker, 1 connection\n") != std::string::npos);
    QVERIFY(text.find("latency    no call was answered\n") != std::string::npos);
    QVERIFY(text.find("where") == std::string::npos);
    QVERIFY(text.find("1 succeeded, 0 failed\n") != std::string::npos);
}

void TestSummary::textCallsANamelessServerAsConfigured() {
    ServerStatus nameless = server();
    nameless.serverName.clear();
    QVERIFY(dyno::reports::summaryText(measured(), nameless).starts_with("echo on configured 2.1 "));
}

void TestSummary::stagesThatDidSomethingAreTold() {
    Snapshot snapshot = measured();
    snapshot.path.queueFull = 1200;
    snapshot.path.cache.hits = 900;
    snapshot.path.cache.misses = 100;
    snapshot.path.cache.saved = 1500ms;
    snapshot.path.batch = {10, 100};
    snapshot.path.breakerOpen = 7;
    snapshot.path.retry.retries = 5;
    snapshot.path.retry.recovered = 4;
    snapshot.path.retry.exhausted = 1;
    snapshot.path.noConnection = 3;
    const std::string text = dyno::reports::summaryText(snapshot, server());
    for (const char* part :
         {"  admission  1,200 turned away, the queue was full\n",
          "  cache      900 hits, 0 shared, 100 misses (90.0 % answered) · 1.50 s saved\n",
          "  batch      10 requests carried 100 calls\n", "  breaker    7 turned away while it was open\n",
          "  retry      5 retries: 4 calls recovered, 1 failed again", "3 calls found none\n"})
        QVERIFY2(text.find(part) != std::string::npos, (part + text).c_str());
}

void TestSummary::stagesThatDidNothingAreNot() {
    const std::string text = dyno::reports::summaryText(measured(), server());
    for (const char* stage : {"admission", "cache", "batch", "breaker", "retry", "pool", "replica"})
        QVERIFY2(text.find("  " + std::string(stage) + " ") == std::string::npos, stage);
}

void TestSummary::pathIsAlwaysWhole() {
    Snapshot snapshot = measured();
    snapshot.path.cache.hits = 12;
    auto& pool = snapshot.path.pools.emplace_back();
    pool.opened = 3;
    auto& replica = snapshot.path.replicas.emplace_back();
    replica.chosen = 44;
    replica.ejections = 1;
    const auto path = dyno::reports::summaryJson(snapshot, server()).at("path");
    QCOMPARE(path.at("cache").at("hits").get<int>(), 12);
    QCOMPARE(path.at("turnedAway").at("breakerOpen").get<int>(), 0);
    QCOMPARE(path.at("pools")[0].at("opened").get<int>(), 3);
    QCOMPARE(path.at("replicas")[0].at("attempts").get<int>(), 44);
    QCOMPARE(path.at("replicas")[0].at("ejections").get<int>(), 1);
}

QTEST_APPLESS_MAIN(TestSummary)
#include "tst_summary.moc"
