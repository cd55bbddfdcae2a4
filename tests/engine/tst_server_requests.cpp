#include "engine/mcp/server_requests.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::jsonrpc::Request;
using nlohmann::json;
using namespace std::string_literals;

namespace {

json answer(const std::string& method, Era era, json id = 7) {
    const Request request{std::move(id), method, json::object()};
    return json::parse(answerServerRequest(request, era));
}

} // namespace

class TestServerRequests : public QObject {
    Q_OBJECT

private slots:
    void pingIsAnsweredWithAnEmptyObject();
    void rootsListIsEmpty();
    void idGoesBackAsItCame_data();
    void idGoesBackAsItCame();
    void otherMethodsAreNotFound_data();
    void otherMethodsAreNotFound();
    void modernServersHaveNoRequests_data();
    void modernServersHaveNoRequests();
};

void TestServerRequests::pingIsAnsweredWithAnEmptyObject() {
    QCOMPARE(answer("ping", Era::Legacy), json::parse(R"({"jsonrpc":"2.0","id":7,"result":{}})"));
}

void TestServerRequests::rootsListIsEmpty() {
    QCOMPARE(answer("roots/list", Era::Legacy),
             json::parse(R"({"jsonrpc":"2.0","id":7,"result":{"roots":[]}})"));
}

void TestServerRequests::idGoesBackAsItCame_data() {
    QTest::addColumn<std::string>("id");
    QTest::newRow("number") << "12"s;
    QTest::newRow("negative") << "-1"s;
    QTest::newRow("string") << R"("a\"b")"s;
    QTest::newRow("a number in a string") << R"("12")"s;
}

void TestServerRequests::idGoesBackAsItCame() {
    QFETCH(std::string, id);
    QCOMPARE(answer("ping", Era::Legacy, json::parse(id)).at("id"), json::parse(id));
    QCOMPARE(answer("nonsense", Era::Legacy, json::parse(id)).at("id"), json::parse(id));
}

void TestServerRequests::otherMethodsAreNotFound_data() {
    QTest::addColumn<std::string>("method");
    QTest::newRow("sampling") << "sampling/createMessage"s;
    QTest::newRow("elicitation") << "elicitation/create"s;
    QTest::newRow("a client's own method") << "tools/list"s;
    QTest::newRow("empty") << ""s;
    QTest::newRow("quotes") << "a\"b"s;
}

void TestServerRequests::otherMethodsAreNotFound() {
    QFETCH(std::string, method);
    const json reply = answer(method, Era::Legacy);
    QCOMPARE(reply.at("error").at("code"), json(-32601));
    QVERIFY(reply.at("error").at("message").get<std::string>().find(method) != std::string::npos);
    QVERIFY(!reply.contains("result"));
}

void TestServerRequests::modernServersHaveNoRequests_data() {
    QTest::addColumn<std::string>("method");
    for (const char* method : {"ping", "roots/list", "sampling/createMessage", "elicitation/create", "other"})
        QTest::newRow(method) << std::string(method);
}

void TestServerRequests::modernServersHaveNoRequests() {
    QFETCH(std::string, method);
    const json reply = answer(method, Era::Modern);
    QCOMPARE(reply.at("id"), json(7));
    QCOMPARE(reply.at("error").at("code"), json(-32601));
}

QTEST_APPLESS_MAIN(TestServerRequests)
#include "tst_server_requests.moc"
