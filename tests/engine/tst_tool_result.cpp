#include "engine/jsonrpc/utf8.h"
#include "engine/mcp/tool_result.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using dyno::jsonrpc::ErrorObject;
using nlohmann::json;
using namespace std::string_literals;

namespace {

dyno::Result<json> read(const std::string& text) {
    return readToolResult(json::parse(text));
}

json failedWith(const std::string& text) {
    return {{"isError", true}, {"content", {{{"type", "text"}, {"text", text}}}}};
}

} // namespace

class TestToolResult : public QObject {
    Q_OBJECT

private slots:
    void successIsTheResultAsItCame_data();
    void successIsTheResultAsItCame();
    void isErrorIsAFailureWithTheToolsText_data();
    void isErrorIsAFailureWithTheToolsText();
    void messageHoldsTheFirstLineOnly();
    void longTextIsCutBetweenCharacters();
    void errorObjectIsRejected();
    void answersThatNoToolCallHasAreProtocolErrors_data();
    void answersThatNoToolCallHasAreProtocolErrors();
};

void TestToolResult::successIsTheResultAsItCame_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("legacy") << R"({"content":[{"type":"text","text":"hi"}]})"s;
    QTest::newRow("modern") << R"({"resultType":"complete","content":[],"structuredContent":[1,2]})"s;
    QTest::newRow("isError false") << R"({"isError":false,"content":[]})"s;
    QTest::newRow("isError is no boolean") << R"({"isError":"true","content":[]})"s;
    QTest::newRow("empty") << "{}"s;
}

void TestToolResult::successIsTheResultAsItCame() {
    QFETCH(std::string, result);
    const auto outcome = read(result);
    QVERIFY(outcome.has_value());
    QCOMPARE(*outcome, json::parse(result));
}

void TestToolResult::isErrorIsAFailureWithTheToolsText_data() {
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("message");
    QTest::addColumn<std::string>("detail");
    QTest::newRow("one text") << R"([{"type":"text","text":"no such file"}])"s
                              << "the tool failed: no such file"s
                              << "no such file"s;
    QTest::newRow("two texts, an image between")
        << R"([{"type":"text","text":"a"},{"type":"image"},{"type":"text","text":"b"}])"s
        << "the tool failed: a"s
        << "a\nb"s;
    QTest::newRow("no text") << "[]"s
                             << "the tool failed: it gave no reason"s
                             << ""s;
    QTest::newRow("no list") << R"({"text":"x"})"s
                             << "the tool failed: it gave no reason"s
                             << ""s;
    QTest::newRow("blocks that are none") << R"([5,{"text":6}])"s
                                          << "the tool failed: it gave no reason"s
                                          << ""s;
}

void TestToolResult::isErrorIsAFailureWithTheToolsText() {
    QFETCH(std::string, content);
    QFETCH(std::string, message);
    QFETCH(std::string, detail);
    const auto outcome = read(R"({"isError":true,"content":)" + content + "}");
    QVERIFY(outcome.has_error());
    QCOMPARE(outcome.error().kind, ErrorKind::ToolFailed);
    QCOMPARE(outcome.error().message, message);
    QCOMPARE(outcome.error().detail, detail);
}

void TestToolResult::messageHoldsTheFirstLineOnly() {
    const auto outcome = readToolResult(failedWith("first\nsecond"));
    QCOMPARE(outcome.error().message, "the tool failed: first"s);
    QCOMPARE(outcome.error().detail, "first\nsecond"s);
}

// The message goes into reports, which must be UTF-8.
void TestToolResult::longTextIsCutBetweenCharacters() {
    for (std::size_t shift = 0; shift < 3; ++shift) {
        std::string text(shift, 'x');
        for (int i = 0; i < 10'000; ++i)
            text += "€";
        const auto outcome = readToolResult(failedWith(text));
        const dyno::Error& error = outcome.error();
        QVERIFY(dyno::jsonrpc::isUtf8(error.message));
        QVERIFY(dyno::jsonrpc::isUtf8(error.detail));
        QVERIFY(error.message.size() <= "the tool failed: "s.size() + 200);
        QVERIFY(error.message.size() > 200);
        QVERIFY(error.detail.size() <= 16 * 1024);
        QVERIFY(error.detail.size() > 16 * 1024 - 4);
    }
}

void TestToolResult::errorObjectIsRejected() {
    const auto outcome = readToolResult(ErrorObject{-32602, "Unknown tool: x", json{{"tool", "x"}}});
    QVERIFY(outcome.has_error());
    QCOMPARE(outcome.error().kind, ErrorKind::Rejected);
    QCOMPARE(outcome.error().message, "the server answered with error -32602: Unknown tool: x"s);
    QCOMPARE(json::parse(outcome.error().detail), json::parse(R"({"tool":"x"})"));
    QCOMPARE(rejected(ErrorObject{-32603, "m", {}}).detail, ""s);
}

void TestToolResult::answersThatNoToolCallHasAreProtocolErrors_data() {
    QTest::addColumn<std::string>("result");
    QTest::addColumn<QString>("named");
    QTest::newRow("null") << "null"s
                          << "no object";
    QTest::newRow("a string") << R"("done")"s
                              << "no object";
    QTest::newRow("a list") << "[]"s
                            << "no object";
    QTest::newRow("asks for input") << R"({"resultType":"input_required","inputRequests":{}})"s
                                    << "input_required";
    QTest::newRow("a task") << R"({"resultType":"task","taskId":"1"})"s
                            << "\"task\"";
    QTest::newRow("unknown type") << R"({"resultType":"partial"})"s
                                  << "\"partial\"";
    QTest::newRow("a type that is a number") << R"({"resultType":5})"s
                                             << "5";
}

void TestToolResult::answersThatNoToolCallHasAreProtocolErrors() {
    QFETCH(std::string, result);
    QFETCH(QString, named);
    const auto outcome = read(result);
    QVERIFY(outcome.has_error());
    QCOMPARE(outcome.error().kind, ErrorKind::Protocol);
    QVERIFY2(outcome.error().message.find(named.toStdString()) != std::string::npos,
             outcome.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestToolResult)
#include "tst_tool_result.moc"
