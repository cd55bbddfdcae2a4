#include "engine/calls/admission/token_bucket.h"
#include "printing.h"

#include <cmath>

using namespace std::chrono_literals;
using dyno::async::Duration;
using dyno::async::TimePoint;
using dyno::calls::TokenBucket;

namespace {

constexpr TimePoint start{1h};

/// Takes all there are now.
int drain(TokenBucket& bucket, TimePoint now) {
    int taken = 0;
    while (taken < 1'000'000 && bucket.tryTake(now))
        ++taken;
    return taken;
}

TokenBucket limited(double perSecond, int burst) {
    TokenBucket bucket;
    bucket.limit(perSecond, burst, start);
    return bucket;
}

} // namespace

class TestTokenBucket : public QObject {
    Q_OBJECT

private slots:
    void withoutARateThereIsAlwaysOne();
    void startsFull();
    void tokenComesWhenItIsSaid_data();
    void tokenComesWhenItIsSaid();
    void hoursOfCallsAddUpToNoError_data();
    void hoursOfCallsAddUpToNoError();
    void keepsNoMoreThanTheBurst();
    void fractionsAreNotLost();
    void newRateKeepsWhatIsThere_data();
    void newRateKeepsWhatIsThere();
    void rateOfAnHourIsForgottenWhenItIsOff();
    void sameLimitsAgainChangeNothing();
    void verySlowRateIsHeldForever();
};

void TestTokenBucket::withoutARateThereIsAlwaysOne() {
    TokenBucket bucket;
    QCOMPARE(drain(bucket, start), 1'000'000);
    QVERIFY(bucket.nextAt() <= start);
}

void TestTokenBucket::startsFull() {
    TokenBucket bucket = limited(10, 5);
    QVERIFY(bucket.nextAt() <= start);
    QCOMPARE(drain(bucket, start), 5);
    QCOMPARE(bucket.nextAt(), start + 100ms);
}

void TestTokenBucket::tokenComesWhenItIsSaid_data() {
    QTest::addColumn<double>("perSecond");
    QTest::addColumn<int>("burst");
    for (const double perSecond : {0.001, 0.1, 1.0, 3.0, 7.7, 999.0, 1e6, 7e5})
        for (const int burst : {1, 2, 10, 100'000})
            QTest::addRow("%g/s, burst %d", perSecond, burst) << perSecond << burst;
}

void TestTokenBucket::tokenComesWhenItIsSaid() {
    QFETCH(double, perSecond);
    QFETCH(int, burst);
    TokenBucket bucket = limited(perSecond, burst);
    QCOMPARE(drain(bucket, start), burst);
    for (int i = 0; i < 1000; ++i) {
        const TimePoint next = bucket.nextAt();
        QVERIFY(!bucket.tryTake(next - 1ns));
        QVERIFY(bucket.tryTake(next));
        QVERIFY(bucket.nextAt() > next);
    }
}

void TestTokenBucket::hoursOfCallsAddUpToNoError_data() {
    QTest::addColumn<double>("perSecond");
    QTest::addColumn<int>("burst");
    QTest::addColumn<int>("hours");
    QTest::newRow("a third of a nanosecond left over") << 3.0 << 1 << 100;
    QTest::newRow("no whole nanoseconds") << 700.0 << 10 << 2;
    QTest::newRow("no whole calls") << 0.7 << 10 << 1000;
    QTest::newRow("fast") << 1300.0 << 1 << 1;
}

/// The token n of a busy bucket comes at n / rate: to the nanosecond, however many came before.
void TestTokenBucket::hoursOfCallsAddUpToNoError() {
    QFETCH(double, perSecond);
    QFETCH(int, burst);
    QFETCH(int, hours);
    TokenBucket bucket = limited(perSecond, burst);
    drain(bucket, start);
    const auto calls = std::llround(perSecond * 3600 * hours);
    for (long long i = 0; i < calls; ++i)
        QVERIFY(bucket.tryTake(bucket.nextAt()));
    const Duration off =
        bucket.nextAt() - start - Duration(std::llround(double(calls + 1) * 1e9 / perSecond));
    QVERIFY2(std::chrono::abs(off) <= 1ns, qPrintable(QString::number(off.count())));
}

void TestTokenBucket::keepsNoMoreThanTheBurst() {
    TokenBucket bucket = limited(10, 3);
    drain(bucket, start);
    QCOMPARE(drain(bucket, start + 250ms), 2);
    QCOMPARE(drain(bucket, start + 5h), 3);
    QCOMPARE(bucket.nextAt(), start + 5h + 100ms);
}

void TestTokenBucket::fractionsAreNotLost() {
    TokenBucket bucket = limited(10, 3);
    drain(bucket, start);
    int taken = 0;
    for (TimePoint now = start; now <= start + 10s; now += 7ms)
        taken += drain(bucket, now);
    QCOMPARE(taken, 99); // the 100th comes at 10 s, after the last look
}

void TestTokenBucket::newRateKeepsWhatIsThere_data() {
    QTest::addColumn<int>("taken");
    QTest::addColumn<double>("perSecond");
    QTest::addColumn<int>("burst");
    QTest::addColumn<int>("left");
    QTest::addColumn<qint64>("next"); // ms, once those are taken
    QTest::newRow("faster") << 4 << 100.0 << 10 << 6 << qint64(10);
    QTest::newRow("slower") << 4 << 1.0 << 10 << 6 << qint64(1000);
    QTest::newRow("larger") << 4 << 10.0 << 100 << 6 << qint64(100);
    QTest::newRow("smaller, fits") << 7 << 10.0 << 5 << 3 << qint64(100);
    QTest::newRow("smaller, does not fit") << 4 << 10.0 << 5 << 5 << qint64(100);
    QTest::newRow("empty") << 10 << 20.0 << 10 << 0 << qint64(50);
}

void TestTokenBucket::newRateKeepsWhatIsThere() {
    QFETCH(int, taken);
    QFETCH(double, perSecond);
    QFETCH(int, burst);
    QFETCH(int, left);
    QFETCH(qint64, next);
    TokenBucket bucket = limited(10, 10);
    for (int i = 0; i < taken; ++i)
        QVERIFY(bucket.tryTake(start));
    bucket.limit(perSecond, burst, start);
    QCOMPARE(drain(bucket, start), left);
    QCOMPARE(bucket.nextAt(), start + std::chrono::milliseconds(next));
}

void TestTokenBucket::rateOfAnHourIsForgottenWhenItIsOff() {
    TokenBucket bucket = limited(0.01, 1);
    QVERIFY(bucket.tryTake(start));
    QVERIFY(!bucket.tryTake(start));
    bucket.limit({}, 1, start);
    QVERIFY(bucket.tryTake(start));
    bucket.limit(0.01, 1, start); // anew, and full
    QCOMPARE(drain(bucket, start), 1);
}

void TestTokenBucket::sameLimitsAgainChangeNothing() {
    TokenBucket bucket = limited(3, 1);
    drain(bucket, start);
    const TimePoint next = bucket.nextAt();
    for (int i = 1; i < 100; ++i)
        bucket.limit(3, 1, start + i * 1ms);
    QCOMPARE(bucket.nextAt(), next);
}

void TestTokenBucket::verySlowRateIsHeldForever() {
    TokenBucket bucket = limited(1e-15, 1'000'000);
    QCOMPARE(drain(bucket, start), 1'000'000);
    QVERIFY(!bucket.tryTake(start + std::chrono::hours(24 * 3650)));
    QVERIFY(bucket.nextAt() > start);
}

QTEST_APPLESS_MAIN(TestTokenBucket)
#include "tst_token_bucket.moc"
