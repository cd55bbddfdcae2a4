#include "ui/schema_arguments.h"

#include "tests/support/fail_on_warning.h"

using namespace Qt::StringLiterals;
using namespace dyno::ui;

class tst_schema_arguments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void fillsWhatIsNeeded_data() {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QString>("arguments");
        const auto row = [](const char* name, const char* schema, const char* arguments) {
            QTest::newRow(name) << QByteArray(schema) << QString::fromUtf8(arguments);
        };
        row("no schema", "", "{}");
        row("broken schema", "{\"type\":", "{}");
        row("no properties", R"({"type":"object"})", "{}");
        row("required string", R"({"properties":{"a":{"type":"string"}},"required":["a"]})", R"({"a":""})");
        row("optional without default", R"({"properties":{"a":{"type":"string"}}})", "{}");
        row("optional with default", R"({"properties":{"a":{"type":"string","default":"x"}}})",
            R"({"a":"x"})");
        row("schema's order", R"({"properties":{"b":{"default":1},"a":{"default":2}}})", R"({"b":1,"a":2})");
        row("first of an enumeration", R"({"properties":{"a":{"enum":["red","blue"]}},"required":["a"]})",
            R"({"a":"red"})");
        row("bounds", R"({"properties":{"a":{"type":"integer","minimum":3}},"required":["a"]})",
            R"({"a":3})");
        row("exclusive bound",
            R"({"properties":{"a":{"type":"integer","exclusiveMinimum":0}},"required":["a"]})", R"({"a":1})");
        row("upper bound below zero",
            R"({"properties":{"a":{"type":"number","maximum":-2.5}},"required":["a"]})", R"({"a":-2.5})");
        row("boolean", R"({"properties":{"a":{"type":"boolean"}},"required":["a"]})", R"({"a":false})");
        row("array",
            R"({"properties":{"a":{"type":"array","minItems":2,"items":{"type":"number"}}},"required":["a"]})",
            R"({"a":[0,0]})");
        row("nested",
            R"({"properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"required":["b"]}},
            "required":["a"]})",
            R"({"a":{"b":""}})");
        row("first of several types", R"({"properties":{"a":{"type":["integer","null"]}},"required":["a"]})",
            R"({"a":0})");
        row("unknown type", R"({"properties":{"a":{}},"required":["a"]})", R"({"a":null})");
        row("odd shapes", R"({"properties":{"a":true,"b":[]},"required":"a"})", "{}");
    }
    void fillsWhatIsNeeded() {
        QFETCH(QByteArray, schema);
        QString text = defaultArguments(schema.toStdString());
        QTEST(text.remove(u'\n').remove(u' '), "arguments");
    }

    void goodObjectHasNoProblem() { QVERIFY(!findJsonProblem(u"{\"a\": [1, 2]}"_s)); }

    void problemNamesLineAndColumn() {
        const auto problem = findJsonProblem(u"{\n  \"ä\": 1,\n  oops\n}"_s);
        QVERIFY(problem);
        QCOMPARE(problem->line, 3);
        QVERIFY(problem->column >= 3);
        QVERIFY(!problem->message.isEmpty());
    }

    void argumentsMustBeAnObject() {
        QVERIFY(findJsonProblem(u"[1]"_s));
        QVERIFY(findJsonProblem(u""_s));
    }
};

QTEST_GUILESS_MAIN(tst_schema_arguments)
#include "tst_schema_arguments.moc"
