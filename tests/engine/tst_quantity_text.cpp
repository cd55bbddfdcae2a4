#include "engine/reports/quantity_text.h"
#include "printing.h"

using namespace dyno::reports;
using dyno::async::Duration;
using namespace std::chrono_literals;
using namespace std::string_literals;

class TestQuantityText : public QObject {
    Q_OBJECT

private slots:
    void timesHaveThreeDigitsAndAUnit_data();
    void timesHaveThreeDigitsAndAUnit();
    void countsHaveTheirThousandsApart_data();
    void countsHaveTheirThousandsApart();
    void bytesAreInBinaryUnits_data();
    void bytesAreInBinaryUnits();
};

void TestQuantityText::timesHaveThreeDigitsAndAUnit_data() {
    QTest::addColumn<Duration>("time");
    QTest::addColumn<std::string>("text");
    QTest::newRow("zero") << Duration(0) << "0 µs"s;
    QTest::newRow("below a microsecond") << Duration(499ns) << "0 µs"s;
    QTest::newRow("microseconds") << Duration(850us) << "850 µs"s;
    QTest::newRow("the last microseconds") << Duration(999499ns) << "999 µs"s;
    QTest::newRow("rounds into milliseconds") << Duration(999500ns) << "1.00 ms"s;
    QTest::newRow("two decimals") << Duration(1234us) << "1.23 ms"s;
    QTest::newRow("the last two decimals") << Duration(9994us) << "9.99 ms"s;
    QTest::newRow("rounds into one decimal") << Duration(9995us) << "10.0 ms"s;
    QTest::newRow("one decimal") << Duration(12345us) << "12.3 ms"s;
    QTest::newRow("rounds into no decimal") << Duration(99950us) << "100 ms"s;
    QTest::newRow("no decimal") << Duration(850ms) << "850 ms"s;
    QTest::newRow("the last milliseconds") << Duration(999499us) << "999 ms"s;
    QTest::newRow("rounds into seconds") << Duration(999500us) << "1.00 s"s;
    QTest::newRow("seconds") << Duration(1500ms) << "1.50 s"s;
    QTest::newRow("an hour") << Duration(1h) << "3600 s"s;
}

void TestQuantityText::timesHaveThreeDigitsAndAUnit() {
    QFETCH(Duration, time);
    QFETCH(std::string, text);
    QCOMPARE(timeText(time), text);
}

void TestQuantityText::countsHaveTheirThousandsApart_data() {
    QTest::addColumn<quint64>("number");
    QTest::addColumn<std::string>("text");
    QTest::newRow("zero") << quint64(0) << "0"s;
    QTest::newRow("hundreds") << quint64(999) << "999"s;
    QTest::newRow("a thousand") << quint64(1000) << "1,000"s;
    QTest::newRow("hundred thousands") << quint64(999999) << "999,999"s;
    QTest::newRow("millions") << quint64(1234567) << "1,234,567"s;
    QTest::newRow("the largest") << quint64(18446744073709551615U) << "18,446,744,073,709,551,615"s;
}

void TestQuantityText::countsHaveTheirThousandsApart() {
    QFETCH(quint64, number);
    QFETCH(std::string, text);
    QCOMPARE(countText(number), text);
}

void TestQuantityText::bytesAreInBinaryUnits_data() {
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<std::string>("text");
    QTest::newRow("zero") << quint64(0) << "0 B"s;
    QTest::newRow("bytes") << quint64(1023) << "1023 B"s;
    QTest::newRow("a kibibyte") << quint64(1024) << "1.0 KiB"s;
    QTest::newRow("and a half") << quint64(1536) << "1.5 KiB"s;
    QTest::newRow("the last kibibytes") << quint64(1047552) << "1023.0 KiB"s;
    QTest::newRow("rounds into mebibytes") << quint64(1048575) << "1.0 MiB"s;
    QTest::newRow("mebibytes") << quint64(22020096) << "21.0 MiB"s;
    QTest::newRow("gibibytes") << quint64(3221225472) << "3.0 GiB"s;
}

void TestQuantityText::bytesAreInBinaryUnits() {
    QFETCH(quint64, bytes);
    QFETCH(std::string, text);
    QCOMPARE(bytesText(bytes), text);
}

QTEST_APPLESS_MAIN(TestQuantityText)
#include "tst_quantity_text.moc"
