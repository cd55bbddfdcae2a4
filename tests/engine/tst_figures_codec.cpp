#include "engine/sessions/figures_codec.h"
#include "engine/telemetry/histogram_codec.h"
#include "printing.h"
#include "random_seed.h"

#include <random>

using namespace dyno::sessions;
using namespace dyno::telemetry;
using namespace std::chrono_literals;
using dyno::ErrorKind;
using dyno::async::TimePoint;
using dyno::calls::CallRecord;

namespace {

/// Calls as servers give them: most fast, some slow, some failed, some through cache, batch and retry.
CallRecord randomCall(std::mt19937_64& random) {
    const auto below = [&](std::uint64_t end) { return random() % end; };
    CallRecord record;
    record.intended = TimePoint(1h);
    record.started = record.intended + std::chrono::microseconds(below(50));
    record.admitted = record.cacheChecked = record.batched = record.started;
    record.acquired = record.started + std::chrono::microseconds(below(10));
    record.written = record.acquired + std::chrono::microseconds(below(100));
    record.firstByte = record.written + std::chrono::microseconds(1 << below(20));
    record.lastByte = record.decoded = record.done = record.firstByte + std::chrono::microseconds(below(9));
    record.connection = static_cast<std::uint32_t>(1 + below(4));
    record.batch = static_cast<std::uint16_t>(1 + below(3));
    record.attempts = static_cast<std::uint16_t>(1 + below(2));
    record.saved = std::chrono::microseconds(below(100));
    if (below(10) == 0)
        record.error = static_cast<ErrorKind>(below(13));
    return record;
}

Figures randomFigures(std::mt19937_64& random, int calls) {
    Figures figures;
    for (int i = 0; i < calls; ++i) {
        ++figures.counts.started;
        figures.count(randomCall(random));
    }
    return figures;
}

bool same(const Histogram& one, const Histogram& other) {
    if (one.count() != other.count() || one.beginBucket() != other.beginBucket() ||
        one.endBucket() != other.endBucket())
        return false;
    for (std::size_t bucket = one.beginBucket(); bucket < one.endBucket(); ++bucket)
        if (one.countIn(bucket) != other.countIn(bucket))
            return false;
    return true;
}

bool same(const Figures& one, const Figures& other) {
    for (std::size_t i = 0; i < one.phases.size(); ++i)
        if (!same(one.phases[i], other.phases[i]))
            return false;
    return one.counts == other.counts && one.path == other.path && one.errors == other.errors &&
           same(one.latency, other.latency) && same(one.serviceTime, other.serviceTime);
}

} // namespace

class TestFiguresCodec : public QObject {
    Q_OBJECT

private slots:
    void figuresComeBackWhole_data();
    void figuresComeBackWhole();
    void intervalsAddUpToWhatWasCountedAtOnce();
    void routesComeBackWhole();
    void fewCallsTakeFewBytes();
    void anyBytesAreReadOrRefused();
};

void TestFiguresCodec::figuresComeBackWhole_data() {
    QTest::addColumn<int>("calls");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("many") << 20'000;
}

void TestFiguresCodec::figuresComeBackWhole() {
    QFETCH(int, calls);
    std::mt19937_64 random(dyno::test::randomSeed());
    const Figures figures = randomFigures(random, calls);
    Figures read;
    QVERIFY(addFigures(encodeFigures(figures), read).has_value());
    QVERIFY(same(figures, read));
}

void TestFiguresCodec::intervalsAddUpToWhatWasCountedAtOnce() {
    std::mt19937_64 random(dyno::test::randomSeed());
    Figures whole, sum;
    for (int interval = 0; interval < 20; ++interval) {
        const Figures figures = randomFigures(random, 200);
        whole.merge(figures);
        QVERIFY(addFigures(encodeFigures(figures), sum).has_value());
    }
    QCOMPARE(sum.counts.ended(), 4000U);
    QVERIFY(same(whole, sum));
}

void TestFiguresCodec::routesComeBackWhole() {
    std::vector<RouteStretch> stretches(2);
    stretches[0] = {{1, 7, 3}, {}, {5, 90'000, 90'000}};
    stretches[0].counts.succeeded = 3;
    stretches[1] = {{2, 0, 4'000'000'000}, {}, {}};
    stretches[1].counts.failed = 9;
    std::map<Route, RouteSum> sums;
    QVERIFY(addRoutes(encodeRoutes(stretches), sums).has_value());
    std::map<Route, RouteSum> twice;
    QVERIFY(addRoutes(encodeRoutes(sums) + encodeRoutes(stretches), twice).has_value());
    QCOMPARE(twice.size(), std::size_t{2});
    const RouteSum& fast = twice.at({1, 7, 3});
    QCOMPARE(fast.counts.succeeded, 6U);
    QCOMPARE(fast.latency.count(), 6);
    QCOMPARE(fast.latency.percentile(50), Histogram::highestIn(fast.latency.endBucket() - 1));
    QCOMPARE(twice.at({2, 0, 4'000'000'000}).counts.failed, 18U);
}

void TestFiguresCodec::fewCallsTakeFewBytes() {
    std::mt19937_64 random(dyno::test::randomSeed());
    QVERIFY(encodeFigures({}).size() < 64);
    QVERIFY(encodeFigures(randomFigures(random, 10'000)).size() < 40'000);
}

/// Cut off, or with bytes that are others: an error or figures, and no crash.
void TestFiguresCodec::anyBytesAreReadOrRefused() {
    const std::uint64_t seed = dyno::test::randomSeed();
    std::mt19937_64 random(seed);
    const std::string good = encodeFigures(randomFigures(random, 100));
    int refused = 0;
    Figures sum;
    std::map<Route, RouteSum> sums;
    for (int i = 0; i < 2000; ++i) {
        std::string bad = good.substr(0, random() % good.size());
        if (!bad.empty())
            bad[random() % bad.size()] = static_cast<char>(random());
        refused += addFigures(bad, sum).has_error() ? 1 : 0;
        sums.clear();
        refused += addRoutes(bad, sums).has_error() ? 1 : 0;
        sum.reset();
    }
    QVERIFY2(refused > 2000, qPrintable(QString::number(seed)));
}

QTEST_APPLESS_MAIN(TestFiguresCodec)
#include "tst_figures_codec.moc"
