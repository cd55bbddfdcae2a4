#include "engine/mcp/param_headers.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using nlohmann::json;
using namespace std::string_literals;

namespace {

json annotated(const std::string& type, const json& header) {
    return {{"type", type}, {"x-mcp-header", header}};
}

Tool toolWith(const json& properties) {
    Tool tool;
    tool.paramHeaders = readParamHeaders(json{{"type", "object"}, {"properties", properties}}).value();
    return tool;
}

std::string headerOf(const std::string& type, const json& value) {
    const auto headers = paramHeaders(toolWith({{"p", annotated(type, "X")}}), json{{"p", value}});
    return headers.empty() ? "none" : headers.at(0).second;
}

} // namespace

class TestParamHeaders : public QObject {
    Q_OBJECT

private slots:
    void readsAnnotationsAtEachDepth();
    void toolsWithoutAnnotationsHaveNoHeaders_data();
    void toolsWithoutAnnotationsHaveNoHeaders();
    void brokenAnnotationsAreNamed_data();
    void brokenAnnotationsAreNamed();
    void everyTokenCharacterIsAllowed();
    void valuesAreEncoded_data();
    void valuesAreEncoded();
    void absentArgumentsHaveNoHeader_data();
    void absentArgumentsHaveNoHeader();
    void nestedArgumentsAreFound();
};

void TestParamHeaders::readsAnnotationsAtEachDepth() {
    const Tool tool =
        toolWith({{"region", annotated("string", "Region")},
                  {"options",
                   {{"type", "object"},
                    {"properties", {{"deep", {{"properties", {{"n", annotated("integer", "N-1")}}}}}}}}},
                  {"plain", {{"type", "string"}}}});
    QCOMPARE(tool.paramHeaders.size(), 2U);
    QVERIFY(tool.paramHeaders[0].path == (std::vector<std::string>{"options", "deep", "n"}));
    QCOMPARE(tool.paramHeaders[0].header, "Mcp-Param-N-1"s);
    QVERIFY(tool.paramHeaders[1].path == std::vector<std::string>{"region"});
    QCOMPARE(tool.paramHeaders[1].header, "Mcp-Param-Region"s);
}

void TestParamHeaders::toolsWithoutAnnotationsHaveNoHeaders_data() {
    QTest::addColumn<std::string>("schema");
    QTest::newRow("null") << "null"s;
    QTest::newRow("true") << "true"s;
    QTest::newRow("empty") << "{}"s;
    QTest::newRow("properties are no object") << R"({"properties":["x-mcp-header"]})"s;
    QTest::newRow("a property of that name") << R"({"properties":{"x-mcp-header":{"type":"object"}}})"s;
    QTest::newRow("in a default value") << R"({"properties":{"a":{"default":{"x-mcp-header":"A"}}}})"s;
    QTest::newRow("in an enumeration") << R"({"properties":{"a":{"enum":[{"x-mcp-header":"A"}]}}})"s;
}

void TestParamHeaders::toolsWithoutAnnotationsHaveNoHeaders() {
    QFETCH(std::string, schema);
    const auto headers = readParamHeaders(json::parse(schema));
    QVERIFY2(headers.has_value(), headers.has_error() ? headers.error().message.c_str() : "");
    QVERIFY(headers->empty());
}

// The tools of the conformance suite's scenario http-invalid-tool-headers first.
void TestParamHeaders::brokenAnnotationsAreNamed_data() {
    QTest::addColumn<std::string>("properties");
    QTest::addColumn<QString>("named");
    QTest::newRow("empty") << R"({"v":{"type":"string","x-mcp-header":""}})"s
                           << "of v is no header name";
    QTest::newRow("object") << R"({"v":{"type":"object","x-mcp-header":"D"}})"s
                            << "of v is on no string";
    QTest::newRow("array") << R"({"v":{"type":"array","items":{"type":"string"},"x-mcp-header":"D"}})"s
                           << "of v is on no string";
    QTest::newRow("null") << R"({"v":{"type":"null","x-mcp-header":"D"}})"s
                          << "of v is on no string";
    QTest::newRow("number") << R"({"v":{"type":"number","x-mcp-header":"D"}})"s
                            << "of v is on no string";
    QTest::newRow("twice")
        << R"({"a":{"type":"string","x-mcp-header":"R"},"b":{"type":"string","x-mcp-header":"R"}})"s
        << "of b is used twice: R";
    QTest::newRow("twice in another case")
        << R"({"a":{"type":"string","x-mcp-header":"My"},"b":{"type":"string","x-mcp-header":"mY"}})"s
        << "of b is used twice: mY";
    QTest::newRow("blank") << R"({"v":{"type":"string","x-mcp-header":"My Region"}})"s
                           << "no header name";
    QTest::newRow("colon") << R"({"v":{"type":"string","x-mcp-header":"A:B"}})"s
                           << "no header name";
    QTest::newRow("non-ASCII") << R"({"v":{"type":"string","x-mcp-header":"Région"}})"s
                               << "no header name";
    QTest::newRow("control character") << R"({"v":{"type":"string","x-mcp-header":"R\t1"}})"s
                                       << "no header name";
    QTest::newRow("line break") << R"({"v":{"type":"string","x-mcp-header":"R\r\nEvil"}})"s
                                << "no header name";
    QTest::newRow("no text") << R"({"v":{"type":"string","x-mcp-header":5}})"s
                             << "no header name";
    QTest::newRow("no type") << R"({"v":{"x-mcp-header":"R"}})"s
                             << "on no string";
    QTest::newRow("several types") << R"({"v":{"type":["string","null"],"x-mcp-header":"R"}})"s
                                   << "on no string";
    for (const char* place : {"items", "additionalProperties", "not", "if", "then", "else", "contains"})
        QTest::newRow(place) << R"({"v":{")"s + place + R"(":{"type":"string","x-mcp-header":"R"}}})"
                             << "properties alone";
    for (const char* place : {"oneOf", "anyOf", "allOf", "prefixItems"})
        QTest::newRow(place) << R"({"v":{")"s + place +
                                    R"(":[{"properties":{"w":{"type":"string","x-mcp-header":"R"}}}]}})"
                             << "properties alone";
    for (const char* place : {"$defs", "definitions", "patternProperties", "dependentSchemas"})
        QTest::newRow(place) << R"({"v":{")"s + place +
                                    R"(":{"default":{"type":"string","x-mcp-header":"R"}}}})"
                             << "properties alone";
}

void TestParamHeaders::brokenAnnotationsAreNamed() {
    QFETCH(std::string, properties);
    QFETCH(QString, named);
    const auto headers = readParamHeaders(json{{"properties", json::parse(properties)}});
    QVERIFY(headers.has_error());
    QCOMPARE(headers.error().kind, ErrorKind::Protocol);
    QVERIFY2(headers.error().message.find(named.toStdString()) != std::string::npos,
             headers.error().message.c_str());
}

void TestParamHeaders::everyTokenCharacterIsAllowed() {
    const std::string all = "!#$%&'*+-.^_`|~09azAZ";
    QCOMPARE(toolWith({{"p", annotated("string", all)}}).paramHeaders.at(0).header, "Mcp-Param-" + all);
}

void TestParamHeaders::valuesAreEncoded_data() {
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("text") << "string"s
                          << R"("us-west1")"s
                          << "us-west1"s;
    QTest::newRow("blank inside") << "string"s
                                  << R"("us west\t1")"s
                                  << "us west\t1"s;
    QTest::newRow("empty") << "string"s
                           << R"("")"s
                           << "=?base64?"s + "?="s;
    QTest::newRow("non-ASCII") << "string"s
                               << R"("Hello, 世界")"s
                               << "=?base64?SGVsbG8sIOS4lueVjA==?="s;
    QTest::newRow("padded") << "string"s
                            << R"(" padded ")"s
                            << "=?base64?IHBhZGRlZCA=?="s;
    QTest::newRow("leading blank") << "string"s
                                   << R"(" a")"s
                                   << "=?base64?IGE=?="s;
    QTest::newRow("trailing tab") << "string"s
                                  << R"("a\t")"s
                                  << "=?base64?YQk=?="s;
    QTest::newRow("line break") << "string"s
                                << R"("line1\nline2")"s
                                << "=?base64?bGluZTEKbGluZTI=?="s;
    QTest::newRow("carriage return") << "string"s
                                     << R"("a\r\nb: c")"s
                                     << "=?base64?YQ0KYjogYw==?="s;
    QTest::newRow("delete") << "string"s
                            << "\"a\x7f"s + "b\""
                            << "=?base64?YX9i?="s;
    QTest::newRow("looks encoded") << "string"s
                                   << R"("=?base64?literal?=")"s
                                   << "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="s;
    QTest::newRow("half encoded") << "string"s
                                  << R"("=?base64?literal")"s
                                  << "=?base64?literal"s;
    QTest::newRow("integer") << "integer"s
                             << "42"s
                             << "42"s;
    QTest::newRow("negative") << "integer"s
                              << "-7"s
                              << "-7"s;
    QTest::newRow("integer with a fraction of none") << "integer"s
                                                     << "42.0"s
                                                     << "42"s;
    QTest::newRow("integer with an exponent") << "integer"s
                                              << "1e3"s
                                              << "1000"s;
    QTest::newRow("beyond the safe integers") << "integer"s
                                              << "9007199254740993"s
                                              << "9007199254740993"s;
    QTest::newRow("true") << "boolean"s
                          << "true"s
                          << "true"s;
    QTest::newRow("false") << "boolean"s
                           << "false"s
                           << "false"s;
}

void TestParamHeaders::valuesAreEncoded() {
    QFETCH(std::string, type);
    QFETCH(std::string, value);
    QFETCH(std::string, expected);
    QCOMPARE(headerOf(type, json::parse(value)), expected);
}

void TestParamHeaders::absentArgumentsHaveNoHeader_data() {
    QTest::addColumn<std::string>("arguments");
    QTest::newRow("absent") << "{}"s;
    QTest::newRow("null") << R"({"p":null})"s;
    QTest::newRow("an object") << R"({"p":{"a":1}})"s;
    QTest::newRow("a list") << R"({"p":["a"]})"s;
    QTest::newRow("arguments are no object") << "[1]"s;
}

void TestParamHeaders::absentArgumentsHaveNoHeader() {
    QFETCH(std::string, arguments);
    QVERIFY(paramHeaders(toolWith({{"p", annotated("string", "P")}}), json::parse(arguments)).empty());
}

void TestParamHeaders::nestedArgumentsAreFound() {
    const Tool tool = toolWith({{"o", {{"properties", {{"in", annotated("string", "Inner")}}}}}});
    const auto headers = paramHeaders(tool, json{{"o", {{"in", "x"}}}});
    QCOMPARE(headers.size(), 1U);
    QCOMPARE(headers[0].first, "Mcp-Param-Inner"s);
    QCOMPARE(headers[0].second, "x"s);
    QVERIFY(paramHeaders(tool, json{{"o", "x"}}).empty());
}

QTEST_APPLESS_MAIN(TestParamHeaders)
#include "tst_param_headers.moc"
