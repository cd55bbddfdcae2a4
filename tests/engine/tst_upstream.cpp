// Several servers under one name, on scripted servers.

#include "engine/calls/balance/upstream.h"
#include "pool_bench.h"

namespace {

using calls::Lease;
using calls::Upstream;
using Waiting = std::shared_ptr<const std::optional<Result<Lease>>>;

/// One server of a group.
struct Replica {
    Replica(TestLoop& loop, const std::shared_ptr<const settings::Tuning>& tuning, ConnectionId& lastId,
            Script behaviour)
        : script(std::move(behaviour))
        , pool(
              loop.executor(), loop.clock(), tuning, waysTo(loop), [&lastId] { return ++lastId; },
              mcp::Limits{}, observer) {}

    calls::Pool::Ways waysTo(TestLoop& loop) {
        calls::Pool::Ways ways;
        ways.transports.push_back([this, &loop] {
            servers.push_back(std::make_unique<ScriptedServer>(loop, script));
            return servers.back()->transport();
        });
        return ways;
    }

    Script script;
    std::vector<std::unique_ptr<ScriptedServer>> servers;
    Observer observer;
    calls::Pool pool;
};

/// A group of servers 1, 2, ….
class Group {
public:
    explicit Group(const std::vector<Script>& behaviours, const settings::Tuning& knobs = {})
        : tuning(std::make_shared<const settings::Tuning>(knobs))
        , upstream(loop.clock(), tuning) {
        for (const Script& behaviour : behaviours)
            add(behaviour);
    }
    ~Group() {
        for (std::size_t i = 0; i < replicas.size(); ++i)
            close(static_cast<ServerId>(i + 1));
    }

    void add(Script behaviour, double weight = 1) {
        replicas.push_back(std::make_unique<Replica>(loop, tuning, m_lastId, std::move(behaviour)));
        upstream.add(static_cast<ServerId>(replicas.size()), replicas.back()->pool, weight);
        replicas.back()->pool.open();
        loop.settle();
    }
    void close(ServerId server) {
        const auto closed = loop.start(at(server).pool.close());
        for (int i = 0; i < 100 && !*closed; ++i)
            loop.advance(1s);
        upstream.remove(server);
        loop.settle();
    }
    Replica& at(ServerId server) { return *replicas[server - 1]; }

    ServerId next(std::string_view key = {}) {
        const auto lease = upstream.tryAcquire(key);
        if (!lease)
            return 0;
        upstream.release(*lease, {}, 1ms);
        return lease->server;
    }
    /// A call on that server ends so.
    void end(ServerId server, std::optional<ErrorKind> error) {
        std::vector<Lease> others;
        while (auto lease = upstream.tryAcquire()) {
            if (lease->server != server) {
                others.push_back(*lease);
                continue;
            }
            upstream.release(*lease, error, 1ms);
            break;
        }
        for (const Lease& lease : others)
            upstream.release(lease, ErrorKind::Cancelled, 0ms);
    }
    Waiting acquire(std::string_view key = {}, Duration limit = 30s) {
        return loop.start(upstream.acquire(key, loop.clock().now() + limit, limit));
    }
    telemetry::ReplicaStatus status(ServerId server) const {
        std::vector<telemetry::ReplicaStatus> all;
        upstream.describe(all, "group");
        return all.at(server - 1);
    }
    bool ejected(ServerId server) const { return status(server).ejected; }
    void retune(const std::function<void(settings::Tuning&)>& change) {
        settings::Tuning next = *tuning;
        change(next);
        tuning = std::make_shared<const settings::Tuning>(next);
        for (const auto& replica : replicas)
            replica->pool.tuningChanged();
        loop.settle();
    }

    TestLoop loop;
    std::shared_ptr<const settings::Tuning> tuning;
    std::vector<std::unique_ptr<Replica>> replicas;
    Upstream upstream;

private:
    ConnectionId m_lastId = 0;
};

settings::Tuning exclusive() {
    settings::Tuning tuning;
    tuning.pool.max = 1;
    tuning.pool.perConnection = 1;
    return tuning;
}

const Script starting{.answersHandshake = false};

std::vector<Script> replicas(std::size_t count, const Script& behaviour = {}) {
    return std::vector<Script>(count, behaviour);
}

} // namespace

class TestUpstream : public QObject {
    Q_OBJECT

private slots:
    void replicasTakeTurns();
    void weightsCount();
    void onlyTurnsThatGaveAConnectionCount();
    void withoutWeightNoneTakesCalls();
    void failuresInARowEject();
    void aHangingReplicaIsLeftOut();
    void signOfLifeBringsBack();
    void crashEjectsAtOnceAndTheNextConnectionBringsBack();
    void whenAllAreLeftOutAllAreTried();
    void aDeadEntryDoesNoHarm();
    void aLoneServerIsNeverEjected();
    void keysStayWithTheirReplica();
    void callWithAKeyWaitsForItsConnection();
    void keysDoNotHoldUpOthers();
    void waitsForTheFirstThatComesUp();
    void poolGrowsForCallsThatADeadReplicaLeaves_data();
    void poolGrowsForCallsThatADeadReplicaLeaves();
    void poolGrowsForCallsThatAHangingReplicaLeaves();
    void servedInOrderByWhicheverIsFree();
    void aWaitingCallOpensOneConnection();
    void waitEndsAtTheDeadline();
    void failsWhenNoneWillCome();
    void removedReplicaLeavesTheWaitToOthers();
    void lastRemovedEndsTheWait();
    void laterReplicaServesThoseThatWait();
};

void TestUpstream::replicasTakeTurns() {
    Group group(replicas(3));
    for (const ServerId expected : {1U, 2U, 3U, 1U, 2U})
        QCOMPARE(group.next(), expected);
    QCOMPARE(group.status(1).chosen, std::uint64_t(2));
    QCOMPARE(group.status(3).group, "group"s);
    QCOMPARE(group.status(3).ewma, Duration(1ms));
}

void TestUpstream::weightsCount() {
    Group group(replicas(1));
    group.add({}, 3);
    group.add({}, 0);
    group.retune(
        [](settings::Tuning& tuning) { tuning.balance.strategy = settings::BalanceStrategy::RoundRobin; });
    std::array<int, 4> taken{};
    for (int i = 0; i < 40; ++i)
        ++taken[group.next()];
    QCOMPARE(taken, (std::array<int, 4>{0, 10, 30, 0}));
}

void TestUpstream::onlyTurnsThatGaveAConnectionCount() {
    settings::Tuning tuning = exclusive();
    tuning.balance.strategy = settings::BalanceStrategy::RoundRobin;
    for (int refused = 0; refused < 3; ++refused) {
        Group group(replicas(2), tuning);
        const auto one = group.upstream.tryAcquire();
        const auto two = group.upstream.tryAcquire(); // no turn: it alone had room
        for (int i = 0; i < refused; ++i)
            QVERIFY(!group.upstream.tryAcquire());
        const Waiting waiting = group.acquire();
        group.upstream.release(*one, {}, 1ms);
        group.upstream.release(waiting->value().value(), {}, 1ms);
        group.upstream.release(*two, {}, 1ms);
        for (const ServerId expected : {2U, 1U, 2U, 1U})
            QCOMPARE(group.next(), expected);
    }
}

void TestUpstream::withoutWeightNoneTakesCalls() {
    Group group(replicas(0));
    group.add({}, 0);
    QCOMPARE(group.next(), 0U);
    QCOMPARE(group.acquire()->value().error().kind, ErrorKind::InvalidInput);
    group.add({}, 0);
    QCOMPARE(group.next(), 0U);
    QCOMPARE(group.acquire()->value().error().kind, ErrorKind::InvalidInput);
}

void TestUpstream::failuresInARowEject() {
    Group group(replicas(2));
    group.end(2, ErrorKind::PeerClosed);
    group.end(2, ErrorKind::Http);
    group.end(2, ErrorKind::ToolFailed); // it answered
    group.end(2, ErrorKind::Io);
    group.end(2, ErrorKind::TimedOut);
    group.end(2, ErrorKind::Cancelled); // says nothing
    QVERIFY(!group.ejected(2));
    group.end(2, ErrorKind::Io);
    QVERIFY(group.ejected(2));
    QCOMPARE(group.status(2).ejections, std::uint64_t(1));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(group.next(), 1U);
}

void TestUpstream::aHangingReplicaIsLeftOut() {
    Group group(replicas(2));
    group.end(2, ErrorKind::TimedOut);
    group.end(2, ErrorKind::TimedOut);
    group.end(2, {}); // it answered
    group.end(2, ErrorKind::TimedOut);
    group.end(2, ErrorKind::TimedOut);
    QVERIFY(!group.ejected(2));
    group.end(2, ErrorKind::TimedOut);
    QVERIFY(group.ejected(2));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(group.next(), 1U);
}

void TestUpstream::signOfLifeBringsBack() {
    Group group(replicas(2));
    for (int i = 0; i < 3; ++i)
        group.end(1, ErrorKind::Http);
    QVERIFY(group.ejected(1));
    group.at(1).script.refusal = Error{ErrorKind::Http, "503"};
    group.loop.advance(3s);
    QVERIFY(group.ejected(1));
    group.at(1).script.refusal.reset();
    group.loop.advance(1s - 1ns);
    QVERIFY(group.ejected(1));
    group.loop.advance(1ns);
    QVERIFY(!group.ejected(1));
    QVERIFY(group.next() != group.next());
}

void TestUpstream::crashEjectsAtOnceAndTheNextConnectionBringsBack() {
    Group group(replicas(2));
    group.at(2).script.answersHandshake = false;
    group.at(2).servers[0]->crash();
    QVERIFY(group.ejected(2));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(group.next(), 1U);
    group.at(2).servers[1]->answerHandshake();
    QVERIFY(!group.ejected(2));
    QVERIFY(group.next() != group.next());
    QCOMPARE(group.status(2).ejections, std::uint64_t(1));
}

void TestUpstream::whenAllAreLeftOutAllAreTried() {
    Group group(replicas(2));
    for (const ServerId server : {1U, 2U})
        for (int i = 0; i < 3; ++i)
            group.end(server, ErrorKind::Io);
    QVERIFY(group.ejected(1));
    QVERIFY(group.ejected(2));
    const auto one = group.upstream.tryAcquire(), other = group.upstream.tryAcquire();
    QVERIFY(one->server != other->server);
    group.upstream.release(*one, {}, 1ms);
    QVERIFY(!group.ejected(one->server));
    QVERIFY(group.ejected(other->server));
    QCOMPARE(group.next(), one->server);
    group.upstream.release(*other, {}, 1ms);
    QVERIFY(!group.ejected(other->server));
}

void TestUpstream::aDeadEntryDoesNoHarm() {
    std::vector<Script> scripts = replicas(3);
    scripts[1].openError = Error{ErrorKind::Spawn, "no such program"};
    Group group(scripts);
    QVERIFY(group.ejected(2));
    for (const ServerId expected : {1U, 3U, 1U, 3U})
        QCOMPARE(group.next(), expected);
    QVERIFY(group.upstream.tool("echo") != nullptr);
    QVERIFY(group.upstream.tool("other") == nullptr);
    group.loop.advance(1min);
    QVERIFY(group.ejected(2));
}

void TestUpstream::aLoneServerIsNeverEjected() {
    Group group(replicas(1));
    for (int i = 0; i < 9; ++i)
        group.end(1, ErrorKind::Io);
    QCOMPARE(group.next(), 1U);
    std::vector<telemetry::ReplicaStatus> none;
    group.upstream.describe(none, "group");
    QVERIFY(none.empty());
}

void TestUpstream::keysStayWithTheirReplica() {
    Group group(replicas(3));
    std::map<std::string, ServerId> owners;
    for (int i = 0; i < 60; ++i)
        owners["key " + std::to_string(i)] = 0;
    for (auto& [key, owner] : owners)
        owner = group.next(key);
    group.at(2).script.answersHandshake = false;
    group.at(2).servers[0]->crash();
    int moved = 0;
    for (const auto& [key, owner] : owners) {
        QVERIFY(owner == 2 ? group.next(key) != 2 : group.next(key) == owner);
        moved += owner == 2 ? 1 : 0;
    }
    QVERIFY(moved > 0 && moved < 60);
    group.at(2).servers[1]->answerHandshake();
    for (const auto& [key, owner] : owners)
        QCOMPARE(group.next(key), owner);
}

void TestUpstream::callWithAKeyWaitsForItsConnection() {
    Group group(replicas(2), exclusive());
    const auto first = group.upstream.tryAcquire("alice");
    QVERIFY(!group.upstream.tryAcquire("alice"));
    const Waiting second = group.acquire("alice");
    QVERIFY(!*second);
    QCOMPARE(group.at(first->server).servers.size(), 1U);
    group.upstream.release(*first, {}, 1ms);
    QCOMPARE(second->value().value().connection, first->connection);
    group.upstream.release(second->value().value(), {}, 1ms);
}

void TestUpstream::keysDoNotHoldUpOthers() {
    Group group(replicas(2), exclusive());
    const auto held = group.upstream.tryAcquire("alice");
    const Waiting tied = group.acquire("alice");
    const Waiting free = group.acquire();
    QVERIFY(!*tied);
    QVERIFY(*free);
    const Waiting last = group.acquire();
    group.upstream.release(free->value().value(), {}, 1ms);
    QVERIFY(!*tied);
    QVERIFY(*last);
    group.upstream.release(*held, {}, 1ms);
    QVERIFY(*tied);
    group.upstream.release(tied->value().value(), {}, 1ms);
    group.upstream.release(last->value().value(), {}, 1ms);
}

void TestUpstream::waitsForTheFirstThatComesUp() {
    Group group(replicas(2, starting));
    const Waiting waiting = group.acquire();
    QVERIFY(!*waiting);
    group.at(2).servers[0]->answerHandshake();
    QCOMPARE(waiting->value().value().server, 2U);
    group.upstream.release(waiting->value().value(), {}, 1ms);
}

void TestUpstream::poolGrowsForCallsThatADeadReplicaLeaves_data() {
    QTest::addColumn<bool>("diesFirst");
    QTest::newRow("dead before the calls") << true;
    QTest::newRow("dead while they wait") << false;
}

void TestUpstream::poolGrowsForCallsThatADeadReplicaLeaves() {
    QFETCH(bool, diesFirst);
    settings::Tuning tuning = exclusive();
    tuning.pool.max = 3;
    Group group(replicas(2, starting), tuning);
    if (diesFirst)
        group.at(1).servers[0]->crash();
    const Waiting calls[] = {group.acquire(), group.acquire(), group.acquire()};
    if (!diesFirst)
        group.at(1).servers[0]->crash();
    group.at(2).script.answersHandshake = true; // of those that it grows by
    group.at(2).servers[0]->answerHandshake();
    QCOMPARE(group.at(2).servers.size(), 3U);
    for (const Waiting& call : calls) {
        QVERIFY(*call);
        group.upstream.release(call->value().value(), {}, 1ms);
    }
}

void TestUpstream::poolGrowsForCallsThatAHangingReplicaLeaves() {
    settings::Tuning tuning = exclusive();
    tuning.pool.max = 2;
    tuning.balance.ejectAfter = 1;
    Group group(replicas(2), tuning);
    const auto one = group.upstream.tryAcquire(), two = group.upstream.tryAcquire();
    group.at(1).script.answersHandshake = false;
    const Waiting waiting = group.acquire();
    QCOMPARE(group.at(1).servers.size(), 2U);
    group.upstream.release(*one, ErrorKind::TimedOut, 30s);
    group.loop.settle();
    QCOMPARE(waiting->value().value().server, 2U);
    QVERIFY(waiting->value().value().connection != two->connection);
    group.upstream.release(waiting->value().value(), {}, 1ms);
    group.upstream.release(*two, {}, 1ms);
}

void TestUpstream::servedInOrderByWhicheverIsFree() {
    Group group(replicas(2), exclusive());
    const auto one = group.upstream.tryAcquire();
    const auto two = group.upstream.tryAcquire();
    const Waiting first = group.acquire(), second = group.acquire();
    QCOMPARE(group.upstream.waiting(), 2U);
    group.upstream.release(*two, {}, 1ms);
    QCOMPARE(first->value().value().server, two->server);
    QVERIFY(!*second);
    QVERIFY(!group.upstream.tryAcquire()); // no overtaking
    group.upstream.release(*one, {}, 1ms);
    QCOMPARE(second->value().value().server, one->server);
    group.upstream.release(first->value().value(), {}, 1ms);
    group.upstream.release(second->value().value(), {}, 1ms);
    QCOMPARE(group.status(1).inFlight, 0U);
    QCOMPARE(group.upstream.waiting(), 0U);
}

void TestUpstream::aWaitingCallOpensOneConnection() {
    settings::Tuning tuning = exclusive();
    tuning.pool.max = 4;
    Group group(replicas(3), tuning);
    std::vector<Lease> leases;
    for (int i = 0; i < 3; ++i)
        leases.push_back(group.upstream.tryAcquire().value());
    const Waiting waiting = group.acquire();
    QVERIFY(*waiting);
    std::size_t servers = 0;
    for (const auto& replica : group.replicas)
        servers += replica->servers.size();
    QCOMPARE(servers, 4U);
    leases.push_back(waiting->value().value());
    for (const Lease& lease : leases)
        group.upstream.release(lease, {}, 1ms);
}

void TestUpstream::waitEndsAtTheDeadline() {
    Group group(replicas(2, starting));
    const Waiting soon = group.acquire({}, 2s), late = group.acquire({}, 9s);
    group.loop.advance(2s);
    QCOMPARE(soon->value().error().message, "no connection came up within 2 s (call time-out)"s);
    QVERIFY(!*late);
    group.upstream.cancelAll({ErrorKind::Cancelled, "enough"});
    QCOMPARE(late->value().error().message, "enough"s);
    QCOMPARE(group.upstream.waiting(), 0U);
}

void TestUpstream::failsWhenNoneWillCome() {
    Group group(replicas(2, starting));
    const Waiting waiting = group.acquire();
    group.at(1).servers[0]->crash();
    QVERIFY(!*waiting);
    group.at(2).servers[0]->crash();
    QCOMPARE(waiting->value().error().kind, ErrorKind::PeerClosed);
    QCOMPARE(group.acquire()->value().error().kind, ErrorKind::PeerClosed);
}

void TestUpstream::removedReplicaLeavesTheWaitToOthers() {
    Group group(replicas(2), exclusive());
    const auto one = group.upstream.tryAcquire();
    const auto two = group.upstream.tryAcquire();
    const Waiting first = group.acquire(), tied = group.acquire("key");
    const Lease& leaving = one->server == 1 ? *one : *two;
    const Lease& staying = one->server == 1 ? *two : *one;
    group.upstream.release(leaving, ErrorKind::Cancelled, 0ms); // serves one of them
    group.close(1);
    group.upstream.release(staying, {}, 1ms);
    QVERIFY(*first);
    QCOMPARE(tied->value().value().server, 2U);
    group.upstream.release(first->value().value(), ErrorKind::Cancelled, 0ms);
    group.upstream.release(tied->value().value(), {}, 1ms);
    QCOMPARE(group.next(), 2U);
}

void TestUpstream::lastRemovedEndsTheWait() {
    Group group(replicas(1, starting));
    const Waiting waiting = group.acquire();
    group.upstream.remove(1);
    group.loop.settle();
    QCOMPARE(waiting->value().error().kind, ErrorKind::Cancelled);
    QCOMPARE(group.acquire()->value().error().kind, ErrorKind::PeerClosed);
}

void TestUpstream::laterReplicaServesThoseThatWait() {
    Group group(replicas(1, starting));
    const Waiting waiting = group.acquire();
    group.add({});
    QCOMPARE(waiting->value().value().server, 2U);
    group.upstream.release(waiting->value().value(), {}, 1ms);
}

QTEST_APPLESS_MAIN(TestUpstream)
#include "tst_upstream.moc"
