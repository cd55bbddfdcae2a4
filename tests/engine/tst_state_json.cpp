#include "engine/sessions/state_json.h"
#include "printing.h"

#include <limits>

using namespace dyno;
using namespace dyno::telemetry;
using namespace std::chrono_literals;
using sessions::restoreState;
using sessions::stateJson;

namespace {

using States = std::map<std::string, std::string>;

ServerStatus server() {
    ServerStatus server;
    server.id = 7;
    server.name = "files \"quoted\" \xE2\x9C\x93";
    server.group = "search";
    server.weight = 2.5;
    server.address = "files --root /";
    server.state = ServerState::Failed;
    server.error = Error{ErrorKind::Spawn, "cannot be started", "exit status 127"};
    server.serverName = "Files";
    server.serverVersion = "1.2";
    server.protocolVersion = "2025-11-25";
    server.era = "legacy";
    server.transport = "stdio";
    server.found = "by initialize";
    server.stderrTail = "one\ntwo";
    server.startup = {1ms, 2ms, 3ms};
    mcp::Tool tool{"read", "Read", "Reads.", {true, false, true, false}, R"({"type":"object"})"};
    tool.taskSupport = mcp::TaskSupport::Required;
    tool.paramHeaders = {{{"a", "b"}, "Mcp-Param-A"}};
    server.tools = std::make_shared<const std::vector<mcp::Tool>>(1, tool);
    server.detail = std::make_shared<const mcp::ServerDetail>(
        mcp::ServerDetail{R"({"tools":{}})",
                          "Be kind.",
                          {{"file:///a", "a", "A", "the first", "text/plain"}},
                          "not all",
                          {{"greet", "Greet", "Says hello", {{"who", "whom", true}}}},
                          "none",
                          {"tool x was left out"}});
    return server;
}

PathStatus path() {
    PathStatus path;
    for (std::uint32_t i = 0; i < stageCount; ++i)
        path.stages[i] = {10 + i, 20 + i, 30 + i, 40 + i, 50 + i};
    path.queueFull = 1;
    path.waitedTooLong = 2;
    path.breakerOpen = 3;
    path.noConnection = 4;
    path.cache = {1, 2, 3, 4ms, 5, 6, 7, 8, 9, std::numeric_limits<std::uint64_t>::max()};
    path.batch = {1, 2};
    path.retry = {1, 2, 3, 4, 5};
    path.breakers = {{7, "read", BreakerState::HalfOpen, 3, 4s, {{1s, BreakerState::Open, true}}}};
    path.pools = {{7, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
    path.replicas = {{7, "search", 0.5, true, 1, 2, 3, 4ms}};
    return path;
}

Snapshot full() {
    Snapshot snapshot;
    snapshot.servers.push_back(server());
    snapshot.connections.push_back({3, 7, "files", "http", 123, "2", 4, 5, ConnectionState::Waiting, 6s, 7, 8,
                                    9, 10us, 11us, 12, 1.25, 13, 14});
    snapshot.path = path();
    snapshot.workload = {WorkloadPhase::Stopping,
                         {7, "read", R"({"n":1})", {1000, 5s}, workload::Extent{{}, 1s}},
                         3s,
                         99,
                         Error{ErrorKind::BreakerOpen, "it broke"}};
    snapshot.engine = {0.5, 1, 2s, 3, 4};
    snapshot.tuning.workers = 17;
    snapshot.tuning.pool.max = 5;
    snapshot.tuning.cache.on = true;
    snapshot.tuning.cache.timeToLive = 1500ms;
    return snapshot;
}

} // namespace

class TestStateJson : public QObject {
    Q_OBJECT

private slots:
    void everyFieldComesBack();
    void listsAreWrittenAgainOnlyWhenTheyChange();
    void aServerWithoutListsHasAnEmptyOne();
    void whatIsMissingStaysAsItIs();
    void whatIsNotKnownHasNoEffect();
    void bytesThatAreNoUtf8AreReplaced();
    void numbersStayInTheirRange();
    void whatCannotBeReadIsAnError_data();
    void whatCannotBeReadIsAnError();
};

/// As text: all that is written is compared, and each value above differs from its default.
void TestStateJson::everyFieldComesBack() {
    const Snapshot before = full();
    const States states = stateJson(before);
    QCOMPARE(states.size(), 8U);
    Snapshot after;
    QVERIFY(restoreState(states, after).has_value());
    QVERIFY(stateJson(after) == states);
    QVERIFY(after.tuning == before.tuning);
    QVERIFY(after.servers[0].error == before.servers[0].error);
    QCOMPARE(after.servers[0].tools->at(0).paramHeaders[0].header, std::string("Mcp-Param-A"));
    QCOMPARE(after.servers[0].detail->prompts[0].arguments[0].required, true);
    QCOMPARE(after.connections[0].strayLines, 14U);
    QCOMPARE(after.path.cache.bytes, std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(after.path.breakers[0].history[0].at, Duration(1s));
    QCOMPARE(*after.workload.scenario.warmup->duration, Duration(1s));
    QVERIFY(!after.workload.scenario.warmup->calls);
    QCOMPARE(after.engine.recordsLost, 4U);
    // No value was that of a snapshot which has nothing.
    States nothing = stateJson(Snapshot());
    for (const auto& [key, text] : nothing)
        QVERIFY2(states.at(key) != text, key.c_str());
}

void TestStateJson::listsAreWrittenAgainOnlyWhenTheyChange() {
    const Snapshot before = full();
    Snapshot after = before;
    QCOMPARE(stateJson(after, &before).size(), 6U);
    after.servers[0].tools = std::make_shared<const std::vector<mcp::Tool>>();
    QVERIFY(stateJson(after, &before).contains("tools:7"));
    QVERIFY(!stateJson(after, &before).contains("detail:7"));
    after.servers[0].id = 8;
    QVERIFY(stateJson(after, &before).contains("detail:8"));
}

void TestStateJson::aServerWithoutListsHasAnEmptyOne() {
    Snapshot snapshot;
    QVERIFY(restoreState({{"servers", R"([{"id":1}])"}}, snapshot).has_value());
    QVERIFY(snapshot.servers[0].tools && snapshot.servers[0].tools->empty());
    QVERIFY(!snapshot.servers[0].detail);
}

void TestStateJson::whatIsMissingStaysAsItIs() {
    Snapshot snapshot = full();
    QVERIFY(restoreState({{"engine", R"({"cpuShare":0.75})"}}, snapshot).has_value());
    QCOMPARE(snapshot.engine.cpuShare, 0.75);
    QCOMPARE(snapshot.engine.peakRssBytes, 3U);
    QVERIFY(snapshot.path.pools.size() == 1);
}

void TestStateJson::whatIsNotKnownHasNoEffect() {
    Snapshot snapshot;
    const States states{{"weather", "not even JSON"},
                        {"tuning", R"({"pool.colour":"red","pool.max":9})"},
                        {"engine", R"({"mood":{"good":true}})"},
                        {"tools:99", "[{}]"},
                        {"tools:x", "[{}]"}};
    QVERIFY(restoreState(states, snapshot).has_value());
    QCOMPARE(snapshot.tuning.pool.max, 9);
}

void TestStateJson::bytesThatAreNoUtf8AreReplaced() {
    Snapshot snapshot = full();
    snapshot.servers[0].stderrTail = "a\xFFz";
    Snapshot after;
    QVERIFY(restoreState(stateJson(snapshot), after).has_value());
    QCOMPARE(after.servers[0].stderrTail, std::string("a\xEF\xBF\xBDz"));
}

void TestStateJson::numbersStayInTheirRange() {
    Snapshot snapshot;
    const States states{
        {"connections",
         R"([{"id":-5,"pid":99999999999999,"calls":-1,"up":9223372036854775807,"cpuShare":null}])"}};
    QVERIFY(restoreState(states, snapshot).has_value());
    const ConnectionStatus& connection = snapshot.connections[0];
    QCOMPARE(connection.id, 0U);
    QCOMPARE(connection.pid, std::numeric_limits<int>::max());
    QCOMPARE(connection.calls, 0U);
    QVERIFY(connection.up + connection.up > Duration::zero());
}

void TestStateJson::whatCannotBeReadIsAnError_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no JSON") << QByteArray("servers") << QByteArray("[{");
    QTest::newRow("another type") << QByteArray("servers") << QByteArray("{}");
    QTest::newRow("a text for a number") << QByteArray("servers") << QByteArray(R"([{"id":"one"}])");
    QTest::newRow("a number for a text") << QByteArray("servers") << QByteArray(R"([{"name":1}])");
    QTest::newRow("an unknown name") << QByteArray("servers") << QByteArray(R"([{"state":"asleep"}])");
    QTest::newRow("too deep") << QByteArray("path") << QByteArray(1'000'000, '[');
    QTest::newRow("too long") << QByteArray("connections")
                              << '[' + QByteArray("{},").repeated(200'000) + QByteArray("{}]");
    QTest::newRow("too large") << QByteArray("connections") << QByteArray(20 << 20, ' ');
    QTest::newRow("a fraction") << QByteArray("engine") << QByteArray(R"({"cpu":1e300})");
    QTest::newRow("a knob out of range") << QByteArray("tuning") << QByteArray(R"({"pool.max":-1})");
    QTest::newRow("a knob of another type") << QByteArray("tuning") << QByteArray(R"({"pool.max":{}})");
}

void TestStateJson::whatCannotBeReadIsAnError() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, text);
    Snapshot snapshot;
    const auto restored = restoreState({{key.toStdString(), text.toStdString()}}, snapshot);
    QVERIFY(restored.has_error());
    QCOMPARE(restored.error().kind, ErrorKind::Protocol);
    QVERIFY(restored.error().message.find(key.toStdString()) != std::string::npos);
}

QTEST_APPLESS_MAIN(TestStateJson)
#include "tst_state_json.moc"
