#include "session_bench.h"

// The limits of a single call beside its deadline: silence, and the size of its answer; and signs of life.

namespace {

constexpr Duration idle = 5s;

/// A call that must tell of its progress every five seconds.
Outcome<ToolReply> callWithIdle(Conversation& talk, Duration limit = 30s,
                                std::function<void(const Progress&)> onProgress = {}) {
    ToolCall call{"echo", "{}", talk.loop.clock().now() + limit, limit, std::move(onProgress)};
    call.idle = idle;
    return talk.loop.start(talk.session.callTool(std::move(call)));
}

Outcome<ToolReply> callWithBound(Conversation& talk, std::uint64_t bytes) {
    ToolCall call{"echo", "{}", talk.loop.clock().now() + 30s, 30s, {}};
    call.maxResultBytes = bytes;
    return talk.loop.start(talk.session.callTool(std::move(call)));
}

void tellProgress(Conversation& talk, const json& call) {
    talk.notify("notifications/progress",
                {{"progressToken", call.at("params").at("_meta").at("progressToken")}, {"progress", 1}});
}

json text(std::size_t length) {
    return {{"content", {{{"type", "text"}, {"text", std::string(length, 'x')}}}}};
}

void addEras() {
    QTest::addColumn<bool>("modern");
    QTest::newRow("legacy") << false;
    QTest::newRow("modern") << true;
}

/// How the two eras ask for a sign of life.
struct Asked : Conversation {
    explicit Asked(bool modern)
        : method(modern ? "server/discover" : "ping") {
        modern ? connectModern() : connectLegacy();
        alive = loop.start(session.checkAlive(loop.clock().now() + 5s));
    }
    json request() const { return wire->lastSent(method); }
    Result<void> outcome() const { return alive->value(); }

    std::string method;
    Outcome<Result<void>> alive;
};

} // namespace

class TestSessionLimits : public QObject {
    Q_OBJECT

private slots:
    void aSilentCallIsGivenUp_data() { addEras(); }
    void aSilentCallIsGivenUp();
    void progressKeepsACallAlive();
    void progressOfAnotherCallDoesNot();
    void aQuestionOfTheServerStopsTheClock();
    void theCallsOwnDeadlineHolds();
    void progressStillReachesTheCaller();
    void withoutALimitOnSilenceNoProgressIsAskedFor();
    void anAnswerOfTheSizeAllowedIsTaken();
    void aLargerAnswerFailsThatCallAlone();
    void aLargerResultOfATaskFailsToo();
    void anAnswerIsASignOfLife_data() { addEras(); }
    void anAnswerIsASignOfLife();
    void anErrorIsASignOfLife_data() { addEras(); }
    void anErrorIsASignOfLife();
    void silenceIsNone_data() { addEras(); }
    void silenceIsNone();
    void aClosedSessionIsNotAlive();
    void aRefusalSaysHowLongToWait();
};

void TestSessionLimits::aSilentCallIsGivenUp() {
    QFETCH(bool, modern);
    Conversation talk;
    modern ? talk.connectModern() : talk.connectLegacy();
    const auto outcome = callWithIdle(talk);
    talk.loop.advance(idle - 1ms);
    QVERIFY(!*outcome);
    talk.loop.advance(1ms);
    QCOMPARE(errorOf(outcome).kind, ErrorKind::TimedOut);
    QCOMPARE(errorOf(outcome).message, "no progress for 5 s (timeouts.idle)"s);
    QCOMPARE(talk.wire->lastSent("notifications/cancelled").at("params").at("requestId"),
             talk.lastCall().at("id"));
    talk.answer(talk.lastCall(), done);
    QCOMPARE(talk.session.strays().lateReplies, std::uint64_t(1));
}

void TestSessionLimits::progressKeepsACallAlive() {
    Conversation talk;
    talk.connectLegacy();
    const auto outcome = callWithIdle(talk);
    for (int i = 0; i < 5; ++i) {
        talk.loop.advance(4s);
        tellProgress(talk, talk.lastCall());
    }
    talk.loop.advance(4999ms);
    QVERIFY(!*outcome);
    talk.loop.advance(1ms);
    QCOMPARE(errorOf(outcome).message, "no progress for 5 s (timeouts.idle)"s);
}

void TestSessionLimits::progressOfAnotherCallDoesNot() {
    Conversation talk;
    talk.connectLegacy();
    const auto silent = callWithIdle(talk);
    const auto busy = callWithIdle(talk);
    talk.loop.advance(4s);
    tellProgress(talk, talk.lastCall());
    talk.loop.advance(1s);
    QVERIFY(*silent);
    QVERIFY(!*busy);
}

void TestSessionLimits::aQuestionOfTheServerStopsTheClock() {
    dyno::settings::ClientPolicy policy;
    policy.sampling = dyno::settings::AnswerBy::Ask;
    std::function<void(std::optional<std::string>)> say;
    Conversation talk{ClientAnswers(policy, [&](const ClientQuestion&, auto reply) { say = reply; })};
    talk.connectLegacy();
    const auto outcome = callWithIdle(talk);
    talk.deliver({{"jsonrpc", "2.0"},
                  {"id", 1},
                  {"method", "sampling/createMessage"},
                  {"params", {{"messages", json::array()}}}});
    talk.loop.advance(14s);
    QVERIFY(!*outcome);
    say("Hello.");
    talk.loop.advance(idle - 1ms);
    QVERIFY(!*outcome);
    talk.loop.advance(1ms);
    QCOMPARE(errorOf(outcome).message, "no progress for 5 s (timeouts.idle)"s);
}

void TestSessionLimits::theCallsOwnDeadlineHolds() {
    Conversation talk;
    talk.connectLegacy();
    const auto outcome = callWithIdle(talk, 6s);
    talk.loop.advance(4s);
    tellProgress(talk, talk.lastCall());
    talk.loop.advance(2s);
    QCOMPARE(errorOf(outcome).message, "no answer to tools/call within 6 s (call time-out)"s);
}

void TestSessionLimits::progressStillReachesTheCaller() {
    Conversation talk;
    talk.connectLegacy();
    int heard = 0;
    const auto outcome = callWithIdle(talk, 30s, [&](const Progress&) { ++heard; });
    tellProgress(talk, talk.lastCall());
    talk.answer(talk.lastCall(), done);
    QCOMPARE(heard, 1);
    QVERIFY((*outcome)->result.has_value());
}

void TestSessionLimits::withoutALimitOnSilenceNoProgressIsAskedFor() {
    Conversation talk;
    talk.connectLegacy();
    talk.call();
    QVERIFY(!talk.lastCall().at("params").contains("_meta"));
}

void TestSessionLimits::anAnswerOfTheSizeAllowedIsTaken() {
    Conversation talk;
    talk.connectLegacy();
    const auto first = callWithBound(talk, 1'000'000);
    talk.answer(talk.lastCall(), text(1'000));
    const std::uint64_t size = (*first)->times.bytesReceived;
    const auto second = callWithBound(talk, size);
    talk.answer(talk.lastCall(), text(1'000));
    QVERIFY((*second)->result.has_value());
}

void TestSessionLimits::aLargerAnswerFailsThatCallAlone() {
    Conversation talk;
    talk.connectLegacy();
    const auto large = callWithBound(talk, 1'000);
    const json request = talk.lastCall();
    const auto other = callWithBound(talk, 1'000);
    talk.answer(request, text(1'000));
    QCOMPARE(errorOf(large).kind, ErrorKind::Limit);
    QVERIFY(contains(errorOf(large).message, "more than the 1000 allowed for one (result.bytes)"));
    QVERIFY((*large)->times.bytesReceived > 1'000);
    talk.answer(talk.lastCall(), text(10));
    QVERIFY((*other)->result.has_value());
}

void TestSessionLimits::aLargerResultOfATaskFailsToo() {
    Conversation talk;
    talk.connectModern();
    const auto outcome = callWithBound(talk, 1'000);
    talk.answer(talk.lastCall(),
                {{"resultType", "task"}, {"taskId", "t"}, {"status", "working"}, {"pollIntervalMs", 200}});
    talk.loop.advance(200ms);
    talk.answer(talk.wire->lastSent("tasks/get"),
                {{"taskId", "t"}, {"status", "completed"}, {"result", text(1'000)}});
    QCOMPARE(errorOf(outcome).kind, ErrorKind::Limit);
}

void TestSessionLimits::anAnswerIsASignOfLife() {
    QFETCH(bool, modern);
    Asked asked(modern);
    asked.answer(asked.request(), modern ? modernResult : json::object());
    QVERIFY(asked.outcome().has_value());
}

void TestSessionLimits::anErrorIsASignOfLife() {
    QFETCH(bool, modern);
    Asked asked(modern);
    asked.refuse(asked.request(), methodNotFound);
    QVERIFY(asked.outcome().has_value());
}

void TestSessionLimits::silenceIsNone() {
    QFETCH(bool, modern);
    Asked asked(modern);
    asked.loop.advance(4999ms);
    QVERIFY(!*asked.alive);
    asked.loop.advance(1ms);
    QCOMPARE(asked.outcome().error().message,
             "no answer to " + asked.method + " within 5 s (request time-out)");
    QVERIFY(asked.observer.lost.empty());
}

void TestSessionLimits::aClosedSessionIsNotAlive() {
    Conversation talk;
    talk.connectLegacy();
    talk.wire->breakOff({ErrorKind::PeerClosed, "it died"});
    const auto alive = talk.loop.start(talk.session.checkAlive(talk.loop.clock().now() + 5s));
    QCOMPARE((*alive)->error().kind, ErrorKind::PeerClosed);
}

void TestSessionLimits::aRefusalSaysHowLongToWait() {
    Conversation talk;
    talk.connectLegacy();
    const auto outcome = talk.call();
    talk.wire->fail(talk.lastCall(), {ErrorKind::Http, "busy"}, false, 7s);
    talk.loop.settle();
    QCOMPARE((*outcome)->retryAfter.value(), Duration(7s));
}

QTEST_APPLESS_MAIN(TestSessionLimits)
#include "tst_session_limits.moc"
