// What a legacy server asks by itself is answered by policy; a modern one may not ask.

#include "session_bench.h"

using dyno::settings::AnswerBy;
using dyno::settings::ClientPolicy;

namespace {

const json question = {
    {"method", "elicitation/create"},
    {"params",
     {{"message", "Go on?"},
      {"requestedSchema",
       {{"type", "object"}, {"properties", {{"yes", {{"type", "boolean"}, {"default", true}}}}}}}}}};

ClientAnswers byDefaults() {
    ClientPolicy policy;
    policy.elicitation = AnswerBy::Defaults;
    return ClientAnswers(policy);
}

} // namespace

class TestServerRequests : public QObject {
    Q_OBJECT

private slots:
    void serverRequestIsAnsweredByPolicy_data();
    void serverRequestIsAnsweredByPolicy();
    void modernServerMayNotAsk_data();
    void modernServerMayNotAsk();
    void serverRequestWaitsForAPersonAndNothingElseDoes();
    void serverRequestIsNotAnsweredAfterTheEnd();
};

void TestServerRequests::serverRequestIsAnsweredByPolicy_data() {
    QTest::addColumn<int>("by");
    QTest::addColumn<json>("request");
    QTest::addColumn<std::string>("answer");
    const auto row = [](const char* name, AnswerBy by, const json& request, const char* answer) {
        QTest::newRow(name) << int(by) << request << std::string(answer);
    };
    const json sampling = {{"method", "sampling/createMessage"}, {"params", {{"messages", json::array()}}}};
    row("ping", AnswerBy::Decline, {{"method", "ping"}}, R"({"result":{}})");
    row("roots", AnswerBy::Decline, {{"method", "roots/list"}},
        R"({"result":{"roots":[{"uri":"file:///work"}]}})");
    row("form declined", AnswerBy::Decline, question, R"({"result":{"action":"decline"}})");
    row("form by defaults", AnswerBy::Defaults, question,
        R"({"result":{"action":"accept","content":{"yes":true}}})");
    row("form by a fixed answer", AnswerBy::Fixed, question,
        R"({"result":{"action":"accept","content":{"yes":false}}})");
    row("form with nobody to ask", AnswerBy::Ask, question, R"({"result":{"action":"decline"}})");
    row("sampling declined", AnswerBy::Decline, sampling, R"({"error":{"code":-1}})");
    row("sampling by a fixed answer", AnswerBy::Fixed, sampling,
        R"({"result":{"role":"assistant","content":{"type":"text","text":"Hello."},"model":"mcp-dyno",
                      "stopReason":"endTurn"}})");
    row("unknown", AnswerBy::Defaults, {{"method", "x/y"}}, R"({"error":{"code":-32601}})");
}

void TestServerRequests::serverRequestIsAnsweredByPolicy() {
    QFETCH(int, by);
    QFETCH(json, request);
    QFETCH(std::string, answer);
    ClientPolicy policy;
    policy.elicitation = policy.sampling = AnswerBy(by);
    policy.elicitationAnswer = R"({"yes":false})";
    policy.samplingAnswer = "Hello.";
    policy.roots = {{"file:///work", ""}};
    Conversation talk{ClientAnswers(policy)};
    talk.connectLegacy();
    const auto call = talk.call(); // whose id is the server's, too
    request.update({{"jsonrpc", "2.0"}, {"id", talk.lastCall().at("id")}});
    talk.deliver(request);
    json reply = talk.wire->sent().back();
    QCOMPARE(reply.at("id"), request.at("id"));
    reply.erase("jsonrpc");
    reply.erase("id");
    if (reply.contains("error"))
        reply["error"].erase("message");
    QCOMPARE(reply, json::parse(answer));
    QVERIFY(!*call);
}

void TestServerRequests::modernServerMayNotAsk_data() {
    QTest::addColumn<std::string>("method");
    for (const char* method : {"ping", "roots/list", "sampling/createMessage", "elicitation/create", "x/y"})
        QTest::newRow(method) << std::string(method);
}

void TestServerRequests::modernServerMayNotAsk() {
    QFETCH(std::string, method);
    Conversation talk(byDefaults());
    talk.connectModern();
    talk.deliver({{"jsonrpc", "2.0"}, {"id", "q"}, {"method", method}});
    QCOMPARE(talk.wire->sent().back().at("id"), json("q"));
    QCOMPARE(talk.wire->sent().back().at("error").at("code"), json(-32601));
}

void TestServerRequests::serverRequestWaitsForAPersonAndNothingElseDoes() {
    ClientPolicy policy;
    policy.elicitation = AnswerBy::Ask;
    std::function<void(std::optional<std::string>)> answer;
    Conversation talk(
        ClientAnswers(policy, [&](const ClientQuestion&, auto answered) { answer = answered; }));
    talk.connectLegacy();
    const auto call = talk.call();
    talk.deliver(
        {{"jsonrpc", "2.0"}, {"id", 9}, {"method", "elicitation/create"}, {"params", question["params"]}});
    QCOMPARE(talk.wire->sent().back(), talk.lastCall());
    talk.answer(talk.lastCall(), done);
    QVERIFY(call->value().result.has_value());
    answer(R"({"yes":true})");
    QCOMPARE(talk.wire->sent().back(),
             (json{{"jsonrpc", "2.0"},
                   {"id", 9},
                   {"result", {{"action", "accept"}, {"content", {{"yes", true}}}}}}));
}

void TestServerRequests::serverRequestIsNotAnsweredAfterTheEnd() {
    ClientPolicy policy;
    policy.elicitation = AnswerBy::Ask;
    std::function<void(std::optional<std::string>)> answer;
    Conversation talk(
        ClientAnswers(policy, [&](const ClientQuestion&, auto answered) { answer = answered; }));
    talk.connectLegacy();
    talk.deliver(
        {{"jsonrpc", "2.0"}, {"id", 9}, {"method", "elicitation/create"}, {"params", question["params"]}});
    talk.wire->breakOff({ErrorKind::PeerClosed, "gone"});
    const std::size_t sent = talk.wire->sent().size();
    answer(R"({"yes":true})");
    QCOMPARE(talk.wire->sent().size(), sent);
}

QTEST_APPLESS_MAIN(TestServerRequests)
#include "tst_server_requests.moc"
