#include "engine/jsonrpc/utf8.h"
#include "printing.h"

using dyno::jsonrpc::beginning;
using dyno::jsonrpc::isUtf8;
using dyno::jsonrpc::repairUtf8;
using namespace std::string_literals;

class TestUtf8 : public QObject {
    Q_OBJECT

private slots:
    void tellsUtf8FromOtherBytes_data();
    void tellsUtf8FromOtherBytes();
    void leavesTextAroundABadByteAlone();
    void beginningEndsBetweenCharacters_data();
    void beginningEndsBetweenCharacters();
};

void TestUtf8::tellsUtf8FromOtherBytes_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("replaced"); // bytes that a repair replaces; 0: all is well
    QTest::newRow("empty") << ""s << 0;
    QTest::newRow("ASCII") << "a\x7F"s << 0;
    QTest::newRow("NUL") << std::string("\0", 1) << 0;
    QTest::newRow("first of two bytes, U+0080") << "\xC2\x80"s << 0;
    QTest::newRow("last of two bytes, U+07FF") << "\xDF\xBF"s << 0;
    QTest::newRow("first of three bytes, U+0800") << "\xE0\xA0\x80"s << 0;
    QTest::newRow("before the surrogates, U+D7FF") << "\xED\x9F\xBF"s << 0;
    QTest::newRow("after the surrogates, U+E000") << "\xEE\x80\x80"s << 0;
    QTest::newRow("last of three bytes, U+FFFF") << "\xEF\xBF\xBF"s << 0;
    QTest::newRow("first of four bytes, U+10000") << "\xF0\x90\x80\x80"s << 0;
    QTest::newRow("the last of all, U+10FFFF") << "\xF4\x8F\xBF\xBF"s << 0;

    QTest::newRow("lone continuation") << "\x80"s << 1;
    QTest::newRow("overlong in two, C0") << "\xC0\xAF"s << 2;
    QTest::newRow("overlong in two, C1") << "\xC1\xBF"s << 2;
    QTest::newRow("overlong in three") << "\xE0\x9F\xBF"s << 3;
    QTest::newRow("overlong in four") << "\xF0\x8F\xBF\xBF"s << 4;
    QTest::newRow("first surrogate, U+D800") << "\xED\xA0\x80"s << 3;
    QTest::newRow("last surrogate, U+DFFF") << "\xED\xBF\xBF"s << 3;
    QTest::newRow("past the end, U+110000") << "\xF4\x90\x80\x80"s << 4;
    QTest::newRow("five bytes") << "\xF8\x88\x80\x80\x80"s << 5;
    QTest::newRow("FE and FF") << "\xFE\xFF"s << 2;
    QTest::newRow("truncated two") << "\xC3"s << 1;
    QTest::newRow("truncated three") << "\xE2\x82"s << 2;
    QTest::newRow("truncated four") << "\xF0\x9F\x98"s << 3;
}

void TestUtf8::tellsUtf8FromOtherBytes() {
    QFETCH(std::string, bytes);
    QFETCH(int, replaced);
    QCOMPARE(isUtf8(bytes), replaced == 0);
    std::string expected;
    for (int i = 0; i < replaced; ++i)
        expected += "\xEF\xBF\xBD";
    QCOMPARE(repairUtf8(bytes), replaced == 0 ? bytes : expected);
    QVERIFY(isUtf8(repairUtf8(bytes)));
}

void TestUtf8::leavesTextAroundABadByteAlone() {
    QCOMPARE(repairUtf8("gr\xC3\xBC\xC3(\xFFn"), "gr\xC3\xBC\xEF\xBF\xBD(\xEF\xBF\xBDn"s);
}

void TestUtf8::beginningEndsBetweenCharacters_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("most");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("shorter than that") << "abc"s << 5 << "abc"s;
    QTest::newRow("just as long") << "a\xC3\xBC"s << 3 << "a\xC3\xBC"s;
    QTest::newRow("nothing") << "abc"s << 0 << ""s;
    QTest::newRow("ASCII") << "abcdef"s << 4 << "abcd"s;
    QTest::newRow("inside two bytes") << "a\xC3\xBCz"s << 2 << "a"s;
    QTest::newRow("after two bytes") << "a\xC3\xBCz"s << 3 << "a\xC3\xBC"s;
    QTest::newRow("inside four bytes, late") << "a\xF0\x9F\x98\x80z"s << 4 << "a"s;
    QTest::newRow("inside four bytes, early") << "a\xF0\x9F\x98\x80z"s << 2 << "a"s;
    QTest::newRow("garbage is not eaten up")
        << "\x80\x80\x80\x80\x80\x80\x80\x80"s << 7 << "\x80\x80\x80\x80"s;
}

void TestUtf8::beginningEndsBetweenCharacters() {
    QFETCH(std::string, text);
    QFETCH(int, most);
    QFETCH(std::string, expected);
    QCOMPARE(std::string(beginning(text, static_cast<std::size_t>(most))), expected);
}

QTEST_APPLESS_MAIN(TestUtf8)
#include "tst_utf8.moc"
