// Where calls ended, as their records tell it.

#include "engine/calls/stage_gauge.h"
#include "engine/telemetry/path_counts.h"
#include "printing.h"

using namespace dyno;
using calls::AnsweredBy;
using calls::CallRecord;
using calls::Refusal;
using calls::StageGauge;
using telemetry::PathCounts;
using telemetry::PathStatus;
using telemetry::Stage;
using telemetry::StageFlow;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(CallRecord)

namespace {

const async::TimePoint begin{1h};

/// A call that came as far as this stage.
CallRecord record(Stage stage) {
    CallRecord record;
    record.started = record.intended = begin;
    if (stage > Stage::Admission)
        record.admitted = begin + 1ms;
    if (stage > Stage::Cache)
        record.cacheChecked = begin + 2ms;
    if (stage > Stage::Batch)
        record.batched = begin + 3ms;
    if (stage > Stage::Retry)
        record.attempts = 1;
    if (stage == Stage::Breaker)
        record.refusal = Refusal::BreakerOpen;
    if (stage == Stage::Server)
        record.connection = 7;
    return record;
}

CallRecord failed(CallRecord record, ErrorKind error, Refusal refusal = Refusal::None) {
    record.error = error;
    record.refusal = refusal;
    return record;
}

CallRecord answered(AnsweredBy by, async::Duration saved = {}) {
    CallRecord hit = record(Stage::Batch);
    hit.answeredBy = by;
    hit.saved = saved;
    return hit;
}

const StageFlow& at(const PathStatus& status, Stage stage) {
    return status.stages[std::size_t(stage)];
}

} // namespace

class TestPathCounts : public QObject {
    Q_OBJECT

private slots:
    void recordTellsWhereItsCallEnded_data();
    void recordTellsWhereItsCallEnded();
    void whatCameInWentOutOrIsStillThere();
    void refusalsAreCountedByReason();
    void cacheAnswersAndWhatTheySaved();
    void retriesAreToldByHowTheyEnded();
    void batchIsCountedOnceForAllItsCalls();
    void gaugeFollowsACall();
    void gaugeFollowsTheCallsOfABatch();
    void gaugeIsNotUpsetByOneThatGaveUpOnItsBatch();
};

void TestPathCounts::recordTellsWhereItsCallEnded_data() {
    QTest::addColumn<CallRecord>("record");
    QTest::addColumn<int>("stage");
    QTest::newRow("in the queue") << record(Stage::Admission) << int(Stage::Admission);
    QTest::newRow("joined, and its time was up") << record(Stage::Cache) << int(Stage::Cache);
    QTest::newRow("kept answer") << answered(AnsweredBy::Cache) << int(Stage::Cache);
    QTest::newRow("another's answer") << answered(AnsweredBy::SharedFlight) << int(Stage::Cache);
    QTest::newRow("while it gathered") << record(Stage::Batch) << int(Stage::Batch);
    QTest::newRow("open breaker") << record(Stage::Breaker) << int(Stage::Breaker);
    QTest::newRow("no connection") << record(Stage::Pool) << int(Stage::Pool);
    QTest::newRow("at the server") << record(Stage::Server) << int(Stage::Server);
}

void TestPathCounts::recordTellsWhereItsCallEnded() {
    QFETCH(CallRecord, record);
    QFETCH(int, stage);
    QCOMPARE(int(telemetry::endedAt(record)), stage);
}

void TestPathCounts::whatCameInWentOutOrIsStillThere() {
    PathCounts counts;
    counts.count(failed(record(Stage::Admission), ErrorKind::Throttled, Refusal::QueueFull));
    counts.count(answered(AnsweredBy::Cache));
    counts.count(failed(record(Stage::Breaker), ErrorKind::BreakerOpen, Refusal::BreakerOpen));
    for (int i = 0; i < 5; ++i)
        counts.count(record(Stage::Server));
    counts.count(failed(record(Stage::Server), ErrorKind::ToolFailed));
    PathStatus status;
    counts.describe(status, {3, 0, 0, 0, 0, 2, 4});
    QCOMPARE(at(status, Stage::Admission).in, 18U);
    QCOMPARE(at(status, Stage::Admission).out, 14U);
    QCOMPARE(at(status, Stage::Cache).answered, 1U);
    QCOMPARE(at(status, Stage::Breaker).turnedAway, 1U);
    QCOMPARE(at(status, Stage::Pool).held, 2U);
    QCOMPARE(at(status, Stage::Server).in, 10U);
    QCOMPARE(at(status, Stage::Server).out, 5U);
    QCOMPARE(at(status, Stage::Server).turnedAway, 1U);
    for (const StageFlow& flow : status.stages)
        QCOMPARE(flow.in, flow.out + flow.answered + flow.turnedAway + flow.held);
    for (std::size_t i = 1; i < status.stages.size(); ++i)
        QCOMPARE(status.stages[i].in, status.stages[i - 1].out);
}

void TestPathCounts::refusalsAreCountedByReason() {
    PathCounts counts;
    for (int i = 0; i < 2; ++i)
        counts.count(failed(record(Stage::Admission), ErrorKind::Throttled, Refusal::QueueFull));
    counts.count(failed(record(Stage::Admission), ErrorKind::Throttled, Refusal::WaitedTooLong));
    for (int i = 0; i < 3; ++i)
        counts.count(failed(record(Stage::Breaker), ErrorKind::BreakerOpen, Refusal::BreakerOpen));
    counts.count(failed(record(Stage::Pool), ErrorKind::TimedOut, Refusal::NoConnection));
    PathStatus status;
    counts.describe(status, {});
    QCOMPARE(status.queueFull, 2U);
    QCOMPARE(status.waitedTooLong, 1U);
    QCOMPARE(status.breakerOpen, 3U);
    QCOMPARE(status.noConnection, 1U);
}

void TestPathCounts::cacheAnswersAndWhatTheySaved() {
    PathCounts counts;
    counts.count(answered(AnsweredBy::Cache, 20ms));
    counts.count(answered(AnsweredBy::Cache, 22ms));
    counts.count(answered(AnsweredBy::SharedFlight));
    CallRecord miss = record(Stage::Server);
    miss.missedCache = true;
    counts.count(miss);
    PathStatus status;
    counts.describe(status, {});
    QCOMPARE(status.cache.hits, 2U);
    QCOMPARE(status.cache.shared, 1U);
    QCOMPARE(status.cache.misses, 1U);
    QCOMPARE(status.cache.saved, async::Duration(42ms));
}

void TestPathCounts::retriesAreToldByHowTheyEnded() {
    PathCounts counts;
    CallRecord again = record(Stage::Server);
    again.attempts = 3;
    counts.count(again);
    counts.count(failed(again, ErrorKind::PeerClosed));
    PathStatus status;
    counts.describe(status, {});
    QCOMPARE(status.retry.retries, 4U);
    QCOMPARE(status.retry.recovered, 1U);
    QCOMPARE(status.retry.exhausted, 1U);
}

void TestPathCounts::batchIsCountedOnceForAllItsCalls() {
    PathCounts counts;
    CallRecord carried = record(Stage::Server);
    for (const std::uint16_t size : {3, 10}) {
        carried.batch = size;
        for (int i = 0; i < size; ++i)
            counts.count(carried);
    }
    counts.count(record(Stage::Server));
    PathStatus status;
    counts.describe(status, {});
    QCOMPARE(status.batch.batches, 2U);
    QCOMPARE(status.batch.calls, 13U);
}

void TestPathCounts::gaugeFollowsACall() {
    StageGauge gauge;
    {
        StageGauge::Position position(gauge);
        QCOMPARE(gauge.held()[std::size_t(Stage::Admission)], 1U);
        position.move(Stage::Pool);
        QCOMPARE(gauge.held()[std::size_t(Stage::Admission)], 0U);
        QCOMPARE(gauge.held()[std::size_t(Stage::Pool)], 1U);
        QCOMPARE(gauge.total(), 1U);
        position.leave();
        QCOMPARE(gauge.total(), 0U);
    }
    QCOMPARE(gauge.total(), 0U);
}

void TestPathCounts::gaugeFollowsTheCallsOfABatch() {
    StageGauge gauge;
    StageGauge::Position one(gauge), other(gauge);
    one.move(Stage::Batch);
    other.move(Stage::Batch);
    {
        StageGauge::Position carrier(gauge, 2);
        carrier.move(Stage::Server);
        QCOMPARE(gauge.held()[std::size_t(Stage::Batch)], 0U);
        QCOMPARE(gauge.held()[std::size_t(Stage::Server)], 2U);
        QCOMPARE(gauge.total(), 2U);
    }
    QCOMPARE(gauge.held()[std::size_t(Stage::Batch)], 2U);
}

void TestPathCounts::gaugeIsNotUpsetByOneThatGaveUpOnItsBatch() {
    StageGauge gauge;
    StageGauge::Position one(gauge), other(gauge);
    one.move(Stage::Batch);
    other.move(Stage::Batch);
    {
        StageGauge::Position carrier(gauge, 2);
        carrier.move(Stage::Server);
        one.leave();
        QCOMPARE(gauge.held()[std::size_t(Stage::Batch)], 0U);
        QCOMPARE(gauge.total(), 1U);
    }
    QCOMPARE(gauge.held()[std::size_t(Stage::Batch)], 1U);
    QCOMPARE(gauge.total(), 1U);
}

QTEST_APPLESS_MAIN(TestPathCounts)
#include "tst_path_counts.moc"
