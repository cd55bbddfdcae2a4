// When a call is tried once more, and when it is not.

#include "pool_bench.h"

using nlohmann::json;

namespace {

const Error gone{ErrorKind::PeerClosed, "the session is unknown"};

/// Says no to the oldest call that waits at this server.
void refuse(Bench& bench, std::size_t server, int code) {
    const json request = bench.servers[server]->waitingCalls().front();
    bench.servers[server]->dropCall();
    bench.servers[server]->transport()->deliver(
        {{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"error", {{"code", code}, {"message", "no"}}}});
    bench.loop.settle();
}

void fail(Bench& bench, std::size_t server, bool unseen) {
    const json request = bench.servers[server]->waitingCalls().front();
    bench.servers[server]->dropCall();
    bench.servers[server]->transport()->fail(request, gone, unseen);
    bench.loop.settle();
}

/// The session ends because of the oldest call that waits.
void lose(Bench& bench, std::size_t server, bool unseen) {
    const json request = bench.servers[server]->waitingCalls().front();
    const auto id = unseen ? std::optional<std::uint64_t>(request.at("id")) : std::nullopt;
    bench.servers[server]->transport()->breakOff(gone, id);
    bench.loop.settle();
}

std::size_t callsSeen(const Bench& bench, std::size_t server) {
    return bench.servers[server]->transport()->sent("tools/call").size();
}

} // namespace

class TestCallPath : public QObject {
    Q_OBJECT

private slots:
    void unseenCallIsTriedOnceMore();
    void callThatWasSeenIsNot();
    void unseenCallGoesToTheNewSession();
    void onlyTheUnseenCallOfALostSessionIsTriedAgain();
    void nothingIsTriedAThirdTime();
    void secondTryKeepsTheDeadline();
    void staleToolListIsReadBeforeTheSecondTry();
    void staleToolListIsNotReadTwice();
    void versionThatIsSpokenNoMoreIsAskedForAnew();
};

void TestCallPath::unseenCallIsTriedOnceMore() {
    Bench bench(1, holding);
    const auto call = bench.call();
    fail(bench, 0, true);
    QVERIFY(!*call);
    QCOMPARE(callsSeen(bench, 0), 2U);
    bench.answerWaiting();
    QVERIFY(call->value().result.has_value());
    QCOMPARE(bench.figures().counts.started, 1U);
    QCOMPARE(bench.figures().counts.succeeded, 1U);
    QCOMPARE(bench.pool.connections()[0]->inFlight, 0U);
}

void TestCallPath::callThatWasSeenIsNot() {
    Bench bench(1, holding);
    const auto call = bench.call();
    fail(bench, 0, false);
    QVERIFY(call->value().result.error() == gone);
    QCOMPARE(callsSeen(bench, 0), 1U);
    QCOMPARE(bench.pool.connections()[0]->inFlight, 0U);
}

void TestCallPath::unseenCallGoesToTheNewSession() {
    Bench bench(1, holding);
    const auto call = bench.call();
    lose(bench, 0, true);
    QVERIFY(!*call);
    QCOMPARE(bench.servers.size(), 2U);
    QCOMPARE(callsSeen(bench, 1), 1U);
    bench.answerWaiting();
    QVERIFY(call->value().result.has_value());
    QCOMPARE(call->value().record.connection, 2U);
}

void TestCallPath::onlyTheUnseenCallOfALostSessionIsTriedAgain() {
    Bench bench(1, holding);
    const auto first = bench.call();
    const auto second = bench.call();
    lose(bench, 0, true);
    QVERIFY(!*first);
    QVERIFY(second->value().result.error() == gone);
    QCOMPARE(callsSeen(bench, 1), 1U);

    Bench other(1, holding);
    const auto seen = other.call();
    lose(other, 0, false);
    QVERIFY(seen->value().result.error() == gone);
    QCOMPARE(callsSeen(other, 1), 0U);
}

void TestCallPath::nothingIsTriedAThirdTime() {
    Bench bench(1, holding);
    const auto call = bench.call();
    lose(bench, 0, true);
    lose(bench, 1, true);
    QVERIFY(call->value().result.error() == gone);
    bench.loop.advance(1s);
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(callsSeen(bench, 2), 0U);
    QCOMPARE(bench.figures().counts.failed, 1U);
}

void TestCallPath::secondTryKeepsTheDeadline() {
    Bench bench(1, holding);
    bench.tune(1, 8, 5s);
    const auto call = bench.call();
    bench.loop.advance(4s);
    fail(bench, 0, true);
    bench.loop.advance(999ms);
    QVERIFY(!*call);
    bench.loop.advance(1ms);
    QCOMPARE(call->value().result.error().kind, ErrorKind::TimedOut);
    QCOMPARE(call->value().record.latency(), Duration(5s));
    // What came before the connection that served it is a wait for that connection.
    QCOMPARE(call->value().record.acquired, call->value().record.intended + 4s);
}

void TestCallPath::staleToolListIsReadBeforeTheSecondTry() {
    Bench bench(1, {.answersCalls = false, .modern = true});
    bench.script.tools = {"echo", "new"};
    const auto call = bench.call();
    refuse(bench, 0, -32020);
    QVERIFY(!*call);
    QCOMPARE(bench.pool.tools()->size(), 2U);
    const auto& sent = bench.servers[0]->transport()->sent();
    QCOMPARE(sent[sent.size() - 2].at("method"), json("tools/list"));
    QCOMPARE(sent.back().at("method"), json("tools/call"));
    bench.answerWaiting();
    QVERIFY(call->value().result.has_value());
}

void TestCallPath::staleToolListIsNotReadTwice() {
    Bench bench(1, {.answersCalls = false, .modern = true});
    const std::size_t lists = bench.servers[0]->transport()->sent("tools/list").size();
    const auto call = bench.call();
    refuse(bench, 0, -32020);
    refuse(bench, 0, -32020);
    QCOMPARE(call->value().result.error().kind, ErrorKind::Rejected);
    QCOMPARE(callsSeen(bench, 0), 2U);
    QCOMPARE(bench.servers[0]->transport()->sent("tools/list").size(), lists + 1);

    Bench legacy(1, holding); // where that code means nothing
    const auto other = legacy.call();
    refuse(legacy, 0, -32020);
    QCOMPARE(other->value().result.error().kind, ErrorKind::Rejected);
    QCOMPARE(callsSeen(legacy, 0), 1U);
}

void TestCallPath::versionThatIsSpokenNoMoreIsAskedForAnew() {
    Bench bench(1, {.answersCalls = false, .modern = true});
    const auto call = bench.call();
    bench.script.modern = false; // it was replaced by an older one
    refuse(bench, 0, -32022);
    QVERIFY(!*call);
    QCOMPARE(bench.servers.size(), 2U);
    QVERIFY(bench.servers[0]->transport()->isClosed());
    QVERIFY(bench.pool.info().era == mcp::Era::Legacy);
    bench.answerWaiting();
    QVERIFY(call->value().result.has_value());
    QCOMPARE(call->value().record.connection, 2U);
}

QTEST_APPLESS_MAIN(TestCallPath)
#include "tst_call_path.moc"
