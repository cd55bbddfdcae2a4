// Who may begin when: by cases, and by random operations against a model that searches where Admission sorts.

#include "admission_model.h"
#include "engine/calls/admission/admission.h"
#include "printing.h"

#include <algorithm>
#include <random>

using namespace std::chrono_literals;
using namespace dyno;
using async::TimePoint;
using calls::Admission;
using calls::AdmissionEntry;
using settings::AdmissionTuning;
using test::AdmissionModel;
using State = AdmissionEntry::State;

namespace {

constexpr TimePoint start{1h};
constexpr TimePoint never = start + 1000h;

/// An Admission, and those who ask it.
struct Door {
    explicit Door(const AdmissionTuning& tuning) { admission.tune(tuning, now); }
    ~Door() {
        for (const auto& entry : entries)
            admission.leave(*entry);
    }

    AdmissionEntry& enter(ServerId server, std::string_view tool = "echo", TimePoint deadline = never) {
        entries.push_back(std::make_unique<AdmissionEntry>(server, tool, deadline));
        admission.enter(*entries.back(), now);
        return *entries.back();
    }
    /// Whose wait ends now, as "server" or "server:tool".
    QStringList decided() {
        QStringList result;
        while (const AdmissionEntry* entry = admission.next(now))
            result << QString::number(entry->server) +
                          (entry->tool == "echo" ? QString() : ":" + QString::fromUtf8(entry->tool.data()));
        return result;
    }
    QStringList afterLeave(AdmissionEntry& entry) {
        admission.leave(entry);
        return decided();
    }
    QStringList afterTune(const AdmissionTuning& tuning) {
        admission.tune(tuning, now);
        return decided();
    }

    TimePoint now = start;
    Admission admission;
    std::vector<std::unique_ptr<AdmissionEntry>> entries;
};

AdmissionTuning perServer(int calls) {
    AdmissionTuning tuning;
    tuning.perServer = calls;
    return tuning;
}

AdmissionTuning perTool(int calls) {
    AdmissionTuning tuning;
    tuning.perTool = calls;
    return tuning;
}

AdmissionTuning rate(double perSecond, int burst = 1) {
    AdmissionTuning tuning;
    tuning.callsPerSecond = perSecond;
    tuning.burst = burst;
    return tuning;
}

} // namespace

class TestAdmission : public QObject {
    Q_OBJECT

private slots:
    void withoutLimitsAllRun();
    void limitsHoldWhatIsBeyondThem_data();
    void limitsHoldWhatIsBeyondThem();
    void firstComeFirstServed();
    void serversTakeTurns();
    void newServerBeginsAtTheEndOfTheLine();
    void toolWithoutAPlaceHoldsUpNoOther();
    void waitForAPlaceHoldsUpNoOtherServer();
    void rateGivesATokenToEachServerInTurn();
    void lateAlarmCostsNoTokens();
    void longStallIsNoBurst();
    void fullQueueTurnsAway();
    void emptyQueueLetsThroughWhatHasAPlace();
    void shorterQueueKeepsThoseThatWait();
    void waitEndsAtTheEarlierLimit_data();
    void waitEndsAtTheEarlierLimit();
    void limitThatComesLaterCountsThoseThatRun();
    void lowerLimitEndsNobodysRun();
    void higherLimitLetsInAtOnce();
    void whoLeavesWhileWaitingMakesRoom();
    void cancelledCallsHaveLeftTheQueue();
    void lanesWithoutCallsAreBounded();
    void behavesLikeTheModel();
};

void TestAdmission::withoutLimitsAllRun() {
    Door door({});
    AdmissionEntry entry(1, "echo", never);
    QVERIFY(door.admission.pass(entry));
    QCOMPARE(entry.state, State::Running);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(door.enter(1).state, State::Running);
    QCOMPARE(door.admission.running(), 1001U);
    QVERIFY(!door.admission.wakeAt());
    door.admission.leave(entry);
    QCOMPARE(door.admission.running(), 1000U);
}

void TestAdmission::limitsHoldWhatIsBeyondThem_data() {
    QTest::addColumn<AdmissionTuning>("tuning");
    QTest::addColumn<int>("running"); // of 10 calls: 5 to each of two servers, 4 to one tool and 1 to another
    QTest::newRow("none") << AdmissionTuning() << 10;
    QTest::newRow("rate") << rate(1, 7) << 7;
    QTest::newRow("server") << perServer(2) << 4;
    QTest::newRow("tool") << perTool(2) << 6;
    AdmissionTuning all = rate(1, 3);
    all.perServer = 2;
    all.perTool = 1;
    QTest::newRow("all") << all << 3;
}

void TestAdmission::limitsHoldWhatIsBeyondThem() {
    QFETCH(AdmissionTuning, tuning);
    QFETCH(int, running);
    Door door(tuning);
    for (const ServerId server : {1U, 2U})
        for (const char* tool : {"echo", "echo", "add", "echo", "echo"})
            door.enter(server, tool);
    QCOMPARE(door.admission.running(), std::size_t(running));
    QCOMPARE(door.admission.waiting(), std::size_t(10 - running));
    AdmissionEntry passing(1, "echo", never);
    QCOMPARE(door.admission.pass(passing), tuning == AdmissionTuning());
    door.admission.leave(passing);
}

void TestAdmission::firstComeFirstServed() {
    Door door(perServer(1));
    AdmissionEntry& first = door.enter(1);
    AdmissionEntry& second = door.enter(1);
    AdmissionEntry& third = door.enter(1);
    door.afterLeave(first);
    QCOMPARE(second.state, State::Running);
    QCOMPARE(third.state, State::Waiting);
    door.afterLeave(second);
    QCOMPARE(third.state, State::Running);
}

void TestAdmission::serversTakeTurns() {
    Door door(rate(1));
    door.enter(9);
    for (const ServerId server : {1U, 1U, 1U, 1U, 2U, 2U, 3U})
        door.enter(server);
    QCOMPARE(door.afterTune({}), QStringList({"1", "2", "3", "1", "2", "1", "1"}));
}

/// Or one that calls as soon as its last call has ended would have each turn.
void TestAdmission::newServerBeginsAtTheEndOfTheLine() {
    Door door(rate(1));
    door.enter(9);
    door.enter(1);
    door.enter(2);
    door.now += 1s;
    QCOMPARE(door.decided(), QStringList{"1"});
    door.enter(3);
    door.enter(1);
    door.now += 1s;
    QCOMPARE(door.decided(), QStringList{"2"});
    door.enter(2);
    QCOMPARE(door.afterTune({}), QStringList({"1", "3", "2"}));
}

void TestAdmission::toolWithoutAPlaceHoldsUpNoOther() {
    Door door(perTool(1));
    door.enter(1, "slow");
    AdmissionEntry& quick = door.enter(1, "quick");
    door.enter(1, "slow");
    AdmissionEntry& second = door.enter(1, "quick");
    QCOMPARE(quick.state, State::Running);
    QCOMPARE(door.afterLeave(quick), QStringList{"1:quick"});
    QCOMPARE(second.state, State::Running);
    QCOMPARE(door.admission.waiting(), 1U);
}

void TestAdmission::waitForAPlaceHoldsUpNoOtherServer() {
    AdmissionTuning tuning = perServer(1);
    tuning.callsPerSecond = 1000;
    tuning.burst = 100;
    Door door(tuning);
    door.enter(1);
    door.enter(1);
    QCOMPARE(door.enter(2).state, State::Running);
}

void TestAdmission::rateGivesATokenToEachServerInTurn() {
    Door door(rate(10));
    door.enter(1);
    for (const ServerId server : {1U, 1U, 2U, 2U})
        door.enter(server);
    QStringList order;
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(door.admission.wakeAt(), start + (i + 1) * 100ms);
        door.now = *door.admission.wakeAt() - 1ns;
        QCOMPARE(door.decided(), QStringList());
        door.now += 1ns;
        order << door.decided();
    }
    QCOMPARE(order, QStringList({"1", "2", "1", "2"}));
    QVERIFY(!door.admission.wakeAt());
}

void TestAdmission::lateAlarmCostsNoTokens() {
    Door door(rate(1000));
    for (int i = 0; i < 101; ++i)
        door.enter(1);
    int admitted = 0;
    while (door.now < start + 100ms) {
        door.now += 5ms;
        admitted += door.decided().size();
    }
    QCOMPARE(admitted, 100);
}

void TestAdmission::longStallIsNoBurst() {
    Door door(rate(1000));
    for (int i = 0; i < 1001; ++i)
        door.enter(1);
    door.now += 1s;
    QCOMPARE(door.decided().size(), 21);
}

void TestAdmission::fullQueueTurnsAway() {
    AdmissionTuning tuning = perServer(1);
    tuning.queue = 2;
    Door door(tuning);
    AdmissionEntry& first = door.enter(1);
    door.enter(1);
    door.enter(1);
    QCOMPARE(door.enter(1).state, State::QueueFull);
    QCOMPARE(door.enter(2).state, State::Running);
    QCOMPARE(door.admission.waiting(), 2U);
    door.afterLeave(first);
    QCOMPARE(door.enter(1).state, State::Waiting);
}

void TestAdmission::emptyQueueLetsThroughWhatHasAPlace() {
    AdmissionTuning tuning = perServer(1);
    tuning.queue = 0;
    Door door(tuning);
    AdmissionEntry& first = door.enter(1);
    QCOMPARE(first.state, State::Running);
    QCOMPARE(door.enter(1).state, State::QueueFull);
    door.afterLeave(first);
    QCOMPARE(door.enter(1).state, State::Running);
}

void TestAdmission::shorterQueueKeepsThoseThatWait() {
    Door door(perServer(1));
    AdmissionEntry& first = door.enter(1);
    for (int i = 0; i < 5; ++i)
        door.enter(1);
    AdmissionTuning tuning = perServer(1);
    tuning.queue = 2;
    QCOMPARE(door.afterTune(tuning), QStringList());
    QCOMPARE(door.admission.waiting(), 5U);
    QCOMPARE(door.enter(1).state, State::QueueFull);
    QCOMPARE(door.afterLeave(first), QStringList{"1"});
}

void TestAdmission::waitEndsAtTheEarlierLimit_data() {
    QTest::addColumn<int>("deadline"); // seconds
    QTest::addColumn<int>("longest");
    QTest::addColumn<int>("ends");
    QTest::addColumn<int>("state");
    QTest::newRow("deadline") << 2 << 30 << 2 << int(State::TimedOut);
    QTest::newRow("longest wait") << 60 << 30 << 30 << int(State::WaitedTooLong);
    QTest::newRow("both: the call's own is told") << 30 << 30 << 30 << int(State::TimedOut);
    QTest::newRow("deadline is over") << -1 << 30 << -1 << int(State::TimedOut);
}

void TestAdmission::waitEndsAtTheEarlierLimit() {
    QFETCH(int, deadline);
    QFETCH(int, longest);
    QFETCH(int, ends);
    QFETCH(int, state);
    AdmissionTuning tuning = perServer(1);
    tuning.longestWait = longest * 1s;
    Door door(tuning);
    door.enter(1);
    AdmissionEntry& entry = door.enter(1, "echo", start + deadline * 1s);
    QCOMPARE(door.admission.wakeAt(), start + ends * 1s);
    door.now = start + ends * 1s - 1ns;
    QCOMPARE(door.decided(), QStringList());
    door.now += 1ns;
    QCOMPARE(door.decided(), QStringList{"1"});
    QCOMPARE(int(entry.state), state);
    QCOMPARE(door.admission.waiting(), 0U);
}

void TestAdmission::limitThatComesLaterCountsThoseThatRun() {
    Door door({});
    AdmissionEntry& one = door.enter(1);
    AdmissionEntry& two = door.enter(1, "add");
    door.afterTune(perServer(2));
    door.enter(1);
    QCOMPARE(door.admission.waiting(), 1U);
    QCOMPARE(door.afterLeave(one), QStringList{"1"});
    door.afterTune({}); // what was counted stays so, what comes is not
    AdmissionEntry& uncounted = door.enter(1);
    door.afterTune(perServer(3));
    QCOMPARE(door.enter(1).state, State::Waiting);
    QCOMPARE(door.afterLeave(two), QStringList{"1"});
    door.enter(1);
    QCOMPARE(door.afterLeave(uncounted), QStringList{"1"});
    QCOMPARE(door.admission.running(), 3U);
}

void TestAdmission::lowerLimitEndsNobodysRun() {
    Door door(perServer(4));
    for (int i = 0; i < 5; ++i)
        door.enter(1);
    QCOMPARE(door.afterTune(perServer(2)), QStringList());
    QCOMPARE(door.admission.running(), 4U);
    QCOMPARE(door.afterLeave(*door.entries[0]), QStringList());
    QCOMPARE(door.afterLeave(*door.entries[1]), QStringList());
    QCOMPARE(door.afterLeave(*door.entries[2]), QStringList{"1"});
    QCOMPARE(door.admission.running(), 2U);
}

void TestAdmission::higherLimitLetsInAtOnce() {
    Door door(perServer(1));
    for (int i = 0; i < 5; ++i)
        door.enter(1);
    QCOMPARE(door.afterTune(perServer(3)).size(), 2);
    QCOMPARE(door.afterTune({}).size(), 2);
    QCOMPARE(door.admission.running(), 5U);
}

void TestAdmission::whoLeavesWhileWaitingMakesRoom() {
    AdmissionTuning tuning = perServer(1);
    tuning.queue = 1;
    Door door(tuning);
    AdmissionEntry& first = door.enter(1);
    AdmissionEntry& second = door.enter(1);
    QCOMPARE(door.enter(1).state, State::QueueFull);
    QCOMPARE(door.afterLeave(second), QStringList());
    QVERIFY(!door.admission.wakeAt());
    AdmissionEntry& third = door.enter(1);
    door.afterLeave(first);
    QCOMPARE(third.state, State::Running);
}

void TestAdmission::cancelledCallsHaveLeftTheQueue() {
    AdmissionTuning tuning = perServer(1);
    Door door(tuning);
    AdmissionEntry& running = door.enter(1);
    AdmissionEntry& one = door.enter(1);
    door.enter(2);
    AdmissionEntry& two = door.enter(2);
    AdmissionEntry& three = door.enter(1);
    door.admission.cancel(1);
    QCOMPARE(door.admission.waiting(), 1U);
    QCOMPARE(door.admission.nextCancelled(), &one);
    door.admission.leave(three); // before it was told
    QVERIFY(!door.admission.nextCancelled());
    QCOMPARE(running.state, State::Running);
    QCOMPARE(two.state, State::Waiting);
    door.admission.cancel({});
    QCOMPARE(door.admission.nextCancelled(), &two);
    QCOMPARE(door.admission.waiting(), 0U);
}

void TestAdmission::lanesWithoutCallsAreBounded() {
    Door door(perTool(1));
    std::vector<std::string> names;
    for (int i = 0; i < 5000; ++i)
        names.push_back("tool" + std::to_string(i));
    for (std::size_t i = 0; i < names.size(); ++i) {
        AdmissionEntry entry(ServerId(i % 700 + 1), names[i], never);
        door.admission.enter(entry, door.now);
        QCOMPARE(entry.state, State::Running);
        door.admission.leave(entry);
    }
    QVERIFY(door.admission.lanes() <= 256);
    for (const std::string& name : names) // and those with calls are not
        door.enter(1, name);
    QCOMPARE(door.admission.running(), 5000U);
    QCOMPARE(door.enter(1, names[0]).state, State::Waiting);
}

void TestAdmission::behavesLikeTheModel() {
    const auto given = qEnvironmentVariableIntValue("DYNO_SEED");
    const auto seed = given ? static_cast<unsigned>(given) : std::random_device()();
    std::mt19937 random(seed);
    for (int sequence = 0; sequence < 10'000; ++sequence) {
        const std::string difference = AdmissionModel(random).differenceAfter(40);
        QVERIFY2(
            difference.empty(),
            qPrintable(QString("DYNO_SEED=%1, sequence %2: ").arg(seed).arg(sequence) + difference.c_str()));
    }
}

QTEST_APPLESS_MAIN(TestAdmission)
#include "tst_admission.moc"
