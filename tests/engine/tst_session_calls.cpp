#include "session_bench.h"

class TestSessionCalls : public QObject {
    Q_OBJECT

private slots:
    void callSucceeds();
    void callOfTheModernEraCarriesMeta();
    void endsOfACallAreToldApart_data();
    void endsOfACallAreToldApart();
    void everyModernRequestCarriesMeta();
    void argumentsNamedMetaAreLeftAlone_data();
    void argumentsNamedMetaAreLeftAlone();
    void answersReachTheirCallsInAnyOrder();
    void batchAnswersSeveralCalls();
    void callIsStampedOnItsWay();
    void callThatWasNotWrittenHasNoStamp();
    void timeOutTellsTheServerAndDropsTheLateReply();
    void eachCallHasItsOwnDeadline();
    void cancellingEndsCallsAndNothingElse();
    void progressReachesTheCall_data();
    void progressReachesTheCall();
    void progressWithoutCallIsDropped();
    void brokenProgressIsDropped();
    void progressMayCancelItsOwnCall();
    void progressIsNotAskedForUnlessWanted();
    void everyMessageIsTraced();
};

void TestSessionCalls::callSucceeds() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call(R"({"message":"hi"})");
    QCOMPARE(talk.lastCall(), json::parse(R"({"jsonrpc":"2.0","id":3,"method":"tools/call",
                                              "params":{"name":"echo","arguments":{"message":"hi"}}})"));
    QVERIFY(!*reply);
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
    QCOMPARE(reply->value().result.value(), done);
    QCOMPARE(
        reply->value().bytesSent,
        R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hi"}}})"s
                .size() +
            1);
}

void TestSessionCalls::callOfTheModernEraCarriesMeta() {
    Conversation talk;
    talk.connectModern();
    const auto reply = talk.call(R"({"message":"hi"})");
    const json meta = json::parse(modernMeta());
    QCOMPARE(talk.lastCall().at("params"),
             (json{{"name", "echo"}, {"arguments", {{"message", "hi"}}}, {"_meta", meta}}));
    talk.answer(talk.lastCall(), {{"resultType", "complete"}, {"content", json::array()}});
    QVERIFY(reply->value().result.has_value());
}

void TestSessionCalls::endsOfACallAreToldApart_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("isError") << R"("result":{"isError":true,"content":[]})"s << ErrorKind::ToolFailed;
    QTest::newRow("error object") << R"("error":{"code":-32602,"message":"no"})"s << ErrorKind::Rejected;
    QTest::newRow("no object") << R"("result":"done")"s << ErrorKind::Protocol;
    QTest::newRow("asks for input") << R"("result":{"resultType":"input_required"})"s << ErrorKind::Protocol;
}

void TestSessionCalls::endsOfACallAreToldApart() {
    QFETCH(std::string, body);
    QFETCH(ErrorKind, kind);
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    talk.wire->deliverLine(R"({"jsonrpc":"2.0","id":3,)" + body + "}");
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, kind);
    QVERIFY(talk.wire->sent("notifications/cancelled").empty());
}

void TestSessionCalls::everyModernRequestCarriesMeta() {
    Conversation talk;
    talk.connectModern(
        {{"supportedVersions", {"2026-07-28"}}, {"capabilities", {{"tools", {{"listChanged", true}}}}}});
    const auto tools = talk.loop.start(talk.session.listTools());
    talk.answer(talk.wire->lastSent("tools/list"), {{"tools", json::array()}, {"nextCursor", ""}});
    const auto plain = talk.call();
    const auto withProgress = talk.call("{}", 30s, [](const Progress&) {});
    int requests = 0;
    for (const json& frame : talk.wire->sent()) {
        if (!frame.contains("id"))
            continue;
        ++requests;
        const json& meta = frame.at("params").at("_meta");
        const json expected = json::parse(modernMeta());
        for (const auto& [key, value] : expected.items())
            QCOMPARE(meta.at(key), value);
    }
    QCOMPARE(requests, 6); // discover, listen, two pages, two calls
}

void TestSessionCalls::argumentsNamedMetaAreLeftAlone_data() {
    QTest::addColumn<bool>("modern");
    QTest::addColumn<bool>("progress");
    QTest::newRow("legacy") << false << false;
    QTest::newRow("legacy with progress") << false << true;
    QTest::newRow("modern") << true << false;
    QTest::newRow("modern with progress") << true << true;
}

void TestSessionCalls::argumentsNamedMetaAreLeftAlone() {
    QFETCH(bool, modern);
    QFETCH(bool, progress);
    Conversation talk;
    modern ? talk.connectModern() : talk.connectLegacy();
    const std::string arguments = R"({"a":"\"_meta\":{","_meta":{"progressToken":5,"x":{"_meta":{}}}})";
    const auto reply =
        talk.call(arguments, 30s, progress ? [](const Progress&) {} : std::function<void(const Progress&)>());
    json meta = modern ? json::parse(modernMeta()) : json::object();
    if (progress)
        meta["progressToken"] = talk.lastCall().at("id");
    QCOMPARE(talk.lastCall().at("params").at("arguments"), json::parse(arguments));
    QCOMPARE(talk.lastCall().at("params").value("_meta", json::object()), meta);
    QCOMPARE(talk.lastCall().at("params").contains("_meta"), modern || progress);
}

void TestSessionCalls::answersReachTheirCallsInAnyOrder() {
    Conversation talk;
    talk.connectLegacy();
    const auto first = talk.call();
    const json firstCall = talk.lastCall();
    const auto second = talk.call();
    talk.answer(talk.lastCall(), {{"content", "second"}});
    QVERIFY(!*first);
    talk.answer(firstCall, {{"content", "first"}});
    QCOMPARE(first->value().result.value().at("content"), json("first"));
    QCOMPARE(second->value().result.value().at("content"), json("second"));
}

void TestSessionCalls::batchAnswersSeveralCalls() {
    Conversation talk;
    talk.connectLegacy();
    const auto first = talk.call();
    const auto second = talk.call();
    talk.wire->deliverLine(
        R"([{"jsonrpc":"2.0","id":4,"result":{}},{"jsonrpc":"2.0","id":3,"error":{"code":1,"message":"m"}}])");
    talk.loop.settle();
    QCOMPARE(errorOf(first).kind, ErrorKind::Rejected);
    QVERIFY(second->value().result.has_value());
}

void TestSessionCalls::callIsStampedOnItsWay() {
    Conversation talk;
    talk.connectLegacy();
    const TimePoint began = talk.loop.clock().now();
    const auto reply = talk.call();
    talk.loop.advance(2ms);
    talk.wire->markWritten();
    talk.loop.advance(10ms);
    const std::string line = R"({"jsonrpc":"2.0","id":3,"result":{}})";
    talk.wire->deliverLine(line, {began + 7ms, began + 9ms});
    talk.loop.settle();
    const auto& times = reply->value().times;
    QCOMPARE(times.written, began + 2ms);
    QCOMPARE(times.firstByte, began + 7ms);
    QCOMPARE(times.lastByte, began + 9ms);
    QCOMPARE(times.decoded, began + 12ms);
    QCOMPARE(times.bytesReceived, line.size() + 1);
}

void TestSessionCalls::callThatWasNotWrittenHasNoStamp() {
    Conversation talk;
    talk.connectLegacy();
    const auto first = talk.call();
    talk.wire->markWritten();
    talk.loop.advance(1ms);
    const auto second = talk.call("{}", 1s);
    talk.loop.advance(1s);
    QCOMPARE(errorOf(second).kind, ErrorKind::TimedOut);
    QCOMPARE(second->value().times.written, TimePoint());
    QCOMPARE(second->value().times.firstByte, TimePoint());
    talk.wire->deliverLine(R"({"jsonrpc":"2.0","id":3,"result":{}})");
    talk.loop.settle();
    QCOMPARE(first->value().times.written, talk.loop.clock().now() - 1001ms);
}

void TestSessionCalls::timeOutTellsTheServerAndDropsTheLateReply() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call("{}", 2s);
    const json call = talk.lastCall();
    talk.loop.advance(1999ms);
    QVERIFY(!*reply);
    QVERIFY(talk.wire->sent("notifications/cancelled").empty());
    talk.loop.advance(1ms);
    QCOMPARE(errorOf(reply).kind, ErrorKind::TimedOut);
    QCOMPARE(errorOf(reply).message, "no answer to tools/call within 2 s (call time-out)"s);
    QCOMPARE(talk.wire->sent("notifications/cancelled").size(), 1U);
    QCOMPARE(talk.wire->sent().back(),
             (json{{"jsonrpc", "2.0"},
                   {"method", "notifications/cancelled"},
                   {"params", {{"requestId", call.at("id")}, {"reason", errorOf(reply).message}}}}));

    talk.answer(call, done);
    QCOMPARE(talk.session.strays().lateReplies, 1U);
    QCOMPARE(talk.session.strays().unknownReplies, 0U);
    QVERIFY(talk.observer.warnings.empty());
    talk.answer(call, done); // a second time nobody knows it any longer
    QCOMPARE(talk.session.strays().lateReplies, 1U);
    QCOMPARE(talk.session.strays().unknownReplies, 1U);

    const auto next = talk.call();
    talk.answer(talk.lastCall(), done);
    QVERIFY(next->value().result.has_value());
}

void TestSessionCalls::eachCallHasItsOwnDeadline() {
    Conversation talk;
    talk.connectLegacy();
    const auto five = talk.call("{}", 5s);
    const auto two = talk.call("{}", 2s);
    const auto three = talk.call("{}", 3s);
    talk.loop.advance(2s);
    QVERIFY(*two && !*three && !*five);
    talk.loop.advance(1s);
    QVERIFY(*three && !*five);
    talk.loop.advance(1999ms);
    QVERIFY(!*five);
    talk.loop.advance(1ms);
    QVERIFY(*five);
    QVERIFY(contains(errorOf(five).message, "5 s"));
}

void TestSessionCalls::cancellingEndsCallsAndNothingElse() {
    Conversation talk;
    talk.connectLegacy();
    const auto tools = talk.loop.start(talk.session.listTools());
    const auto first = talk.call();
    const json firstId = talk.lastCall().at("id");
    const auto second = talk.call();
    const json secondId = talk.lastCall().at("id");
    talk.session.cancelCalls("stop it");
    talk.loop.settle();
    QCOMPARE(errorOf(first).kind, ErrorKind::Cancelled);
    QCOMPARE(errorOf(first).message, "stop it"s);
    QCOMPARE(errorOf(second).kind, ErrorKind::Cancelled);
    const auto cancelled = talk.wire->sent("notifications/cancelled");
    QCOMPARE(cancelled.size(), 2U);
    QCOMPARE(cancelled[0].at("params"), (json{{"requestId", firstId}, {"reason", "stop it"}}));
    QCOMPARE(cancelled[1].at("params").at("requestId"), secondId);
    QVERIFY(!*tools);
    talk.answer(talk.wire->lastSent("tools/list"), {{"tools", json::array()}});
    QVERIFY(tools->value().has_value());
}

void TestSessionCalls::progressReachesTheCall_data() {
    QTest::addColumn<bool>("modern");
    QTest::newRow("legacy") << false;
    QTest::newRow("modern") << true;
}

void TestSessionCalls::progressReachesTheCall() {
    QFETCH(bool, modern);
    Conversation talk;
    modern ? talk.connectModern() : talk.connectLegacy();
    std::vector<Progress> seen;
    const auto reply = talk.call("{}", 30s, [&](const Progress& progress) { seen.push_back(progress); });
    const json token = talk.lastCall().at("params").at("_meta").at("progressToken");
    QCOMPARE(token, talk.lastCall().at("id"));
    talk.notify("notifications/progress",
                {{"progressToken", token}, {"progress", 1}, {"total", 4}, {"message", "one"}});
    talk.notify("notifications/progress", {{"progressToken", token}, {"progress", 2.5}});
    QCOMPARE(seen.size(), 2U);
    QCOMPARE(seen[0].progress, 1.0);
    QVERIFY(seen[0].total == 4.0);
    QCOMPARE(seen[0].message, "one"s);
    QCOMPARE(seen[1].progress, 2.5);
    QVERIFY(!seen[1].total);
    QCOMPARE(seen[1].message, ""s);

    talk.answer(talk.lastCall(), done);
    talk.notify("notifications/progress", {{"progressToken", token}, {"progress", 4}});
    QCOMPARE(seen.size(), 2U);
}

void TestSessionCalls::progressWithoutCallIsDropped() {
    Conversation talk;
    talk.connectLegacy();
    int seen = 0;
    const auto reply = talk.call("{}", 30s, [&](const Progress&) { ++seen; });
    talk.notify("notifications/progress", {{"progressToken", 999}, {"progress", 1}});
    QCOMPARE(seen, 0);
    QCOMPARE(talk.session.strays().unknownReplies, 0U);
}

void TestSessionCalls::brokenProgressIsDropped() {
    Conversation talk;
    talk.connectLegacy();
    std::vector<Progress> seen;
    const auto reply = talk.call("{}", 30s, [&](const Progress& progress) { seen.push_back(progress); });
    for (const json& params : {json(), json::array({3}), json::object(), json{{"progressToken", "3"}},
                               json{{"progressToken", -3}}})
        talk.notify("notifications/progress", params);
    QVERIFY(seen.empty());
    talk.notify("notifications/progress",
                {{"progressToken", 3}, {"progress", "half"}, {"total", nullptr}, {"message", 5}});
    QCOMPARE(seen.size(), 1U);
    QCOMPARE(seen[0].progress, 0.0);
    QVERIFY(!seen[0].total);
    QCOMPARE(seen[0].message, ""s);
}

void TestSessionCalls::progressMayCancelItsOwnCall() {
    Conversation talk;
    talk.connectLegacy();
    const std::string reason = "it has gone far enough, says the person at the console";
    std::string said;
    const auto reply = talk.call("{}", 30s, [&talk, &said, reason](const Progress&) {
        talk.session.cancelCalls(reason);
        said = reason; // this function must still be there
    });
    talk.notify("notifications/progress", {{"progressToken", 3}, {"progress", 1}});
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    QCOMPARE(said, reason);
}

void TestSessionCalls::progressIsNotAskedForUnlessWanted() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    QVERIFY(!talk.lastCall().at("params").contains("_meta"));
}

void TestSessionCalls::everyMessageIsTraced() {
    Conversation talk;
    talk.connectLegacy();
    talk.observer.trace.clear();
    talk.call();
    talk.answer(talk.lastCall(), done);
    talk.notify("notifications/message");
    talk.wire->deliverLine("no message");
    talk.deliver({{"jsonrpc", "2.0"}, {"id", "s1"}, {"method", "ping"}});
    const std::vector<std::string> expected{"out request tools/call 3",
                                            "in response tools/call 3",
                                            "in notification notifications/message ",
                                            "in other  ",
                                            "in request ping \"s1\"",
                                            "out response ping \"s1\""};
    QCOMPARE(talk.observer.trace, expected);
}

QTEST_APPLESS_MAIN(TestSessionCalls)
#include "tst_session_calls.moc"
