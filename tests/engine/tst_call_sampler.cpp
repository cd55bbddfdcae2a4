#include "engine/sessions/call_sampler.h"
#include "printing.h"

using dyno::sessions::CallSampler;
using dyno::telemetry::Histogram;
using namespace std::chrono_literals;

class TestCallSampler : public QObject {
    Q_OBJECT

private slots:
    void allAreKeptUpToTheBound();
    void beyondItTheSampleIsEvenAndSaysItsShare();
    void keptCallsGrowWithTheLogarithm();
    void failedAndSlowOnesAreAlwaysKept();
    void manyFailedOnesAreSampledToo();
    void fewCallsHaveNoSlowOnes();
    void pressureMakesItCoarserForAWhile();
};

void TestCallSampler::allAreKeptUpToTheBound() {
    CallSampler sampler(100);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(sampler.weigh(false, 1ms), 1U);
    QCOMPARE(sampler.weigh(false, 1ms), 0U);
    QCOMPARE(sampler.oneOf(), 8U);
}

void TestCallSampler::beyondItTheSampleIsEvenAndSaysItsShare() {
    CallSampler sampler(800);
    std::uint64_t standsFor = 0;
    std::vector<int> kept;
    for (int i = 0; i < 800 + 800; ++i)
        if (const std::uint32_t weight = sampler.weigh(false, 1ms)) {
            standsFor += weight;
            kept.push_back(i);
        }
    QCOMPARE(standsFor, 1600U);
    QCOMPARE(kept.size(), std::size_t{900});
    for (std::size_t i = 801; i < kept.size(); ++i)
        QCOMPARE(kept[i] - kept[i - 1], 8);
}

void TestCallSampler::keptCallsGrowWithTheLogarithm() {
    CallSampler sampler(1000);
    int kept = 0;
    for (int i = 0; i < 10'000'000; ++i)
        kept += sampler.weigh(false, 1ms) ? 1 : 0;
    QVERIFY2(kept > 1000 && kept < 1000 + 125 * 15, qPrintable(QString::number(kept)));
}

void TestCallSampler::failedAndSlowOnesAreAlwaysKept() {
    CallSampler sampler(10);
    Histogram soFar;
    soFar.record(1000, 9990);
    soFar.record(50'000, 10);
    sampler.look(soFar);
    for (int i = 0; i < 1000; ++i)
        sampler.weigh(false, 1ms);
    QCOMPARE(sampler.weigh(true, 1ms), 1U);
    QCOMPARE(sampler.weigh(false, 50ms), 1U);
    QCOMPARE(sampler.weigh(false, 1ms), 0U);
}

void TestCallSampler::manyFailedOnesAreSampledToo() {
    CallSampler sampler(10, 100);
    int kept = 0;
    for (int i = 0; i < 10'000; ++i)
        kept += sampler.weigh(true, 1ms) ? 1 : 0;
    QVERIFY2(kept >= 100 && kept < 200, qPrintable(QString::number(kept)));
}

void TestCallSampler::fewCallsHaveNoSlowOnes() {
    CallSampler sampler(1);
    Histogram soFar;
    soFar.record(1000, 999);
    sampler.look(soFar);
    sampler.weigh(false, 1ms);
    QCOMPARE(sampler.weigh(false, 1h), 0U);
}

void TestCallSampler::pressureMakesItCoarserForAWhile() {
    CallSampler sampler(1'000'000);
    sampler.press(60, 100);
    sampler.press(60, 100);
    QCOMPARE(sampler.oneOf(), 4U);
    QCOMPARE(sampler.weigh(false, 1ms), 0U);
    sampler.press(20, 100);
    QCOMPARE(sampler.oneOf(), 4U);
    sampler.press(1, 100);
    sampler.press(1, 100);
    QCOMPARE(sampler.oneOf(), 1U);
    QCOMPARE(sampler.weigh(false, 1ms), 1U);
}

QTEST_APPLESS_MAIN(TestCallSampler)
#include "tst_call_sampler.moc"
