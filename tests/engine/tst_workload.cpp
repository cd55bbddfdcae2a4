#include "pool_bench.h"

class TestWorkload : public QObject {
    Q_OBJECT

private slots:
    void callsAreExactlyAsManyAsAsked_data();
    void callsAreExactlyAsManyAsAsked();
    void durationEndsIt();
    void whicheverComesFirstEndsIt();
    void warmUpReachesNoFigure();
    void stoppingLetsCallsInFlightEnd();
    void stoppingDuringTheWarmUpEndsIt();
    void workersGrow();
    void workersShrinkWithoutLosingCalls();
    void poolMayChangeUnderTheWorkload();
    void crashUnderTheWorkloadFailsOnlyTheCallsInFlight_data();
    void crashUnderTheWorkloadFailsOnlyTheCallsInFlight();
    void serverGivenUpEndsTheWorkload();
    void timeOutsDoNotEndTheWorkload();
    void latencyCountsFromTheEndOfTheCallBefore();
};

void TestWorkload::callsAreExactlyAsManyAsAsked_data() {
    QTest::addColumn<int>("calls");
    QTest::addColumn<int>("workers");
    QTest::newRow("one by one") << 5 << 1;
    QTest::newRow("more calls than workers") << 101 << 8;
    QTest::newRow("fewer calls than workers") << 3 << 8;
    QTest::newRow("none") << 0 << 8;
}

void TestWorkload::callsAreExactlyAsManyAsAsked() {
    QFETCH(int, calls);
    QFETCH(int, workers);
    Bench bench(2, slow);
    bench.tune(2, workers);
    bench.run(exactly(calls));
    const auto finished = bench.loop.start(bench.workload.finished());
    bench.loop.advance(10s);
    QVERIFY(*finished);
    QVERIFY(bench.workload.idle());
    const auto counts = bench.figures().counts;
    QCOMPARE(counts.started, static_cast<std::uint64_t>(calls));
    QCOMPARE(counts.succeeded, static_cast<std::uint64_t>(calls));
    QCOMPARE(counts.errors(), 0U);
    QCOMPARE(bench.workload.status().callsStarted, static_cast<std::uint64_t>(calls));
    QCOMPARE(bench.lost(), 0U);
    const int rounds = (calls + workers - 1) / workers;
    QCOMPARE(bench.figures().measured, Duration(rounds * 10ms));
    QCOMPARE(bench.workload.status().elapsed, Duration(rounds * 10ms));
}

void TestWorkload::durationEndsIt() {
    Bench bench(1, slow);
    bench.tune(1, 4);
    bench.run(lasting(95ms));
    bench.loop.advance(94ms);
    QVERIFY(bench.workload.status().phase == WorkloadPhase::Running);
    bench.loop.advance(1s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 40U); // those in flight at the end are let finish
    QCOMPARE(bench.figures().measured, Duration(100ms));
}

void TestWorkload::whicheverComesFirstEndsIt() {
    Bench bench(1, slow);
    bench.tune(1, 1);
    bench.run({3, 1s});
    bench.loop.advance(30ms);
    QVERIFY(bench.workload.idle());
    bench.run({100, 25ms});
    bench.loop.advance(1s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 3U);
}

void TestWorkload::warmUpReachesNoFigure() {
    Bench bench(1, slow);
    bench.tune(1, 2);
    bench.run(exactly(4), exactly(10));
    QVERIFY(bench.workload.status().phase == WorkloadPhase::WarmingUp);
    bench.loop.advance(49ms);
    QVERIFY(bench.workload.status().phase == WorkloadPhase::WarmingUp);
    bench.loop.advance(1ms);
    QVERIFY(bench.workload.status().phase == WorkloadPhase::Running);
    QCOMPARE(bench.figures().total.count, 0);
    bench.loop.advance(1s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.servers[0]->transport()->sent("tools/call").size(), 14U);
    const auto figures = bench.figures();
    QCOMPARE(figures.counts.started, 4U);
    QCOMPARE(figures.counts.succeeded, 4U);
    QCOMPARE(figures.total.count, 4);
    QCOMPARE(figures.measured, Duration(20ms));
    QCOMPARE(bench.workload.status().callsStarted, 4U);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::stoppingLetsCallsInFlightEnd() {
    Bench bench(1, holding);
    bench.run({});
    QCOMPARE(bench.waitingCalls(), 8U);
    bench.workload.stop();
    QVERIFY(bench.workload.status().phase == WorkloadPhase::Stopping);
    bench.answerWaiting();
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.waitingCalls(), 0U);
    QCOMPARE(bench.figures().counts.succeeded, 8U);
    QCOMPARE(bench.figures().counts.started, 8U);
    QVERIFY(!bench.workload.status().error);
}

void TestWorkload::stoppingDuringTheWarmUpEndsIt() {
    Bench bench(1, slow);
    bench.run(exactly(100), lasting(1s));
    bench.loop.advance(15ms);
    bench.workload.stop();
    bench.loop.advance(10ms);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.started, 0U);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::workersGrow() {
    Bench bench(1, holding);
    bench.tune(1, 2);
    bench.run({});
    QCOMPARE(bench.waitingCalls(), 2U);
    bench.setWorkers(5);
    QCOMPARE(bench.waitingCalls(), 5U);
    bench.answerWaiting();
    QCOMPARE(bench.waitingCalls(), 5U);
    QCOMPARE(bench.figures().counts.succeeded, 5U);
    bench.workload.stop();
    bench.answerWaiting();
    QVERIFY(bench.workload.idle());
}

void TestWorkload::workersShrinkWithoutLosingCalls() {
    Bench bench(1, holding);
    bench.run({});
    bench.setWorkers(3);
    QCOMPARE(bench.waitingCalls(), 8U); // surplus workers end after their call
    bench.answerWaiting();
    QCOMPARE(bench.waitingCalls(), 3U);
    QCOMPARE(bench.figures().counts.succeeded, 8U);
    bench.setWorkers(4);
    QCOMPARE(bench.waitingCalls(), 4U);
    bench.setWorkers(1); // and back before the surplus has ended: it goes on
    bench.setWorkers(4);
    QCOMPARE(bench.waitingCalls(), 4U);
    bench.answerWaiting();
    QCOMPARE(bench.waitingCalls(), 4U);
    bench.workload.stop();
    bench.answerWaiting();
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 16U);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::poolMayChangeUnderTheWorkload() {
    Bench bench(1, slow);
    bench.run(exactly(1000));
    for (const int size : {4, 2, 6, 1, 3}) {
        bench.loop.advance(55ms);
        bench.resize(size);
    }
    bench.loop.advance(10s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 1000U);
    QCOMPARE(bench.figures().counts.errors(), 0U);
    QCOMPARE(bench.running(), 3);
    QCOMPARE(bench.pool.connections().size(), 3U);
}

void TestWorkload::crashUnderTheWorkloadFailsOnlyTheCallsInFlight_data() {
    QTest::addColumn<int>("connections");
    QTest::newRow("the only connection") << 1;
    QTest::newRow("one of two") << 2;
}

void TestWorkload::crashUnderTheWorkloadFailsOnlyTheCallsInFlight() {
    QFETCH(int, connections);
    Bench bench(connections, slow);
    bench.run(exactly(1000));
    bench.loop.advance(105ms);
    bench.servers[0]->crash();
    bench.loop.advance(10s);
    QVERIFY(bench.workload.idle());
    const auto figures = bench.figures();
    const std::uint64_t inFlight = 8U / static_cast<unsigned>(connections);
    QCOMPARE(figures.counts.failed, inFlight);
    QCOMPARE(figures.counts.succeeded, 1000U - inFlight);
    QCOMPARE(figures.errors.size(), 1U);
    QCOMPARE(figures.errors[0].kind, ErrorKind::PeerClosed);
    QVERIFY(!bench.workload.status().error);
    QCOMPARE(bench.lost(), 0U);
}

void TestWorkload::serverGivenUpEndsTheWorkload() {
    Bench bench(1, slow);
    bench.run({});
    bench.loop.advance(15ms);
    bench.script.openError = Error{ErrorKind::Spawn, "the program is gone"};
    bench.servers[0]->crash();
    bench.loop.advance(10s);
    QVERIFY(bench.workload.idle());
    QVERIFY(bench.workload.status().error);
    QCOMPARE(bench.workload.status().error->kind, ErrorKind::Spawn);
    QCOMPARE(bench.lost(), 0U);
    QCOMPARE(bench.figures().counts.started, bench.figures().counts.ended());
}

void TestWorkload::timeOutsDoNotEndTheWorkload() {
    Bench bench(1, holding);
    bench.tune(1, 2, 1s);
    bench.run(exactly(6));
    bench.loop.advance(3s);
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.timedOut, 6U);
    QVERIFY(!bench.workload.status().error);
    QCOMPARE(bench.figures().total.count, 6);
}

// A closed loop: what the engine itself takes between two calls belongs to the second.
void TestWorkload::latencyCountsFromTheEndOfTheCallBefore() {
    Bench bench(1, slow);
    bench.tune(1, 1);
    bench.run(exactly(10));
    bench.loop.advance(1s);
    const auto figures = bench.figures();
    QCOMPARE(figures.total.count, 10);
    QVERIFY(figures.total.min <= Duration(10ms) && figures.total.max >= Duration(10ms));
    QVERIFY(figures.total.max - figures.total.min < Duration(10us));
    QCOMPARE(figures.phases[2].latency.count, 10);
}

QTEST_APPLESS_MAIN(TestWorkload)
#include "tst_workload.moc"
