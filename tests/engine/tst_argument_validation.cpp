#include "engine/mcp/argument_validation.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::mcp::validateArguments;
using namespace std::string_literals;

namespace {

const std::string addSchema = R"({"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},
                                  "required":["a","b"],"additionalProperties":false})";

} // namespace

class TestArgumentValidation : public QObject {
    Q_OBJECT

private slots:
    void fittingArgumentsPass_data();
    void fittingArgumentsPass();
    void argumentsThatDoNotFitAreNamed_data();
    void argumentsThatDoNotFitAreNamed();
    void argumentsThatAreNoObjectAreRefused_data();
    void argumentsThatAreNoObjectAreRefused();
    void unreadableSchemaRejectsNothing_data();
    void unreadableSchemaRejectsNothing();
};

void TestArgumentValidation::fittingArgumentsPass_data() {
    QTest::addColumn<std::string>("schema");
    QTest::addColumn<std::string>("arguments");
    QTest::newRow("all there") << addSchema << R"({"a":1,"b":2.5})"s;
    QTest::newRow("no schema") << "{}"s
                               << R"({"x":[1,"two",null]})"s;
    QTest::newRow("no arguments") << R"({"type":"object"})"s
                                  << "{}"s;
    QTest::newRow("a pattern") << R"({"properties":{"a":{"pattern":"^[0-9]+$"}}})"s
                               << R"({"a":"123"})"s;
    QTest::newRow("a reference")
        << R"({"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer"}}})"s
        << R"({"a":3})"s;
}

void TestArgumentValidation::fittingArgumentsPass() {
    QFETCH(std::string, schema);
    QFETCH(std::string, arguments);
    const auto valid = validateArguments(schema, arguments);
    QVERIFY2(valid.has_value(), valid.has_error() ? valid.error().message.c_str() : "");
}

void TestArgumentValidation::argumentsThatDoNotFitAreNamed_data() {
    QTest::addColumn<std::string>("schema");
    QTest::addColumn<std::string>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("missing") << addSchema << R"({"a":1})"s
                             << "b";
    QTest::newRow("wrong type") << addSchema << R"({"a":1,"b":"2"})"s
                                << "[b]";
    QTest::newRow("one too many") << addSchema << R"({"a":1,"b":2,"colour":3})"s
                                  << "colour";
    QTest::newRow("enum") << R"({"properties":{"mode":{"enum":["on","off"]}}})"s
                          << R"({"mode":"dim"})"s
                          << "[mode]";
    QTest::newRow("nested") << R"({"properties":{"o":{"properties":{"n":{"minimum":1}}}}})"s
                            << R"({"o":{"n":0}})"s
                            << "[n]";
    QTest::newRow("a schema of trees")
        << R"({"properties":{"a":{"$ref":"#/$defs/t"}},"$defs":{"t":{"properties":{"next":{"$ref":"#/$defs/t"},"n":{"type":"integer"}}}}})"s
        << R"({"a":{"n":1,"next":{"next":{"n":"x"}}}})"s
        << "[n]";
    QTest::newRow("reference")
        << R"({"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer"}}})"s
        << R"({"a":"x"})"s
        << "[a]";
}

void TestArgumentValidation::argumentsThatDoNotFitAreNamed() {
    QFETCH(std::string, schema);
    QFETCH(std::string, arguments);
    QFETCH(QString, named);
    const auto valid = validateArguments(schema, arguments);
    QVERIFY(valid.has_error());
    QCOMPARE(valid.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(valid.error().detail.find(named.toStdString()) != std::string::npos,
             valid.error().detail.c_str());
    QVERIFY(valid.error().message.find('\n') == std::string::npos);
}

void TestArgumentValidation::argumentsThatAreNoObjectAreRefused_data() {
    QTest::addColumn<std::string>("arguments");
    QTest::newRow("nothing") << ""s;
    QTest::newRow("words") << "hello"s;
    QTest::newRow("half") << R"({"a":1)"s;
    QTest::newRow("a list") << "[1,2]"s;
    QTest::newRow("a number") << "5"s;
    QTest::newRow("null") << "null"s;
}

void TestArgumentValidation::argumentsThatAreNoObjectAreRefused() {
    QFETCH(std::string, arguments);
    const auto valid = validateArguments("{}", arguments);
    QVERIFY(valid.has_error());
    QCOMPARE(valid.error().kind, ErrorKind::InvalidInput);
}

void TestArgumentValidation::unreadableSchemaRejectsNothing_data() {
    QTest::addColumn<std::string>("schema");
    QTest::newRow("no JSON") << "{"s;
    QTest::newRow("a string") << R"("object")"s;
    QTest::newRow("null") << "null"s;
    QTest::newRow("a type that is none") << R"({"type":5})"s;
    QTest::newRow("a reference to nowhere") << R"({"properties":{"a":{"$ref":"#/$defs/none"}}})"s;
    QTest::newRow("a reference to the network")
        << R"({"properties":{"a":{"$ref":"https://example.com/s.json"}}})"s;
    QTest::newRow("a reference to another file") << R"({"properties":{"a":{"$ref":"other.json#/x"}}})"s;
    QTest::newRow("a reference against a base on the network")
        << R"({"$id":"https://example.com/s.json","properties":{"a":{"$ref":"types#/a"}}})"s;
    QTest::newRow("a reference to itself") << R"({"$ref":"#"})"s;
    QTest::newRow("two references in a circle")
        << R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}})"s;
    QTest::newRow("a circle inside") << R"({"properties":{"a":{"$ref":"#/properties/a"}}})"s;
    QTest::newRow("a circle through allOf") << R"({"allOf":[{"$ref":"#"}]})"s;
    QTest::newRow("a circle through not and if") << R"({"not":{"if":{"$ref":"#"}}})"s;
    QTest::newRow("a reference that is no pointer") << R"({"properties":{"a":{"$ref":"#anchor"}}})"s;
    QTest::newRow("a pattern that is broken") << R"({"properties":{"a":{"pattern":"["}}})"s;
    QTest::newRow("a pattern that only other engines know")
        << R"({"properties":{"a":{"pattern":"(?<=x)y"}}})"s;
}

void TestArgumentValidation::unreadableSchemaRejectsNothing() {
    QFETCH(std::string, schema);
    QVERIFY(validateArguments(schema, R"({"a":"text"})").has_value());
}

QTEST_APPLESS_MAIN(TestArgumentValidation)
#include "tst_argument_validation.moc"
