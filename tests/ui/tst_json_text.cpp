#include "ui/json_text.h"

#include "tests/support/fail_on_warning.h"

using namespace Qt::StringLiterals;
using namespace dyno::ui;

class tst_json_text : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void indents_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("indented");
        QTest::newRow("object") << u"{\"b\":1,\"a\":[true,null]}"_s
                                << u"{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}"_s;
        QTest::newRow("indented before") << u"{\n\t\"a\" : 1 }\n"_s << u"{\n  \"a\": 1\n}"_s;
        QTest::newRow("empty ones") << u"{\"a\":{ },\"b\":[]}"_s << u"{\n  \"a\": {},\n  \"b\": []\n}"_s;
        QTest::newRow("numbers stay") << u"[1.0,1e400,12345678901234567890123]"_s
                                      << u"[\n  1.0,\n  1e400,\n  12345678901234567890123\n]"_s;
        QTest::newRow("strings stay") << u"[\"a, {b}: \\\"c\\\\\"]"_s << u"[\n  \"a, {b}: \\\"c\\\\\"\n]"_s;
        QTest::newRow("cut off in a string") << u"{\"a\":\"b\\"_s << u"{\n  \"a\": \"b\\"_s;
        QTest::newRow("cut off before a value") << u"{\"a\":"_s << u"{\n  \"a\": "_s;
        QTest::newRow("closed too often") << u"[1]]}"_s << u"[\n  1\n]\n]\n}"_s;
        QTest::newRow("no structure") << u"hello, world"_s << u"hello, world"_s;
        QTest::newRow("nothing") << QString() << QString();
    }
    void indents() {
        QFETCH(QString, text);
        QTEST(indentedJson(text.toStdString()), "indented");
    }
};

QTEST_GUILESS_MAIN(tst_json_text)
#include "tst_json_text.moc"
