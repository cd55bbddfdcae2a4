#include "engine/calls/balance/balancer.h"
#include "printing.h"

using dyno::calls::LeastInFlight;

namespace {

using Loads = std::vector<std::uint32_t>;

} // namespace

class TestBalancer : public QObject {
    Q_OBJECT

private slots:
    void choosesTheFewestInFlight_data();
    void choosesTheFewestInFlight();
    void equalsTakeTurns();
    void equalsTakeTurnsAroundABusyOne();
    void survivesAShrinkingPool();
};

void TestBalancer::choosesTheFewestInFlight_data() {
    QTest::addColumn<Loads>("loads");
    QTest::addColumn<quint64>("choice");
    QTest::newRow("only one") << Loads{9} << quint64(0);
    QTest::newRow("first") << Loads{0, 1, 1} << quint64(0);
    QTest::newRow("middle") << Loads{3, 1, 2} << quint64(1);
    QTest::newRow("last") << Loads{3, 2, 1} << quint64(2);
    QTest::newRow("first of equals") << Loads{5, 2, 2} << quint64(1);
}

void TestBalancer::choosesTheFewestInFlight() {
    QFETCH(Loads, loads);
    QFETCH(quint64, choice);
    LeastInFlight balancer;
    QCOMPARE(balancer.choose(loads), choice);
}

void TestBalancer::equalsTakeTurns() {
    LeastInFlight balancer;
    const Loads idle{0, 0, 0};
    for (const std::size_t expected : {0, 1, 2, 0, 1, 2})
        QCOMPARE(balancer.choose(idle), expected);
}

void TestBalancer::equalsTakeTurnsAroundABusyOne() {
    LeastInFlight balancer;
    const Loads loads{0, 4, 0};
    for (const std::size_t expected : {0, 2, 0, 2})
        QCOMPARE(balancer.choose(loads), expected);
}

void TestBalancer::survivesAShrinkingPool() {
    LeastInFlight balancer;
    for (int i = 0; i < 7; ++i)
        balancer.choose(Loads(8, 0));
    QCOMPARE(balancer.choose(Loads{1, 0}), 1U);
    QCOMPARE(balancer.choose(Loads{3}), 0U);
}

QTEST_APPLESS_MAIN(TestBalancer)
#include "tst_balancer.moc"
