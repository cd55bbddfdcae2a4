#include "engine/mcp/tool_list.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using nlohmann::json;
using namespace std::string_literals;

namespace {

Tool onlyTool(const char* entry) {
    return readToolPage(json{{"tools", {json::parse(entry)}}}).value().tools.at(0);
}

} // namespace

class TestToolList : public QObject {
    Q_OBJECT

private slots:
    void readsAFullTool();
    void annotationsHaveTheProtocolsDefaults_data();
    void annotationsHaveTheProtocolsDefaults();
    void titleComesFromTheAnnotationsAtNeed();
    void ownTitleWins();
    void keepsTheOrder();
    void emptyCursorIsACursor();
    void otherCursorsAreNone_data();
    void otherCursorsAreNone();
    void readsTaskSupport_data();
    void readsTaskSupport();
    void keepsEachKeywordOfTheSchema();
    void brokenHeaderAnnotationsMatterWhereHeadersDo();
    void refusesWhatIsNoToolList_data();
    void refusesWhatIsNoToolList();
};

void TestToolList::readsAFullTool() {
    const Tool tool = onlyTool(R"({"name":"add","title":"Add","description":"Adds two numbers",
        "inputSchema":{"type":"object","properties":{"a":{"type":"number"}}},
        "annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}})");
    QCOMPARE(tool.name, "add"s);
    QCOMPARE(tool.title, "Add"s);
    QCOMPARE(tool.description, "Adds two numbers"s);
    QCOMPARE(json::parse(tool.inputSchema),
             json::parse(R"({"type":"object","properties":{"a":{"type":"number"}}})"));
    QVERIFY(tool.annotations.readOnly);
    QVERIFY(!tool.annotations.destructive);
    QVERIFY(tool.annotations.idempotent);
    QVERIFY(!tool.annotations.openWorld);
}

void TestToolList::annotationsHaveTheProtocolsDefaults_data() {
    QTest::addColumn<std::string>("entry");
    QTest::newRow("absent") << R"({"name":"t"})"s;
    QTest::newRow("empty") << R"({"name":"t","annotations":{}})"s;
    QTest::newRow("no object") << R"({"name":"t","annotations":["readOnlyHint"]})"s;
    QTest::newRow("no booleans")
        << R"({"name":"t","annotations":{"readOnlyHint":"yes","destructiveHint":0,"idempotentHint":1,"openWorldHint":null}})"s;
}

void TestToolList::annotationsHaveTheProtocolsDefaults() {
    QFETCH(std::string, entry);
    const Tool tool = onlyTool(entry.c_str());
    QVERIFY(!tool.annotations.readOnly);
    QVERIFY(tool.annotations.destructive);
    QVERIFY(!tool.annotations.idempotent);
    QVERIFY(tool.annotations.openWorld);
    QCOMPARE(tool.title, ""s);
    QCOMPARE(tool.description, ""s);
    QCOMPARE(tool.inputSchema, "{}"s);
}

void TestToolList::titleComesFromTheAnnotationsAtNeed() {
    QCOMPARE(onlyTool(R"({"name":"t","annotations":{"title":"Old style"}})").title, "Old style"s);
}

void TestToolList::ownTitleWins() {
    QCOMPARE(onlyTool(R"({"name":"t","title":"New","annotations":{"title":"Old"}})").title, "New"s);
}

void TestToolList::keepsTheOrder() {
    const auto page = readToolPage(json::parse(R"({"tools":[{"name":"b"},{"name":"a"},{"name":"b"}]})"));
    QCOMPARE(page->tools.size(), 3U);
    QCOMPARE(page->tools[0].name, "b"s);
    QCOMPARE(page->tools[1].name, "a"s);
    QCOMPARE(page->tools[2].name, "b"s);
    QVERIFY(!page->nextCursor);
}

void TestToolList::emptyCursorIsACursor() {
    QVERIFY(readToolPage(json{{"tools", json::array()}, {"nextCursor", ""}})->nextCursor == ""s);
    QVERIFY(readToolPage(json{{"tools", json::array()}, {"nextCursor", "p2"}})->nextCursor == "p2"s);
}

void TestToolList::otherCursorsAreNone_data() {
    QTest::addColumn<std::string>("cursor");
    QTest::newRow("null") << "null"s;
    QTest::newRow("number") << "5"s;
}

void TestToolList::otherCursorsAreNone() {
    QFETCH(std::string, cursor);
    const auto page = readToolPage(json{{"tools", json::array()}, {"nextCursor", json::parse(cursor)}});
    QVERIFY(page.has_value());
    QVERIFY(!page->nextCursor);
}

void TestToolList::readsTaskSupport_data() {
    QTest::addColumn<std::string>("entry");
    QTest::addColumn<int>("support");
    QTest::newRow("absent") << R"({"name":"t"})"s << int(TaskSupport::Forbidden);
    QTest::newRow("forbidden") << R"({"name":"t","execution":{"taskSupport":"forbidden"}})"s
                               << int(TaskSupport::Forbidden);
    QTest::newRow("optional") << R"({"name":"t","execution":{"taskSupport":"optional"}})"s
                              << int(TaskSupport::Optional);
    QTest::newRow("required") << R"({"name":"t","execution":{"taskSupport":"required"}})"s
                              << int(TaskSupport::Required);
    QTest::newRow("unknown") << R"({"name":"t","execution":{"taskSupport":true}})"s
                             << int(TaskSupport::Forbidden);
    QTest::newRow("no object") << R"({"name":"t","execution":"required"})"s << int(TaskSupport::Forbidden);
}

void TestToolList::readsTaskSupport() {
    QFETCH(std::string, entry);
    QFETCH(int, support);
    QCOMPARE(int(onlyTool(entry.c_str()).taskSupport), support);
}

void TestToolList::keepsEachKeywordOfTheSchema() {
    const char* schema = R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
        "$defs":{"a":{"$anchor":"x","type":"object","properties":{"s":{"type":"string"}}}},
        "properties":{"n":{"$ref":"#/$defs/a"},"far":{"$ref":"https://example.com/s.json"}},
        "allOf":[{"anyOf":[{"required":["n"]}]}],"if":{"properties":{"n":{"const":1}}},"then":{},"else":false,
        "additionalProperties":false,"unevaluatedProperties":{"x-own":[1,2.5,null]}})";
    const json entry = {{"name", "t"}, {"inputSchema", json::parse(schema)}};
    QCOMPARE(json::parse(onlyTool(entry.dump().c_str()).inputSchema), json::parse(schema));
}

void TestToolList::brokenHeaderAnnotationsMatterWhereHeadersDo() {
    const json list = json::parse(R"({"tools":[
        {"name":"good","inputSchema":{"properties":{"r":{"type":"string","x-mcp-header":"Region"}}}},
        {"name":"bad","inputSchema":{"properties":{"r":{"type":"number","x-mcp-header":"Region"}}}},
        {"name":"plain"}]})");
    const auto ignored = readToolPage(list);
    QCOMPARE(ignored->tools.size(), 3U);
    QVERIFY(ignored->tools[0].paramHeaders.empty());
    QVERIFY(ignored->warnings.empty());
    const auto enforced = readToolPage(list, HeaderRules::Enforced);
    QCOMPARE(enforced->tools.size(), 2U);
    QCOMPARE(enforced->tools[0].paramHeaders.at(0).header, "Mcp-Param-Region"s);
    QCOMPARE(enforced->tools[1].name, "plain"s);
    QCOMPARE(enforced->warnings.size(), 1U);
    QVERIFY(enforced->warnings[0].find("the tool bad was left out") != std::string::npos);
}

void TestToolList::refusesWhatIsNoToolList_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("null") << "null"s;
    QTest::newRow("a list") << "[]"s;
    QTest::newRow("no tools") << "{}"s;
    QTest::newRow("tools is no list") << R"({"tools":{}})"s;
    QTest::newRow("a tool that is a string") << R"({"tools":["echo"]})"s;
    QTest::newRow("a tool without name") << R"({"tools":[{"name":"a"},{"description":"b"}]})"s;
    QTest::newRow("an empty name") << R"({"tools":[{"name":""}]})"s;
    QTest::newRow("a name that is a number") << R"({"tools":[{"name":5}]})"s;
}

void TestToolList::refusesWhatIsNoToolList() {
    QFETCH(std::string, result);
    const auto page = readToolPage(json::parse(result));
    QVERIFY(page.has_error());
    QCOMPARE(page.error().kind, ErrorKind::Protocol);
}

QTEST_APPLESS_MAIN(TestToolList)
#include "tst_tool_list.moc"
