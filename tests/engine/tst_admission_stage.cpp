// Callers that wait, with a clock that is turned by hand.

#include "engine/calls/admission/admission_stage.h"
#include "printing.h"
#include "test_loop.h"

#include <algorithm>

using namespace std::chrono_literals;
using namespace dyno;
using async::Duration;
using calls::AdmissionStage;
using calls::Refusal;

namespace {

/// A stage and those who call through it. Each runs until it is told to end.
struct Bench {
    struct Caller {
        std::unique_ptr<AdmissionStage::Ticket> ticket;
        std::shared_ptr<const std::optional<Result<void>>> outcome;

        bool admitted() const { return ticket->admitted(); }
    };

    void tune(const settings::AdmissionTuning& admission) {
        auto next = std::make_shared<settings::Tuning>();
        next->admission = admission;
        tuning = std::move(next);
        stage.tuningChanged();
    }
    Caller enter(ServerId server, Duration limit = 1h, std::string_view tool = "echo") {
        Caller caller;
        caller.ticket =
            std::make_unique<AdmissionStage::Ticket>(stage, server, tool, loop.clock().now() + limit);
        caller.outcome = loop.start(caller.ticket->wait());
        return caller;
    }

    test::TestLoop loop;
    std::shared_ptr<const settings::Tuning> tuning = std::make_shared<settings::Tuning>();
    AdmissionStage stage{loop.clock(), tuning};
};

settings::AdmissionTuning perServer(int calls) {
    settings::AdmissionTuning tuning;
    tuning.perServer = calls;
    return tuning;
}

settings::AdmissionTuning rate(double perSecond) {
    settings::AdmissionTuning tuning;
    tuning.callsPerSecond = perSecond;
    tuning.burst = 1;
    return tuning;
}

/// Goes through the stage again and again without ever letting go of the event loop.
async::Awaitable<void> hurry(Bench& bench, int calls, int& done) {
    for (int i = 0; i < calls; ++i) {
        AdmissionStage::Ticket ticket(bench.stage, 1, "echo", bench.loop.clock().now() + 1h);
        if (!ticket.admitted())
            co_await ticket.wait();
        ++done;
    }
}

/// Waits, and tells in which order it was admitted.
async::Awaitable<void> pass(Bench& bench, ServerId server, int number, std::vector<int>& order) {
    AdmissionStage::Ticket ticket(bench.stage, server, "echo", bench.loop.clock().now() + 1h);
    co_await ticket.wait();
    order.push_back(number);
}

} // namespace

class TestAdmissionStage : public QObject {
    Q_OBJECT

private slots:
    void withoutLimitsNobodyWaits();
    void firstComeFirstServed();
    void serversTakeTurns();
    void waitEndsAtTheDeadline();
    void waitEndsAtTheLongestWait();
    void fullQueueIsSaidAtOnce();
    void abandonedWaitFreesItsPlaceAtOnce();
    void cancelledCallersHearWhy();
    void onlyTheServersCallersAreCancelled();
    void callerThatEntersWhileItIsCancelledIsNot();
    void waitThatEndsBeforeItIsAwaitedIsTold();
    void limitsAreSwitchedWhileCallsRun();
    void tuningIsReadAtEachCall();
    void rateIsExactForHours();
    void noAlarmIsLeftWhenNobodyIs();
    void thousandsOfQuickCallersNeedNoStack();
};

void TestAdmissionStage::withoutLimitsNobodyWaits() {
    Bench bench;
    const auto caller = bench.enter(1);
    QVERIFY(caller.admitted());
    QVERIFY(caller.outcome->value().has_value());
    QCOMPARE(caller.ticket->refusal(), Refusal::None);
    QCOMPARE(bench.stage.running(), 1U);
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

void TestAdmissionStage::firstComeFirstServed() {
    Bench bench;
    bench.tune(perServer(1));
    auto first = bench.enter(1);
    std::vector<int> order;
    for (int i = 0; i < 10; ++i)
        bench.loop.start(pass(bench, 1, i, order));
    QCOMPARE(bench.stage.waiting(), 10U);
    first.ticket.reset();
    QCOMPARE(order, std::vector<int>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QCOMPARE(bench.stage.running(), 0U);
}

void TestAdmissionStage::serversTakeTurns() {
    Bench bench;
    bench.tune(rate(10));
    auto first = bench.enter(9);
    std::vector<int> order;
    for (const int server : {1, 1, 1, 1, 2, 2, 3})
        bench.loop.start(pass(bench, static_cast<ServerId>(server), server, order));
    bench.loop.advance(300ms);
    QCOMPARE(order, std::vector<int>({1, 2, 3}));
    bench.loop.advance(400ms);
    QCOMPARE(order, std::vector<int>({1, 2, 3, 1, 2, 1, 1}));
}

void TestAdmissionStage::waitEndsAtTheDeadline() {
    Bench bench;
    bench.tune(perServer(1));
    const auto running = bench.enter(1);
    const auto waiting = bench.enter(1, 2s);
    bench.loop.advance(1999ms);
    QVERIFY(!*waiting.outcome);
    bench.loop.advance(1ms);
    QCOMPARE(waiting.outcome->value().error().kind, ErrorKind::TimedOut);
    QCOMPARE(waiting.ticket->refusal(), Refusal::None);
    QCOMPARE(bench.stage.waiting(), 0U);
}

void TestAdmissionStage::waitEndsAtTheLongestWait() {
    Bench bench;
    bench.tune(perServer(1));
    const auto running = bench.enter(1);
    const auto waiting = bench.enter(1);
    bench.loop.advance(30s);
    const Error error = waiting.outcome->value().error();
    QCOMPARE(error.kind, ErrorKind::Throttled);
    QVERIFY(QString::fromStdString(error.message).contains("30 s"));
    QCOMPARE(waiting.ticket->refusal(), Refusal::WaitedTooLong);
}

void TestAdmissionStage::fullQueueIsSaidAtOnce() {
    Bench bench;
    auto tuning = perServer(1);
    tuning.queue = 1000;
    bench.tune(tuning);
    std::vector<Bench::Caller> callers;
    for (int i = 0; i < 1001; ++i)
        callers.push_back(bench.enter(1));
    const auto refused = bench.enter(1);
    QVERIFY(!refused.admitted());
    QCOMPARE(refused.ticket->refusal(), Refusal::QueueFull);
    const Error error = refused.outcome->value().error();
    QCOMPARE(error.kind, ErrorKind::Throttled);
    QVERIFY(QString::fromStdString(error.message).startsWith("1,000 calls wait already (admission.queue)"));
}

void TestAdmissionStage::abandonedWaitFreesItsPlaceAtOnce() {
    Bench bench;
    auto tuning = perServer(1);
    tuning.queue = 1;
    bench.tune(tuning);
    auto running = bench.enter(1);
    {
        AdmissionStage::Ticket abandoned(bench.stage, 1, "echo", bench.loop.clock().now() + 1h);
        QCOMPARE(bench.stage.waiting(), 1U);
    }
    QCOMPARE(bench.stage.waiting(), 0U);
    const auto next = bench.enter(1);
    QCOMPARE(next.ticket->refusal(), Refusal::None);
    running.ticket.reset();
    QVERIFY(next.admitted());
    QVERIFY(next.outcome->value().has_value());
}

void TestAdmissionStage::cancelledCallersHearWhy() {
    Bench bench;
    bench.tune(perServer(1));
    const auto running = bench.enter(1);
    const auto one = bench.enter(1);
    const auto two = bench.enter(1);
    const Error why{ErrorKind::Cancelled, "the run was stopped"};
    bench.stage.cancelAll(why);
    QVERIFY(one.outcome->value().error() == why);
    QVERIFY(two.outcome->value().error() == why);
    QCOMPARE(two.ticket->refusal(), Refusal::None);
    QCOMPARE(bench.stage.waiting(), 0U);
    QVERIFY(running.admitted());
}

void TestAdmissionStage::onlyTheServersCallersAreCancelled() {
    Bench bench;
    bench.tune(perServer(1));
    const auto first = bench.enter(1);
    auto second = bench.enter(2);
    const auto one = bench.enter(1);
    const auto two = bench.enter(2);
    bench.stage.cancel(1, {ErrorKind::Cancelled, "the server was stopped"});
    QCOMPARE(one.outcome->value().error().kind, ErrorKind::Cancelled);
    QVERIFY(!*two.outcome);
    second.ticket.reset();
    QVERIFY(two.outcome->value().has_value());
}

void TestAdmissionStage::callerThatEntersWhileItIsCancelledIsNot() {
    Bench bench;
    bench.tune(perServer(1));
    auto running = bench.enter(1);
    int done = 0;
    bench.loop.start(hurry(bench, 3, done));
    bench.stage.cancelAll({ErrorKind::Cancelled, "stop"});
    QCOMPARE(done, 1);
    QCOMPARE(bench.stage.waiting(), 1U);
    running.ticket.reset();
    QCOMPARE(done, 3);
}

void TestAdmissionStage::waitThatEndsBeforeItIsAwaitedIsTold() {
    Bench bench;
    bench.tune(perServer(1));
    auto running = bench.enter(1);
    AdmissionStage::Ticket first(bench.stage, 1, "echo", bench.loop.clock().now() + 1h);
    AdmissionStage::Ticket second(bench.stage, 1, "echo", bench.loop.clock().now() + 1h);
    AdmissionStage::Ticket third(bench.stage, 1, "echo", bench.loop.clock().now() + 1h);
    auto wait = first.wait(); // made, and not begun
    running.ticket.reset();
    const Error why{ErrorKind::Cancelled, "stop"};
    auto cancelled = second.wait();
    bench.stage.cancelAll(why);
    QVERIFY(bench.loop.start(std::move(wait))->value().has_value());
    QVERIFY(bench.loop.start(std::move(cancelled))->value().error() == why);
    QVERIFY(bench.loop.start(third.wait())->value().error() == why);
}

void TestAdmissionStage::limitsAreSwitchedWhileCallsRun() {
    Bench bench;
    auto first = bench.enter(1);
    auto second = bench.enter(1);
    bench.tune(perServer(2));
    const auto third = bench.enter(1);
    QVERIFY(!third.admitted());
    first.ticket.reset();
    QVERIFY(third.outcome->value().has_value());
    const auto fourth = bench.enter(1);
    QVERIFY(!fourth.admitted());
    bench.tune({});
    QVERIFY(fourth.outcome->value().has_value());
    QCOMPARE(bench.stage.running(), 3U);
    bench.tune(rate(1));
    QVERIFY(bench.enter(1).admitted());
    const auto fifth = bench.enter(1);
    QVERIFY(!fifth.admitted());
    bench.tune(rate(1000));
    bench.loop.advance(1ms);
    QVERIFY(fifth.outcome->value().has_value());
}

void TestAdmissionStage::tuningIsReadAtEachCall() {
    Bench bench;
    const auto first = bench.enter(1);
    auto next = std::make_shared<settings::Tuning>();
    next->admission = perServer(1);
    bench.tuning = next;
    QVERIFY(!bench.enter(1).admitted());
}

void TestAdmissionStage::rateIsExactForHours() {
    Bench bench;
    auto tuning = rate(0.7);
    tuning.longestWait = 100h;
    bench.tune(tuning);
    std::vector<int> order;
    for (int i = 0; i < 10'000; ++i)
        bench.loop.start([](Bench& on, int number, std::vector<int>& admitted) -> async::Awaitable<void> {
            AdmissionStage::Ticket ticket(on.stage, 1, "echo", on.loop.clock().now() + 100h);
            co_await ticket.wait();
            admitted.push_back(number);
        }(bench, i, order));
    bench.loop.advance(2h - 1ns);
    QCOMPARE(order.size(), 5040U); // one at once, and 0.7 × 7200 but the last
    bench.loop.advance(1ns);
    QCOMPARE(order.size(), 5041U);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    bench.stage.cancelAll({ErrorKind::Cancelled, "stop"});
}

/// It would keep the event loop from its end.
void TestAdmissionStage::noAlarmIsLeftWhenNobodyIs() {
    Bench bench;
    bench.tune(perServer(1));
    auto running = bench.enter(1);
    auto waiting = bench.enter(1);
    QCOMPARE(bench.loop.clock().armed(), 1U);
    running.ticket.reset();
    waiting.ticket.reset();
    QCOMPARE(bench.loop.clock().armed(), 0U);
    running = bench.enter(1);
    waiting = bench.enter(1);
    bench.stage.cancelAll({ErrorKind::Cancelled, "stop"});
    QCOMPARE(waiting.outcome->value().error().kind, ErrorKind::Cancelled);
    running.ticket.reset();
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

void TestAdmissionStage::thousandsOfQuickCallersNeedNoStack() {
    Bench bench;
    auto tuning = perServer(1);
    tuning.queue = 100'000;
    bench.tune(tuning);
    auto first = bench.enter(1);
    int done = 0;
    for (int i = 0; i < 20'000; ++i)
        bench.loop.start(hurry(bench, 2, done));
    first.ticket.reset();
    QCOMPARE(done, 40'000);
    QCOMPARE(bench.stage.running(), 0U);
}

QTEST_APPLESS_MAIN(TestAdmissionStage)
#include "tst_admission_stage.moc"
