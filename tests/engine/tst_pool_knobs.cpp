// Each knob of the pool, on scripted servers.

#include "pool_bench.h"

namespace {

using Calls = std::vector<std::shared_ptr<const std::optional<calls::CallResult>>>;

/// A pool that has one connection, and one call at a time on each.
class Exclusive : public Bench {
public:
    explicit Exclusive(int max, Script behaviour = holding)
        : Bench(1, std::move(behaviour)) {
        retune([max](settings::Tuning& tuning) {
            tuning.pool.max = max;
            tuning.pool.perConnection = 1;
        });
    }

    Calls begin(int count) {
        Calls calls;
        for (int i = 0; i < count; ++i)
            calls.push_back(call());
        return calls;
    }
    telemetry::PoolStatus status() const {
        telemetry::PoolStatus status;
        pool.describe(status);
        return status;
    }
};

int ended(const Calls& calls) {
    int count = 0;
    for (const auto& call : calls)
        count += *call ? 1 : 0;
    return count;
}

bool allSucceeded(const Calls& calls) {
    for (const auto& call : calls)
        if (!*call || (*call)->result.has_error())
            return false;
    return true;
}

} // namespace

class TestPoolKnobs : public QObject {
    Q_OBJECT

private slots:
    void growsByTheCallsThatWait();
    void growsLessWhereConnectionsAreShared();
    void withoutALimitItStaysAtTheLeast();
    void callsThatWaitAreServedInTheirOrder();
    void aRaisedLimitServesThoseThatWait();
    void cancelledWaitIsForgotten();
    void waitForAConnectionIsLimited();
    void limitDoesNotCountWhileTheServerStarts();
    void idleConnectionsAreClosed();
    void oldConnectionIsReplacedFirst();
    void replacementThatFailsIsTriedAgain();
    void usedUpConnectionIsReplaced();
    void usedUpConnectionServesUntilItsReplacementIsUp();
    void withoutPrewarmConnectionsComeOnDemand();
    void deadConnectionIsFoundWhileIdle();
    void loweredMaximumDrains();
    void lostConnectionThatNobodyNeedsIsNotReplaced();
    void callsThatWaitOutliveACrash();
    void shrinkingUnderLoadLosesNothing();
    void closingEndsThoseThatWait();
};

void TestPoolKnobs::growsByTheCallsThatWait() {
    Exclusive bench(3);
    const Calls calls = bench.begin(5);
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.waitingCalls(), 3U);
    QCOMPARE(bench.status().waiting, 2U);
    QCOMPARE(bench.status().inFlight, 3U);
    bench.answerWaiting();
    bench.answerWaiting();
    QVERIFY(allSucceeded(calls));
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.status().opened, 3U);
    QCOMPARE(bench.status().waiting, 0U);
}

void TestPoolKnobs::growsLessWhereConnectionsAreShared() {
    Exclusive bench(4);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.perConnection = 2; });
    const Calls calls = bench.begin(5);
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.waitingCalls(), 5U);
    bench.answerWaiting();
    QVERIFY(allSucceeded(calls));
}

void TestPoolKnobs::withoutALimitItStaysAtTheLeast() {
    Exclusive bench(4);
    const Calls calls = bench.begin(3);
    QCOMPARE(bench.ready(), 3);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.perConnection.reset(); });
    QCOMPARE(bench.ready(), 1);
    bench.begin(5);
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.waitingCalls(), 8U);
    bench.answerWaiting();
    QVERIFY(allSucceeded(calls));
    QCOMPARE(bench.running(), 1);
}

void TestPoolKnobs::callsThatWaitAreServedInTheirOrder() {
    Exclusive bench(1);
    const Calls calls = bench.begin(4);
    for (int served = 1; served <= 4; ++served) {
        QCOMPARE(bench.waitingCalls(), 1U);
        bench.answerWaiting();
        for (int i = 0; i < 4; ++i)
            QCOMPARE(calls[static_cast<std::size_t>(i)]->has_value(), i < served);
    }
}

void TestPoolKnobs::aRaisedLimitServesThoseThatWait() {
    Exclusive bench(1);
    bench.begin(4);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.perConnection = 3; });
    QCOMPARE(bench.waitingCalls(), 3U);
    QCOMPARE(bench.status().waiting, 1U);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.perConnection.reset(); });
    QCOMPARE(bench.waitingCalls(), 4U);
}

void TestPoolKnobs::cancelledWaitIsForgotten() {
    Exclusive bench(1);
    const Calls calls = bench.begin(3);
    bench.path.cancelWaiting({ErrorKind::Cancelled, "enough"});
    QVERIFY(!*calls[0]);
    QCOMPARE(calls[1]->value().result.error().message, "enough"s);
    QCOMPARE(calls[2]->value().record.connection, 0U);
    QCOMPARE(bench.status().waiting, 0U);
    const Calls later = bench.begin(1);
    bench.answerWaiting();
    QVERIFY(*calls[0]);
    QCOMPARE(bench.waitingCalls(), 1U);
    bench.answerWaiting();
    QVERIFY(allSucceeded(later));
}

void TestPoolKnobs::waitForAConnectionIsLimited() {
    Exclusive bench(1);
    const Calls calls = bench.begin(2);
    bench.loop.advance(3s);
    const Calls later = bench.begin(1);
    bench.loop.advance(2s - 1ns);
    QCOMPARE(ended(calls), 0);
    bench.loop.advance(1ns);
    QCOMPARE(calls[1]->value().result.error().kind, ErrorKind::TimedOut);
    QCOMPARE(calls[1]->value().result.error().message, "no connection was free within 5 s (pool.acquire)"s);
    QVERIFY(!*later[0]);
    bench.answerWaiting();
    QVERIFY(*calls[0]);
    bench.answerWaiting();
    QVERIFY(allSucceeded(later));
}

void TestPoolKnobs::limitDoesNotCountWhileTheServerStarts() {
    Exclusive bench(1, {.answersHandshake = false, .answersCalls = false});
    const Calls calls = bench.begin(2);
    bench.loop.advance(9s);
    QCOMPARE(ended(calls), 0);
    bench.servers[0]->answerHandshake();
    QCOMPARE(bench.waitingCalls(), 1U);
    bench.loop.advance(5s - 1ns);
    QCOMPARE(ended(calls), 0);
    bench.loop.advance(1ns);
    QCOMPARE(calls[1]->value().result.error().message, "no connection was free within 5 s (pool.acquire)"s);
}

void TestPoolKnobs::idleConnectionsAreClosed() {
    Exclusive bench(3);
    bench.begin(3);
    bench.answerWaiting();
    QCOMPARE(bench.ready(), 3);
    bench.loop.advance(59s);
    const Calls last = bench.begin(1);
    bench.answerWaiting();
    bench.loop.advance(1s);
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(bench.pool.connections()[0]->id, last[0]->value().record.connection);
    QCOMPARE(bench.status().closedIdle, 2U);
    bench.loop.advance(1h);
    QCOMPARE(bench.ready(), 1);
}

void TestPoolKnobs::oldConnectionIsReplacedFirst() {
    Exclusive bench(1);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.life = 10s; });
    bench.loop.advance(9s);
    const Calls calls = bench.begin(1);
    bench.script.answersHandshake = false;
    bench.loop.advance(1s);
    QCOMPARE(bench.servers.size(), 2U);
    QCOMPARE(bench.ready(), 1); // until the other is up
    bench.servers[1]->answerHandshake();
    QVERIFY(bench.pool.connections()[0]->state == ConnectionState::Draining);
    QVERIFY(bench.servers[0]->isRunning());
    bench.answerWaiting();
    QVERIFY(allSucceeded(calls));
    QVERIFY(!bench.servers[0]->isRunning());
    QCOMPARE(bench.status().closedOld, 1U);
    QCOMPARE(bench.status().opened, 2U);
    QCOMPARE(bench.status().closed, 1U);
}

void TestPoolKnobs::replacementThatFailsIsTriedAgain() {
    Exclusive bench(1);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.life = 10s; });
    bench.script.openError = Error{ErrorKind::Spawn, "no more processes"};
    bench.loop.advance(10s);
    QVERIFY(bench.servers[0]->isRunning());
    QCOMPARE(bench.ready(), 1);
    bench.script.openError.reset();
    bench.loop.advance(1s);
    QVERIFY(!bench.servers[0]->isRunning());
    QCOMPARE(bench.ready(), 1);
    QCOMPARE(bench.running(), 1);
}

void TestPoolKnobs::usedUpConnectionIsReplaced() {
    Exclusive bench(1, {});
    bench.retune([](settings::Tuning& tuning) { tuning.pool.calls = 2; });
    const Calls calls = bench.begin(5);
    QVERIFY(allSucceeded(calls));
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.running(), 1);
    QCOMPARE(bench.status().closedUsed, 2U);
    QCOMPARE(calls[1]->value().record.connection, 1U);
    QCOMPARE(calls[2]->value().record.connection, 2U);
}

void TestPoolKnobs::usedUpConnectionServesUntilItsReplacementIsUp() {
    Exclusive bench(1, {});
    bench.script.answersHandshake = false; // of the replacement
    bench.retune([](settings::Tuning& tuning) { tuning.pool.calls = 2; });
    QVERIFY(allSucceeded(bench.begin(5)));
    QCOMPARE(bench.servers.size(), 2U);
    QCOMPARE(bench.status().closedUsed, 0U);
    bench.servers[1]->answerHandshake();
    QCOMPARE(bench.status().closedUsed, 1U);
    const Calls later = bench.begin(1);
    QCOMPARE(later[0]->value().record.connection, 2U);
}

void TestPoolKnobs::withoutPrewarmConnectionsComeOnDemand() {
    Bench bench(1, holding);
    bench.retune([](settings::Tuning& tuning) {
        tuning.pool.prewarm = false;
        tuning.pool.min = 3;
    });
    QCOMPARE(bench.servers.size(), 1U);
    bench.call();
    QCOMPARE(bench.servers.size(), 1U);
    bench.call();
    QCOMPARE(bench.servers.size(), 2U);
    for (int i = 0; i < 5; ++i)
        bench.call();
    QCOMPARE(bench.servers.size(), 3U);
    bench.answerWaiting();
    bench.loop.advance(1h);
    QCOMPARE(bench.ready(), 3);
}

void TestPoolKnobs::deadConnectionIsFoundWhileIdle() {
    Bench bench(1);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.keepAlive = 10s; });
    bench.loop.advance(50s);
    QCOMPARE(bench.servers.size(), 1U);
    bench.script.refusal = Error{ErrorKind::Io, "broken"};
    bench.loop.advance(10s - 1ns);
    QCOMPARE(bench.ready(), 1);
    bench.loop.advance(1ns);
    QCOMPARE(bench.ready(), 0);
    bench.script.refusal.reset();
    bench.loop.advance(1s);
    QCOMPARE(bench.ready(), 1);
    QVERIFY(!bench.servers[0]->isRunning());
    QVERIFY(std::any_of(bench.observer.log.begin(), bench.observer.log.end(), [](const std::string& line) {
        return line.find("it gave no sign of life: broken") != std::string::npos;
    }));
}

void TestPoolKnobs::loweredMaximumDrains() {
    Exclusive bench(4);
    const Calls calls = bench.begin(4);
    bench.retune([](settings::Tuning& tuning) { tuning.pool.max = 2; });
    QCOMPARE(bench.ready(), 2);
    QCOMPARE(bench.running(), 4);
    bench.answerWaiting();
    QVERIFY(allSucceeded(calls));
    QCOMPARE(bench.running(), 2);
}

void TestPoolKnobs::lostConnectionThatNobodyNeedsIsNotReplaced() {
    Exclusive bench(2);
    bench.begin(2);
    bench.answerWaiting();
    bench.servers[1]->crash();
    QCOMPARE(bench.servers.size(), 2U);
    bench.servers[0]->crash();
    bench.loop.advance(1s);
    QCOMPARE(bench.servers.size(), 3U);
    QCOMPARE(bench.status().lost, 2U);
    QCOMPARE(bench.status().closed, 2U);
}

void TestPoolKnobs::callsThatWaitOutliveACrash() {
    Exclusive bench(1);
    const Calls calls = bench.begin(3);
    bench.servers[0]->crash();
    QCOMPARE(calls[0]->value().result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(ended(calls), 1);
    QCOMPARE(bench.servers[1]->waitingCalls().size(), 1U);
    bench.answerWaiting();
    bench.answerWaiting();
    QVERIFY((*calls[1])->result.has_value());
    QVERIFY((*calls[2])->result.has_value());
}

void TestPoolKnobs::shrinkingUnderLoadLosesNothing() {
    Exclusive bench(8, slow);
    bench.run(exactly(2000));
    QCOMPARE(bench.ready(), 8);
    for (const int most : {2, 5, 1, 8, 3}) {
        bench.loop.advance(105ms);
        bench.retune([most](settings::Tuning& tuning) { tuning.pool.max = most; });
    }
    bench.loop.advance(2min);
    QCOMPARE(bench.figures().counts.succeeded, std::uint64_t(2000));
    QCOMPARE(bench.figures().counts.errors(), std::uint64_t(0));
    QCOMPARE(bench.lost(), std::uint64_t(0));
    QCOMPARE(bench.running(), 1); // the others have been idle for long enough by then
}

void TestPoolKnobs::closingEndsThoseThatWait() {
    Exclusive bench(1);
    const Calls calls = bench.begin(3);
    const auto closed = bench.loop.start(bench.pool.close());
    QVERIFY(*closed);
    QCOMPARE(ended(calls), 3);
    QCOMPARE(calls[2]->value().result.error().message, "the server was stopped"s);
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

QTEST_APPLESS_MAIN(TestPoolKnobs)
#include "tst_pool_knobs.moc"
