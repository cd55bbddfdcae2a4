#include "engine/mcp/client_answers.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::jsonrpc::ErrorObject;
using dyno::settings::AnswerBy;
using dyno::settings::ClientPolicy;
using nlohmann::json;
using namespace std::string_literals;

namespace {

/// What the answers complete with before answer() returns.
std::optional<Answer> answered(const ClientAnswers& answers, const std::string& method, const json& params) {
    std::optional<Answer> result;
    answers.answer(method, params, [&](Answer answer) { result.emplace(std::move(answer)); });
    return result;
}

json result(const ClientAnswers& answers, const std::string& method, const json& params) {
    return std::get<json>(answered(answers, method, params).value());
}

ErrorObject refusal(const ClientAnswers& answers, const std::string& method, const json& params) {
    return std::get<ErrorObject>(answered(answers, method, params).value());
}

const json form = json::parse(R"({"message":"Your name?","requestedSchema":{"type":"object",
    "properties":{"name":{"type":"string","default":"Ann"}},"required":["name"]}})");
const json url = {{"mode", "url"}, {"message", "Sign in"}, {"url", "https://example.com/x"}};
const json chat = json::parse(R"({"systemPrompt":"Be brief.","maxTokens":100,"messages":[
    {"role":"user","content":{"type":"text","text":"Hello"}},
    {"role":"assistant","content":[{"type":"text","text":"Hi"},{"type":"image","data":""}]}]})");

ClientAnswers silent() {
    return ClientAnswers(ClientPolicy());
}

ClientPolicy elicitationBy(AnswerBy by, std::string answer = {}) {
    ClientPolicy policy;
    policy.elicitation = by;
    policy.elicitationAnswer = std::move(answer);
    return policy;
}

ClientPolicy samplingBy(AnswerBy by, std::string answer = {}) {
    ClientPolicy policy;
    policy.sampling = by;
    policy.samplingAnswer = std::move(answer);
    return policy;
}

/// A person who reads one question and answers when told to.
struct Person {
    ClientQuestion question;
    std::function<void(std::optional<std::string>)> reply;

    ClientAnswers::Asker asker() {
        return [this](ClientQuestion asked, std::function<void(std::optional<std::string>)> back) {
            question = std::move(asked);
            reply = std::move(back);
        };
    }
};

} // namespace

class TestClientAnswers : public QObject {
    Q_OBJECT

private slots:
    void pingIsAnsweredWithAnEmptyObject();
    void rootsAreThePolicys();
    void noRootsAreAListToo();
    void otherMethodsAreNotFound_data();
    void otherMethodsAreNotFound();
    void elicitationIsAnsweredByPolicy_data();
    void elicitationIsAnsweredByPolicy();
    void fixedContentThatIsNoObjectIsAnError_data();
    void fixedContentThatIsNoObjectIsAnError();
    void unknownElicitationModeIsRefused();
    void urlsAreDeclinedUnlessAPersonConfirms();
    void samplingIsDeclinedAsTheProtocolWants();
    void samplingSaysWhatItIsTold();
    void askingWithoutAnAskerDeclines();
    void aPersonAnswersAForm();
    void aPersonAnswersForTheModel();
    void oddParametersAreSurvived_data();
    void oddParametersAreSurvived();
};

void TestClientAnswers::pingIsAnsweredWithAnEmptyObject() {
    QCOMPARE(result(silent(), "ping", json()), json::object());
}

void TestClientAnswers::rootsAreThePolicys() {
    ClientPolicy policy;
    policy.roots = {{"file:///a", "A"}, {"file:///b", ""}};
    const json expected = {{"roots", {{{"uri", "file:///a"}, {"name", "A"}}, {{"uri", "file:///b"}}}}};
    QCOMPARE(result(ClientAnswers(policy), "roots/list", json()), expected);
}

void TestClientAnswers::noRootsAreAListToo() {
    QCOMPARE(result(silent(), "roots/list", json::object()), json::parse(R"({"roots":[]})"));
}

void TestClientAnswers::otherMethodsAreNotFound_data() {
    QTest::addColumn<std::string>("method");
    QTest::newRow("a client's own method") << "tools/list"s;
    QTest::newRow("empty") << ""s;
    QTest::newRow("quotes") << "a\"b"s;
}

void TestClientAnswers::otherMethodsAreNotFound() {
    QFETCH(std::string, method);
    const ErrorObject error = refusal(silent(), method, json::object());
    QCOMPARE(error.code, -32601);
    QVERIFY(error.message.find(method) != std::string::npos);
}

void TestClientAnswers::elicitationIsAnsweredByPolicy_data() {
    QTest::addColumn<int>("by");
    QTest::addColumn<std::string>("fixed");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("decline") << int(AnswerBy::Decline) << ""s
                             << R"({"action":"decline"})"s;
    QTest::newRow("defaults") << int(AnswerBy::Defaults) << ""s
                              << R"({"action":"accept","content":{"name":"Ann"}})"s;
    QTest::newRow("fixed") << int(AnswerBy::Fixed) << R"({"name":"Bob"})"s
                           << R"({"action":"accept","content":{"name":"Bob"}})"s;
}

void TestClientAnswers::elicitationIsAnsweredByPolicy() {
    QFETCH(int, by);
    QFETCH(std::string, fixed);
    QFETCH(std::string, expected);
    const ClientAnswers answers(elicitationBy(AnswerBy(by), fixed));
    QCOMPARE(result(answers, "elicitation/create", form), json::parse(expected));
    json withMode = form;
    withMode["mode"] = "form";
    QCOMPARE(result(answers, "elicitation/create", withMode), json::parse(expected));
}

void TestClientAnswers::fixedContentThatIsNoObjectIsAnError_data() {
    QTest::addColumn<std::string>("fixed");
    QTest::newRow("nothing") << ""s;
    QTest::newRow("words") << "Bob"s;
    QTest::newRow("a list") << "[1]"s;
}

void TestClientAnswers::fixedContentThatIsNoObjectIsAnError() {
    QFETCH(std::string, fixed);
    const ClientAnswers answers(elicitationBy(AnswerBy::Fixed, fixed));
    QCOMPARE(refusal(answers, "elicitation/create", form).code, -32603);
}

void TestClientAnswers::unknownElicitationModeIsRefused() {
    const ClientAnswers answers(elicitationBy(AnswerBy::Defaults));
    QCOMPARE(refusal(answers, "elicitation/create", json{{"mode", "voice"}}).code, -32602);
}

void TestClientAnswers::urlsAreDeclinedUnlessAPersonConfirms() {
    for (const AnswerBy by : {AnswerBy::Decline, AnswerBy::Defaults, AnswerBy::Fixed})
        QCOMPARE(result(ClientAnswers(elicitationBy(by, "{}")), "elicitation/create", url),
                 json::parse(R"({"action":"decline"})"));
    Person person;
    const ClientAnswers answers(elicitationBy(AnswerBy::Ask), person.asker());
    std::optional<Answer> answer;
    answers.answer("elicitation/create", url, [&](Answer given) { answer = std::move(given); });
    QCOMPARE(person.question.message, "Sign in\nhttps://example.com/x"s);
    QCOMPARE(person.question.requestedSchema, ""s);
    QVERIFY(!answer);
    person.reply("{}");
    QCOMPARE(std::get<json>(answer.value()), json::parse(R"({"action":"accept"})"));
    person.reply(std::nullopt);
    QCOMPARE(std::get<json>(answer.value()), json::parse(R"({"action":"decline"})"));
}

void TestClientAnswers::samplingIsDeclinedAsTheProtocolWants() {
    const ErrorObject error = refusal(silent(), "sampling/createMessage", chat);
    QCOMPARE(error.code, -1);
    QVERIFY(error.message.find("declined") != std::string::npos);
}

void TestClientAnswers::samplingSaysWhatItIsTold() {
    const json fixed =
        result(ClientAnswers(samplingBy(AnswerBy::Fixed, "forty-two")), "sampling/createMessage", chat);
    QCOMPARE(fixed, json::parse(R"({"role":"assistant","content":{"type":"text","text":"forty-two"},
                                    "model":"mcp-dyno","stopReason":"endTurn"})"));
    const json placeholder =
        result(ClientAnswers(samplingBy(AnswerBy::Defaults)), "sampling/createMessage", chat);
    QCOMPARE(placeholder.at("model"), json("mcp-dyno"));
    QCOMPARE(placeholder.at("stopReason"), json("endTurn"));
    QVERIFY(!placeholder.at("content").at("text").get<std::string>().empty());
}

void TestClientAnswers::askingWithoutAnAskerDeclines() {
    QCOMPARE(result(ClientAnswers(elicitationBy(AnswerBy::Ask)), "elicitation/create", form),
             json::parse(R"({"action":"decline"})"));
    QCOMPARE(refusal(ClientAnswers(samplingBy(AnswerBy::Ask)), "sampling/createMessage", chat).code, -1);
}

void TestClientAnswers::aPersonAnswersAForm() {
    Person person;
    const ClientAnswers answers(elicitationBy(AnswerBy::Ask), person.asker());
    std::optional<Answer> answer;
    answers.answer("elicitation/create", form, [&](Answer given) { answer = std::move(given); });
    QVERIFY(!answer);
    QCOMPARE(person.question.method, "elicitation/create"s);
    QCOMPARE(person.question.message, "Your name?"s);
    QCOMPARE(json::parse(person.question.requestedSchema), form.at("requestedSchema"));
    person.reply(R"({"name":"Eve"})");
    QCOMPARE(std::get<json>(answer.value()), json::parse(R"({"action":"accept","content":{"name":"Eve"}})"));
    person.reply(std::nullopt);
    QCOMPARE(std::get<json>(answer.value()), json::parse(R"({"action":"decline"})"));
}

void TestClientAnswers::aPersonAnswersForTheModel() {
    Person person;
    const ClientAnswers answers(samplingBy(AnswerBy::Ask), person.asker());
    std::optional<Answer> answer;
    answers.answer("sampling/createMessage", chat, [&](Answer given) { answer = std::move(given); });
    QCOMPARE(person.question.method, "sampling/createMessage"s);
    QCOMPARE(person.question.message, "Be brief.\nuser: Hello\nassistant: Hi"s);
    person.reply("Good day");
    QCOMPARE(std::get<json>(answer.value()).at("content").at("text"), json("Good day"));
    person.reply(std::nullopt);
    QCOMPARE(std::get<ErrorObject>(answer.value()).code, -1);
}

void TestClientAnswers::oddParametersAreSurvived_data() {
    QTest::addColumn<std::string>("params");
    QTest::newRow("null") << "null"s;
    QTest::newRow("a list") << "[1]"s;
    QTest::newRow("wrong types")
        << R"({"mode":5,"message":{},"requestedSchema":"x","messages":{"a":1},"systemPrompt":[]})"s;
    QTest::newRow("messages that are none") << R"({"messages":[1,null,{"content":5}]})"s;
}

void TestClientAnswers::oddParametersAreSurvived() {
    QFETCH(std::string, params);
    for (const AnswerBy by : {AnswerBy::Decline, AnswerBy::Defaults, AnswerBy::Ask}) {
        Person person;
        ClientPolicy policy = elicitationBy(by);
        policy.sampling = by;
        const ClientAnswers answers(policy, person.asker());
        const bool atOnce = by != AnswerBy::Ask;
        QCOMPARE(answered(answers, "elicitation/create", json::parse(params)).has_value(), atOnce);
        QCOMPARE(answered(answers, "sampling/createMessage", json::parse(params)).has_value(), atOnce);
    }
}

QTEST_APPLESS_MAIN(TestClientAnswers)
#include "tst_client_answers.moc"
