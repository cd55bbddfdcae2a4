#include "session_bench.h"

class TestSessionHandshake : public QObject {
    Q_OBJECT

private slots:
    void legacyServerIsProbedThenInitialized();
    void modernServerIsDiscoveredAndNotInitialized();
    void silentProbeIsFollowedByInitializeAfterThreeSeconds();
    void lateDiscoverAnswerWins();
    void answerToTheLostProbeIsLate();
    void startLimitIsNamed();
    void startLimitIsNamedWithoutStderr();
    void handshakeLimitIsNamedAndBeginsWithTheFirstAnswer();
    void transportThatDoesNotOpenFailsTheConnect();
    void refusedVersionFailsTheConnect();
    void serverThatClosesDuringTheHandshakeIsNamed();
    void closingDuringTheHandshakeCancelsIt();
    void serverMayPingDuringTheHandshake();
};

void TestSessionHandshake::legacyServerIsProbedThenInitialized() {
    Conversation talk;
    talk.connect();
    QCOMPARE(talk.wire->sent().size(), 1U);
    const json probe = talk.wire->sent()[0];
    QCOMPARE(probe, (json{{"jsonrpc", "2.0"},
                          {"id", 1},
                          {"method", "server/discover"},
                          {"params", {{"_meta", json::parse(modernMeta())}}}}));
    talk.refuse(probe, methodNotFound);
    QCOMPARE(talk.wire->sent().size(), 2U);
    QCOMPARE(talk.wire->sent()[1], (json{{"jsonrpc", "2.0"},
                                         {"id", 2},
                                         {"method", "initialize"},
                                         {"params", json::parse(initializeParams())}}));
    QVERIFY(!*talk.connected);
    talk.answer(talk.wire->sent()[1], legacyResult);
    QVERIFY(talk.isConnected());
    QCOMPARE((*talk.connected)->value().protocolVersion, "2025-11-25"s);
    QVERIFY((*talk.connected)->value().era == Era::Legacy);
    QCOMPARE(talk.wire->sent().size(), 3U);
    QCOMPARE(talk.wire->sent()[2], json::parse(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"));
    QCOMPARE(talk.spawned, talk.loop.clock().now());
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionHandshake::modernServerIsDiscoveredAndNotInitialized() {
    Conversation talk;
    talk.connectModern();
    QVERIFY(talk.isConnected());
    QVERIFY((*talk.connected)->value().era == Era::Modern);
    QCOMPARE(talk.wire->sent().size(), 1U);
    talk.loop.advance(1h);
    QCOMPARE(talk.wire->sent().size(), 1U);
}

void TestSessionHandshake::silentProbeIsFollowedByInitializeAfterThreeSeconds() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(2999ms);
    QVERIFY(talk.wire->sent("initialize").empty());
    talk.loop.advance(1ms);
    QCOMPARE(talk.wire->sent("initialize").size(), 1U);
    talk.answer(talk.wire->lastSent("initialize"), legacyResult);
    QVERIFY(talk.isConnected());
    QVERIFY(talk.wire->sent("notifications/cancelled").empty());
}

void TestSessionHandshake::lateDiscoverAnswerWins() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(4s);
    talk.answer(talk.wire->lastSent("server/discover"), modernResult);
    QVERIFY(talk.isConnected());
    QVERIFY((*talk.connected)->value().era == Era::Modern);
    talk.refuse(talk.wire->lastSent("initialize"), methodNotFound);
    QCOMPARE(talk.session.strays().lateReplies, 1U);
    QVERIFY(talk.wire->sent("notifications/initialized").empty());
}

void TestSessionHandshake::answerToTheLostProbeIsLate() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(3s);
    talk.answer(talk.wire->lastSent("initialize"), legacyResult);
    talk.refuse(talk.wire->lastSent("server/discover"), methodNotFound);
    QCOMPARE(talk.session.strays().lateReplies, 1U);
    QCOMPARE(talk.session.strays().unknownReplies, 0U);
    QCOMPARE(talk.wire->sent("initialize").size(), 1U);
}

void TestSessionHandshake::startLimitIsNamed() {
    Conversation talk;
    talk.connect();
    talk.wire->writeToStderr("installing packages\n");
    talk.loop.advance(29999ms);
    QVERIFY(!*talk.connected);
    talk.loop.advance(1ms);
    QCOMPARE(talk.connectError().kind, ErrorKind::TimedOut);
    QCOMPARE(talk.connectError().message, "the server did not answer within 30 s (start time-out)"s);
    QCOMPARE(talk.connectError().detail, "stderr:\ninstalling packages\n"s);
    QVERIFY(talk.observer.lost.empty());
}

void TestSessionHandshake::startLimitIsNamedWithoutStderr() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(30s);
    QCOMPARE(talk.connectError().detail, ""s); // there is no process that could have written something
}

void TestSessionHandshake::handshakeLimitIsNamedAndBeginsWithTheFirstAnswer() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(25s);
    talk.refuse(talk.wire->lastSent("server/discover"), methodNotFound);
    talk.loop.advance(9999ms);
    QVERIFY(!*talk.connected);
    talk.loop.advance(1ms);
    QCOMPARE(talk.connectError().kind, ErrorKind::TimedOut);
    QCOMPARE(talk.connectError().message, "the handshake was not done within 10 s (handshake time-out)"s);
}

void TestSessionHandshake::transportThatDoesNotOpenFailsTheConnect() {
    Conversation talk;
    talk.wire->openError = Error{ErrorKind::Spawn, "no such program", "PATH"};
    talk.connect();
    QCOMPARE(talk.connectError().kind, ErrorKind::Spawn);
    QCOMPARE(talk.connectError().message, "no such program"s);
    QVERIFY(talk.wire->sent().empty());
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionHandshake::refusedVersionFailsTheConnect() {
    Conversation talk;
    talk.connect();
    talk.refuse(talk.wire->lastSent("server/discover"),
                {{"code", -32022}, {"message", "no"}, {"data", {{"supported", {"2027-01-01"}}}}});
    QCOMPARE(talk.connectError().kind, ErrorKind::Protocol);
    QVERIFY(contains(talk.connectError().message, "2027-01-01"));
    talk.loop.advance(1h);
    QVERIFY(talk.wire->sent("initialize").empty());
}

void TestSessionHandshake::serverThatClosesDuringTheHandshakeIsNamed() {
    Conversation talk;
    talk.connect();
    talk.wire->breakOff({ErrorKind::PeerClosed, "the server exited with status 3", "stderr:\nboom"});
    talk.loop.settle();
    QCOMPARE(talk.connectError().kind, ErrorKind::PeerClosed);
    QCOMPARE(talk.connectError().message, "the server exited with status 3 before the handshake was done"s);
    QCOMPARE(talk.connectError().detail, "stderr:\nboom"s);
    QVERIFY(talk.observer.lost.empty()); // connect() has said it
}

void TestSessionHandshake::closingDuringTheHandshakeCancelsIt() {
    Conversation talk;
    talk.connect();
    talk.close();
    QCOMPARE(talk.connectError().kind, ErrorKind::Cancelled);
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionHandshake::serverMayPingDuringTheHandshake() {
    Conversation talk;
    talk.connect();
    talk.deliver({{"jsonrpc", "2.0"}, {"id", "p"}, {"method", "ping"}});
    QCOMPARE(talk.wire->sent().back(), json::parse(R"({"jsonrpc":"2.0","id":"p","result":{}})"));
    QVERIFY(!*talk.connected);
}

QTEST_APPLESS_MAIN(TestSessionHandshake)
#include "tst_session_handshake.moc"
