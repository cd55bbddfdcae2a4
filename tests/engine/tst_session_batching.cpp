// Calls that leave as one array of requests.

#include "session_bench.h"

namespace {

/// A session of 2025-03-26 that lets three calls gather for 5 ms.
class Batching : public Conversation {
public:
    explicit Batching(const std::string& version = "2025-03-26", bool transportCan = true) {
        wire->batches = transportCan;
        session.setBatching(RequestBatching{3, 5ms});
        connect();
        refuse(wire->lastSent("server/discover"), methodNotFound);
        json result = legacyResult;
        result["protocolVersion"] = version;
        answer(wire->lastSent("initialize"), result);
        m_before = wire->sent().size();
    }

    /// What was sent since the handshake.
    std::vector<json> frames() const {
        return {wire->sent().begin() + static_cast<std::ptrdiff_t>(m_before), wire->sent().end()};
    }

private:
    std::size_t m_before = 0;
};

json response(std::uint64_t id, const json& result = done) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", result}};
}

json idsOf(const json& batch) {
    json ids = json::array();
    for (const json& request : batch)
        ids.push_back(request.at("id"));
    return ids;
}

} // namespace

class TestSessionBatching : public QObject {
    Q_OBJECT

private slots:
    void callsLeaveAsOneArray();
    void arrayLeavesAfterTheWait();
    void loneCallLeavesAsItself();
    void hurriedCallTakesTheOthersAlong();
    void nothingGathersWhereItMayNot_data();
    void nothingGathersWhereItMayNot();
    void answersComeOneByOneToo();
    void brokenAnswerSpoilsNoOther();
    void callsAreStampedAndHaveTheirOwnBytes();
    void largeAnswerAmongSmallOnesFailsItsCallAlone();
    void callThatGaveUpInTimeIsNotSent();
    void callThatGivesUpLaterIsCancelled();
    void whatWasNotSentIsUnseen();
    void turnedOffWhatGatheredLeavesAtOnce();
    void otherRequestsDoNotWait();
};

void TestSessionBatching::callsLeaveAsOneArray() {
    Batching talk;
    const auto a = talk.call(R"({"n":1})"), b = talk.call(R"({"n":2})");
    QVERIFY(talk.frames().empty());
    const auto c = talk.call(R"({"n":3})");
    QCOMPARE(talk.frames().size(), 1U);
    const json batch = talk.frames().front();
    QCOMPARE(batch[0], json::parse(R"({"jsonrpc":"2.0","id":3,"method":"tools/call",
                                       "params":{"name":"echo","arguments":{"n":1}}})"));
    QCOMPARE(idsOf(batch), (json{3, 4, 5}));
    QCOMPARE(talk.observer.trace.back(), "out request tools/call "s);
    talk.deliver({response(5), response(3), response(4)});
    for (const auto& reply : {a, b, c}) {
        QVERIFY(reply->value().result.has_value());
        QCOMPARE(reply->value().times.batch, 3U);
    }
}

void TestSessionBatching::arrayLeavesAfterTheWait() {
    Batching talk;
    const auto a = talk.call();
    talk.loop.advance(4ms);
    const auto b = talk.call();
    talk.loop.advance(1ms - 1ns);
    QVERIFY(talk.frames().empty());
    talk.loop.advance(1ns);
    QCOMPARE(idsOf(talk.frames().at(0)), (json{3, 4}));
    talk.deliver({response(3), response(4)});
    QVERIFY(*a && *b);
}

void TestSessionBatching::loneCallLeavesAsItself() {
    Batching talk;
    const auto a = talk.call();
    talk.loop.advance(5ms);
    QCOMPARE(talk.lastCall().at("id"), json(3));
    QCOMPARE(talk.observer.trace.back(), "out request tools/call 3"s);
    talk.answer(talk.lastCall(), done);
    QVERIFY(*a);
}

void TestSessionBatching::hurriedCallTakesTheOthersAlong() {
    Batching talk;
    const auto patient = talk.call(), hurried = talk.call("{}", 4ms);
    talk.loop.advance(2ms);
    QCOMPARE(idsOf(talk.frames().at(0)), (json{3, 4}));
    talk.deliver({response(3), response(4)});
    QVERIFY(hurried->value().result.has_value());
    QVERIFY(*patient);
}

void TestSessionBatching::nothingGathersWhereItMayNot_data() {
    QTest::addColumn<std::string>("version");
    QTest::addColumn<bool>("transportCan");
    QTest::newRow("a version before") << "2024-11-05"s << true;
    QTest::newRow("a version after") << "2025-06-18"s << true;
    QTest::newRow("another transport") << "2025-03-26"s << false;
}

void TestSessionBatching::nothingGathersWhereItMayNot() {
    QFETCH(std::string, version);
    QFETCH(bool, transportCan);
    Batching talk(version, transportCan);
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), done);
    QVERIFY(*reply);
}

void TestSessionBatching::answersComeOneByOneToo() {
    Batching talk;
    const auto a = talk.call(), b = talk.call(), c = talk.call();
    talk.deliver(response(4));
    QVERIFY(*b && !*a && !*c);
    talk.deliver({response(5), response(3)});
    QVERIFY(*a && *c);
}

void TestSessionBatching::brokenAnswerSpoilsNoOther() {
    Batching talk;
    const auto a = talk.call(), b = talk.call(), c = talk.call();
    const std::string deep = std::string(1000, '[') + std::string(1000, ']');
    talk.wire->deliverLine("[" + response(3).dump() + R"(,5,{"id":9},{"id":4,"result":)" + deep + "}," +
                           response(5).dump() + "]");
    talk.loop.settle();
    QVERIFY(a->value().result.has_value());
    QVERIFY(c->value().result.has_value());
    QVERIFY(!*b);
    QCOMPARE(talk.session.strays().lines, 3U);
    QVERIFY(contains(talk.observer.warnings.at(0), "a part of a batch is no message"));
    talk.loop.advance(30s);
    QCOMPARE(errorOf(b).kind, ErrorKind::TimedOut);
}

void TestSessionBatching::callsAreStampedAndHaveTheirOwnBytes() {
    Batching talk;
    const auto a = talk.call(), b = talk.call(), c = talk.call();
    talk.loop.advance(1ms);
    const TimePoint written = talk.loop.clock().now();
    talk.wire->markWritten();
    talk.loop.advance(1ms);
    const json large = response(4, {{"content", {{{"type", "text"}, {"text", std::string(1000, 'x')}}}}});
    talk.deliver({response(3), large, response(5)});
    for (const auto& reply : {a, b, c}) {
        QCOMPARE(reply->value().times.written, written);
        QCOMPARE(reply->value().times.lastByte, written + 1ms);
    }
    QCOMPARE(a->value().times.bytesReceived, response(3).dump().size());
    QCOMPARE(b->value().times.bytesReceived, large.dump().size());
    QCOMPARE(c->value().times.bytesReceived, response(5).dump().size());
}

void TestSessionBatching::largeAnswerAmongSmallOnesFailsItsCallAlone() {
    Batching talk;
    const auto bounded = [&] {
        ToolCall call{"echo", "{}", talk.loop.clock().now() + 30s, 30s, {}};
        call.maxResultBytes = 1'000;
        return talk.loop.start(talk.session.callTool(std::move(call)));
    };
    const auto a = bounded(), b = bounded(), c = bounded();
    const json text = {{"type", "text"}, {"text", std::string(1'000, 'x')}};
    talk.deliver({response(3), response(4, {{"content", {text}}}), response(5)});
    QCOMPARE(errorOf(b).kind, ErrorKind::Limit);
    QVERIFY(a->value().result.has_value());
    QVERIFY(c->value().result.has_value());
}

void TestSessionBatching::callThatGaveUpInTimeIsNotSent() {
    Batching talk;
    talk.session.setBatching(RequestBatching{3, 1min});
    const auto a = talk.call();
    talk.session.cancelCalls("by hand");
    talk.loop.settle();
    QCOMPARE(errorOf(a).kind, ErrorKind::Cancelled);
    QVERIFY(talk.frames().empty()); // the server need not hear of what it never saw
    const auto b = talk.call(), c = talk.call(), d = talk.call();
    QCOMPARE(idsOf(talk.frames().at(0)), (json{4, 5, 6}));
    talk.deliver({response(4), response(5), response(6)});
    QVERIFY(*b && *c && *d);
}

void TestSessionBatching::callThatGivesUpLaterIsCancelled() {
    Batching talk;
    const auto a = talk.call("{}", 1s), b = talk.call(), c = talk.call();
    talk.loop.advance(1s);
    QCOMPARE(errorOf(a).kind, ErrorKind::TimedOut);
    QCOMPARE(talk.wire->lastSent("notifications/cancelled").at("params").at("requestId"), json(3));
    talk.deliver({response(3), response(4), response(5)});
    QVERIFY(b->value().result.has_value());
    QVERIFY(c->value().result.has_value());
    QCOMPARE(talk.session.strays().lateReplies, 1U);
}

void TestSessionBatching::whatWasNotSentIsUnseen() {
    Batching talk;
    const auto a = talk.call(), b = talk.call(), c = talk.call(), gathering = talk.call();
    talk.wire->breakOff({ErrorKind::PeerClosed, "the server went away"});
    talk.loop.settle();
    for (const auto& reply : {a, b, c})
        QVERIFY(!reply->value().unseen);
    QVERIFY(gathering->value().unseen);
    talk.loop.advance(1min);
    QCOMPARE(talk.frames().size(), 1U);
}

void TestSessionBatching::turnedOffWhatGatheredLeavesAtOnce() {
    Batching talk;
    const auto a = talk.call(), b = talk.call();
    talk.session.setBatching({});
    QCOMPARE(idsOf(talk.frames().at(0)), (json{3, 4}));
    const auto c = talk.call();
    QCOMPARE(talk.lastCall().at("id"), json(5));
    talk.deliver({response(3), response(4), response(5)});
    QVERIFY(*a && *b && *c);
}

void TestSessionBatching::otherRequestsDoNotWait() {
    Batching talk;
    const auto call = talk.call();
    const auto tools = talk.loop.start(talk.session.listTools());
    QCOMPARE(talk.wire->lastSent("tools/list").at("id"), json(4));
    talk.answer(talk.wire->lastSent("tools/list"), {{"tools", json::array()}});
    QVERIFY(*tools);
    QVERIFY(!*call);
}

QTEST_APPLESS_MAIN(TestSessionBatching)
#include "tst_session_batching.moc"
