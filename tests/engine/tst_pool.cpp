#include "pool_bench.h"

class TestPool : public QObject {
    Q_OBJECT

private slots:
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
};

void TestPool::firstConnectionComesUpBeforeTheOthers() {
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

void TestPool::failedStartFailsThePool() {
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

void TestPool::callsGoWhereFewestAreInFlight() {
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

void TestPool::poolGrowsAndShrinksWithoutCalls() {
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

void TestPool::callOnADrainingConnectionEnds() {
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

void TestPool::growingTakesADrainingConnectionBack() {
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

void TestPool::callWaitsForAConnection() {
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

void TestPool::callThatWaitsFailsAtItsDeadline() {
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

void TestPool::callThatWaitsFailsWithTheStart() {
    Bench bench(1, {.answersHandshake = false});
    const auto call = bench.call();
    bench.servers[0]->crash();
    QCOMPARE(call->value().result.error().kind, ErrorKind::PeerClosed);
    QVERIFY(bench.pool.state() == ServerState::Failed);
}

void TestPool::lostConnectionIsStartedAgain() {
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

void TestPool::lossDuringTheStartFailsThePool() {
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

void TestPool::crashLoopIsSlowedDown() {
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

void TestPool::fiveFailedStartsGiveUp() {
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

void TestPool::restartReplacesOneConnection() {
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

void TestPool::closingEndsEverything() {
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

void TestPool::closingDuringTheStartEndsEverything() {
    Bench bench(1, {.answersHandshake = false});
    const auto call = bench.call();
    const auto closed = bench.loop.start(bench.pool.close());
    QVERIFY(*closed);
    QCOMPARE(call->value().result.error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.pool.state() == ServerState::Stopped);
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

QTEST_APPLESS_MAIN(TestPool)
#include "tst_pool.moc"
