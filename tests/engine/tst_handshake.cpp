#include "engine/mcp/handshake.h"
#include "engine/version.h"
#include "printing.h"

using namespace std::chrono_literals;
using namespace dyno::mcp;
using dyno::ErrorKind;
using dyno::jsonrpc::ErrorObject;
using nlohmann::json;
using namespace std::string_literals;
using Next = Handshake::Next;

namespace {

Answer error(int code, json data = {}) {
    return ErrorObject{code, "no", std::move(data)};
}

Answer discovered(json versions) {
    return json{{"resultType", "complete"},
                {"supportedVersions", std::move(versions)},
                {"capabilities", {{"tools", {{"listChanged", true}}}}},
                {"instructions", "be kind"},
                {"_meta", {{"io.modelcontextprotocol/serverInfo", {{"name", "S"}, {"version", "2"}}}}}};
}

Answer initialized(const std::string& version) {
    return json{{"protocolVersion", version},
                {"capabilities", {{"tools", json::object()}}},
                {"serverInfo", {{"name", "L"}, {"version", "1"}}}};
}

Handshake afterInitializeWasSent() {
    Handshake handshake;
    handshake.discoverAnswered(error(-32601));
    return handshake;
}

const ServerInfo& info(const Handshake& handshake) {
    return handshake.outcome().value().value();
}

dyno::Error failure(const Handshake& handshake) {
    return handshake.outcome().value().error();
}

} // namespace

class TestHandshake : public QObject {
    Q_OBJECT

private slots:
    void discoverResultMakesTheServerModern();
    void modernServerNeedNotNameItself();
    void whatIsNoModernAnswerLeadsToInitialize_data();
    void whatIsNoModernAnswerLeadsToInitialize();
    void silenceLeadsToInitialize();
    void modernErrorNeverFallsBack_data();
    void modernErrorNeverFallsBack();
    void refusalThatNamesALegacyVersionLeadsToInitialize();
    void unknownModernVersionFails();
    void negotiatesEachLegacyVersion_data();
    void negotiatesEachLegacyVersion();
    void unknownLegacyVersionFails_data();
    void unknownLegacyVersionFails();
    void refusedInitializeFails();
    void initializeWithoutVersionFails_data();
    void initializeWithoutVersionFails();
    void lateDiscoverAnswerWinsOverTheInitialize();
    void lateDiscoverErrorDoesNotInitializeTwice();
    void answersAfterTheEndChangeNothing();
    void readsCapabilities_data();
    void readsCapabilities();
    void asksForTheNewestLegacyVersion();
    void modernMetaNamesVersionClientAndCapabilities();
};

void TestHandshake::discoverResultMakesTheServerModern() {
    Handshake handshake;
    QVERIFY(!handshake.outcome());
    QCOMPARE(handshake.discoverAnswered(discovered({"2027-01-01", "2026-07-28"})), Next::Finished);
    QVERIFY(info(handshake).era == Era::Modern);
    QCOMPARE(info(handshake).protocolVersion, "2026-07-28"s);
    QCOMPARE(info(handshake).name, "S"s);
    QCOMPARE(info(handshake).version, "2"s);
    QCOMPARE(info(handshake).instructions, "be kind"s);
    QVERIFY(info(handshake).hasTools);
    QVERIFY(info(handshake).toolsListChanged);
}

void TestHandshake::modernServerNeedNotNameItself() {
    Handshake handshake;
    QCOMPARE(handshake.discoverAnswered(json{{"supportedVersions", {"2026-07-28"}}, {"_meta", 5}}),
             Next::Finished);
    QCOMPARE(info(handshake).name, ""s);
    QVERIFY(!info(handshake).hasTools);
}

void TestHandshake::whatIsNoModernAnswerLeadsToInitialize_data() {
    QTest::addColumn<Answer>("answer");
    QTest::newRow("method not found") << error(-32601);
    QTest::newRow("invalid params") << error(-32602);
    QTest::newRow("a server error of no agreed meaning") << error(-32000);
    QTest::newRow("resource not found") << error(-32002);
    QTest::newRow("just outside the modern errors") << error(-32023);
    QTest::newRow("just before them") << error(-32019);
    QTest::newRow("an error without code") << error(0);
    QTest::newRow("an object of something else") << Answer(json{{"ok", true}});
    QTest::newRow("an empty object") << Answer(json::object());
    QTest::newRow("null") << Answer(json());
    QTest::newRow("a list") << Answer(json::array({"2026-07-28"}));
    QTest::newRow("only legacy versions") << discovered({"2025-11-25", "2025-06-18"});
}

void TestHandshake::whatIsNoModernAnswerLeadsToInitialize() {
    QFETCH(Answer, answer);
    Handshake handshake;
    QCOMPARE(handshake.discoverAnswered(answer), Next::SendInitialize);
    QVERIFY(!handshake.outcome());
}

void TestHandshake::silenceLeadsToInitialize() {
    Handshake handshake;
    QCOMPARE(handshake.discoverUnanswered(3s), Next::SendInitialize);
    QCOMPARE(handshake.initializeAnswered(initialized("2025-11-25")), Next::Finished);
    QVERIFY(info(handshake).era == Era::Legacy);
}

void TestHandshake::modernErrorNeverFallsBack_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("named");
    QTest::newRow("header mismatch") << -32020 << "-32020";
    QTest::newRow("missing client capability") << -32021 << "-32021";
    QTest::newRow("unsupported version") << -32022 << "2027-01-01";
}

void TestHandshake::modernErrorNeverFallsBack() {
    QFETCH(int, code);
    QFETCH(QString, named);
    Handshake handshake;
    const json data = {{"supported", {"2027-01-01", "2028-01-01"}}, {"requested", "2026-07-28"}};
    QCOMPARE(handshake.discoverAnswered(error(code, data)), Next::Finished);
    QCOMPARE(failure(handshake).kind, ErrorKind::Protocol);
    QVERIFY2(failure(handshake).message.find(named.toStdString()) != std::string::npos,
             failure(handshake).message.c_str());
    QCOMPARE(handshake.discoverUnanswered(3s), Next::Wait);
}

void TestHandshake::refusalThatNamesALegacyVersionLeadsToInitialize() {
    Handshake handshake;
    const json data = {{"supported", {"2027-01-01", "2025-11-25"}}, {"requested", "2026-07-28"}};
    QCOMPARE(handshake.discoverAnswered(error(-32022, data)), Next::SendInitialize);
    QCOMPARE(handshake.initializeAnswered(initialized("2025-11-25")), Next::Finished);
    QVERIFY(info(handshake).era == Era::Legacy);
}

void TestHandshake::unknownModernVersionFails() {
    for (const json& versions : {json{"2027-01-01"}, json::array(), json(5)}) {
        Handshake handshake;
        QCOMPARE(handshake.discoverAnswered(discovered(versions)), Next::Finished);
        QCOMPARE(failure(handshake).kind, ErrorKind::Protocol);
    }
}

void TestHandshake::negotiatesEachLegacyVersion_data() {
    QTest::addColumn<std::string>("version");
    for (const char* version : {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"})
        QTest::newRow(version) << std::string(version);
}

void TestHandshake::negotiatesEachLegacyVersion() {
    QFETCH(std::string, version);
    Handshake handshake = afterInitializeWasSent();
    QCOMPARE(handshake.initializeAnswered(initialized(version)), Next::Finished);
    QCOMPARE(info(handshake).protocolVersion, version);
    QVERIFY(info(handshake).era == Era::Legacy);
    QCOMPARE(info(handshake).name, "L"s);
    QVERIFY(info(handshake).hasTools);
    QVERIFY(!info(handshake).toolsListChanged);
}

void TestHandshake::unknownLegacyVersionFails_data() {
    QTest::addColumn<std::string>("version");
    QTest::newRow("from the future") << "2030-01-01"s;
    QTest::newRow("older than all") << "2024-10-07"s;
    QTest::newRow("modern, which has no initialize") << "2026-07-28"s;
    QTest::newRow("words") << "latest"s;
}

void TestHandshake::unknownLegacyVersionFails() {
    QFETCH(std::string, version);
    Handshake handshake = afterInitializeWasSent();
    QCOMPARE(handshake.initializeAnswered(initialized(version)), Next::Finished);
    QCOMPARE(failure(handshake).kind, ErrorKind::Protocol);
    QVERIFY(failure(handshake).message.find("the server speaks " + version) != std::string::npos);
}

void TestHandshake::refusedInitializeFails() {
    Handshake handshake = afterInitializeWasSent();
    QCOMPARE(handshake.initializeAnswered(error(-32600)), Next::Finished);
    QCOMPARE(failure(handshake).kind, ErrorKind::Rejected);
    QVERIFY(failure(handshake).message.find("-32600") != std::string::npos);
}

void TestHandshake::initializeWithoutVersionFails_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("no object") << "[]"s;
    QTest::newRow("null") << "null"s;
    QTest::newRow("no version") << R"({"capabilities":{}})"s;
    QTest::newRow("a number") << R"({"protocolVersion":20251125})"s;
}

void TestHandshake::initializeWithoutVersionFails() {
    QFETCH(std::string, result);
    Handshake handshake = afterInitializeWasSent();
    QCOMPARE(handshake.initializeAnswered(json::parse(result)), Next::Finished);
    QCOMPARE(failure(handshake).kind, ErrorKind::Protocol);
}

void TestHandshake::lateDiscoverAnswerWinsOverTheInitialize() {
    Handshake handshake;
    QCOMPARE(handshake.discoverUnanswered(3s), Next::SendInitialize);
    QCOMPARE(handshake.discoverAnswered(discovered({"2026-07-28"})), Next::Finished);
    QVERIFY(info(handshake).era == Era::Modern);
    QCOMPARE(handshake.initializeAnswered(error(-32601)), Next::Wait);
    QVERIFY(info(handshake).era == Era::Modern);
}

void TestHandshake::lateDiscoverErrorDoesNotInitializeTwice() {
    Handshake handshake;
    QCOMPARE(handshake.discoverUnanswered(3s), Next::SendInitialize);
    QCOMPARE(handshake.discoverAnswered(error(-32601)), Next::Wait);
    QCOMPARE(handshake.initializeAnswered(initialized("2025-06-18")), Next::Finished);
    QCOMPARE(info(handshake).protocolVersion, "2025-06-18"s);
}

void TestHandshake::answersAfterTheEndChangeNothing() {
    Handshake handshake = afterInitializeWasSent();
    handshake.initializeAnswered(initialized("2025-11-25"));
    QCOMPARE(handshake.discoverAnswered(discovered({"2026-07-28"})), Next::Wait);
    QCOMPARE(handshake.discoverUnanswered(3s), Next::Wait);
    QCOMPARE(handshake.initializeAnswered(initialized("2024-11-05")), Next::Wait);
    QCOMPARE(info(handshake).protocolVersion, "2025-11-25"s);
}

void TestHandshake::readsCapabilities_data() {
    QTest::addColumn<std::string>("capabilities");
    QTest::addColumn<bool>("tools");
    QTest::addColumn<bool>("changes");
    QTest::newRow("none") << "{}"s << false << false;
    QTest::newRow("no object") << "[]"s << false << false;
    QTest::newRow("tools") << R"({"tools":{}})"s << true << false;
    QTest::newRow("tools that change") << R"({"tools":{"listChanged":true}})"s << true << true;
    QTest::newRow("tools that do not change") << R"({"tools":{"listChanged":false}})"s << true << false;
    QTest::newRow("listChanged is no boolean") << R"({"tools":{"listChanged":"yes"}})"s << true << false;
    QTest::newRow("tools is no object") << R"({"tools":true})"s << true << false;
}

void TestHandshake::readsCapabilities() {
    QFETCH(std::string, capabilities);
    QFETCH(bool, tools);
    QFETCH(bool, changes);
    Handshake handshake = afterInitializeWasSent();
    handshake.initializeAnswered(
        json{{"protocolVersion", "2025-11-25"}, {"capabilities", json::parse(capabilities)}});
    QCOMPARE(info(handshake).hasTools, tools);
    QCOMPARE(info(handshake).toolsListChanged, changes);
}

void TestHandshake::asksForTheNewestLegacyVersion() {
    const json params = json::parse(initializeParams());
    QCOMPARE(params.at("protocolVersion"), json("2025-11-25"));
    QCOMPARE(params.at("clientInfo"), (json{{"name", "mcp-dyno"}, {"version", dyno::version}}));
    QCOMPARE(
        params.at("capabilities"),
        json::parse(R"({"roots":{"listChanged":false},"sampling":{},"elicitation":{"form":{},"url":{}}})"));
}

void TestHandshake::modernMetaNamesVersionClientAndCapabilities() {
    const json meta = json::parse(modernMeta());
    QCOMPARE(meta.size(), 3U);
    QCOMPARE(meta.at("io.modelcontextprotocol/protocolVersion"), json("2026-07-28"));
    QCOMPARE(meta.at("io.modelcontextprotocol/clientInfo"),
             (json{{"name", "mcp-dyno"}, {"version", dyno::version}}));
    QCOMPARE(
        meta.at("io.modelcontextprotocol/clientCapabilities"),
        json::parse(
            R"({"roots":{},"sampling":{},"elicitation":{"form":{},"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{}}})"));
}

QTEST_APPLESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
