#include "engine/calls/batch/batch_items.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::calls::batchArguments;
using dyno::calls::splitResults;
using dyno::settings::BatchRule;
using nlohmann::json;
using namespace std::string_literals;

namespace {

BatchRule rule(const std::string& results = "results") {
    return {"echo", "echo_batch", "items", results, {}, {}};
}

/// A result as it is shown by these tests: the result itself, or its failure in words.
json shown(const dyno::Result<dyno::calls::ResultPtr>& result) {
    if (result.has_value())
        return **result;
    const dyno::Error error = result.error();
    return std::string(dyno::name(error.kind)) + ": " + error.message + "|" + error.detail;
}

} // namespace

class TestBatchItems : public QObject {
    Q_OBJECT

private slots:
    void argumentsBecomeOneList();
    void itemBecomesAResult_data();
    void itemBecomesAResult();
    void reasonIsQuotedWholeOrNotAtAll();
    void listIsFound_data();
    void listIsFound();
    void listThatDoesNotFitFailsAll_data();
    void listThatDoesNotFitFailsAll();
};

void TestBatchItems::argumentsBecomeOneList() {
    BatchRule quoted = rule();
    quoted.items = "the \"items\"";
    const std::vector<std::string_view> two{R"({"a":1})", R"({"b":[2.50]})"};
    QCOMPARE(batchArguments(rule(), two), R"({"items":[{"a":1},{"b":[2.50]}]})"s);
    QCOMPARE(batchArguments(quoted, {}), R"({"the \"items\"":[]})"s);
}

void TestBatchItems::itemBecomesAResult_data() {
    QTest::addColumn<std::string>("item");
    QTest::addColumn<std::string>("expected");
    const std::string result = R"({"content":[{"type":"text","text":"a"}],"structuredContent":{"x":1}})";
    QTest::newRow("a tool's result") << result << result;
    QTest::newRow("a tool's failure") << R"({"content":[{"type":"text","text":"no\nmore"}],"isError":true})"s
                                      << R"("ToolFailed: the tool failed: no|no\nmore")"s;
    QTest::newRow("an error") << R"({"error":"no\nmore"})"s
                              << R"("ToolFailed: the tool failed: no|no\nmore")"s;
    QTest::newRow("an error object") << R"({"error":{"code":5,"message":"no"}})"s
                                     << R"("ToolFailed: the tool failed: no|no")"s;
    QTest::newRow("an error that is none")
        << R"({"error":0.5})"s
        << R"({"content":[{"type":"text","text":"{\"error\":0.5}"}],"structuredContent":{"error":0.5}})"s;
    QTest::newRow("no error") << R"({"error":null})"s
                              << R"({"content":[{"type":"text","text":"{\"error\":null}"}],
                                     "structuredContent":{"error":null}})"s;
    QTest::newRow("a string") << R"("a \"b\"")"s
                              << R"({"content":[{"type":"text","text":"a \"b\""}]})"s;
    QTest::newRow("a number") << "5"s
                              << R"({"content":[{"type":"text","text":"5"}]})"s;
    QTest::newRow("null") << "null"s
                          << R"({"content":[{"type":"text","text":"null"}]})"s;
    QTest::newRow("a list") << "[1,2]"s
                            << R"({"content":[{"type":"text","text":"[1,2]"}]})"s;
    QTest::newRow("an object")
        << R"({"sum":3})"s
        << R"({"content":[{"type":"text","text":"{\"sum\":3}"}],"structuredContent":{"sum":3}})"s;
}

void TestBatchItems::itemBecomesAResult() {
    QFETCH(std::string, item);
    QFETCH(std::string, expected);
    const json result = {{"structuredContent", {{"results", {"before", json::parse(item), "after"}}}}};
    const auto results = splitResults(rule(), result, 3);
    QVERIFY(results.has_value());
    QCOMPARE(shown((*results)[1]), json::parse(expected));
    QCOMPARE((**(*results)[0]).at("content")[0].at("text"), json("before"));
    QCOMPARE((**(*results)[2]).at("content")[0].at("text"), json("after"));
}

// A secret in it might be cut, and would then not be known for one.
void TestBatchItems::reasonIsQuotedWholeOrNotAtAll() {
    const auto failure = [](const std::string& why) {
        const json result = {{"structuredContent", {{"results", json::array({{{"error", why}}})}}}};
        return splitResults(rule(), result, 1)->front().error();
    };
    const std::string line(4096, 'x'), longer = line + "x", longest(64 * 1024 + 1, 'x');
    QCOMPARE(failure(line).message, "the tool failed: " + line);
    QCOMPARE(failure(longer).message, "the tool failed, for a reason of 4097 bytes"s);
    QCOMPARE(failure(longer).detail, longer);
    QCOMPARE(failure(longest).detail, ""s);
}

void TestBatchItems::listIsFound_data() {
    QTest::addColumn<std::string>("from");
    QTest::addColumn<std::string>("result");
    QTest::newRow("structured") << "results"s
                                << R"({"content":[],"structuredContent":{"results":["x"]}})"s;
    QTest::newRow("under another name") << "out"s
                                        << R"({"content":[],"structuredContent":{"out":["x"]}})"s;
    QTest::newRow("in the only text") << "results"s
                                      << R"({"content":[{"type":"text","text":"{\"results\":[\"x\"]}"}]})"s;
    QTest::newRow("in the text, while something else is structured")
        << "results"s
        << R"({"content":[{"type":"text","text":"{\"results\":[\"x\"]}"}],"structuredContent":{"count":1}})"s;
    QTest::newRow("content") << "content"s
                             << R"({"content":[{"type":"text","text":"x"}]})"s;
}

void TestBatchItems::listIsFound() {
    QFETCH(std::string, from);
    QFETCH(std::string, result);
    const auto results = splitResults(rule(from), json::parse(result), 1);
    QVERIFY(results.has_value());
    QCOMPARE(shown(results->front()), json::parse(R"({"content":[{"type":"text","text":"x"}]})"));
}

void TestBatchItems::listThatDoesNotFitFailsAll_data() {
    QTest::addColumn<std::string>("from");
    QTest::addColumn<std::string>("result");
    QTest::addColumn<std::string>("message");
    const std::string none = "the batch tool echo_batch gave no list of results as \"results\"";
    QTest::newRow("fewer") << "results"s
                           << R"({"structuredContent":{"results":[1]}})"s
                           << "the batch tool echo_batch gave 1 results for 2 calls"s;
    QTest::newRow("more") << "results"s
                          << R"({"structuredContent":{"results":[1,2,3]}})"s
                          << "the batch tool echo_batch gave 3 results for 2 calls"s;
    QTest::newRow("fewer blocks") << "content"s
                                  << R"({"content":[{"type":"text","text":"x"}]})"s
                                  << "the batch tool echo_batch gave 1 results for 2 calls"s;
    QTest::newRow("no content") << "content"s
                                << "{}"s
                                << "the batch tool echo_batch gave no list of results as \"content\""s;
    QTest::newRow("nothing") << "results"s
                             << "{}"s << none;
    QTest::newRow("no list") << "results"s
                             << R"({"structuredContent":{"results":{"0":1,"1":2}}})"s << none;
    QTest::newRow("a text that is no JSON") << "results"s
                                            << R"({"content":[{"type":"text","text":"[1,"}]})"s << none;
    QTest::newRow("two texts")
        << "results"s
        << R"({"content":[{"type":"text","text":"{\"results\":[1,2]}"},{"type":"text","text":"x"}]})"s
        << none;
    const std::string nested = std::string(100'000, '[') + std::string(100'000, ']');
    const json deep = {{"content", {{{"type", "text"}, {"text", R"({"results":)" + nested + "}"}}}}};
    QTest::newRow("a text that would fill the stack") << "results"s << deep.dump() << none;
}

void TestBatchItems::listThatDoesNotFitFailsAll() {
    QFETCH(std::string, from);
    QFETCH(std::string, result);
    QFETCH(std::string, message);
    const auto results = splitResults(rule(from), json::parse(result), 2);
    QVERIFY(results.has_error());
    QCOMPARE(results.error().kind, ErrorKind::Protocol);
    QCOMPARE(results.error().message, message);
}

QTEST_APPLESS_MAIN(TestBatchItems)
#include "tst_batch_items.moc"
