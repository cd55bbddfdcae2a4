#include "engine/calls/call_record.h"
#include "printing.h"

using namespace dyno::calls;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

TimePoint at(std::chrono::milliseconds time) {
    return TimePoint(time);
}

CallRecord complete() {
    CallRecord record;
    record.intended = at(100ms);
    record.started = at(103ms);
    record.admitted = at(104ms);
    record.cacheChecked = at(104ms);
    record.acquired = at(110ms);
    record.written = at(111ms);
    record.firstByte = at(151ms);
    record.lastByte = at(153ms);
    record.decoded = at(156ms);
    record.done = at(160ms);
    return record;
}

using Lengths = std::array<std::optional<Duration>, phaseCount>;
constexpr std::nullopt_t no = std::nullopt;

} // namespace

class TestCallRecord : public QObject {
    Q_OBJECT

private slots:
    void latencyCountsFromTheIntendedStart();
    void phasesFollowEachOther();
    void phasesOfANewHttpConnectionAndOfATask();
    void earlierAttemptsAreAPhaseOfTheirOwn();
    void phasesNeverReachedAreAbsent();
    void answerReadBeforeTheWriteWasNotedTakesNoTime();
    void phasesHaveNames();
};

void TestCallRecord::latencyCountsFromTheIntendedStart() {
    QCOMPARE(complete().latency(), Duration(60ms));
    QCOMPARE(complete().serviceTime(), Duration(57ms));
}

void TestCallRecord::phasesFollowEachOther() {
    QVERIFY(phases(complete()) == (Lengths{10ms, no, no, no, no, 1ms, 40ms, 2ms, 3ms, no}));
}

void TestCallRecord::phasesOfANewHttpConnectionAndOfATask() {
    CallRecord record = complete();
    record.resolved = record.acquired + 100us;
    record.connected = record.acquired + 300us;
    record.secured = record.acquired + 700us;
    record.taskEnded = record.decoded + 2ms;
    QVERIFY(phases(record) == (Lengths{10ms, no, 100us, 200us, 400us, 300us, 40ms, 2ms, 3ms, 2ms}));
}

void TestCallRecord::earlierAttemptsAreAPhaseOfTheirOwn() {
    CallRecord record = complete();
    record.retried = 4ms;
    QVERIFY(phases(record) == (Lengths{6ms, 4ms, no, no, no, 1ms, 40ms, 2ms, 3ms, no}));
    record.acquired = record.written = record.firstByte = record.lastByte = record.decoded = {};
    QVERIFY(phases(record) == Lengths{}); // the last attempt found no connection
}

void TestCallRecord::phasesNeverReachedAreAbsent() {
    CallRecord timedOut = complete();
    timedOut.firstByte = timedOut.lastByte = timedOut.decoded = {};
    QVERIFY(phases(timedOut) == (Lengths{10ms, no, no, no, no, 1ms, no, no, no, no}));

    CallRecord noConnection;
    noConnection.intended = noConnection.started = at(100ms);
    noConnection.done = at(200ms);
    QVERIFY(phases(noConnection) == Lengths{});
}

void TestCallRecord::answerReadBeforeTheWriteWasNotedTakesNoTime() {
    CallRecord record = complete();
    record.written = at(152ms);
    QVERIFY(phases(record) == (Lengths{10ms, no, no, no, no, 42ms, 0ms, 2ms, 3ms, no}));
}

void TestCallRecord::phasesHaveNames() {
    QCOMPARE(std::string(name(Phase::Queue)), "queue"s);
    QCOMPARE(std::string(name(Phase::NameLookup)), "nameLookup"s);
    QCOMPARE(std::string(name(Phase::Connect)), "connect"s);
    QCOMPARE(std::string(name(Phase::Tls)), "tls"s);
    QCOMPARE(std::string(name(Phase::Send)), "send"s);
    QCOMPARE(std::string(name(Phase::Server)), "server"s);
    QCOMPARE(std::string(name(Phase::Receive)), "receive"s);
    QCOMPARE(std::string(name(Phase::Decode)), "decode"s);
    QCOMPARE(std::string(name(Phase::Task)), "task"s);
}

QTEST_APPLESS_MAIN(TestCallRecord)
#include "tst_call_record.moc"
