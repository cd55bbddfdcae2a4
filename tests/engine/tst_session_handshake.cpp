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
    void refusalThatNamesOurVersionIsAskedToItsWordOnce();
    void knownLegacyServerIsNotProbed();
    void knownModernServerIsDiscovered();
    void freshDiscoverIsNotRepeated();
    void transportOfTheLegacyEraIsNotProbed_data();
    void transportOfTheLegacyEraIsNotProbed();
    void subscriptionNamesWhatTheServerHas();
    void subscriptionThatBreaksOffIsBegunAgain();
    void subscriptionThatIsRefusedIsNot();
    void subscriptionEndsWithTheSession();
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

void TestSessionHandshake::refusalThatNamesOurVersionIsAskedToItsWordOnce() {
    const json refusal = {
        {"code", -32022}, {"message", "no"}, {"data", {{"supported", {"2026-07-28", "2025-11-25"}}}}};
    Conversation talk;
    talk.connect();
    const json first = talk.wire->lastSent("server/discover");
    talk.refuse(first, refusal);
    const json second = talk.wire->lastSent("server/discover");
    QVERIFY(second.at("id") != first.at("id"));
    QCOMPARE(second.at("params"), first.at("params"));
    talk.answer(second, modernResult);
    QVERIFY(talk.isConnected());
    QVERIFY((*talk.connected)->value().era == Era::Modern);

    Conversation stubborn;
    stubborn.connect();
    stubborn.refuse(stubborn.wire->lastSent("server/discover"), refusal);
    stubborn.refuse(stubborn.wire->lastSent("server/discover"), refusal);
    QCOMPARE(stubborn.wire->sent("server/discover").size(), 2U);
    stubborn.answer(stubborn.wire->lastSent("initialize"), legacyResult);
    QVERIFY(stubborn.isConnected());
}

namespace {

ServerInfo known(Era era, Freshness freshness = {}) {
    ServerInfo info;
    info.name = "known";
    info.era = era;
    info.protocolVersion = era == Era::Modern ? "2026-07-28" : "2025-11-25";
    info.freshness = freshness;
    return info;
}

/// Received when the clocks of these tests begin.
Freshness lasting(Duration ttl) {
    return {TestLoop().clock().now(), ttl};
}

} // namespace

void TestSessionHandshake::knownLegacyServerIsNotProbed() {
    Conversation talk(ClientAnswers({}), known(Era::Legacy));
    talk.connect();
    QVERIFY(talk.wire->sent("server/discover").empty());
    talk.answer(talk.wire->lastSent("initialize"), legacyResult);
    QVERIFY(talk.isConnected());
    QCOMPARE((*talk.connected)->value().name, "L"s); // as it says now
    talk.loop.advance(1h);
    QVERIFY(talk.wire->sent("server/discover").empty());
}

void TestSessionHandshake::knownModernServerIsDiscovered() {
    Conversation talk(ClientAnswers({}), known(Era::Modern, lasting(10s)));
    talk.loop.advance(10s);
    talk.connect();
    talk.answer(talk.wire->lastSent("server/discover"), modernResult);
    QVERIFY(talk.isConnected());
    QVERIFY(talk.wire->sent("initialize").empty());
}

void TestSessionHandshake::freshDiscoverIsNotRepeated() {
    Conversation talk(ClientAnswers({}), known(Era::Modern, lasting(10s)));
    talk.loop.advance(9999ms);
    talk.connect();
    QVERIFY(talk.isConnected());
    QCOMPARE((*talk.connected)->value().name, "known"s);
    QVERIFY(talk.wire->sent().empty());
    QCOMPARE(talk.loop.clock().armed(), 0U);
    const auto call = talk.call();
    QCOMPARE(talk.lastCall().at("params").at("_meta"), json::parse(modernMeta()));
    talk.answer(talk.lastCall(), done);
    QVERIFY(call->value().result.has_value());
}

void TestSessionHandshake::transportOfTheLegacyEraIsNotProbed_data() {
    QTest::addColumn<bool>("knownAsModern");
    QTest::newRow("nothing is known") << false;
    QTest::newRow("known as modern") << true;
}

void TestSessionHandshake::transportOfTheLegacyEraIsNotProbed() {
    QFETCH(bool, knownAsModern);
    std::optional<ServerInfo> before;
    if (knownAsModern)
        before = known(Era::Modern, lasting(1h));
    Conversation talk(ClientAnswers({}), before);
    talk.wire->modern = false;
    talk.connect();
    QVERIFY(talk.wire->sent("server/discover").empty());
    talk.answer(talk.wire->lastSent("initialize"), legacyResult);
    QVERIFY(talk.isConnected());
    QVERIFY((*talk.connected)->value().era == Era::Legacy);
}

namespace {

const json announcing = {
    {"supportedVersions", {"2026-07-28"}},
    {"capabilities",
     {{"tools", {{"listChanged", true}}}, {"prompts", json::object()}, {"resources", json::object()}}}};

} // namespace

void TestSessionHandshake::subscriptionNamesWhatTheServerHas() {
    Conversation talk;
    talk.connectModern(announcing);
    QCOMPARE(
        talk.wire->lastSent("subscriptions/listen").at("params").at("notifications"),
        (json{{"toolsListChanged", true}, {"promptsListChanged", true}, {"resourcesListChanged", true}}));
    talk.notify("notifications/resources/list_changed");
    talk.notify("notifications/prompts/list_changed");
    QCOMPARE(talk.observer.detailChanges, 2);
    QCOMPARE(talk.observer.toolChanges, 0);
}

void TestSessionHandshake::subscriptionThatBreaksOffIsBegunAgain() {
    Conversation talk;
    talk.connectModern(announcing);
    for (int times = 1; times <= 3; ++times) { // after one second, two, four
        const Duration delay = std::chrono::seconds(1 << (times - 1));
        const json broken = talk.wire->lastSent("subscriptions/listen");
        talk.wire->fail(broken, {ErrorKind::PeerClosed, "the stream broke off"});
        talk.loop.advance(delay - 1ms);
        QCOMPARE(talk.wire->lastSent("subscriptions/listen"), broken);
        QCOMPARE(talk.observer.toolChanges, times - 1);
        talk.loop.advance(1ms);
        const json renewed = talk.wire->lastSent("subscriptions/listen");
        QVERIFY(renewed.at("id") != broken.at("id"));
        QCOMPARE(renewed.at("params"), broken.at("params"));
        QCOMPARE(talk.observer.toolChanges, times); // one may have gone by
    }
    QVERIFY(talk.observer.lost.empty());
}

void TestSessionHandshake::subscriptionThatIsRefusedIsNot() {
    Conversation refused;
    refused.connectModern(announcing);
    refused.refuse(refused.wire->lastSent("subscriptions/listen"), methodNotFound);
    Conversation ended;
    ended.connectModern(announcing);
    ended.answer(ended.wire->lastSent("subscriptions/listen"), json::object());
    for (Conversation* talk : {&refused, &ended}) {
        talk->loop.advance(1h);
        QCOMPARE(talk->wire->sent("subscriptions/listen").size(), 1U);
        QCOMPARE(talk->observer.toolChanges, 0);
        QVERIFY(talk->observer.warnings.empty());
    }
}

void TestSessionHandshake::subscriptionEndsWithTheSession() {
    Conversation lost;
    lost.connectModern(announcing);
    lost.wire->fail(lost.wire->lastSent("subscriptions/listen"), {ErrorKind::PeerClosed, "broken"});
    lost.wire->breakOff({ErrorKind::PeerClosed, "gone"});
    Conversation closed;
    closed.connectModern(announcing);
    closed.wire->fail(closed.wire->lastSent("subscriptions/listen"), {ErrorKind::PeerClosed, "broken"});
    closed.close();
    for (Conversation* talk : {&lost, &closed}) {
        talk->loop.advance(1h);
        QCOMPARE(talk->wire->sent("subscriptions/listen").size(), 1U);
        QCOMPARE(talk->observer.toolChanges, 0);
    }
}

QTEST_APPLESS_MAIN(TestSessionHandshake)
#include "tst_session_handshake.moc"
