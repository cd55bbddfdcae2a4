#include "ui/format.h"

#include "tests/support/fail_on_warning.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using dyno::async::Duration;

class tst_format : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void durationsHaveThreeDigits_data() {
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << u"0 ms"_s;
        QTest::newRow("below a microsecond") << qint64(250) << u"0.25 µs"_s;
        QTest::newRow("microseconds") << qint64(812'400) << u"812 µs"_s;
        QTest::newRow("rounds up into the next unit") << qint64(999'700) << u"1.00 ms"_s;
        QTest::newRow("milliseconds") << qint64(1'240'000) << u"1.24 ms"_s;
        QTest::newRow("tens") << qint64(12'400'000) << u"12.4 ms"_s;
        QTest::newRow("rounds up to tens") << qint64(9'996'000) << u"10.0 ms"_s;
        QTest::newRow("hundreds") << qint64(124'000'000) << u"124 ms"_s;
        QTest::newRow("seconds") << qint64(12'400'000'000) << u"12.4 s"_s;
        QTest::newRow("almost a minute") << qint64(59'940'000'000) << u"59.9 s"_s;
        QTest::newRow("minutes") << qint64(125'000'000'000) << u"2:05 min"_s;
    }
    void durationsHaveThreeDigits() {
        QFETCH(qint64, nanoseconds);
        QTEST(dyno::ui::formatDuration(Duration(nanoseconds)), "text");
    }

    void absentLatencyIsADash() {
        QCOMPARE(dyno::ui::formatLatency(Duration::zero()), u"–"_s);
        QCOMPARE(dyno::ui::formatLatency(3ms), u"3.00 ms"_s);
    }

    void ratesScale_data() {
        QTest::addColumn<double>("rate");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << u"0 /s"_s;
        QTest::newRow("small") << 0.42 << u"0.42 /s"_s;
        QTest::newRow("hundreds") << 812.0 << u"812 /s"_s;
        QTest::newRow("thousands") << 1240.0 << u"1.24 k/s"_s;
        QTest::newRow("nearly a thousand") << 999.9 << u"1.00 k/s"_s;
        QTest::newRow("millions") << 3.1e6 << u"3.10 M/s"_s;
    }
    void ratesScale() {
        QFETCH(double, rate);
        QTEST(dyno::ui::formatRate(rate), "text");
    }

    void countsAreGrouped() {
        QCOMPARE(dyno::ui::formatCount(0), u"0"_s);
        QCOMPARE(dyno::ui::formatCount(999), u"999"_s);
        QCOMPARE(dyno::ui::formatCount(1000), u"1,000"_s);
        QCOMPARE(dyno::ui::formatCount(UINT64_MAX), u"18,446,744,073,709,551,615"_s);
    }

    void bytesUseDecimalUnits() {
        QCOMPARE(dyno::ui::formatBytes(0), u"0 B"_s);
        QCOMPARE(dyno::ui::formatBytes(999), u"999 B"_s);
        QCOMPARE(dyno::ui::formatBytes(84'200'000), u"84.2 MB"_s);
        QCOMPARE(dyno::ui::formatBytes(1'500'000'000), u"1.50 GB"_s);
    }

    void sharesArePerCentOfOneCore() {
        QCOMPARE(dyno::ui::formatShare(0.1234), u"12.3 %"_s);
        QCOMPARE(dyno::ui::formatShare(2.5), u"250.0 %"_s);
    }

    void clocksCountOnPastADay() {
        QCOMPARE(dyno::ui::formatUptime(725s), u"00:12:05"_s);
        QCOMPARE(dyno::ui::formatUptime(24h * 3 + 4h + 12min + 5s), u"3 d 04:12:05"_s);
        QCOMPARE(dyno::ui::formatTimeStamp(725'123ms), u"00:12:05.123"_s);
    }

    void momentsAreSecondsThenClocks() {
        QCOMPARE(dyno::ui::formatMoment(0s), u"0.0 s"_s);
        QCOMPARE(dyno::ui::formatMoment(12'340ms), u"12.3 s"_s);
        QCOMPARE(dyno::ui::formatMoment(59'960ms), u"1:00.0"_s);
        QCOMPARE(dyno::ui::formatMoment(1h + 2min + 5s, 0), u"1:02:05"_s);
        QCOMPARE(dyno::ui::formatRange(1s, 2s), u"1.0 s – 2.0 s"_s);
        QCOMPARE(dyno::ui::formatRange(1s, 61s), u"0:01.0 – 1:01.0"_s);
    }

    void ticksHaveNoNeedlessZeros() {
        QCOMPARE(dyno::ui::formatDurationTick(0.0001), u"100 µs"_s);
        QCOMPARE(dyno::ui::formatDurationTick(0.01), u"10 ms"_s);
        QCOMPARE(dyno::ui::formatRateTick(1500), u"1.5 k/s"_s);
        QCOMPARE(dyno::ui::formatRateTick(0), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(tst_format)
#include "tst_format.moc"
