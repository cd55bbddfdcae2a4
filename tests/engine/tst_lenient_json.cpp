#include "engine/settings/import/lenient_json.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::settings::parseLenientJson;
using dyno::settings::strictJson;
using namespace std::string_literals;

class TestLenientJson : public QObject {
    Q_OBJECT

private slots:
    void takesOutWhatJsonDoesNotAllow_data();
    void takesOutWhatJsonDoesNotAllow();
    void leavesAlone_data();
    void leavesAlone();
    void errorSaysWhere_data();
    void errorSaysWhere();
    void errorQuotesNothing();
};

void TestLenientJson::takesOutWhatJsonDoesNotAllow_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("strict");
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF{}"s
                                     << "   {}"s;
    QTest::newRow("line comment") << "{ // x\n}"s
                                  << "{     \n}"s;
    QTest::newRow("line comment at the end") << "{}//"s
                                             << "{}  "s;
    QTest::newRow("block comment") << "[1/* , \n ] */]"s
                                   << "[1     \n     ]"s;
    QTest::newRow("comments within each other") << "[/* // */1]"s
                                                << "[        1]"s;
    QTest::newRow("comma in an object") << R"({"a":1,})"s
                                        << R"({"a":1 })"s;
    QTest::newRow("comma in a list, with blanks") << "[1 , \n ]"s
                                                  << "[1   \n ]"s;
    QTest::newRow("comma before a comment") << "[\"a\",/**/]"s
                                            << "[\"a\"     ]"s;
    QTest::newRow("commas at every level") << "[[1,],{},]"s
                                           << "[[1 ],{} ]"s;
}

void TestLenientJson::takesOutWhatJsonDoesNotAllow() {
    QFETCH(std::string, text);
    QFETCH(std::string, strict);
    QCOMPARE(strictJson(text), strict);
    QVERIFY(parseLenientJson(text).has_value());
}

void TestLenientJson::leavesAlone_data() {
    QTest::addColumn<std::string>("text");
    QTest::newRow("nothing") << ""s;
    QTest::newRow("URL") << R"({"a":"http://x/*y*/"})"s;
    QTest::newRow("comma in a string") << R"(["a,",",]"])"s;
    QTest::newRow("escaped quote") << R"(["\"//",1])"s;
    QTest::newRow("escaped backslash") << R"(["\\",1])"s;
    QTest::newRow("lone comma") << "[,]"s;
    QTest::newRow("two commas") << "[1,,]"s;
    QTest::newRow("comma after a colon") << "{\"a\":,}"s;
    QTest::newRow("open string") << "[\"//,]"s;
    QTest::newRow("open escape") << "[\"\\"s;
    QTest::newRow("open comment") << "[1 /* ]"s;
    QTest::newRow("mark inside") << "[\xEF\xBB\xBF]"s;
}

void TestLenientJson::leavesAlone() {
    QFETCH(std::string, text);
    QCOMPARE(strictJson(text), text);
}

void TestLenientJson::errorSaysWhere_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("message");
    QTest::newRow("nothing") << ""s
                             << "is not valid JSON: line 1, column 1: "s;
    QTest::newRow("after a comment") << "/* 1\n2 */ {\n  x}"s
                                     << "is not valid JSON: line 3, column 3: "s;
    QTest::newRow("after what was taken out") << "[1,2,],"s
                                              << "is not valid JSON: line 1, column 7: "s;
    QTest::newRow("columns are characters") << "[\"äöü\" x]"s
                                            << "is not valid JSON: line 1, column 8: "s;
    QTest::newRow("open comment") << "{}\n  /* x"s
                                  << "is not valid JSON: line 2, column 3: "s;
    QTest::newRow("end is missing") << "{\"a\": {"s
                                    << "is not valid JSON: line 1, column 8: "s;
}

void TestLenientJson::errorSaysWhere() {
    QFETCH(std::string, text);
    QFETCH(std::string, message);
    const auto result = parseLenientJson(text);
    QVERIFY(result.has_error());
    QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(result.error().message.starts_with(message), result.error().message.c_str());
    QVERIFY(result.error().message.size() > message.size());
}

void TestLenientJson::errorQuotesNothing() {
    const auto result = parseLenientJson("{\"KEY\": \"sk-secret\n\"}");
    QVERIFY(result.has_error());
    QVERIFY2(result.error().message.find("sk-") == std::string::npos, result.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestLenientJson)
#include "tst_lenient_json.moc"
