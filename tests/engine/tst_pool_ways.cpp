// How a pool finds the way to its server, what it keeps of that, and when it looks anew.

#include "pool_bench.h"

using nlohmann::json;

namespace {

const Error notFound{ErrorKind::Http, "the server answered HTTP 404 Not Found"};
const Error noStream{ErrorKind::Http, "no event stream"};

Script overHttp() {
    Script script;
    script.transport = "http";
    return script;
}

Script overSse() {
    Script script;
    script.transport = "sse";
    return script;
}

Script refusing(Script script, Error why = notFound) {
    script.refusal = std::move(why);
    return script;
}

Script modern(int ttlMs) {
    Script script = overHttp();
    script.modern = true;
    script.ttlMs = ttlMs;
    return script;
}

std::size_t asked(const Bench& bench, std::size_t server, const char* method) {
    return bench.servers[server]->transport()->sent(method).size();
}

long logged(const Bench& bench, const std::string& text) {
    return std::count_if(bench.observer.log.begin(), bench.observer.log.end(),
                         [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

} // namespace

class TestPoolWays : public QObject {
    Q_OBJECT

private slots:
    void transportsAreTriedInTurn();
    void firstThatFitsIsTaken();
    void whereNoneFitsTheFirstReasonCounts();
    void serverThatIsNotThereIsNotTriedOtherwise();
    void whatFitIsRemembered();
    void serverThatSpeaksOtherwiseIsProbedAgain();
    void serverOfAnotherEraIsProbedAgain_data();
    void serverOfAnotherEraIsProbedAgain();
    void serverThatIsAwayIsNotProbedAgain();
    void connectionThatWaitedKnowsWhatWasLearnt();
    void connectionThatWaitedProbesFromTheFirst();
    void closingWhileProbingEndsEverything();
    void externalServerIsNeverGivenUp();
    void externalServerThatNeverCameFails();
    void freshDiscoverSparesTheHandshake();
    void replacementOfTheOnlyConnectionAsks();
    void ownServerIsAlwaysAsked();
    void toolListIsReadAnewWhenItIsStale();
    void changeDuringTheStartIsNotLost();
    void toolListThatWasCutShortIsReadByAnother();
    void toolListThatWasCutShortIsReadByTheNext();
    void detailThatWasCutShortIsReadByTheNext();
};

void TestPoolWays::transportsAreTriedInTurn() {
    Bench bench(1, {refusing(overHttp()), overSse()}, true);
    QVERIFY(bench.pool.state() == ServerState::Ready);
    QCOMPARE(std::string(bench.pool.transportName()), "sse"s);
    QCOMPARE(bench.servers.size(), 2U);
    QVERIFY(bench.servers[0]->transport()->isClosed());
    const std::string found = bench.pool.info().found;
    QVERIFY2(found.find("HTTP 404") != std::string::npos, found.c_str());
    QVERIFY2(found.find("; sse: ") != std::string::npos, found.c_str());
    const auto call = bench.call();
    QVERIFY(call->value().result.has_value());
}

void TestPoolWays::firstThatFitsIsTaken() {
    Bench bench(1, {overHttp(), overSse()}, true);
    QCOMPARE(std::string(bench.pool.transportName()), "http"s);
    QCOMPARE(bench.servers.size(), 1U);
}

void TestPoolWays::whereNoneFitsTheFirstReasonCounts() {
    Bench bench(1, {refusing(overHttp()), refusing(overSse(), noStream)}, true);
    QVERIFY(bench.pool.state() == ServerState::Failed);
    QCOMPARE(bench.pool.error()->message, notFound.message);
    const std::string detail = bench.pool.error()->detail;
    QVERIFY2(detail.find(R"(Also tried, as "sse": no event stream)") != std::string::npos, detail.c_str());
    QCOMPARE(bench.servers.size(), 2U);
    QCOMPARE(bench.running(), 0);
}

void TestPoolWays::serverThatIsNotThereIsNotTriedOtherwise() {
    for (const ErrorKind kind : {ErrorKind::PeerClosed, ErrorKind::NeedsAuthorization, ErrorKind::Io}) {
        Bench bench(1, {refusing(overHttp(), {kind, "no"}), overSse()}, true);
        QVERIFY(bench.pool.state() == ServerState::Failed);
        QCOMPARE(bench.pool.error()->kind, kind);
        QCOMPARE(bench.servers.size(), 1U);
    }
}

void TestPoolWays::whatFitIsRemembered() {
    Bench bench(1, {refusing(overHttp()), overSse()}, true);
    const std::string found = bench.pool.info().found;
    bench.resize(3);
    QCOMPARE(bench.pool.info().found, found); // why it is this one is remembered, too
    QCOMPARE(bench.ready(), 3);
    QCOMPARE(bench.servers.size(), 4U);
    for (const std::size_t later : {2, 3}) {
        QCOMPARE(std::string(bench.servers[later]->transport()->name()), "sse"s);
        QCOMPARE(asked(bench, later, "server/discover"), 0U); // the era is known, too
        QCOMPARE(asked(bench, later, "initialize"), 1U);
    }
}

void TestPoolWays::serverThatSpeaksOtherwiseIsProbedAgain() {
    Bench bench(1, {overHttp(), refusing(overSse())}, true);
    QCOMPARE(std::string(bench.pool.transportName()), "http"s);
    bench.scripts[0].refusal = notFound;
    bench.scripts[1].refusal.reset();
    bench.servers[0]->crash();
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(std::string(bench.pool.transportName()), "sse"s);
    QCOMPARE(logged(bench, "it is probed again"), 1);
    QCOMPARE(bench.servers.size(), 4U); // as before, then both ways
    QCOMPARE(bench.running(), 1);
    bench.resize(2);
    QCOMPARE(std::string(bench.servers[4]->transport()->name()), "sse"s);
    QCOMPARE(logged(bench, "it is probed again"), 1);
}

void TestPoolWays::serverOfAnotherEraIsProbedAgain_data() {
    QTest::addColumn<bool>("modernFirst");
    QTest::newRow("was legacy") << false;
    QTest::newRow("was modern") << true;
}

void TestPoolWays::serverOfAnotherEraIsProbedAgain() {
    QFETCH(bool, modernFirst);
    Script script = overHttp();
    script.modern = modernFirst;
    Bench bench(1, {script}, true);
    QCOMPARE(bench.pool.info().era == mcp::Era::Modern, modernFirst);
    bench.script.modern = !modernFirst;
    bench.servers[0]->crash();
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(bench.pool.info().era == mcp::Era::Modern, !modernFirst);
    const auto call = bench.call();
    QVERIFY(call->value().result.has_value());
}

void TestPoolWays::serverThatIsAwayIsNotProbedAgain() {
    Bench bench(1, {refusing(overHttp()), overSse()}, true);
    bench.scripts[1].refusal = Error{ErrorKind::PeerClosed, "nobody is there"};
    bench.servers[1]->crash();
    bench.loop.advance(1s);
    QVERIFY(bench.servers.size() > 3);
    for (std::size_t later = 2; later < bench.servers.size(); ++later)
        QCOMPARE(std::string(bench.servers[later]->transport()->name()), "sse"s);
    QCOMPARE(logged(bench, "it is probed again"), 0);
}

/// Two connections are lost; one waits while the other finds out that the server has become another.
void TestPoolWays::connectionThatWaitedKnowsWhatWasLearnt() {
    Bench bench(2, {refusing(overHttp()), overSse()}, true);
    bench.scripts[0].refusal.reset();
    bench.scripts[1].refusal = noStream;
    bench.servers[1]->crash();
    bench.servers[2]->crash();
    QCOMPARE(std::string(bench.pool.transportName()), "http"s);
    QCOMPARE(bench.ready(), 1);
    bench.loop.advance(100ms);
    QCOMPARE(bench.ready(), 2);
    QCOMPARE(logged(bench, "it is probed again"), 1);
}

void TestPoolWays::connectionThatWaitedProbesFromTheFirst() {
    Bench bench(2, {refusing(overHttp()), overSse()}, true);
    bench.scripts[0].refusal.reset();
    bench.scripts[0].answersHandshake = false;
    bench.scripts[1].refusal = noStream;
    bench.servers[1]->crash(); // its replacement probes, and gets no answer yet
    bench.servers[2]->crash();
    bench.scripts[0].answersHandshake = true;
    bench.loop.advance(100ms);
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(std::string(bench.pool.transportName()), "http"s);
}

void TestPoolWays::closingWhileProbingEndsEverything() {
    Bench bench(1, {refusing(overHttp()), overSse()}, true);
    bench.scripts[0].refusal.reset();
    bench.scripts[0].answersHandshake = false;
    bench.scripts[1].refusal = noStream;
    bench.servers[1]->crash();
    QCOMPARE(bench.ready(), 0);
    const auto closed = bench.loop.start(bench.pool.close());
    QVERIFY(*closed);
    QCOMPARE(bench.running(), 0);
    QVERIFY(bench.pool.state() == ServerState::Stopped);
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

void TestPoolWays::externalServerIsNeverGivenUp() {
    Bench bench(1, {overHttp()}, true);
    bench.script.refusal = Error{ErrorKind::PeerClosed, "nobody is there"};
    bench.servers[0]->crash();
    bench.loop.advance(10min);
    QVERIFY(bench.pool.state() == ServerState::Ready);
    QCOMPARE(bench.ready(), 0);
    const auto call = bench.call();
    bench.script.refusal.reset();
    bench.loop.advance(5s);
    QCOMPARE(bench.ready(), 1);
    QVERIFY(call->value().result.has_value());
}

void TestPoolWays::externalServerThatNeverCameFails() {
    Bench bench(1, {refusing(overHttp(), {ErrorKind::PeerClosed, "nobody is there"})}, true);
    QVERIFY(bench.pool.state() == ServerState::Failed);
    bench.loop.advance(1h);
    QCOMPARE(bench.servers.size(), 1U);
}

void TestPoolWays::freshDiscoverSparesTheHandshake() {
    Bench bench(1, {modern(60'000)}, true);
    bench.resize(2);
    QCOMPARE(bench.ready(), 2);
    QVERIFY(bench.servers[1]->transport()->sent().empty());
    bench.loop.advance(61s);
    bench.resize(3);
    QCOMPARE(bench.ready(), 3);
    QCOMPARE(asked(bench, 2, "server/discover"), 1U);
    bench.resize(4); // which has renewed what is known
    QCOMPARE(asked(bench, 3, "server/discover"), 0U);
    QCOMPARE(bench.ready(), 4);
}

void TestPoolWays::replacementOfTheOnlyConnectionAsks() {
    Bench bench(1, {modern(60'000)}, true);
    bench.servers[0]->crash();
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(asked(bench, 1, "server/discover"), 1U);
}

void TestPoolWays::ownServerIsAlwaysAsked() {
    Bench bench(1, {modern(60'000)}, false);
    bench.resize(2);
    QCOMPARE(asked(bench, 1, "server/discover"), 1U); // its process is another one
}

void TestPoolWays::toolListIsReadAnewWhenItIsStale() {
    Bench bench(1, {modern(1000)}, true);
    bench.resize(2);
    QCOMPARE(asked(bench, 1, "tools/list"), 0U);
    bench.script.tools = {"echo", "new"};
    bench.loop.advance(1s);
    bench.resize(3);
    QCOMPARE(asked(bench, 2, "tools/list"), 1U);
    QCOMPARE(bench.pool.tools()->size(), 2U);
    QVERIFY(bench.pool.tool("new") != nullptr);
}

void TestPoolWays::changeDuringTheStartIsNotLost() {
    Script script = overHttp();
    script.answersLists = false;
    Bench bench(1, {script}, true);
    bench.script.answersLists = true;
    bench.servers[0]->transport()->deliver(
        {{"jsonrpc", "2.0"}, {"method", "notifications/tools/list_changed"}});
    bench.servers[0]->answerHandshake();
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(asked(bench, 0, "tools/list"), 2U);
}

void TestPoolWays::toolListThatWasCutShortIsReadByAnother() {
    Bench bench(2, {overHttp()}, true);
    bench.script.answersLists = false;
    bench.servers[0]->transport()->deliver(
        {{"jsonrpc", "2.0"}, {"method", "notifications/tools/list_changed"}});
    bench.loop.settle();
    QCOMPARE(asked(bench, 0, "tools/list"), 2U);
    bench.script.answersLists = true;
    bench.script.tools = {"echo", "new"};
    bench.pool.restart(1);
    bench.loop.settle();
    QCOMPARE(asked(bench, 1, "tools/list"), 1U);
    QCOMPARE(bench.pool.tools()->size(), 2U);
    QCOMPARE(logged(bench, "could not be read"), 0);
}

void TestPoolWays::toolListThatWasCutShortIsReadByTheNext() {
    Bench bench(1, {overHttp()}, true);
    bench.script.answersLists = false;
    bench.servers[0]->transport()->deliver(
        {{"jsonrpc", "2.0"}, {"method", "notifications/tools/list_changed"}});
    bench.loop.settle();
    bench.script.answersLists = true;
    bench.script.tools = {"new"};
    bench.servers[0]->crash();
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(asked(bench, 1, "tools/list"), 1U);
    QVERIFY(bench.pool.tool("new") != nullptr);
    QVERIFY(bench.pool.tool("echo") == nullptr);
}

void TestPoolWays::detailThatWasCutShortIsReadByTheNext() {
    Script script = overHttp();
    script.offersResources = true;
    Bench bench(1, {script}, true);
    QCOMPARE(bench.pool.detail()->resources.size(), 1U);
    bench.script.answersLists = false;
    bench.servers[0]->transport()->deliver(
        {{"jsonrpc", "2.0"}, {"method", "notifications/resources/list_changed"}});
    bench.loop.settle();
    QCOMPARE(asked(bench, 0, "resources/list"), 2U);
    bench.servers[0]->crash();
    QCOMPARE(bench.pool.detail()->resources.size(), 1U); // what was known stays
    QVERIFY(bench.pool.detail()->resourcesProblem.empty());
    bench.script.answersLists = true;
    bench.servers[1]->answerHandshake();
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(asked(bench, 1, "resources/list"), 1U);
    QCOMPARE(bench.pool.detail()->resources.size(), 1U);
    QVERIFY(bench.pool.detail()->resourcesProblem.empty());
}

QTEST_APPLESS_MAIN(TestPoolWays)
#include "tst_pool_ways.moc"
