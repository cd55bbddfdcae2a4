#include "session_bench.h"

class TestSession : public QObject {
    Q_OBJECT

private slots:
    void toolListIsReadOverAllPages();
    void endlessCursorsEndInLimit();
    void refusedToolListIsRejected();
    void toolListWithoutAnswerTimesOut();
    void serverRequestsAreAnswered_data();
    void serverRequestsAreAnswered();
    void unknownIdsAreCounted();
    void garbageIsCountedAndReportedSparsely();
    void badUtf8IsRepairedWithAWarning();
    void oversizedAnswerFailsItsCallOnly();
    void oversizedLineOfNobodyIsCounted();
    void stderrReachesTheObserver();
    void listChangedReachesTheObserver();
    void modernServerIsAskedForToolChanges();
    void subscriptionIsSentOnlyWhereAnnounced();
    void lossFailsAllCallsThenIsReported();
    void sessionThatHasEndedFailsCallsAtOnce();
    void closingCancelsWhatIsInFlight();
};

void TestSession::toolListIsReadOverAllPages() {
    Conversation talk;
    talk.connectLegacy();
    const auto tools = talk.loop.start(talk.session.listTools());
    QCOMPARE(talk.wire->lastSent("tools/list").at("params"), json::object());
    talk.answer(talk.wire->lastSent("tools/list"), {{"tools", {{{"name", "a"}}}}, {"nextCursor", ""}});
    QCOMPARE(talk.wire->lastSent("tools/list").at("params"), (json{{"cursor", ""}}));
    talk.answer(talk.wire->lastSent("tools/list"), {{"tools", json::array()}, {"nextCursor", "p\"3"}});
    QCOMPARE(talk.wire->lastSent("tools/list").at("params"), (json{{"cursor", "p\"3"}}));
    talk.answer(talk.wire->lastSent("tools/list"), {{"tools", {{{"name", "b"}}, {{"name", "c"}}}}});
    QVERIFY(tools->value().has_value());
    QCOMPARE((*tools)->value().tools.size(), 3U);
    QCOMPARE((*tools)->value().tools[0].name, "a"s);
    QCOMPARE((*tools)->value().tools[2].name, "c"s);
    QCOMPARE(talk.wire->sent("tools/list").size(), 3U);
}

void TestSession::endlessCursorsEndInLimit() {
    Conversation talk;
    talk.connectLegacy();
    const auto tools = talk.loop.start(talk.session.listTools());
    for (int page = 0; page < 1000; ++page) {
        QVERIFY(!*tools);
        talk.answer(talk.wire->sent().back(), {{"tools", json::array()}, {"nextCursor", "again"}});
    }
    QVERIFY(tools->value().has_error());
    QCOMPARE((*tools)->error().kind, ErrorKind::Limit);
    QCOMPARE(talk.wire->sent("tools/list").size(), 1000U);
}

void TestSession::refusedToolListIsRejected() {
    Conversation talk;
    talk.connectLegacy();
    const auto tools = talk.loop.start(talk.session.listTools());
    talk.refuse(talk.wire->lastSent("tools/list"), methodNotFound);
    QCOMPARE(tools->value().error().kind, ErrorKind::Rejected);
}

void TestSession::toolListWithoutAnswerTimesOut() {
    Conversation talk;
    talk.connectLegacy();
    const auto tools = talk.loop.start(talk.session.listTools());
    talk.loop.advance(29999ms);
    QVERIFY(!*tools);
    talk.loop.advance(1ms);
    QCOMPARE(tools->value().error().kind, ErrorKind::TimedOut);
    QCOMPARE((*tools)->error().message, "no answer to tools/list within 30 s (request time-out)"s);
    QCOMPARE(talk.wire->lastSent("notifications/cancelled").at("params").at("requestId"),
             talk.wire->lastSent("tools/list").at("id"));
}

void TestSession::serverRequestsAreAnswered_data() {
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("body");
    QTest::newRow("ping") << R"({"jsonrpc":"2.0","id":1,"method":"ping"})"s
                          << R"({"id":1,"result":{}})"s;
    QTest::newRow("ping under a string") << R"({"jsonrpc":"2.0","id":"a","method":"ping"})"s
                                         << R"({"id":"a","result":{}})"s;
    QTest::newRow("roots") << R"({"jsonrpc":"2.0","id":2,"method":"roots/list"})"s
                           << R"({"id":2,"result":{"roots":[]}})"s;
    QTest::newRow("sampling") << R"({"jsonrpc":"2.0","id":3,"method":"sampling/createMessage","params":{}})"s
                              << R"({"id":3,"error":{"code":-1}})"s;
    QTest::newRow("elicitation") << R"({"jsonrpc":"2.0","id":4,"method":"elicitation/create","params":{}})"s
                                 << R"({"id":4,"result":{"action":"decline"}})"s;
    QTest::newRow("unknown") << R"({"jsonrpc":"2.0","id":5,"method":"x/y"})"s
                             << R"({"id":5,"error":{"code":-32601}})"s;
}

void TestSession::serverRequestsAreAnswered() {
    QFETCH(std::string, request);
    QFETCH(std::string, body);
    Conversation talk;
    talk.connectLegacy();
    const auto call = talk.call(); // whose id is one that the server uses as well
    talk.deliver(json::parse(request));
    json reply = talk.wire->sent().back();
    QCOMPARE(reply.at("jsonrpc"), json("2.0"));
    reply.erase("jsonrpc");
    if (reply.contains("error"))
        reply["error"].erase("message");
    QCOMPARE(reply, json::parse(body));
    QVERIFY(!*call);
}

void TestSession::unknownIdsAreCounted() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call("{}", 1s);
    talk.deliver({{"jsonrpc", "2.0"}, {"id", 999}, {"result", json::object()}});
    talk.deliver({{"jsonrpc", "2.0"}, {"id", "3"}, {"result", json::object()}});
    talk.deliver({{"jsonrpc", "2.0"}, {"id", nullptr}, {"error", methodNotFound}});
    talk.deliver({{"jsonrpc", "2.0"}, {"id", 0}, {"result", json::object()}});
    QCOMPARE(talk.session.strays().unknownReplies, 4U);
    QCOMPARE(talk.session.strays().lateReplies, 0U);
    QVERIFY(contains(talk.observer.warnings.at(0), "999"));
    QVERIFY(contains(talk.observer.warnings.at(1), "\"3\""));
    QVERIFY(!*reply);
    talk.loop.advance(1s);
    QVERIFY(contains(errorOf(reply).detail, "4 replies under ids that nobody asked under"));
}

void TestSession::garbageIsCountedAndReportedSparsely() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    for (int i = 0; i < 100; ++i)
        talk.wire->deliverLine("DEBUG this is not for stdout " + std::string(300, 'x'));
    QCOMPARE(talk.session.strays().lines, 100U);
    QCOMPARE(talk.observer.warnings.size(), 5U); // the first three, the tenth, the hundredth
    QVERIFY(contains(talk.observer.warnings[0], "DEBUG this is not for stdout"));
    QVERIFY(talk.observer.warnings[0].size() < 300);
    QVERIFY(contains(talk.observer.warnings[4], "(number 100)"));
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
}

void TestSession::badUtf8IsRepairedWithAWarning() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    talk.wire->deliverLine("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"t\":\"\xFF\"}}");
    talk.loop.settle();
    QCOMPARE(reply->value().result.value(), (json{{"t", "\xEF\xBF\xBD"}}));
    QCOMPARE(talk.observer.warnings.size(), 1U);
    QVERIFY(contains(talk.observer.warnings[0], "UTF-8"));
    QCOMPARE(talk.session.strays().lines, 0U);
}

void TestSession::oversizedAnswerFailsItsCallOnly() {
    Conversation talk;
    talk.connectLegacy();
    const auto first = talk.call();
    const json firstCall = talk.lastCall();
    const auto second = talk.call();
    const std::string line = R"({"jsonrpc":"2.0","result":{"id":3},"id":4})";
    talk.wire->deliverOversized(line);
    talk.loop.settle();
    QVERIFY(!*first);
    QCOMPARE(errorOf(second).kind, ErrorKind::Limit);
    QVERIFY(contains(errorOf(second).message, std::to_string(line.size()) + " bytes"));
    QCOMPARE(second->value().times.bytesReceived, line.size());
    QCOMPARE(talk.session.strays().lines, 0U);
    const auto next = talk.call();
    talk.answer(talk.lastCall(), done);
    talk.answer(firstCall, done);
    QVERIFY(next->value().result.has_value());
    QVERIFY(first->value().result.has_value());
}

void TestSession::oversizedLineOfNobodyIsCounted() {
    Conversation talk;
    talk.connectLegacy();
    talk.wire->deliverOversized("a very long line of garbage");
    talk.wire->deliverOversized(R"({"id":77,"result":{}})");
    QCOMPARE(talk.session.strays().lines, 2U);
    QCOMPARE(talk.observer.warnings.size(), 2U);
}

void TestSession::stderrReachesTheObserver() {
    Conversation talk;
    talk.connectLegacy();
    talk.wire->writeToStderr("listening\n");
    QCOMPARE(talk.observer.stderrText, "listening\n"s);
    QVERIFY(talk.observer.warnings.empty());
}

void TestSession::listChangedReachesTheObserver() {
    Conversation talk;
    talk.connectLegacy();
    talk.notify("notifications/tools/list_changed");
    talk.notify("notifications/prompts/list_changed");
    talk.notify("notifications/message", {{"level", "info"}});
    QCOMPARE(talk.observer.toolChanges, 1);
}

void TestSession::modernServerIsAskedForToolChanges() {
    Conversation talk;
    talk.connectModern(
        {{"supportedVersions", {"2026-07-28"}}, {"capabilities", {{"tools", {{"listChanged", true}}}}}});
    QVERIFY(talk.isConnected());
    const json listen = talk.wire->lastSent("subscriptions/listen");
    QCOMPARE(listen.at("params"),
             (json{{"notifications", {{"toolsListChanged", true}}}, {"_meta", json::parse(modernMeta())}}));
    const json meta = {{"io.modelcontextprotocol/subscriptionId", listen.at("id")}};
    talk.notify("notifications/subscriptions/acknowledged", {{"_meta", meta}});
    QCOMPARE(talk.observer.toolChanges, 0);
    talk.notify("notifications/tools/list_changed", {{"_meta", meta}});
    QCOMPARE(talk.observer.toolChanges, 1);
    talk.loop.advance(24h); // it has no deadline
    QVERIFY(talk.wire->sent("notifications/cancelled").empty());
}

void TestSession::subscriptionIsSentOnlyWhereAnnounced() {
    Conversation modern;
    modern.connectModern();
    QVERIFY(modern.isConnected());
    QVERIFY(modern.wire->sent("subscriptions/listen").empty());

    Conversation legacy;
    legacy.connect();
    legacy.refuse(legacy.wire->lastSent("server/discover"), methodNotFound);
    json result = legacyResult;
    result["capabilities"]["tools"]["listChanged"] = true;
    legacy.answer(legacy.wire->lastSent("initialize"), result);
    QVERIFY(legacy.isConnected());
    QVERIFY(legacy.wire->sent("subscriptions/listen").empty());
}

void TestSession::lossFailsAllCallsThenIsReported() {
    Conversation talk;
    talk.connectLegacy();
    const auto tools = talk.loop.start(talk.session.listTools());
    const auto first = talk.call();
    const auto second = talk.call();
    const Error why{ErrorKind::PeerClosed, "the server was killed by signal 11", "stderr:\nboom"};
    talk.wire->breakOff(why);
    talk.loop.settle();
    QVERIFY(errorOf(first) == why);
    QVERIFY(errorOf(second) == why);
    QVERIFY(tools->value().error() == why);
    QCOMPARE(talk.observer.lost.size(), 1U);
    QVERIFY(talk.observer.lost[0] == why);
    QVERIFY(talk.wire->sent("notifications/cancelled").empty());
}

void TestSession::sessionThatHasEndedFailsCallsAtOnce() {
    Conversation talk;
    talk.connectLegacy();
    talk.wire->breakOff({ErrorKind::PeerClosed, "gone", ""});
    const std::size_t sent = talk.wire->sent().size();
    const auto reply = talk.call();
    const auto tools = talk.loop.start(talk.session.listTools());
    QCOMPARE(errorOf(reply).kind, ErrorKind::PeerClosed);
    QCOMPARE(reply->value().bytesSent, 0U);
    QCOMPARE(tools->value().error().kind, ErrorKind::PeerClosed);
    QCOMPARE(talk.wire->sent().size(), sent);
}

void TestSession::closingCancelsWhatIsInFlight() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    talk.close();
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    QVERIFY(talk.wire->isClosed());
    QVERIFY(talk.observer.lost.empty());
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
