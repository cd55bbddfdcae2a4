#include "engine/telemetry/recorder.h"
#include "printing.h"

using namespace dyno::telemetry;
using dyno::Error;
using dyno::ErrorKind;
using dyno::async::TimePoint;
using dyno::calls::CallRecord;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr TimePoint start(1h);
const std::shared_ptr<const dyno::calls::Target> nobody;

/// A call on connection 1 that ended at this time, after so long.
CallRecord call(Duration end, Duration latency) {
    CallRecord record;
    record.server = 1;
    record.connection = 1;
    record.done = start + end;
    record.intended = record.done - latency;
    record.started = record.intended;
    return record;
}

void succeed(Recorder& recorder, const CallRecord& record) {
    recorder.callStarted();
    recorder.record({record, nobody, nullptr, nullptr});
}

void fail(Recorder& recorder, CallRecord record, ErrorKind kind, const std::string& message) {
    recorder.callStarted();
    record.error = kind;
    const Error error{kind, message};
    recorder.record({record, nobody, &error, nullptr});
}

Snapshot snapshot(Recorder& recorder, Duration at) {
    Snapshot result;
    recorder.describe(result, start + at);
    return result;
}

const SeriesPoint& lastPoint(const Snapshot& snapshot) {
    return snapshot.series->back();
}

} // namespace

class TestRecorder : public QObject {
    Q_OBJECT

private slots:
    void latestCallsAreKept();
    void beginsWithNothing();
    void countsCallsByTheirEnd_data();
    void countsCallsByTheirEnd();
    void tellsErrorsApartAndKeepsTheFirstText();
    void percentilesOfOneToAHundredMilliseconds();
    void serviceTimeCountsFromTheActualStart();
    void latencyLeavesOutWhatNoServerDecided_data();
    void latencyLeavesOutWhatNoServerDecided();
    void phasesAreSummedUpApart();
    void intervalClosesWhenItIsOver();
    void intervalHoldsOnlyItsOwnCalls();
    void delayedTickClosesOneLongInterval();
    void seriesKeepsTheLastMinute();
    void seriesStaysTheSameUntilAnIntervalEnds();
    void recentSpeaksOfTheLastTwoSeconds();
    void measuringForgetsWhatCameBefore();
    void measuredPartStopsGrowing();
    void callInFlightAtTheBeginningCountsInTheMeasuredPart();
    void connectionsAreCountedApart();
    void callWithoutConnectionIsCountedInTheTotalsOnly();
    void recordsLostAreStartedButNeitherEndedNorInFlight();
};

void TestRecorder::beginsWithNothing() {
    Recorder recorder(start);
    const Snapshot now = snapshot(recorder, 1s);
    QCOMPARE(now.counts.started, 0U);
    QCOMPARE(now.counts.ended(), 0U);
    QCOMPARE(now.total.count, 0);
    QCOMPARE(now.total.max, Duration(0));
    QVERIFY(now.series->empty());
    QVERIFY(now.errors.empty());
    QCOMPARE(now.measured, Duration(1s));
    QCOMPARE(now.phases.size(), 5U);
    QCOMPARE(recorder.recordsLost(0), 0U);
}

void TestRecorder::countsCallsByTheirEnd_data() {
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("failed");
    QTest::addColumn<int>("timedOut");
    QTest::addColumn<int>("cancelled");
    QTest::newRow("time-out") << ErrorKind::TimedOut << 0 << 1 << 0;
    QTest::newRow("cancelled") << ErrorKind::Cancelled << 0 << 0 << 1;
    for (const ErrorKind kind :
         {ErrorKind::PeerClosed, ErrorKind::Protocol, ErrorKind::ToolFailed, ErrorKind::Rejected,
          ErrorKind::Spawn, ErrorKind::Io, ErrorKind::Limit, ErrorKind::InvalidInput})
        QTest::newRow(std::string(name(kind)).c_str()) << kind << 1 << 0 << 0;
}

void TestRecorder::countsCallsByTheirEnd() {
    QFETCH(ErrorKind, kind);
    QFETCH(int, failed);
    QFETCH(int, timedOut);
    QFETCH(int, cancelled);
    Recorder recorder(start);
    succeed(recorder, call(10ms, 5ms));
    fail(recorder, call(20ms, 5ms), kind, "why");
    const CallCounts counts = snapshot(recorder, 1s).counts;
    QCOMPARE(counts.started, 2U);
    QCOMPARE(counts.succeeded, 1U);
    QCOMPARE(counts.failed, static_cast<std::uint64_t>(failed));
    QCOMPARE(counts.timedOut, static_cast<std::uint64_t>(timedOut));
    QCOMPARE(counts.cancelled, static_cast<std::uint64_t>(cancelled));
    QCOMPARE(counts.ended(), 2U);
    QCOMPARE(counts.errors(), 1U);
}

void TestRecorder::tellsErrorsApartAndKeepsTheFirstText() {
    Recorder recorder(start);
    fail(recorder, call(1ms, 1ms), ErrorKind::ToolFailed, "first");
    fail(recorder, call(2ms, 1ms), ErrorKind::Rejected, "other");
    fail(recorder, call(3ms, 1ms), ErrorKind::ToolFailed, "second");
    const auto errors = snapshot(recorder, 1s).errors;
    QCOMPARE(errors.size(), 2U);
    QCOMPARE(errors[0].kind, ErrorKind::ToolFailed);
    QCOMPARE(errors[0].count, 2U);
    QCOMPARE(errors[0].example, "first"s);
    QCOMPARE(errors[1].kind, ErrorKind::Rejected);
    QCOMPARE(errors[1].count, 1U);
    QCOMPARE(errors[1].example, "other"s);
}

// Whole milliseconds below 2,048 µs are exact; above, a bucket's upper end is less than 0.1 % larger.
void TestRecorder::percentilesOfOneToAHundredMilliseconds() {
    Recorder recorder(start);
    for (int i = 100; i >= 1; --i)
        succeed(recorder, call(1s, std::chrono::milliseconds(i)));
    const LatencySummary total = snapshot(recorder, 1s).total;
    QCOMPARE(total.count, 100);
    QCOMPARE(total.min, Duration(1ms));
    const auto isNear = [](Duration actual, Duration expected) {
        return actual >= expected && (actual - expected) * 1000 < expected;
    };
    QVERIFY(isNear(total.p50, 50ms));
    QVERIFY(isNear(total.p90, 90ms));
    QVERIFY(isNear(total.p95, 95ms));
    QVERIFY(isNear(total.p99, 99ms));
    QVERIFY(isNear(total.p999, 100ms));
    QVERIFY(isNear(total.max, 100ms));
    QVERIFY(std::chrono::abs(total.mean - Duration(50500us)) < Duration(50us));
}

void TestRecorder::serviceTimeCountsFromTheActualStart() {
    Recorder recorder(start);
    CallRecord delayed = call(1s, 2ms);
    delayed.started = delayed.done - 1ms;
    succeed(recorder, delayed);
    QCOMPARE(snapshot(recorder, 1s).total.p50, Duration(2ms));
    QCOMPARE(snapshot(recorder, 1s).serviceTime.p50, Duration(1ms));
}

void TestRecorder::latencyLeavesOutWhatNoServerDecided_data() {
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<bool>("counts");
    for (const ErrorKind kind : {ErrorKind::ToolFailed, ErrorKind::Rejected, ErrorKind::Http,
                                 ErrorKind::NeedsAuthorization, ErrorKind::TimedOut})
        QTest::newRow(std::string(name(kind)).c_str()) << kind << true;
    for (const ErrorKind kind : {ErrorKind::Cancelled, ErrorKind::PeerClosed, ErrorKind::Protocol,
                                 ErrorKind::Spawn, ErrorKind::Io, ErrorKind::Limit, ErrorKind::InvalidInput})
        QTest::newRow(std::string(name(kind)).c_str()) << kind << false;
}

void TestRecorder::latencyLeavesOutWhatNoServerDecided() {
    QFETCH(ErrorKind, kind);
    QFETCH(bool, counts);
    Recorder recorder(start);
    fail(recorder, call(10ms, 1ms), kind, "why");
    recorder.tick(start + 200ms, 0);
    const Snapshot now = snapshot(recorder, 200ms);
    QCOMPARE(now.total.count, counts ? 1 : 0);
    QCOMPARE(now.serviceTime.count, counts ? 1 : 0);
    QCOMPARE(lastPoint(now).calls, 1U);
    QCOMPARE(lastPoint(now).errors, 1U);
    QCOMPARE(lastPoint(now).p50, counts ? Duration(1ms) : Duration(0));
}

void TestRecorder::phasesAreSummedUpApart() {
    Recorder recorder(start);
    CallRecord record = call(1s, 1ms);
    record.acquired = record.intended + 100us;
    record.written = record.acquired + 20us;
    record.firstByte = record.written + 700us;
    record.lastByte = record.firstByte + 80us;
    record.decoded = record.lastByte + 50us;
    succeed(recorder, record);
    record.firstByte = record.lastByte = record.decoded = {};
    fail(recorder, record, ErrorKind::TimedOut, "slow");
    const auto phases = snapshot(recorder, 1s).phases;
    const std::vector<std::tuple<std::string, std::int64_t, Duration>> expected{{"queue", 2, 100us},
                                                                                {"send", 2, 20us},
                                                                                {"server", 1, 700us},
                                                                                {"receive", 1, 80us},
                                                                                {"decode", 1, 50us}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(phases[i].name, std::get<0>(expected[i]));
        QCOMPARE(phases[i].latency.count, std::get<1>(expected[i]));
        QCOMPARE(phases[i].latency.p50, std::get<2>(expected[i]));
    }
}

void TestRecorder::intervalClosesWhenItIsOver() {
    Recorder recorder(start);
    succeed(recorder, call(50ms, 1ms));
    recorder.tick(start + 199ms, 3);
    QVERIFY(snapshot(recorder, 199ms).series->empty());
    recorder.tick(start + 210ms, 3);
    const Snapshot now = snapshot(recorder, 210ms);
    QCOMPARE(now.series->size(), 1U);
    QCOMPARE(lastPoint(now).at, Duration(200ms));
    QCOMPARE(lastPoint(now).length, Duration(200ms));
    QCOMPARE(lastPoint(now).calls, 1U);
    QCOMPARE(lastPoint(now).inFlight, 3U);
    QCOMPARE(lastPoint(now).p99, Duration(1ms));
    QCOMPARE(lastPoint(now).callsPerSecond(), 5.0);
    QCOMPARE(lastPoint(now).errorsPerSecond(), 0.0);
}

void TestRecorder::intervalHoldsOnlyItsOwnCalls() {
    Recorder recorder(start);
    succeed(recorder, call(50ms, 2ms));
    recorder.tick(start + 200ms, 0);
    fail(recorder, call(250ms, 1ms), ErrorKind::ToolFailed, "why");
    recorder.tick(start + 400ms, 0);
    recorder.tick(start + 600ms, 0);
    const auto series = snapshot(recorder, 600ms).series;
    QCOMPARE(series->size(), 3U);
    QCOMPARE((*series)[1].calls, 1U);
    QCOMPARE((*series)[1].errors, 1U);
    QCOMPARE((*series)[1].max, Duration(1ms));
    QCOMPARE((*series)[2].calls, 0U);
    QCOMPARE((*series)[2].p50, Duration(0));
    QCOMPARE((*series)[2].at, Duration(600ms));
}

void TestRecorder::delayedTickClosesOneLongInterval() {
    Recorder recorder(start);
    for (int i = 0; i < 10; ++i)
        succeed(recorder, call(100ms, 1ms));
    recorder.tick(start + 1050ms, 0);
    const Snapshot now = snapshot(recorder, 1050ms);
    QCOMPARE(now.series->size(), 1U);
    QCOMPARE(lastPoint(now).at, Duration(1s));
    QCOMPARE(lastPoint(now).length, Duration(1s));
    QCOMPARE(lastPoint(now).callsPerSecond(), 10.0);
    recorder.tick(start + 1200ms, 0);
    QCOMPARE(lastPoint(snapshot(recorder, 1200ms)).length, Duration(200ms));
}

void TestRecorder::seriesKeepsTheLastMinute() {
    Recorder recorder(start);
    for (int i = 1; i <= 301; ++i)
        recorder.tick(start + i * Recorder::interval, 0);
    const auto series = snapshot(recorder, 61s).series;
    QCOMPARE(series->size(), 300U);
    QCOMPARE(series->front().at, Duration(400ms));
    QCOMPARE(series->back().at, Duration(60200ms));
}

void TestRecorder::seriesStaysTheSameUntilAnIntervalEnds() {
    Recorder recorder(start);
    recorder.tick(start + 200ms, 0);
    const auto before = snapshot(recorder, 200ms).series;
    succeed(recorder, call(250ms, 1ms));
    recorder.tick(start + 399ms, 0);
    QCOMPARE(snapshot(recorder, 399ms).series, before);
    recorder.tick(start + 400ms, 0);
    QVERIFY(snapshot(recorder, 400ms).series != before);
    QCOMPARE(before->size(), 1U); // whoever holds it may go on reading
}

void TestRecorder::recentSpeaksOfTheLastTwoSeconds() {
    Recorder recorder(start);
    for (int i = 1; i <= 12; ++i) { // one slow call in the first interval, fast ones after it
        succeed(recorder, call(i * 200ms - 1ms, i == 1 ? 500ms : 1ms));
        if (i == 12)
            fail(recorder, call(i * 200ms - 1ms, 1ms), ErrorKind::ToolFailed, "why");
        recorder.tick(start + i * 200ms, 4);
    }
    const Recent recent = snapshot(recorder, 2400ms).recent;
    QCOMPARE(recent.window, Duration(2s));
    QCOMPARE(recent.callsPerSecond, 5.5);
    QCOMPARE(recent.errorsPerSecond, 0.5);
    QCOMPARE(recent.latency.count, 11);
    QCOMPARE(recent.latency.max, Duration(1ms));
    QCOMPARE(recent.inFlight, 4U);
}

void TestRecorder::measuringForgetsWhatCameBefore() {
    Recorder recorder(start);
    fail(recorder, call(100ms, 7ms), ErrorKind::ToolFailed, "warm-up");
    recorder.tick(start + 200ms, 0);
    recorder.beginMeasuring(start + 300ms);
    succeed(recorder, call(310ms, 1ms));
    const Snapshot now = snapshot(recorder, 1300ms);
    QCOMPARE(now.counts.started, 1U);
    QCOMPARE(now.counts.ended(), 1U);
    QCOMPARE(now.counts.succeeded, 1U);
    QVERIFY(now.errors.empty());
    QCOMPARE(now.total.count, 1);
    QCOMPARE(now.total.max, Duration(1ms));
    QCOMPARE(now.serviceTime.max, Duration(1ms));
    QCOMPARE(now.measured, Duration(1s));
    // The charts go on, with a point that ends where the measured part begins.
    QCOMPARE(now.series->size(), 2U);
    QCOMPARE(lastPoint(now).at, Duration(300ms));
    QCOMPARE(lastPoint(now).length, Duration(100ms));
    QCOMPARE(recorder.recordsLost(0), 0U);
}

void TestRecorder::measuredPartStopsGrowing() {
    Recorder recorder(start);
    recorder.beginMeasuring(start + 1s);
    QCOMPARE(snapshot(recorder, 3s).measured, Duration(2s));
    recorder.endMeasuring(start + 5s);
    QCOMPARE(snapshot(recorder, 60s).measured, Duration(4s));
    recorder.beginMeasuring(start + 70s);
    QCOMPARE(snapshot(recorder, 71s).measured, Duration(1s));
}

// A call made by hand may be under way when a workload begins.
void TestRecorder::callInFlightAtTheBeginningCountsInTheMeasuredPart() {
    Recorder recorder(start);
    succeed(recorder, call(100ms, 1ms));
    recorder.callStarted();
    recorder.beginMeasuring(start + 1s, 1);
    QCOMPARE(snapshot(recorder, 1s).counts.started, 1U);
    QCOMPARE(recorder.recordsLost(1), 0U);
    recorder.record({call(1100ms, 1ms), nobody, nullptr, nullptr});
    const CallCounts counts = snapshot(recorder, 2s).counts;
    QCOMPARE(counts.started, 1U);
    QCOMPARE(counts.succeeded, 1U);
    QCOMPARE(recorder.recordsLost(0), 0U);
}

void TestRecorder::connectionsAreCountedApart() {
    Recorder recorder(start);
    CallRecord other = call(20ms, 2ms);
    other.connection = 2;
    succeed(recorder, call(10ms, 1ms));
    fail(recorder, other, ErrorKind::TimedOut, "slow");
    fail(recorder, other, ErrorKind::PeerClosed, "gone");
    ConnectionStatus first, second, third;
    first.id = 1;
    second.id = 2;
    third.id = 3;
    for (ConnectionStatus* status : {&first, &second, &third})
        recorder.describe(*status);
    QCOMPARE(first.calls, 1U);
    QCOMPARE(first.errors, 0U);
    QCOMPARE(first.p50, Duration(1ms));
    QCOMPARE(second.calls, 2U);
    QCOMPARE(second.errors, 2U);
    QCOMPARE(second.p99, Duration(2ms)); // the call that met a dead server tells nothing
    QCOMPARE(third.calls, 0U);

    recorder.forgetConnection(2);
    ConnectionStatus again;
    again.id = 2;
    recorder.describe(again);
    QCOMPARE(again.calls, 0U);
    QCOMPARE(snapshot(recorder, 1s).counts.ended(), 3U);
}

void TestRecorder::callWithoutConnectionIsCountedInTheTotalsOnly() {
    Recorder recorder(start);
    CallRecord record = call(10ms, 10ms);
    record.connection = 0;
    fail(recorder, record, ErrorKind::TimedOut, "no connection came up");
    ConnectionStatus none;
    recorder.describe(none);
    QCOMPARE(none.calls, 0U);
    QCOMPARE(snapshot(recorder, 1s).counts.timedOut, 1U);
}

void TestRecorder::recordsLostAreStartedButNeitherEndedNorInFlight() {
    Recorder recorder(start);
    succeed(recorder, call(10ms, 1ms));
    recorder.callStarted();
    recorder.callStarted();
    QCOMPARE(recorder.recordsLost(2), 0U);
    QCOMPARE(recorder.recordsLost(0), 2U);
}

void TestRecorder::latestCallsAreKept() {
    Recorder recorder(dyno::async::TimePoint{});
    Snapshot snapshot;
    recorder.describe(snapshot, dyno::async::TimePoint{});
    QVERIFY(!snapshot.recentCalls);
    dyno::calls::CallRecord record;
    const auto echo = std::make_shared<const dyno::calls::Target>(1, "echo");
    for (std::uint32_t i = 1; i <= Recorder::maxRecentCalls + 2; ++i) {
        record.connection = i;
        recorder.record({record, echo, nullptr, nullptr});
    }
    recorder.describe(snapshot, dyno::async::TimePoint{});
    QCOMPARE(snapshot.recentCalls->size(), Recorder::maxRecentCalls);
    QCOMPARE(snapshot.recentCalls->front().record.connection, 3u);
    QCOMPARE(snapshot.recentCalls->back().sequence, Recorder::maxRecentCalls + 2);
    QCOMPARE(snapshot.recentCalls->back().tool, std::string("echo"));
}

QTEST_APPLESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
