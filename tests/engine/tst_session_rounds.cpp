// Calls of the modern era that take several rounds, because the server asks for input in between.

#include "engine/mcp/input_required.h"
#include "session_bench.h"

using dyno::settings::AnswerBy;
using dyno::settings::ClientPolicy;

namespace {

const json elicitation = {
    {"method", "elicitation/create"},
    {"params",
     {{"message", "Your name?"},
      {"requestedSchema",
       {{"type", "object"}, {"properties", {{"name", {{"type", "string"}, {"default", "nobody"}}}}}}}}}};
const json sampling = {{"method", "sampling/createMessage"},
                       {"params", {{"messages", json::array()}, {"maxTokens", 10}}}};
const json roots = {{"method", "roots/list"}, {"params", json::object()}};

json wanting(const json& requests, const json& state = "a\"b\\/é") {
    json result = {{"resultType", "input_required"}, {"inputRequests", requests}};
    if (!state.is_null())
        result["requestState"] = state;
    return result;
}

/// Somebody who takes their time.
struct Person {
    ClientAnswers answers() {
        ClientPolicy policy;
        policy.elicitation = policy.sampling = AnswerBy::Ask;
        return ClientAnswers(policy, [this](ClientQuestion question, auto answered) {
            asked.push_back(std::move(question));
            replies.push_back(std::move(answered));
        });
    }

    std::vector<ClientQuestion> asked;
    std::vector<std::function<void(std::optional<std::string>)>> replies;
};

ClientAnswers byDefaults() {
    ClientPolicy policy;
    policy.elicitation = policy.sampling = AnswerBy::Defaults;
    policy.roots = {{"file:///work", "work"}};
    return ClientAnswers(policy);
}

std::size_t calls(const Conversation& talk) {
    return talk.wire->sent("tools/call").size();
}

} // namespace

class TestSessionRounds : public QObject {
    Q_OBJECT

private slots:
    void answersGoWithTheNextRound();
    void stateThatDidNotComeDoesNotGo();
    void everyRoundHasItsOwnProgressToken();
    void roundsAreCapped();
    void emptyRoundWaitsAMoment();
    void emptyRoundEndsWithTheCall();
    void refusedInputEndsTheCall_data();
    void refusedInputEndsTheCall();
    void brokenWishForInputEndsTheCall_data();
    void brokenWishForInputEndsTheCall();
    void legacyServerWantsNoInputByResults();
    void personAnswers();
    void personDeclines();
    void allQuestionsOfARoundAreAnsweredBeforeTheNext();
    void personHasAsLongAsTheCall();
    void callIsCancelledWhileAPersonIsAsked();
    void sessionIsLostWhileAPersonIsAsked();
    void sessionIsClosedWhileAPersonIsAsked();
    void lateAnswerAfterTheSessionIsGoneIsDropped();
    void callLeftWithItsFirstRoundAndCameWithItsLast();
    void onlyTheFirstRoundCanBeUnseen();
    void refusalOfALaterRoundIsNotTriedAgain_data();
    void refusalOfALaterRoundIsNotTriedAgain();
};

void TestSessionRounds::answersGoWithTheNextRound() {
    Conversation talk(byDefaults());
    talk.connectModern();
    const auto reply = talk.call(R"({"a":1})");
    const json first = talk.lastCall();
    talk.answer(first, wanting({{"who", elicitation}, {"text", sampling}, {"where", roots}}));
    QCOMPARE(calls(talk), 2U);
    json params = talk.lastCall().at("params");
    const json responses = params.at("inputResponses");
    QCOMPARE(responses.at("who"), (json{{"action", "accept"}, {"content", {{"name", "nobody"}}}}));
    QCOMPARE(responses.at("text").at("role"), json("assistant"));
    QCOMPARE(responses.at("where"), (json{{"roots", {{{"uri", "file:///work"}, {"name", "work"}}}}}));
    QCOMPARE(params.at("requestState"), json("a\"b\\/é"));
    QVERIFY(talk.lastCall().at("id") != first.at("id"));
    params.erase("inputResponses");
    params.erase("requestState");
    QCOMPARE(params, first.at("params"));
    QVERIFY(!*reply);

    talk.answer(talk.lastCall(), wanting({{"where", roots}}, "second"));
    params = talk.lastCall().at("params");
    QCOMPARE(params.at("requestState"), json("second"));
    QVERIFY(!params.at("inputResponses").contains("who"));
    talk.answer(talk.lastCall(), done);
    QCOMPARE(reply->value().result.value(), done);
}

void TestSessionRounds::stateThatDidNotComeDoesNotGo() {
    Conversation talk(byDefaults());
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"where", roots}}, nullptr));
    QVERIFY(!talk.lastCall().at("params").contains("requestState"));
    talk.answer(talk.lastCall(), wanting({{"where", roots}}, ""));
    QCOMPARE(talk.lastCall().at("params").at("requestState"), json(""));
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
}

void TestSessionRounds::everyRoundHasItsOwnProgressToken() {
    Conversation talk(byDefaults());
    talk.connectModern();
    std::vector<double> seen;
    const auto reply =
        talk.call("{}", 30s, [&](const Progress& progress) { seen.push_back(progress.progress); });
    const json first = talk.lastCall().at("id");
    talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    const json second = talk.lastCall().at("id");
    QCOMPARE(talk.lastCall().at("params").at("_meta").at("progressToken"), second);
    talk.notify("notifications/progress", {{"progressToken", first}, {"progress", 1}});
    talk.notify("notifications/progress", {{"progressToken", second}, {"progress", 2}});
    QCOMPARE(seen, std::vector<double>{2});
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
}

void TestSessionRounds::roundsAreCapped() {
    Conversation talk(byDefaults());
    talk.connectModern();
    const auto reply = talk.call();
    for (int round = 0; round < mostInputRounds; ++round) {
        QVERIFY(!*reply);
        talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    }
    QVERIFY(!*reply);
    talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    QCOMPARE(errorOf(reply).kind, ErrorKind::Limit);
    QCOMPARE(calls(talk), std::size_t(mostInputRounds + 1));
}

void TestSessionRounds::emptyRoundWaitsAMoment() {
    Conversation talk;
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting(json::object(), "again"));
    talk.loop.advance(249ms);
    QCOMPARE(calls(talk), 1U);
    talk.loop.advance(1ms);
    QCOMPARE(calls(talk), 2U);
    QCOMPARE(talk.lastCall().at("params").at("requestState"), json("again"));
    QVERIFY(!talk.lastCall().at("params").contains("inputResponses"));
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
}

void TestSessionRounds::emptyRoundEndsWithTheCall() {
    Conversation talk;
    talk.connectModern();
    const auto reply = talk.call("{}", 200ms);
    talk.answer(talk.lastCall(), wanting(json::object(), "again"));
    talk.loop.advance(200ms);
    QCOMPARE(errorOf(reply).kind, ErrorKind::TimedOut);
    QCOMPARE(errorOf(reply).message, "the server did not get to an answer within 200 ms (call time-out)"s);
    QCOMPARE(calls(talk), 1U);
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionRounds::refusedInputEndsTheCall_data() {
    QTest::addColumn<json>("request");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("declined by policy") << sampling << ErrorKind::InvalidInput;
    QTest::newRow("unknown method") << json{{"method", "tools/list"}} << ErrorKind::Protocol;
    QTest::newRow("no method") << json::object() << ErrorKind::Protocol;
    QTest::newRow("no request") << json("elicitation/create") << ErrorKind::Protocol;
}

void TestSessionRounds::refusedInputEndsTheCall() {
    QFETCH(json, request);
    QFETCH(ErrorKind, kind);
    Conversation talk;
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"where", roots}, {"what", request}}));
    QCOMPARE(errorOf(reply).kind, kind);
    QVERIFY(!reply->value().unseen);
    QCOMPARE(calls(talk), 1U);
}

void TestSessionRounds::brokenWishForInputEndsTheCall_data() {
    QTest::addColumn<json>("result");
    const auto row = [](const char* name, const char* text) { QTest::newRow(name) << json::parse(text); };
    row("nothing", R"({"resultType":"input_required"})");
    row("requests are a list", R"({"resultType":"input_required","inputRequests":[{}]})");
    row("state is a number", R"({"resultType":"input_required","inputRequests":{},"requestState":7})");
}

void TestSessionRounds::brokenWishForInputEndsTheCall() {
    QFETCH(json, result);
    Conversation talk;
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), result);
    QCOMPARE(errorOf(reply).kind, ErrorKind::Protocol);
    talk.loop.advance(1s);
    QCOMPARE(calls(talk), 1U);
}

void TestSessionRounds::legacyServerWantsNoInputByResults() {
    Conversation talk(byDefaults());
    talk.connectLegacy();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    QCOMPARE(errorOf(reply).kind, ErrorKind::Protocol);
    QCOMPARE(calls(talk), 1U);
}

void TestSessionRounds::personAnswers() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    QCOMPARE(person.asked.size(), 1U);
    QCOMPARE(person.asked[0].message, "Your name?"s);
    QCOMPARE(calls(talk), 1U);
    talk.loop.advance(29s);
    person.replies[0](R"({"name":"Ann"})");
    talk.loop.settle();
    QCOMPARE(talk.lastCall().at("params").at("inputResponses").at("who"),
             (json{{"action", "accept"}, {"content", {{"name", "Ann"}}}}));
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
}

void TestSessionRounds::personDeclines() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto form = talk.call();
    talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    person.replies[0](std::nullopt);
    talk.loop.settle();
    QCOMPARE(talk.lastCall().at("params").at("inputResponses").at("who"), (json{{"action", "decline"}}));
    talk.answer(talk.lastCall(), done);
    QVERIFY(form->value().result.has_value());

    const auto text = talk.call(); // a model's answer cannot be declined but by an error
    talk.answer(talk.lastCall(), wanting({{"text", sampling}}));
    person.replies[1](std::nullopt);
    talk.loop.settle();
    QCOMPARE(errorOf(text).kind, ErrorKind::InvalidInput);
}

void TestSessionRounds::allQuestionsOfARoundAreAnsweredBeforeTheNext() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"a", elicitation}, {"b", elicitation}, {"c", roots}}));
    QCOMPARE(person.asked.size(), 2U);
    person.replies[1](R"({"name":"two"})");
    talk.loop.settle();
    QCOMPARE(calls(talk), 1U);
    person.replies[0](R"({"name":"one"})");
    talk.loop.settle();
    QCOMPARE(calls(talk), 2U);
    QCOMPARE(talk.lastCall().at("params").at("inputResponses").size(), 3U);
    talk.answer(talk.lastCall(), done);
    QVERIFY(reply->value().result.has_value());
}

void TestSessionRounds::personHasAsLongAsTheCall() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto reply = talk.call("{}", 10s);
    talk.loop.advance(4s);
    talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    talk.loop.advance(5999ms);
    QVERIFY(!*reply);
    talk.loop.advance(1ms);
    QCOMPARE(errorOf(reply).kind, ErrorKind::TimedOut);
    QCOMPARE(errorOf(reply).message, "nobody answered what the server asked within 10 s (call time-out)"s);
    person.replies[0](R"({"name":"Ann"})");
    talk.loop.settle();
    QCOMPARE(calls(talk), 1U);
}

void TestSessionRounds::callIsCancelledWhileAPersonIsAsked() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    talk.session.cancelCalls("stop it");
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    QCOMPARE(errorOf(reply).message, "stop it"s);
    person.replies[0](R"({"name":"Ann"})");
    talk.loop.settle();
    QCOMPARE(calls(talk), 1U);
}

void TestSessionRounds::sessionIsLostWhileAPersonIsAsked() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    talk.wire->breakOff({ErrorKind::PeerClosed, "gone"});
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, ErrorKind::PeerClosed);
    QVERIFY(!reply->value().unseen);
    person.replies[0](R"({"name":"Ann"})");
    talk.loop.settle();
    QCOMPARE(calls(talk), 1U);
}

void TestSessionRounds::sessionIsClosedWhileAPersonIsAsked() {
    Person person;
    Conversation talk(person.answers());
    talk.connectModern();
    const auto reply = talk.call();
    talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    talk.close();
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    person.replies[0](std::nullopt);
    talk.loop.settle();
    QCOMPARE(calls(talk), 1U);
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionRounds::lateAnswerAfterTheSessionIsGoneIsDropped() {
    Person person;
    std::shared_ptr<MemoryTransport> wire;
    Outcome<ToolReply> reply;
    {
        Conversation talk(person.answers());
        wire = talk.wire;
        talk.connectModern();
        reply = talk.call();
        talk.answer(talk.lastCall(), wanting({{"who", elicitation}}));
    }
    {
        Conversation talk(person.answers());
        talk.connectLegacy();
        talk.deliver({{"jsonrpc", "2.0"}, {"id", 1}, {"method", "elicitation/create"}});
        QCOMPARE(person.asked.size(), 2U);
    }
    person.replies[0](R"({"name":"Ann"})");
    person.replies[1](R"({"name":"Ann"})");
    QCOMPARE(wire->sent("tools/call").size(), 1U);
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
}

void TestSessionRounds::callLeftWithItsFirstRoundAndCameWithItsLast() {
    Conversation talk(byDefaults());
    talk.connectModern();
    const TimePoint began = talk.loop.clock().now();
    const auto reply = talk.call();
    talk.wire->markWritten();
    const std::uint64_t firstBytes = talk.lastCall().dump().size() + 1;
    talk.loop.advance(5ms);
    talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    talk.loop.advance(5ms);
    talk.wire->markWritten();
    talk.loop.advance(5ms);
    talk.answer(talk.lastCall(), done);
    const ToolReply& ended = reply->value();
    QCOMPARE(ended.times.written, began);
    QCOMPARE(ended.times.firstByte, began + 15ms);
    QCOMPARE(ended.bytesSent, firstBytes + talk.lastCall().dump().size() + 1);
    const json lastAnswer = {{"jsonrpc", "2.0"}, {"id", 3}, {"result", done}};
    QVERIFY(ended.times.bytesReceived > lastAnswer.dump().size() + 1);
}

void TestSessionRounds::onlyTheFirstRoundCanBeUnseen() {
    const Error gone{ErrorKind::PeerClosed, "nobody is there"};
    Conversation talk(byDefaults());
    talk.connectModern();
    const auto first = talk.call();
    talk.wire->fail(talk.lastCall(), gone, true);
    talk.loop.settle();
    QVERIFY(first->value().unseen);
    const auto second = talk.call();
    talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    talk.wire->fail(talk.lastCall(), gone, true);
    talk.loop.settle();
    QVERIFY(errorOf(second) == gone);
    QVERIFY(!second->value().unseen);
}

void TestSessionRounds::refusalOfALaterRoundIsNotTriedAgain_data() {
    QTest::addColumn<int>("code");
    QTest::newRow("headers do not fit") << -32020;
    QTest::newRow("version is unknown") << -32022;
}

/// Neither may begin the call again from its first round: that one was carried out.
void TestSessionRounds::refusalOfALaterRoundIsNotTriedAgain() {
    QFETCH(int, code);
    Conversation talk(byDefaults());
    talk.connectModern();
    const json error = {{"code", code}, {"message", "no"}};
    const auto atOnce = talk.call();
    talk.refuse(talk.lastCall(), error);
    QVERIFY(atOnce->value().unseen || atOnce->value().toolListStale);
    const auto later = talk.call();
    talk.answer(talk.lastCall(), wanting({{"where", roots}}));
    talk.refuse(talk.lastCall(), error);
    QCOMPARE(errorOf(later).kind, ErrorKind::Rejected);
    QVERIFY(!later->value().unseen);
    QVERIFY(!later->value().toolListStale);
}

QTEST_APPLESS_MAIN(TestSessionRounds)
#include "tst_session_rounds.moc"
