#include "engine/calls/pool/pool_plan.h"
#include "printing.h"
#include "random_seed.h"

#include <algorithm>
#include <random>
#include <set>

using namespace dyno;
using namespace std::chrono_literals;
using async::TimePoint;
using calls::ConnectionPtr;
using calls::Leaving;
using calls::PoolPlan;
using settings::PoolTuning;
using telemetry::ConnectionState;

namespace {

/// A pool without servers: carries plans out at once, and starts and ends connections when it is told to.
class Model {
public:
    ConnectionPtr add(ConnectionState state, std::uint32_t inFlight = 0) {
        auto connection = std::make_shared<calls::Connection>();
        connection->id = ++m_lastId;
        connection->state = state;
        connection->inFlight = inFlight;
        connection->readyAt = connection->idleSince = now;
        connections.push_back(connection);
        return connection;
    }

    PoolPlan plan() const { return calls::planFor(tuning, connections, {everReady, waiting, now}); }

    void carryOut(const PoolPlan& plan) {
        for (const ConnectionPtr& connection : plan.worn)
            connection->worn = calls::wornBy(tuning, *connection, now);
        for (const ConnectionPtr& connection : plan.keep)
            connection->state = ConnectionState::Ready;
        for (const PoolPlan::Exit& exit : plan.leave)
            retire(exit.connection);
        for (const ConnectionPtr& connection : plan.asked)
            connection->askedAt = now;
        for (int i = 0; i < plan.open; ++i)
            add(ConnectionState::Starting);
    }

    void retire(const ConnectionPtr& connection) {
        if (connection->state == ConnectionState::Ready && connection->inFlight > 0)
            connection->state = ConnectionState::Draining;
        else
            std::erase(connections, connection);
    }

    void comeUp(const ConnectionPtr& connection) {
        connection->state = ConnectionState::Ready;
        connection->readyAt = connection->idleSince = now;
        everReady = true;
        for (const ConnectionPtr& worn : std::vector(connections))
            if (worn->worn && worn->state == ConnectionState::Ready)
                return retire(worn);
    }

    void end(const ConnectionPtr& connection) {
        if (--connection->inFlight > 0)
            return;
        connection->idleSince = now;
        if (connection->state == ConnectionState::Draining)
            std::erase(connections, connection);
    }

    int count(std::initializer_list<ConnectionState> states) const {
        return static_cast<int>(
            std::count_if(connections.begin(), connections.end(), [&](const ConnectionPtr& connection) {
                return std::find(states.begin(), states.end(), connection->state) != states.end();
            }));
    }
    int worn() const {
        return static_cast<int>(
            std::count_if(connections.begin(), connections.end(), [](const ConnectionPtr& connection) {
                return connection->worn && connection->state == ConnectionState::Ready;
            }));
    }
    /// Up or coming up, and not to be replaced.
    int held() const {
        return count({ConnectionState::Ready, ConnectionState::Starting, ConnectionState::Waiting}) - worn();
    }
    /// For how many calls there is room, or will be on those that are coming up.
    int room(int perConnection) const {
        int sum = count({ConnectionState::Starting, ConnectionState::Waiting}) * perConnection;
        for (const ConnectionPtr& connection : connections)
            if (connection->state == ConnectionState::Ready && !connection->worn)
                sum += std::max(perConnection - static_cast<int>(connection->inFlight), 0);
        return sum;
    }
    int running() const {
        int sum = 0;
        for (const ConnectionPtr& connection : connections)
            sum += static_cast<int>(connection->inFlight);
        return sum;
    }

    PoolTuning tuning;
    std::vector<ConnectionPtr> connections;
    bool everReady = true;
    std::uint32_t waiting = 0;
    TimePoint now{1h};

private:
    ConnectionId m_lastId = 0;
};

void turnAKnob(PoolTuning& tuning, std::mt19937_64& random) {
    tuning.min = 1 + static_cast<int>(random() % 4);
    tuning.max = tuning.min + static_cast<int>(random() % 4);
    tuning.perConnection.reset();
    if (random() % 3 > 0)
        tuning.perConnection = 1 + static_cast<int>(random() % 3);
    tuning.idle.reset();
    if (random() % 2 > 0)
        tuning.idle = 5s;
    tuning.life.reset();
    if (random() % 3 == 0)
        tuning.life = 20s;
    tuning.calls.reset();
    if (random() % 3 == 0)
        tuning.calls = 3;
    tuning.prewarm = random() % 4 > 0;
    tuning.keepAlive.reset();
    if (random() % 3 == 0)
        tuning.keepAlive = 3s;
}

/// One thing that happens to a pool.
void happen(Model& pool, std::mt19937_64& random) {
    const ConnectionPtr any =
        pool.connections.empty() ? nullptr : pool.connections[random() % pool.connections.size()];
    switch (random() % 7) {
    case 0:
        return turnAKnob(pool.tuning, random);
    case 1:
        pool.now += std::chrono::seconds(random() % 8);
        return;
    case 2:
        pool.waiting = random() % 3 == 0 ? static_cast<std::uint32_t>(random() % 6) : 0;
        return;
    default:
        break;
    }
    if (!any)
        return;
    const bool coming = any->state == ConnectionState::Starting || any->state == ConnectionState::Waiting;
    if (coming && random() % 4 > 0)
        pool.comeUp(any);
    else if (random() % 12 == 0)
        std::erase(pool.connections, any); // crashed, with its calls
    else if (any->inFlight > 0 && random() % 2 == 0)
        pool.end(any);
    else if (any->state == ConnectionState::Ready) {
        ++any->inFlight;
        ++any->calls;
    }
}

bool listsNobodyTwice(const PoolPlan& plan) {
    std::multiset<ConnectionPtr> listed(plan.keep.begin(), plan.keep.end());
    for (const PoolPlan::Exit& exit : plan.leave)
        listed.insert(exit.connection);
    return std::set(listed.begin(), listed.end()).size() == listed.size();
}

/// Why the plan is wrong; null when it is not.
const char* flaw(const Model& before, const Model& after, const PoolPlan& plan) {
    const PoolTuning& tuning = before.tuning;
    const int most = tuning.perConnection ? tuning.max : tuning.min;
    if (!listsNobodyTwice(plan))
        return "names a connection twice";
    if (after.running() != before.running())
        return "loses a call";
    if (after.held() > most)
        return "holds too many";
    if (after.everReady && tuning.prewarm && after.held() < tuning.min)
        return "holds too few";
    if (after.worn() > after.count({ConnectionState::Starting, ConnectionState::Waiting}))
        return "keeps a worn connection that nothing replaces";
    if (plan.next <= before.now)
        return "looks again in the past";
    const int ready = after.count({ConnectionState::Ready});
    const int upBefore = before.count({ConnectionState::Ready});
    if (tuning.prewarm && ready < std::min(upBefore, tuning.min))
        return "takes capacity away";
    if (after.everReady && tuning.perConnection && after.held() < most &&
        after.room(*tuning.perConnection) < static_cast<int>(before.waiting))
        return "leaves calls without a connection to come";
    if (after.everReady && tuning.perConnection && tuning.prewarm && plan.open > 0 &&
        after.held() > tuning.min && after.worn() == 0 &&
        after.room(*tuning.perConnection) - *tuning.perConnection >= static_cast<int>(before.waiting))
        return "opens more connections than the calls need";
    const PoolPlan again = after.plan();
    if (again.open > 0 || !again.leave.empty() || !again.keep.empty() || !again.worn.empty() ||
        !again.asked.empty())
        return "is not done when it is done";
    return nullptr;
}

/// A copy whose connections are its own.
Model copyOf(const Model& pool) {
    Model copy = pool;
    for (ConnectionPtr& connection : copy.connections) {
        auto own = std::make_shared<calls::Connection>();
        own->id = connection->id;
        own->state = connection->state;
        own->inFlight = connection->inFlight;
        own->worn = connection->worn;
        connection = own;
    }
    return copy;
}

} // namespace

class TestPoolPlan : public QObject {
    Q_OBJECT

private slots:
    void oneConnectionUntilTheServerIsKnown();
    void holdsTheLeast();
    void growsByTheCallsThatWait_data();
    void growsByTheCallsThatWait();
    void roomIsUsedBeforeItGrows();
    void surplusLeavesNewestFirst();
    void drainingOnesServeOn();
    void leastRecentlyUsedLeavesFirst();
    void busyOnesAreNotIdle();
    void idleOnesStayWhileCallsWait();
    void wornServesUntilItIsReplaced();
    void wornThatCanBeSparedIsNotReplaced();
    void withoutPrewarmTheLeastComeOnDemand();
    void callsOfOneThatIsTakenBackCount();
    void idleOnesAreAskedForLife();
    void anySequenceKeepsTheRules();
};

void TestPoolPlan::oneConnectionUntilTheServerIsKnown() {
    Model pool;
    pool.everReady = false;
    pool.tuning.min = 3;
    pool.waiting = 7;
    QCOMPARE(pool.plan().open, 1);
}

void TestPoolPlan::holdsTheLeast() {
    Model pool;
    pool.tuning.min = 3;
    pool.add(ConnectionState::Ready, 5);
    pool.add(ConnectionState::Waiting);
    QCOMPARE(pool.plan().open, 1);
    QCOMPARE(pool.plan().next, TimePoint::max());
}

void TestPoolPlan::growsByTheCallsThatWait_data() {
    QTest::addColumn<int>("perConnection");
    QTest::addColumn<int>("waiting");
    QTest::addColumn<int>("coming");
    QTest::addColumn<int>("open");
    QTest::newRow("unlimited") << 0 << 5 << 0 << 0;
    QTest::newRow("nobody waits") << 1 << 0 << 0 << 0;
    QTest::newRow("one each") << 1 << 2 << 0 << 2;
    QTest::newRow("one of two is covered") << 1 << 2 << 1 << 1;
    QTest::newRow("one for two") << 2 << 3 << 0 << 2;
    QTest::newRow("up to the most") << 1 << 9 << 0 << 3;
}

void TestPoolPlan::growsByTheCallsThatWait() {
    QFETCH(int, perConnection);
    QFETCH(int, waiting);
    QFETCH(int, coming);
    QFETCH(int, open);
    Model pool;
    if (perConnection > 0)
        pool.tuning.perConnection = perConnection;
    pool.add(ConnectionState::Ready, 2);
    for (int i = 0; i < coming; ++i)
        pool.add(ConnectionState::Starting);
    pool.waiting = static_cast<std::uint32_t>(waiting);
    QCOMPARE(pool.plan().open, open);
}

/// A call still waits when the connection has come up that was opened for it.
void TestPoolPlan::roomIsUsedBeforeItGrows() {
    Model pool;
    pool.tuning.perConnection = 2;
    pool.add(ConnectionState::Ready, 5); // from before there was a limit
    pool.add(ConnectionState::Ready);
    pool.waiting = 2;
    QCOMPARE(pool.plan().open, 0);
    pool.waiting = 3;
    QCOMPARE(pool.plan().open, 1);
}

void TestPoolPlan::surplusLeavesNewestFirst() {
    Model pool;
    pool.tuning.min = 2;
    const auto first = pool.add(ConnectionState::Ready);
    const auto waiting = pool.add(ConnectionState::Waiting);
    const auto starting = pool.add(ConnectionState::Starting);
    const auto second = pool.add(ConnectionState::Ready, 1);
    const auto third = pool.add(ConnectionState::Ready);
    const PoolPlan plan = pool.plan();
    std::vector<ConnectionPtr> leaving;
    for (const PoolPlan::Exit& exit : plan.leave)
        leaving.push_back(exit.connection);
    QCOMPARE(leaving, (std::vector{waiting, starting, third}));
    QVERIFY(plan.leave[0].why == Leaving::Surplus);
}

void TestPoolPlan::drainingOnesServeOn() {
    Model pool;
    pool.tuning.min = 3;
    pool.add(ConnectionState::Ready);
    const auto worn = pool.add(ConnectionState::Draining, 1);
    worn->worn = Leaving::Old;
    const auto draining = pool.add(ConnectionState::Draining, 1);
    const PoolPlan plan = pool.plan();
    QCOMPARE(plan.keep, std::vector{draining});
    QCOMPARE(plan.open, 1);
}

void TestPoolPlan::leastRecentlyUsedLeavesFirst() {
    Model pool;
    pool.tuning.perConnection = 1;
    const auto later = pool.add(ConnectionState::Ready);
    const auto earlier = pool.add(ConnectionState::Ready);
    const auto latest = pool.add(ConnectionState::Ready);
    later->idleSince += 1s;
    latest->idleSince += 2s;
    pool.now += 60s;
    const PoolPlan plan = pool.plan();
    QCOMPARE(plan.leave.size(), 1U);
    QCOMPARE(plan.leave[0].connection, earlier);
    QVERIFY(plan.leave[0].why == Leaving::Idle);
    QCOMPARE(plan.next, pool.now + 1s);
    pool.now += 10s;
    QCOMPARE(pool.plan().leave.size(), 2U); // one is the least
}

void TestPoolPlan::busyOnesAreNotIdle() {
    Model pool;
    pool.tuning.perConnection = 1;
    pool.add(ConnectionState::Ready, 1);
    pool.add(ConnectionState::Ready, 1);
    pool.now += 1h;
    QVERIFY(pool.plan().leave.empty());
    QCOMPARE(pool.plan().next, pool.now + 60s);
}

void TestPoolPlan::idleOnesStayWhileCallsWait() {
    Model pool;
    pool.tuning.perConnection = 1;
    pool.add(ConnectionState::Ready);
    pool.add(ConnectionState::Ready);
    pool.now += 1h;
    pool.waiting = 1;
    QVERIFY(pool.plan().leave.empty());
    QCOMPARE(pool.plan().next, pool.now + 60s);
    pool.waiting = 0;
    QCOMPARE(pool.plan().leave.size(), 1U);
}

void TestPoolPlan::wornServesUntilItIsReplaced() {
    Model pool;
    pool.tuning.life = 10s;
    const auto old = pool.add(ConnectionState::Ready, 1);
    QCOMPARE(pool.plan().next, pool.now + 10s);
    pool.now += 10s;
    PoolPlan plan = pool.plan();
    QCOMPARE(plan.open, 1);
    QCOMPARE(plan.worn, std::vector{old});
    QVERIFY(plan.leave.empty());
    pool.carryOut(plan);
    plan = pool.plan();
    QCOMPARE(plan.open, 0);
    QVERIFY(plan.leave.empty());
    pool.comeUp(pool.connections[1]);
    QVERIFY(old->state == ConnectionState::Draining);
    QCOMPARE(pool.plan().open, 0);
}

void TestPoolPlan::wornThatCanBeSparedIsNotReplaced() {
    Model pool;
    pool.tuning.perConnection = 1;
    pool.tuning.calls = 3;
    pool.add(ConnectionState::Ready);
    const auto used = pool.add(ConnectionState::Ready);
    used->calls = 3;
    const PoolPlan plan = pool.plan();
    QCOMPARE(plan.open, 0);
    QCOMPARE(plan.leave.size(), 1U);
    QVERIFY(plan.leave[0].why == Leaving::Used);
}

void TestPoolPlan::withoutPrewarmTheLeastComeOnDemand() {
    Model pool;
    pool.tuning.min = 3;
    pool.tuning.prewarm = false;
    const auto first = pool.add(ConnectionState::Ready);
    QCOMPARE(pool.plan().open, 0);
    first->inFlight = 1;
    QCOMPARE(pool.plan().open, 0);
    first->inFlight = 2;
    QCOMPARE(pool.plan().open, 1);
    first->inFlight = 9;
    QCOMPARE(pool.plan().open, 2);
}

void TestPoolPlan::callsOfOneThatIsTakenBackCount() {
    Model pool;
    pool.tuning.min = 4;
    pool.tuning.prewarm = false;
    pool.add(ConnectionState::Ready, 2);
    const auto draining = pool.add(ConnectionState::Draining, 1);
    const PoolPlan plan = pool.plan();
    QCOMPARE(plan.keep, std::vector{draining});
    QCOMPARE(plan.open, 1);
}

void TestPoolPlan::idleOnesAreAskedForLife() {
    Model pool;
    pool.tuning.min = 2;
    pool.tuning.keepAlive = 10s;
    const auto idle = pool.add(ConnectionState::Ready);
    pool.add(ConnectionState::Ready, 1);
    pool.now += 9s;
    QVERIFY(pool.plan().asked.empty());
    QCOMPARE(pool.plan().next, pool.now + 1s);
    pool.now += 1s;
    QCOMPARE(pool.plan().asked, std::vector{idle});
    QCOMPARE(pool.plan().next, pool.now + 10s);
}

/// Calls, waits, crashes, time and turned knobs in any order: no plan loses a call, or capacity.
void TestPoolPlan::anySequenceKeepsTheRules() {
    const std::uint64_t seed = test::randomSeed();
    for (std::uint64_t sequence = 0; sequence < 10'000; ++sequence) {
        std::mt19937_64 random(seed + sequence);
        Model pool;
        turnAKnob(pool.tuning, random);
        pool.add(ConnectionState::Starting);
        pool.everReady = false;
        for (int step = 0; step < 30; ++step) {
            happen(pool, random);
            const Model before = copyOf(pool);
            const PoolPlan plan = pool.plan();
            pool.carryOut(plan);
            if (const char* wrong = flaw(before, pool, plan))
                QFAIL(("DYNO_SEED=" + std::to_string(seed + sequence) + ", step " + std::to_string(step) +
                       ": the plan " + wrong)
                          .c_str());
        }
    }
}

QTEST_APPLESS_MAIN(TestPoolPlan)
#include "tst_pool_plan.moc"
