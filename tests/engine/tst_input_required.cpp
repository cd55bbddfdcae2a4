#include "engine/mcp/input_required.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using dyno::Result;
using dyno::settings::AnswerBy;
using dyno::settings::ClientPolicy;
using nlohmann::json;
using namespace std::string_literals;

namespace {

ClientAnswers answering(AnswerBy by, ClientAnswers::Asker asker = {}) {
    ClientPolicy policy;
    policy.elicitation = by;
    policy.sampling = by;
    return ClientAnswers(policy, std::move(asker));
}

const json confirm = {{"method", "elicitation/create"},
                      {"params",
                       {{"message", "Please confirm to continue"},
                        {"requestedSchema", {{"properties", {{"confirmed", {{"type", "boolean"}}}}}}}}}};
const json roots = {{"method", "roots/list"}};
const json sample = {{"method", "sampling/createMessage"}, {"params", {{"messages", json::array()}}}};

std::optional<Result<json>> gathered(const ClientAnswers& answers, const json& requests) {
    std::optional<Result<json>> result;
    gatherInput(answers, requests, [&](Result<json> responses) { result.emplace(std::move(responses)); });
    return result;
}

} // namespace

class TestInputRequired : public QObject {
    Q_OBJECT

private slots:
    void recognisesWhatWantsInput_data();
    void recognisesWhatWantsInput();
    void readsRequestsAndState();
    void refusesWhatAsksForNothing_data();
    void refusesWhatAsksForNothing();
    void gathersAResponseForEachKey();
    void nothingToGatherIsDoneAtOnce();
    void waitsForTheLastAnswer();
    void refusalsAreErrors_data();
    void refusalsAreErrors();
    void retryHoldsParamsResponsesAndState_data();
    void retryHoldsParamsResponsesAndState();
    void stateGoesBackAsItCame_data();
    void stateGoesBackAsItCame();
    void tooManyRoundsNamesTheLimit();
};

void TestInputRequired::recognisesWhatWantsInput_data() {
    QTest::addColumn<std::string>("result");
    QTest::addColumn<bool>("wants");
    QTest::newRow("yes") << R"({"resultType":"input_required"})"s << true;
    QTest::newRow("complete") << R"({"resultType":"complete","inputRequests":{}})"s << false;
    QTest::newRow("no type") << R"({"inputRequests":{"a":{}}})"s << false;
    QTest::newRow("no object") << R"("input_required")"s << false;
}

void TestInputRequired::recognisesWhatWantsInput() {
    QFETCH(std::string, result);
    QFETCH(bool, wants);
    QCOMPARE(wantsInput(json::parse(result)), wants);
}

void TestInputRequired::readsRequestsAndState() {
    const json requests = {{"confirm", confirm}};
    const auto read = readInputRequired(json{{"inputRequests", requests}, {"requestState", "s"}});
    QCOMPARE(read->requests, requests);
    QVERIFY(read->state == "s"s);
    QVERIFY(!readInputRequired(json{{"inputRequests", requests}})->state);
    QVERIFY(readInputRequired(json{{"requestState", ""}})->state == ""s);
    QVERIFY(readInputRequired(json{{"requestState", "s"}})->requests.empty());
}

void TestInputRequired::refusesWhatAsksForNothing_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("neither") << "{}"s;
    QTest::newRow("no requests") << R"({"inputRequests":{}})"s;
    QTest::newRow("requests are a list") << R"({"inputRequests":[{}]})"s;
    QTest::newRow("state is an object") << R"({"inputRequests":{"a":{}},"requestState":{}})"s;
}

void TestInputRequired::refusesWhatAsksForNothing() {
    QFETCH(std::string, result);
    const auto read = readInputRequired(json::parse(result));
    QVERIFY(read.has_error());
    QCOMPARE(read.error().kind, ErrorKind::Protocol);
}

void TestInputRequired::gathersAResponseForEachKey() {
    const auto responses = gathered(answering(AnswerBy::Defaults),
                                    json{{"confirm", confirm}, {"where", roots}, {"model", sample}});
    QCOMPARE(responses.value()->at("confirm"), (json{{"action", "accept"}, {"content", json::object()}}));
    QCOMPARE(responses.value()->at("where"), (json{{"roots", json::array()}}));
    QCOMPARE(responses.value()->at("model").at("role"), json("assistant"));
}

void TestInputRequired::nothingToGatherIsDoneAtOnce() {
    QCOMPARE(gathered(answering(AnswerBy::Decline), json::object()).value().value(), json::object());
}

void TestInputRequired::waitsForTheLastAnswer() {
    std::vector<std::function<void(std::optional<std::string>)>> open;
    const ClientAnswers answers =
        answering(AnswerBy::Ask, [&](ClientQuestion, std::function<void(std::optional<std::string>)> reply) {
            open.push_back(std::move(reply));
        });
    std::optional<Result<json>> result;
    gatherInput(answers, json{{"a", confirm}, {"b", confirm}},
                [&](Result<json> responses) { result.emplace(std::move(responses)); });
    QCOMPARE(open.size(), 2U);
    open[1](R"({"confirmed":true})");
    QVERIFY(!result);
    open[0](std::nullopt);
    QCOMPARE(result->value().at("a"), (json{{"action", "decline"}}));
    QCOMPARE(result->value().at("b").at("content"), (json{{"confirmed", true}}));
}

void TestInputRequired::refusalsAreErrors_data() {
    QTest::addColumn<std::string>("request");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("named");
    QTest::newRow("sampling declined")
        << sample.dump() << ErrorKind::InvalidInput << "sampling/createMessage";
    QTest::newRow("an unknown method")
        << R"({"method":"other/thing"})"s << ErrorKind::Protocol << "other/thing";
    QTest::newRow("no method") << "{}"s << ErrorKind::Protocol << "without a method";
    QTest::newRow("no object") << "5"s << ErrorKind::Protocol << "without a method";
}

void TestInputRequired::refusalsAreErrors() {
    QFETCH(std::string, request);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, named);
    const auto responses =
        gathered(answering(AnswerBy::Decline), json{{"a", confirm}, {"b", json::parse(request)}});
    QCOMPARE(responses.value().error().kind, kind);
    QVERIFY2(responses.value().error().message.find(named.toStdString()) != std::string::npos,
             responses.value().error().message.c_str());
}

void TestInputRequired::retryHoldsParamsResponsesAndState_data() {
    QTest::addColumn<std::string>("params");
    QTest::addColumn<std::string>("responses");
    QTest::addColumn<bool>("state");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("both")
        << R"({"name":"t","arguments":{"x":1.50}})"s
        << R"({"a":{"action":"decline"}})"s << true
        << R"({"name":"t","arguments":{"x":1.50},"inputResponses":{"a":{"action":"decline"}},"requestState":"s"})"s;
    QTest::newRow("no state") << R"({"name":"t"})"s
                              << R"({"a":{}})"s << false << R"({"name":"t","inputResponses":{"a":{}}})"s;
    QTest::newRow("state alone") << R"({"name":"t"})"s
                                 << "{}"s << true << R"({"name":"t","requestState":"s"})"s;
    QTest::newRow("no params") << "{}"s
                               << R"({"a":{}})"s << true
                               << R"({"inputResponses":{"a":{}},"requestState":"s"})"s;
}

void TestInputRequired::retryHoldsParamsResponsesAndState() {
    QFETCH(std::string, params);
    QFETCH(std::string, responses);
    QFETCH(bool, state);
    QFETCH(std::string, expected);
    QCOMPARE(retryParams(params, json::parse(responses), state ? std::optional("s"s) : std::nullopt),
             expected);
}

void TestInputRequired::stateGoesBackAsItCame_data() {
    QTest::addColumn<std::string>("state");
    QTest::newRow("JSON in a string") << R"({"nonce":"a/b","originalId":5})"s;
    QTest::newRow("empty") << ""s;
    QTest::newRow("control characters") << "a\0\n\t\x7f"s;
    QTest::newRow("beyond the basic plane") << "世界 \U0001F600 \\u0041"s;
    QTest::newRow("blanks at the ends") << "  x  "s;
}

void TestInputRequired::stateGoesBackAsItCame() {
    QFETCH(std::string, state);
    const json wire =
        json::parse(json{{"resultType", "input_required"}, {"requestState", state}}.dump(-1, ' ', true));
    const auto read = readInputRequired(wire);
    const json sent = json::parse(retryParams(R"({"name":"t"})", json::object(), read->state));
    QCOMPARE(sent.at("requestState").get<std::string>(), state);
}

void TestInputRequired::tooManyRoundsNamesTheLimit() {
    const dyno::Error error = tooManyRounds("tools/call");
    QCOMPARE(error.kind, ErrorKind::Limit);
    QCOMPARE(error.message, "tools/call still wanted input after 8 rounds of answers"s);
}

QTEST_APPLESS_MAIN(TestInputRequired)
#include "tst_input_required.moc"
