#include "engine/jsonrpc/message.h"
#include "printing.h"

using namespace dyno::jsonrpc;
using dyno::ErrorKind;
using nlohmann::json;
using namespace std::string_literals;

namespace {

/// The one message of a line, which must be of this kind.
template<class Kind>
Kind only(std::string_view line) {
    auto decoded = decode(line);
    return std::get<Kind>(decoded.value().messages.at(0));
}

} // namespace

class TestMessage : public QObject {
    Q_OBJECT

private slots:
    void decodesAResult();
    void decodesAnError();
    void decodesAnErrorThatBreaksTheRules_data();
    void decodesAnErrorThatBreaksTheRules();
    void takesANullErrorBesideAResultForNone();
    void keepsAnIdThatIsNotOursAsText_data();
    void keepsAnIdThatIsNotOursAsText();
    void decodesARequest_data();
    void decodesARequest();
    void decodesANotification();
    void decodesABatchInOrder();
    void sizesOfABatchAreThoseOfItsMessages();
    void garbageInABatchSpoilsNoOther();
    void refusesWhatIsNoMessage_data();
    void refusesWhatIsNoMessage();
    void takesWhatNestsToTheBound_data();
    void takesWhatNestsToTheBound();
    void repairsBytesThatAreNoUtf8();
    void repairDoesNotMakeJsonOfGarbage();
    void encodesARequest();
    void encodesANotification();
    void encodesAResult_data();
    void encodesAResult();
    void encodesAnError();
};

void TestMessage::decodesAResult() {
    const auto response = only<Response>(R"({"jsonrpc":"2.0","id":7,"result":{"a":[1,2]}})");
    QVERIFY(response.id == 7U);
    QCOMPARE(std::get<json>(response.outcome), json::parse(R"({"a":[1,2]})"));
}

void TestMessage::decodesAnError() {
    const auto response =
        only<Response>(R"({"jsonrpc":"2.0","id":8,"error":{"code":-32601,"message":"no","data":{"x":1}}})");
    QVERIFY(response.id == 8U);
    const auto& error = std::get<ErrorObject>(response.outcome);
    QCOMPARE(error.code, -32601);
    QCOMPARE(error.message, "no"s);
    QCOMPARE(error.data, json::parse(R"({"x":1})"));
}

void TestMessage::decodesAnErrorThatBreaksTheRules_data() {
    QTest::addColumn<std::string>("error");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("message");
    QTest::newRow("a string") << R"("broken")"s << 0 << ""s;
    QTest::newRow("a number") << "7"s << 0 << ""s;
    QTest::newRow("no members") << "{}"s << 0 << ""s;
    QTest::newRow("a code in words") << R"({"code":"bad","message":"m"})"s << 0 << "m"s;
    QTest::newRow("a message that is a number") << R"({"code":5,"message":6})"s << 5 << ""s;
}

void TestMessage::decodesAnErrorThatBreaksTheRules() {
    QFETCH(std::string, error);
    QFETCH(int, code);
    QFETCH(std::string, message);
    const auto response = only<Response>(R"({"jsonrpc":"2.0","id":1,"error":)" + error + "}");
    const auto& object = std::get<ErrorObject>(response.outcome);
    QCOMPARE(object.code, code);
    QCOMPARE(object.message, message);
    QVERIFY(object.data.is_null());
}

void TestMessage::takesANullErrorBesideAResultForNone() {
    const auto response = only<Response>(R"({"jsonrpc":"2.0","id":1,"result":{"a":1},"error":null})");
    QCOMPARE(std::get<json>(response.outcome), json::parse(R"({"a":1})"));
}

void TestMessage::keepsAnIdThatIsNotOursAsText_data() {
    QTest::addColumn<std::string>("id");
    QTest::newRow("string") << R"("abc")"s;
    QTest::newRow("a number in a string") << R"("1")"s;
    QTest::newRow("negative") << "-1"s;
    QTest::newRow("fraction") << "1.5"s;
    QTest::newRow("null") << "null"s;
    QTest::newRow("object") << R"({"a":1})"s;
}

void TestMessage::keepsAnIdThatIsNotOursAsText() {
    QFETCH(std::string, id);
    const auto response = only<Response>(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})");
    QVERIFY(!response.id);
    QCOMPARE(response.idText, id);
}

void TestMessage::decodesARequest_data() {
    QTest::addColumn<std::string>("id");
    QTest::newRow("number") << "5"s;
    QTest::newRow("string") << R"("five")"s;
    QTest::newRow("negative") << "-5"s;
}

void TestMessage::decodesARequest() {
    QFETCH(std::string, id);
    const auto request =
        only<Request>(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"roots/list","params":{"a":1}})");
    QCOMPARE(request.id, json::parse(id));
    QCOMPARE(request.method, "roots/list"s);
    QCOMPARE(request.params, json::parse(R"({"a":1})"));
}

void TestMessage::decodesANotification() {
    const auto notification = only<Notification>(R"({"jsonrpc":"2.0","method":"notifications/message"})");
    QCOMPARE(notification.method, "notifications/message"s);
    QVERIFY(notification.params.is_null());
}

void TestMessage::decodesABatchInOrder() {
    const auto decoded = decode(R"([{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","method":"n"},)"
                                R"({"jsonrpc":"2.0","id":2,"method":"ping"}])");
    QVERIFY(decoded.has_value());
    QCOMPARE(decoded->messages.size(), 3U);
    QVERIFY(std::holds_alternative<Response>(decoded->messages[0]));
    QVERIFY(std::holds_alternative<Notification>(decoded->messages[1]));
    QVERIFY(std::holds_alternative<Request>(decoded->messages[2]));
}

void TestMessage::sizesOfABatchAreThoseOfItsMessages() {
    const std::string first = R"({"id":1,"result":{"text":"],}\"[{,","list":[[1,2],{}]}})";
    const std::string second = R"({"method":"n","params":{"a":"\\","b":2}})",
                      third = "{\"id\":3,\"result\":\"\xff\"}";
    const auto decoded = decode(" [" + first + ",[1,2],\"a,b\"," + second + "," + third + "] ");
    QVERIFY(decoded.has_value());
    QVERIFY(decoded->repairedUtf8);
    QVERIFY((decoded->sizes == std::vector<std::size_t>{first.size(), second.size(), third.size()}));
    QVERIFY(decode(first)->sizes.empty());
    QVERIFY(decode("[ ]")->sizes.empty());
}

void TestMessage::garbageInABatchSpoilsNoOther() {
    const std::string deepest = std::string(511, '[') + std::string(511, ']'); // in an object
    const auto decoded =
        decode(R"([5,{"id":1,"result":)" + deepest + R"(},{},{"id":2,"result":[)" + deepest + "]}]");
    QVERIFY(decoded.has_value());
    QCOMPARE(decoded->messages.size(), 1U);
    QCOMPARE(*std::get<Response>(decoded->messages[0]).id, 1U);
    QCOMPARE(decoded->garbage.size(), 3U);
    QVERIFY(decoded->garbage[2].find("512 levels") != std::string::npos);
}

void TestMessage::refusesWhatIsNoMessage_data() {
    QTest::addColumn<std::string>("line");
    QTest::newRow("words") << "Server listening on stdio"s;
    QTest::newRow("half an object") << R"({"jsonrpc":"2.0","id":1,)"s;
    QTest::newRow("two objects") << R"({"jsonrpc":"2.0","id":1,"result":{}} {})"s;
    QTest::newRow("number") << "42"s;
    QTest::newRow("string") << R"("hello")"s;
    QTest::newRow("null") << "null"s;
    QTest::newRow("empty object") << "{}"s;
    QTest::newRow("an id alone") << R"({"jsonrpc":"2.0","id":1})"s;
    QTest::newRow("a result without id") << R"({"jsonrpc":"2.0","result":{}})"s;
    QTest::newRow("NaN") << R"({"jsonrpc":"2.0","id":1,"result":NaN})"s;
    QTest::newRow("more after a NUL") << "{\"id\":1,\"result\":{}}\0{\"id\":2}"s;
    QTest::newRow("nested past any stack") << std::string(200'000, '[');
    QTest::newRow("nested past any stack, and closed")
        << R"({"id":1,"result":)"s + std::string(200'000, '[') + std::string(200'000, ']') + "}";
    QTest::newRow("nested one level too deep")
        << R"({"id":1,"result":)"s + std::string(512, '[') + std::string(512, ']') + "}";
}

void TestMessage::refusesWhatIsNoMessage() {
    QFETCH(std::string, line);
    const auto decoded = decode(line);
    QVERIFY(decoded.has_error());
    QCOMPARE(decoded.error().kind, ErrorKind::Protocol);
    QVERIFY(!decoded.error().message.empty());
}

void TestMessage::takesWhatNestsToTheBound_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("512 levels with the message's own") << std::string(511, '[') + std::string(511, ']');
    std::string wide = "[[]";
    for (int i = 0; i < 1000; ++i)
        wide += ",[{}]";
    QTest::newRow("many beside each other") << wide + "]";
    QTest::newRow("brackets in a string") << '"' + std::string(2000, '[') + '"';
    QTest::newRow("brackets after an escaped quote") << R"("\"\\)"s + std::string(600, '{') + '"';
}

void TestMessage::takesWhatNestsToTheBound() {
    QFETCH(std::string, result);
    const auto response = only<Response>(R"({"id":1,"result":)" + result + "}");
    QCOMPARE(std::get<json>(response.outcome).dump(), result);
}

void TestMessage::repairsBytesThatAreNoUtf8() {
    const auto decoded = decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"caf\xE9!\"}}");
    QVERIFY(decoded.has_value());
    QVERIFY(decoded->repairedUtf8);
    const auto& response = std::get<Response>(decoded->messages.at(0));
    QCOMPARE(std::get<json>(response.outcome).at("text").get<std::string>(), "caf\xEF\xBF\xBD!"s);
    QVERIFY(!decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"caf\xC3\xA9\"}}")->repairedUtf8);
}

void TestMessage::repairDoesNotMakeJsonOfGarbage() {
    const auto decoded = decode("\xFF\xFE garbage");
    QVERIFY(decoded.has_error());
    QCOMPARE(decoded.error().kind, ErrorKind::Protocol);
}

void TestMessage::encodesARequest() {
    QCOMPARE(encodeRequest(1, "tools/list", "{}"),
             R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}})"s);
    QCOMPARE(encodeRequest(18446744073709551615U, "ping", ""),
             R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"ping"})"s);
}

void TestMessage::encodesANotification() {
    QCOMPARE(encodeNotification("notifications/initialized", {}),
             R"({"jsonrpc":"2.0","method":"notifications/initialized"})"s);
    QCOMPARE(encodeNotification("n", R"({"a":"{}"})"),
             R"({"jsonrpc":"2.0","method":"n","params":{"a":"{}"}})"s);
}

void TestMessage::encodesAResult_data() {
    QTest::addColumn<std::string>("id");
    QTest::newRow("number") << "9"s;
    QTest::newRow("string") << R"("a\"b")"s;
}

void TestMessage::encodesAResult() {
    QFETCH(std::string, id);
    QCOMPARE(encodeResult(json::parse(id), R"({"roots":[]})"),
             R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"roots":[]}})");
}

void TestMessage::encodesAnError() {
    QCOMPARE(encodeError(3, -32601, "no \"such\" method"),
             R"({"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"no \"such\" method"}})"s);
}

QTEST_APPLESS_MAIN(TestMessage)
#include "tst_message.moc"
