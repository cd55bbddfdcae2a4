#include "engine/settings/duration_text.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::async::Duration;
using namespace dyno::settings;
using namespace std::chrono_literals;
using namespace std::string_literals;

class TestDurationText : public QObject {
    Q_OBJECT

private slots:
    void readsANumberAndAUnit_data();
    void readsANumberAndAUnit();
    void refusesAllElse_data();
    void refusesAllElse();
    void writesTheShortestExactSpelling_data();
    void writesTheShortestExactSpelling();
};

void TestDurationText::readsANumberAndAUnit_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Duration>("duration");
    QTest::newRow("hours") << "1h"s << Duration(1h);
    QTest::newRow("minutes") << "2m"s << Duration(2min);
    QTest::newRow("seconds") << "10s"s << Duration(10s);
    QTest::newRow("milliseconds") << "250ms"s << Duration(250ms);
    QTest::newRow("microseconds") << "500us"s << Duration(500us);
    QTest::newRow("nanoseconds") << "7ns"s << Duration(7ns);
    QTest::newRow("fraction") << "1.5s"s << Duration(1500ms);
    QTest::newRow("fraction that binary cannot hold") << "0.1s"s << Duration(100ms);
    QTest::newRow("zero") << "0s"s << Duration(0);
    QTest::newRow("exponent") << "1e3ms"s << Duration(1s);
    QTest::newRow("nine days") << "216h"s << Duration(216h);
}

void TestDurationText::readsANumberAndAUnit() {
    QFETCH(std::string, text);
    QFETCH(Duration, duration);
    const auto parsed = parseDuration(text);
    QVERIFY(parsed.has_value());
    QCOMPARE(*parsed, duration);
}

void TestDurationText::refusesAllElse_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text : {"",     "banana", "s",      "10",     "1.5",  "-1s",   "-0.001ms", "inf", "infs",
                             "nan",  "nans",   "1e400s", "1e300h", "300h", "1 s",   " 1s",      "1s ", "1S",
                             "1sec", "1min",   "1s1s",   "1,5s",   "+1s",  "0x10s", "1h30m",    "١s"})
        QTest::newRow(*text ? text : "nothing") << std::string(text);
    QTest::newRow("a NUL after the unit") << std::string("1s\0", 3);
}

void TestDurationText::refusesAllElse() {
    QFETCH(std::string, text);
    const auto parsed = parseDuration(text);
    QVERIFY(parsed.has_error());
    QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
    QVERIFY(parsed.error().message.find("\"" + text + "\"") != std::string::npos);
}

void TestDurationText::writesTheShortestExactSpelling_data() {
    QTest::addColumn<Duration>("duration");
    QTest::addColumn<std::string>("text");
    QTest::newRow("zero") << Duration(0) << "0 s"s;
    QTest::newRow("nanosecond") << Duration(1ns) << "1 ns"s;
    QTest::newRow("microseconds") << Duration(1500ns * 2) << "3 us"s;
    QTest::newRow("milliseconds") << Duration(1500ms) << "1500 ms"s;
    QTest::newRow("seconds") << Duration(30s) << "30 s"s;
    QTest::newRow("a minute") << Duration(60s) << "1 m"s;
    QTest::newRow("ninety seconds") << Duration(90s) << "90 s"s;
    QTest::newRow("hours") << Duration(2h) << "2 h"s;
    QTest::newRow("an hour and a half") << Duration(90min) << "90 m"s;
}

void TestDurationText::writesTheShortestExactSpelling() {
    QFETCH(Duration, duration);
    QFETCH(std::string, text);
    QCOMPARE(durationText(duration), text);
}

QTEST_APPLESS_MAIN(TestDurationText)
#include "tst_duration_text.moc"
