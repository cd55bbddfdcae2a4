#include "engine/calls/pool/restart_policy.h"
#include "printing.h"

using dyno::async::Duration;
using dyno::calls::RestartPolicy;
using namespace std::chrono_literals;

class TestRestartPolicy : public QObject {
    Q_OBJECT

private slots:
    void startsAtOnceAfterTheFirstLoss();
    void waitsEverLongerInACrashLoop();
    void forgetsTheLoopAfterAStableLife();
    void givesUpAfterFiveFailedStartsInARow();
    void aStartEndsTheRow();
    void failedStartsAndLossesShareTheDelay();
};

void TestRestartPolicy::startsAtOnceAfterTheFirstLoss() {
    QCOMPARE(RestartPolicy().lost(0s), Duration(0));
}

void TestRestartPolicy::waitsEverLongerInACrashLoop() {
    RestartPolicy policy;
    for (const Duration expected :
         {Duration(0ms), Duration(100ms), Duration(200ms), Duration(400ms), Duration(800ms), Duration(1600ms),
          Duration(3200ms), Duration(5s), Duration(5s)})
        QCOMPARE(policy.lost(4999ms), expected);
}

void TestRestartPolicy::forgetsTheLoopAfterAStableLife() {
    RestartPolicy policy;
    policy.lost(0s);
    policy.lost(0s);
    QCOMPARE(policy.lost(5s), Duration(0));
    QCOMPARE(policy.lost(1s), Duration(100ms));
}

void TestRestartPolicy::givesUpAfterFiveFailedStartsInARow() {
    RestartPolicy policy;
    for (const Duration expected : {Duration(0ms), Duration(100ms), Duration(200ms), Duration(400ms)})
        QCOMPARE(policy.startFailed().value(), expected);
    QVERIFY(!policy.startFailed());
}

void TestRestartPolicy::aStartEndsTheRow() {
    RestartPolicy policy;
    for (int i = 0; i < 4; ++i)
        policy.startFailed();
    policy.started();
    for (int i = 0; i < 4; ++i)
        QVERIFY(policy.startFailed());
    QVERIFY(!policy.startFailed());
}

void TestRestartPolicy::failedStartsAndLossesShareTheDelay() {
    RestartPolicy policy;
    QCOMPARE(policy.lost(1s), Duration(0));
    QCOMPARE(policy.startFailed().value(), Duration(100ms));
    QCOMPARE(policy.lost(1s), Duration(200ms));
}

QTEST_APPLESS_MAIN(TestRestartPolicy)
#include "tst_restart_policy.moc"
