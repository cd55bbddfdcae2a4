#include "engine/jsonrpc/pending_requests.h"
#include "printing.h"

using dyno::async::TimePoint;
using dyno::jsonrpc::PendingRequests;
using namespace std::chrono_literals;

namespace {

using Ids = std::vector<std::uint64_t>;

TimePoint at(std::chrono::seconds time) {
    return TimePoint(time);
}

PendingRequests::Entry entry(TimePoint deadline) {
    return {deadline, {}, "tools/call", {}, [](dyno::jsonrpc::Reply) {}};
}

} // namespace

class TestPendingRequests : public QObject {
    Q_OBJECT

private slots:
    void idsGrowFromOneAndAreNeverReused();
    void takeRemovesOnce();
    void findDoesNotRemove();
    void expiredAreThoseAtOrPastTheirDeadline();
    void nextDeadlineIsTheEarliest();
    void abandonedReplyIsLateOnce();
    void answeredReplyIsNotLate();
    void abandoningAnUnknownIdLeavesNoTrace();
    void remembersTheLastTenThousandAbandoned();
};

void TestPendingRequests::idsGrowFromOneAndAreNeverReused() {
    PendingRequests pending;
    QCOMPARE(pending.nextId(), 1U);
    QCOMPARE(pending.add(entry(at(1s))), 1U);
    QVERIFY(pending.take(1));
    QCOMPARE(pending.nextId(), 2U);
    QCOMPARE(pending.add(entry(at(1s))), 2U);
}

void TestPendingRequests::takeRemovesOnce() {
    PendingRequests pending;
    const auto id = pending.add(entry(at(5s)));
    const auto taken = pending.take(id);
    QVERIFY(taken);
    QCOMPARE(taken->deadline, at(5s));
    QVERIFY(!pending.take(id));
    QCOMPARE(pending.size(), 0U);
}

void TestPendingRequests::findDoesNotRemove() {
    PendingRequests pending;
    const auto id = pending.add(entry(at(5s)));
    pending.find(id)->times.written = at(1s);
    QCOMPARE(pending.find(id)->times.written, at(1s));
    QCOMPARE(pending.find(id + 1), nullptr);
    QCOMPARE(pending.ids(), Ids{id});
}

void TestPendingRequests::expiredAreThoseAtOrPastTheirDeadline() {
    PendingRequests pending;
    const auto late = pending.add(entry(at(9s)));
    const auto early = pending.add(entry(at(3s)));
    const auto middle = pending.add(entry(at(5s)));
    QCOMPARE(pending.expired(at(2s)), Ids{});
    QCOMPARE(pending.expired(at(3s)), Ids{early});
    QCOMPARE(pending.expired(at(5s)), (Ids{early, middle}));
    QCOMPARE(pending.expired(at(10s)), (Ids{late, early, middle})); // oldest request first
}

void TestPendingRequests::nextDeadlineIsTheEarliest() {
    PendingRequests pending;
    QCOMPARE(pending.nextDeadline(), TimePoint::max());
    pending.add(entry(at(9s)));
    const auto early = pending.add(entry(at(3s)));
    QCOMPARE(pending.nextDeadline(), at(3s));
    pending.abandon(early);
    QCOMPARE(pending.nextDeadline(), at(9s));
}

void TestPendingRequests::abandonedReplyIsLateOnce() {
    PendingRequests pending;
    const auto id = pending.add(entry(at(3s)));
    QVERIFY(pending.abandon(id));
    QVERIFY(!pending.abandon(id));
    QVERIFY(!pending.take(id));
    QVERIFY(pending.isLate(id));
    QVERIFY(!pending.isLate(id));
}

void TestPendingRequests::answeredReplyIsNotLate() {
    PendingRequests pending;
    const auto id = pending.add(entry(at(3s)));
    pending.take(id);
    QVERIFY(!pending.isLate(id));
}

void TestPendingRequests::abandoningAnUnknownIdLeavesNoTrace() {
    PendingRequests pending;
    QVERIFY(!pending.abandon(77));
    QVERIFY(!pending.isLate(77));
}

void TestPendingRequests::remembersTheLastTenThousandAbandoned() {
    PendingRequests pending;
    for (int i = 0; i < 10'001; ++i)
        pending.abandon(pending.add(entry(at(1s))));
    QVERIFY(!pending.isLate(1));
    QVERIFY(pending.isLate(2));
    QVERIFY(pending.isLate(10'001));
}

QTEST_APPLESS_MAIN(TestPendingRequests)
#include "tst_pending_requests.moc"
