#include "engine/mcp/session.h"
#include "memory_transport.h"
#include "printing.h"
#include "test_loop.h"

using namespace dyno::mcp;
using dyno::Error;
using dyno::ErrorKind;
using dyno::Result;
using dyno::async::Duration;
using dyno::async::TimePoint;
using dyno::test::MemoryTransport;
using dyno::test::TestLoop;
using nlohmann::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

class Observer final : public SessionObserver {
public:
    void sessionLost(const Error& why) override { lost.push_back(why); }
    void toolsChanged() override { ++toolChanges; }
    void sessionWarning(const std::string& text) override { warnings.push_back(text); }
    void serverWrote(std::string_view text) override { stderrText += text; }

    std::vector<Error> lost;
    int toolChanges = 0;
    std::vector<std::string> warnings;
    std::string stderrText;
};

template<class T>
using Outcome = std::shared_ptr<const std::optional<T>>;

const json legacyResult = {{"protocolVersion", "2025-11-25"},
                           {"capabilities", {{"tools", json::object()}}},
                           {"serverInfo", {{"name", "L"}, {"version", "1"}}}};
const json modernResult = {{"supportedVersions", {"2026-07-28"}},
                           {"capabilities", {{"tools", json::object()}}}};
const json methodNotFound = {{"code", -32601}, {"message", "Method not found"}};

/// A session and the server that the test plays.
class Conversation {
public:
    Conversation()
        : wire(std::make_shared<MemoryTransport>(loop.clock()))
        , session(loop.clock(), wire, Limits{}, observer) {}
    ~Conversation() { close(); }

    void connect() { connected = loop.start(session.connect(spawned)); }
    void connectLegacy() {
        connect();
        refuse(wire->lastSent("server/discover"), methodNotFound);
        answer(wire->lastSent("initialize"), legacyResult);
    }
    void connectModern(const json& result = modernResult) {
        connect();
        answer(wire->lastSent("server/discover"), result);
    }
    bool isConnected() const { return *connected && (*connected)->has_value(); }
    Error connectError() const { return connected->value().error(); }

    void deliver(const json& message) {
        wire->deliver(message);
        loop.settle();
    }
    void answer(const json& request, const json& result) {
        deliver({{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"result", result}});
    }
    void refuse(const json& request, const json& error) {
        deliver({{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"error", error}});
    }
    void notify(const std::string& method, const json& params = json::object()) {
        deliver({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
    }

    Outcome<ToolReply> call(std::string_view arguments = "{}", Duration limit = 30s,
                            std::function<void(const Progress&)> onProgress = {}) {
        ToolCall call{"echo", arguments, loop.clock().now() + limit, limit, std::move(onProgress)};
        return loop.start(session.callTool(std::move(call)));
    }
    json lastCall() const { return wire->lastSent("tools/call"); }

    void close() {
        if (!wire->isClosed())
            loop.start(session.close());
    }

    TestLoop loop;
    Observer observer;
    std::shared_ptr<MemoryTransport> wire;
    Session session;
    TimePoint spawned;
    Outcome<Result<ServerInfo>> connected;
};

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const json done = {{"content", {{{"type", "text"}, {"text", "done"}}}}};

Error errorOf(const Outcome<ToolReply>& outcome) {
    return outcome->value().result.error();
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT

private slots:
    // Handshake
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

    // Tools
    void toolListIsReadOverAllPages();
    void endlessCursorsEndInLimit();
    void refusedToolListIsRejected();
    void toolListWithoutAnswerTimesOut();

    // Calls
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

    // Giving up
    void timeOutTellsTheServerAndDropsTheLateReply();
    void eachCallHasItsOwnDeadline();
    void cancellingEndsCallsAndNothingElse();

    // Progress
    void progressReachesTheCall_data();
    void progressReachesTheCall();
    void progressWithoutCallIsDropped();
    void brokenProgressIsDropped();
    void progressMayCancelItsOwnCall();
    void progressIsNotAskedForUnlessWanted();

    // The server's side
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

    // The end
    void lossFailsAllCallsThenIsReported();
    void sessionThatHasEndedFailsCallsAtOnce();
    void closingCancelsWhatIsInFlight();
};

void TestSession::legacyServerIsProbedThenInitialized() {
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

void TestSession::modernServerIsDiscoveredAndNotInitialized() {
    Conversation talk;
    talk.connectModern();
    QVERIFY(talk.isConnected());
    QVERIFY((*talk.connected)->value().era == Era::Modern);
    QCOMPARE(talk.wire->sent().size(), 1U);
    talk.loop.advance(1h);
    QCOMPARE(talk.wire->sent().size(), 1U);
}

void TestSession::silentProbeIsFollowedByInitializeAfterThreeSeconds() {
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

void TestSession::lateDiscoverAnswerWins() {
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

void TestSession::answerToTheLostProbeIsLate() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(3s);
    talk.answer(talk.wire->lastSent("initialize"), legacyResult);
    talk.refuse(talk.wire->lastSent("server/discover"), methodNotFound);
    QCOMPARE(talk.session.strays().lateReplies, 1U);
    QCOMPARE(talk.session.strays().unknownReplies, 0U);
    QCOMPARE(talk.wire->sent("initialize").size(), 1U);
}

void TestSession::startLimitIsNamed() {
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

void TestSession::startLimitIsNamedWithoutStderr() {
    Conversation talk;
    talk.connect();
    talk.loop.advance(30s);
    QCOMPARE(talk.connectError().detail, "It wrote nothing to stderr."s);
}

void TestSession::handshakeLimitIsNamedAndBeginsWithTheFirstAnswer() {
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

void TestSession::transportThatDoesNotOpenFailsTheConnect() {
    Conversation talk;
    talk.wire->openError = Error{ErrorKind::Spawn, "no such program", "PATH"};
    talk.connect();
    QCOMPARE(talk.connectError().kind, ErrorKind::Spawn);
    QCOMPARE(talk.connectError().message, "no such program"s);
    QVERIFY(talk.wire->sent().empty());
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSession::refusedVersionFailsTheConnect() {
    Conversation talk;
    talk.connect();
    talk.refuse(talk.wire->lastSent("server/discover"),
                {{"code", -32022}, {"message", "no"}, {"data", {{"supported", {"2027-01-01"}}}}});
    QCOMPARE(talk.connectError().kind, ErrorKind::Protocol);
    QVERIFY(contains(talk.connectError().message, "2027-01-01"));
    talk.loop.advance(1h);
    QVERIFY(talk.wire->sent("initialize").empty());
}

void TestSession::serverThatClosesDuringTheHandshakeIsNamed() {
    Conversation talk;
    talk.connect();
    talk.wire->breakOff({ErrorKind::PeerClosed, "the server exited with status 3", "stderr:\nboom"});
    talk.loop.settle();
    QCOMPARE(talk.connectError().kind, ErrorKind::PeerClosed);
    QCOMPARE(talk.connectError().message, "the server exited with status 3 before the handshake was done"s);
    QCOMPARE(talk.connectError().detail, "stderr:\nboom"s);
    QVERIFY(talk.observer.lost.empty()); // connect() has said it
}

void TestSession::closingDuringTheHandshakeCancelsIt() {
    Conversation talk;
    talk.connect();
    talk.close();
    QCOMPARE(talk.connectError().kind, ErrorKind::Cancelled);
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSession::serverMayPingDuringTheHandshake() {
    Conversation talk;
    talk.connect();
    talk.deliver({{"jsonrpc", "2.0"}, {"id", "p"}, {"method", "ping"}});
    QCOMPARE(talk.wire->sent().back(), json::parse(R"({"jsonrpc":"2.0","id":"p","result":{}})"));
    QVERIFY(!*talk.connected);
}

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
    QCOMPARE((*tools)->value().size(), 3U);
    QCOMPARE((*tools)->value()[0].name, "a"s);
    QCOMPARE((*tools)->value()[2].name, "c"s);
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

void TestSession::callSucceeds() {
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

void TestSession::callOfTheModernEraCarriesMeta() {
    Conversation talk;
    talk.connectModern();
    const auto reply = talk.call(R"({"message":"hi"})");
    const json meta = json::parse(modernMeta());
    QCOMPARE(talk.lastCall().at("params"),
             (json{{"name", "echo"}, {"arguments", {{"message", "hi"}}}, {"_meta", meta}}));
    talk.answer(talk.lastCall(), {{"resultType", "complete"}, {"content", json::array()}});
    QVERIFY(reply->value().result.has_value());
}

void TestSession::endsOfACallAreToldApart_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("isError") << R"("result":{"isError":true,"content":[]})"s << ErrorKind::ToolFailed;
    QTest::newRow("error object") << R"("error":{"code":-32602,"message":"no"})"s << ErrorKind::Rejected;
    QTest::newRow("no object") << R"("result":"done")"s << ErrorKind::Protocol;
    QTest::newRow("asks for input") << R"("result":{"resultType":"input_required"})"s << ErrorKind::Protocol;
}

void TestSession::endsOfACallAreToldApart() {
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

void TestSession::everyModernRequestCarriesMeta() {
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

void TestSession::argumentsNamedMetaAreLeftAlone_data() {
    QTest::addColumn<bool>("modern");
    QTest::addColumn<bool>("progress");
    QTest::newRow("legacy") << false << false;
    QTest::newRow("legacy with progress") << false << true;
    QTest::newRow("modern") << true << false;
    QTest::newRow("modern with progress") << true << true;
}

void TestSession::argumentsNamedMetaAreLeftAlone() {
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

void TestSession::answersReachTheirCallsInAnyOrder() {
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

void TestSession::batchAnswersSeveralCalls() {
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

void TestSession::callIsStampedOnItsWay() {
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

void TestSession::callThatWasNotWrittenHasNoStamp() {
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

void TestSession::timeOutTellsTheServerAndDropsTheLateReply() {
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

void TestSession::eachCallHasItsOwnDeadline() {
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

void TestSession::cancellingEndsCallsAndNothingElse() {
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

void TestSession::progressReachesTheCall_data() {
    QTest::addColumn<bool>("modern");
    QTest::newRow("legacy") << false;
    QTest::newRow("modern") << true;
}

void TestSession::progressReachesTheCall() {
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

void TestSession::progressWithoutCallIsDropped() {
    Conversation talk;
    talk.connectLegacy();
    int seen = 0;
    const auto reply = talk.call("{}", 30s, [&](const Progress&) { ++seen; });
    talk.notify("notifications/progress", {{"progressToken", 999}, {"progress", 1}});
    QCOMPARE(seen, 0);
    QCOMPARE(talk.session.strays().unknownReplies, 0U);
}

void TestSession::brokenProgressIsDropped() {
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

void TestSession::progressMayCancelItsOwnCall() {
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

void TestSession::progressIsNotAskedForUnlessWanted() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    QVERIFY(!talk.lastCall().at("params").contains("_meta"));
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
                              << R"({"id":3,"error":{"code":-32601}})"s;
    QTest::newRow("elicitation") << R"({"jsonrpc":"2.0","id":4,"method":"elicitation/create","params":{}})"s
                                 << R"({"id":4,"error":{"code":-32601}})"s;
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
