#include "engine/mcp/elicitation_defaults.h"
#include "printing.h"

using dyno::mcp::defaultContent;
using nlohmann::json;
using namespace std::string_literals;

class TestElicitationDefaults : public QObject {
    Q_OBJECT

private slots:
    void defaultsAreTaken();
    void optionalPropertiesWithoutDefaultAreLeftOut();
    void requiredPropertiesGetTheSmallestValue_data();
    void requiredPropertiesGetTheSmallestValue();
    void oddSchemasGiveNothing_data();
    void oddSchemasGiveNothing();
};

void TestElicitationDefaults::defaultsAreTaken() {
    // The properties of the conformance suite's scenario elicitation-sep1034-client-defaults, and a
    // selection.
    const json schema = json::parse(R"({"type":"object","required":[],"properties":{
        "name":{"type":"string","default":"John Doe"},
        "age":{"type":"integer","default":30},
        "score":{"type":"number","default":95.5},
        "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
        "verified":{"type":"boolean","default":true},
        "size":{"type":"string","oneOf":[{"const":"s","title":"Small"},{"const":"l","title":"Large"}],"default":"l"},
        "colours":{"type":"array","items":{"enum":["red","blue"]},"default":["blue"]}}})");
    QCOMPARE(defaultContent(schema),
             json::parse(R"({"name":"John Doe","age":30,"score":95.5,"status":"active","verified":true,
                             "size":"l","colours":["blue"]})"));
}

void TestElicitationDefaults::optionalPropertiesWithoutDefaultAreLeftOut() {
    QCOMPARE(defaultContent(json::parse(
                 R"({"properties":{"a":{"type":"string"},"b":{"type":"boolean"}},"required":["b"]})")),
             json::parse(R"({"b":false})"));
}

void TestElicitationDefaults::requiredPropertiesGetTheSmallestValue_data() {
    QTest::addColumn<std::string>("schema");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("string") << R"({"type":"string"})"s
                            << R"("")"s;
    QTest::newRow("string of a length") << R"({"type":"string","minLength":3})"s
                                        << R"("xxx")"s;
    QTest::newRow("email") << R"({"type":"string","format":"email"})"s
                           << R"("a@example.com")"s;
    QTest::newRow("uri") << R"({"type":"string","format":"uri"})"s
                         << R"("http://localhost/")"s;
    QTest::newRow("date") << R"({"type":"string","format":"date"})"s
                          << R"("2000-01-01")"s;
    QTest::newRow("date and time") << R"({"type":"string","format":"date-time"})"s
                                   << R"("2000-01-01T00:00:00Z")"s;
    QTest::newRow("integer") << R"({"type":"integer"})"s
                             << "0"s;
    QTest::newRow("integer from") << R"({"type":"integer","minimum":18})"s
                                  << "18"s;
    QTest::newRow("integer from a fraction") << R"({"type":"integer","minimum":1.5})"s
                                             << "2"s;
    QTest::newRow("integer below zero") << R"({"type":"integer","maximum":-5})"s
                                        << "-5"s;
    QTest::newRow("number") << R"({"type":"number"})"s
                            << "0.0"s;
    QTest::newRow("number from") << R"({"type":"number","minimum":0.5})"s
                                 << "0.5"s;
    QTest::newRow("boolean") << R"({"type":"boolean"})"s
                             << "false"s;
    QTest::newRow("enumeration") << R"({"type":"string","enum":["b","a"]})"s
                                 << R"("b")"s;
    QTest::newRow("titled enumeration")
        << R"({"type":"string","oneOf":[{"const":"x","title":"X"},{"const":"y","title":"Y"}]})"s
        << R"("x")"s;
    QTest::newRow("titled the other way") << R"({"type":"string","anyOf":[{"const":"y"}]})"s
                                          << R"("y")"s;
    QTest::newRow("selection") << R"({"type":"array","items":{"enum":["a","b"]}})"s
                               << "[]"s;
    QTest::newRow("selection of some")
        << R"({"type":"array","minItems":2,"items":{"anyOf":[{"const":"a"},{"const":"b"},{"const":"c"}]}})"s
        << R"(["a","b"])"s;
    QTest::newRow("more than there are") << R"({"type":"array","minItems":9,"items":{"enum":["a"]}})"s
                                         << R"(["a"])"s;
}

void TestElicitationDefaults::requiredPropertiesGetTheSmallestValue() {
    QFETCH(std::string, schema);
    QFETCH(std::string, expected);
    const json whole = {{"properties", {{"p", json::parse(schema)}}}, {"required", {"p"}}};
    QCOMPARE(defaultContent(whole), (json{{"p", json::parse(expected)}}));
}

void TestElicitationDefaults::oddSchemasGiveNothing_data() {
    QTest::addColumn<std::string>("schema");
    QTest::newRow("null") << "null"s;
    QTest::newRow("a list") << "[]"s;
    QTest::newRow("no properties") << R"({"required":["a"]})"s;
    QTest::newRow("properties is no object") << R"({"properties":[1,2],"required":[5]})"s;
    QTest::newRow("a property that is no schema") << R"({"properties":{"a":5},"required":["a"]})"s;
    QTest::newRow("a type that is none") << R"({"properties":{"a":{"type":["string"]}},"required":["a"]})"s;
    QTest::newRow("required is no list") << R"({"properties":{"a":{"type":"string"}},"required":"a"})"s;
}

void TestElicitationDefaults::oddSchemasGiveNothing() {
    QFETCH(std::string, schema);
    QCOMPARE(defaultContent(json::parse(schema)), json::object());
}

QTEST_APPLESS_MAIN(TestElicitationDefaults)
#include "tst_elicitation_defaults.moc"
