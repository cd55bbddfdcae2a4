#include "engine/calls/balance/balancer.h"
#include "engine/calls/balance/ewma.h"
#include "printing.h"
#include "random_seed.h"

#include <cmath>
#include <map>
#include <numeric>
#include <random>

using namespace dyno;
using namespace std::chrono_literals;
using async::Duration;
using calls::Balancer;
using calls::Candidate;
using settings::BalanceStrategy;

namespace {

using Loads = std::vector<std::uint32_t>;
using Candidates = std::vector<Candidate>;

constexpr BalanceStrategy everyStrategy[] = {BalanceStrategy::RoundRobin, BalanceStrategy::Random,
                                             BalanceStrategy::LeastInFlight, BalanceStrategy::PowerOfTwo,
                                             BalanceStrategy::Ewma};

Candidates loaded(const Loads& loads) {
    Candidates candidates;
    for (const std::uint32_t load : loads)
        candidates.push_back({candidates.size() + 1, 1, {}, load});
    return candidates;
}

Candidates weighted(const std::vector<double>& weights) {
    Candidates candidates;
    for (const double weight : weights)
        candidates.push_back({candidates.size() + 1, weight, {}, 0});
    return candidates;
}

/// How often each is chosen.
std::vector<int> shares(BalanceStrategy strategy, const Candidates& candidates, int choices) {
    Balancer balancer(7);
    std::vector<int> counts(candidates.size());
    for (int i = 0; i < choices; ++i)
        ++counts[*balancer.choose(strategy, candidates)];
    return counts;
}

Candidates anyCandidates(std::mt19937_64& random) {
    Candidates candidates;
    for (std::uint64_t id = 1, count = 1 + random() % 8; candidates.size() < count; id += 1 + random() % 3)
        candidates.push_back({id, static_cast<double>(random() % 5), Duration(random() % 3 * 1'000'000),
                              static_cast<std::uint32_t>(random() % 4)});
    return candidates;
}

} // namespace

class TestBalancer : public QObject {
    Q_OBJECT

private slots:
    void choosesTheFewestInFlight_data();
    void choosesTheFewestInFlight();
    void equalsTakeTurns();
    void equalsTakeTurnsAroundABusyOne();
    void survivesAShrinkingSet();
    void loadCountsByWeight();
    void roundRobinIsSmooth();
    void roundRobinForgetsWhatIsGone();
    void drawsAreInProportion();
    void powerOfTwoTakesTheLessBusyOfTwo();
    void latencyCountsWithWhatIsInFlight();
    void unmeasuredIsTriedByOneCallAtATime();
    void withoutWeightNothingIsChosen();
    void aSlowerAnswerCountsAtOnce();
    void whatNobodyCallsFades();
    void sameKeySameCandidate();
    void keysAreSpreadByWeight();
    void anySequenceKeepsTheRules();
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
    QCOMPARE(Balancer().choose(BalanceStrategy::LeastInFlight, loaded(loads)).value(), choice);
}

void TestBalancer::equalsTakeTurns() {
    Balancer balancer;
    for (const std::size_t expected : {0, 1, 2, 0, 1, 2})
        QCOMPARE(balancer.choose(BalanceStrategy::LeastInFlight, loaded({0, 0, 0})).value(), expected);
}

void TestBalancer::equalsTakeTurnsAroundABusyOne() {
    Balancer balancer;
    for (const std::size_t expected : {0, 2, 0, 2})
        QCOMPARE(balancer.choose(BalanceStrategy::LeastInFlight, loaded({0, 4, 0})).value(), expected);
}

void TestBalancer::survivesAShrinkingSet() {
    Balancer balancer;
    for (int i = 0; i < 7; ++i)
        balancer.choose(BalanceStrategy::LeastInFlight, loaded(Loads(8, 0)));
    QCOMPARE(balancer.choose(BalanceStrategy::LeastInFlight, loaded({1, 0})).value(), 1U);
    QCOMPARE(balancer.choose(BalanceStrategy::LeastInFlight, loaded({3})).value(), 0U);
}

void TestBalancer::loadCountsByWeight() {
    const Candidates candidates{{1, 1, {}, 2}, {2, 4, {}, 7}, {3, 0, {}, 0}};
    QCOMPARE(Balancer().choose(BalanceStrategy::LeastInFlight, candidates).value(), 1U);
}

void TestBalancer::roundRobinIsSmooth() {
    Balancer balancer;
    const Candidates candidates = weighted({5, 1, 0, 1});
    for (const std::size_t expected : {0, 0, 1, 0, 3, 0, 0, 0, 0, 1, 0, 3, 0, 0})
        QCOMPARE(balancer.choose(BalanceStrategy::RoundRobin, candidates).value(), expected);
}

void TestBalancer::roundRobinForgetsWhatIsGone() {
    Balancer balancer;
    Candidates candidates = weighted({1, 1});
    QCOMPARE(balancer.choose(BalanceStrategy::RoundRobin, candidates).value(), 0U);
    balancer.forget(2); // it was owed a turn; its namesake is not
    QCOMPARE(balancer.choose(BalanceStrategy::RoundRobin, candidates).value(), 1U);
    balancer.forget(1);
    balancer.forget(2);
    QCOMPARE(balancer.choose(BalanceStrategy::RoundRobin, candidates).value(), 0U);
}

void TestBalancer::drawsAreInProportion() {
    const std::vector<int> counts = shares(BalanceStrategy::Random, weighted({1, 0, 3}), 40'000);
    QCOMPARE(counts[1], 0);
    QVERIFY2(std::abs(counts[0] - 10'000) < 400, std::to_string(counts[0]).c_str());
}

/// Of three, the busiest is chosen never, the middle one when it is drawn with the busiest: one time in
/// three.
void TestBalancer::powerOfTwoTakesTheLessBusyOfTwo() {
    const std::vector<int> counts = shares(BalanceStrategy::PowerOfTwo, loaded({0, 5, 9}), 30'000);
    QCOMPARE(counts[2], 0);
    QVERIFY2(std::abs(counts[1] - 10'000) < 400, std::to_string(counts[1]).c_str());
}

void TestBalancer::latencyCountsWithWhatIsInFlight() {
    Candidates candidates{{1, 1, 10ms, 3}, {2, 1, 30ms, 0}, {3, 0, 1ms, 0}};
    Balancer balancer;
    QCOMPARE(balancer.choose(BalanceStrategy::Ewma, candidates).value(), 1U); // 30 ms against 40 ms
    candidates[0].weight = 2;
    QCOMPARE(balancer.choose(BalanceStrategy::Ewma, candidates).value(), 0U); // … against 20 ms
}

void TestBalancer::unmeasuredIsTriedByOneCallAtATime() {
    Candidates candidates{{1, 1, 1ms, 0}, {2, 1, {}, 0}};
    Balancer balancer;
    QCOMPARE(balancer.choose(BalanceStrategy::Ewma, candidates).value(), 1U);
    candidates[1].inFlight = 1;
    candidates[0].inFlight = 100;
    QCOMPARE(balancer.choose(BalanceStrategy::Ewma, candidates).value(), 0U);
}

void TestBalancer::withoutWeightNothingIsChosen() {
    Balancer balancer;
    for (const BalanceStrategy strategy : everyStrategy) {
        QVERIFY(!balancer.choose(strategy, weighted({0, 0})));
        QVERIFY(!balancer.choose(strategy, {}));
    }
    QVERIFY(!Balancer::tied(5, weighted({0, 0})));
    QVERIFY(!Balancer::tied(5, {}));
}

void TestBalancer::aSlowerAnswerCountsAtOnce() {
    const async::TimePoint start(1h);
    calls::Ewma latency;
    QCOMPARE(latency.last(), Duration(0));
    latency.add(10ms, start);
    latency.add(50ms, start + 1s);
    QCOMPARE(latency.last(), Duration(50ms));
    latency.add(10ms, start + 11s); // after one tau
    const double expected = 10e6 + 40e6 * std::exp(-1);
    QVERIFY(std::abs(static_cast<double>(latency.last().count()) - expected) < 2);
}

void TestBalancer::whatNobodyCallsFades() {
    const async::TimePoint start(1h);
    calls::Ewma latency;
    latency.add(100ms, start);
    QCOMPARE(latency.expected(0, start), Duration(100ms));
    const double later = static_cast<double>(latency.expected(0, start + 20s).count());
    QVERIFY(std::abs(later - 100e6 * std::exp(-2)) < 2);
    QCOMPARE(latency.expected(1, start + 20s), Duration(100ms)); // an answer is still to come
}

/// By name: where a key belongs must not change with a version.
void TestBalancer::sameKeySameCandidate() {
    const Candidates candidates = weighted({1, 1, 1, 1});
    std::string owners;
    for (const char* key : {"alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"})
        owners += std::to_string(candidates[*Balancer::tied(calls::stickyKey(key), candidates)].id);
    QCOMPARE(owners, std::string("22243441"));
    QCOMPARE(calls::stickyKey(""), 0U);
}

void TestBalancer::keysAreSpreadByWeight() {
    const Candidates candidates = weighted({1, 2, 0, 1});
    std::vector<int> counts(candidates.size());
    for (int key = 0; key < 40'000; ++key)
        ++counts[*Balancer::tied(calls::stickyKey("user " + std::to_string(key)), candidates)];
    QCOMPARE(counts[2], 0);
    QVERIFY2(std::abs(counts[0] - 10'000) < 400, std::to_string(counts[0]).c_str());
    QVERIFY2(std::abs(counts[1] - 20'000) < 400, std::to_string(counts[1]).c_str());
}

/// Whatever the candidates: a choice is one that takes calls; over one cycle of turns each gets its weight;
/// and when one leaves, the keys of the others stay.
void TestBalancer::anySequenceKeepsTheRules() {
    const std::uint64_t seed = test::randomSeed();
    for (std::uint64_t sequence = 0; sequence < 10'000; ++sequence) {
        std::mt19937_64 random(seed + sequence);
        const std::string where = "DYNO_SEED=" + std::to_string(seed + sequence);
        Candidates candidates = anyCandidates(random);
        const double total = std::accumulate(candidates.begin(), candidates.end(), 0.0,
                                             [](double sum, const auto& one) { return sum + one.weight; });
        Balancer balancer(random());
        for (const BalanceStrategy strategy : everyStrategy) {
            const auto choice = balancer.choose(strategy, candidates);
            QVERIFY2(choice.has_value() == (total > 0), where.c_str());
            QVERIFY2(!choice || candidates.at(*choice).weight > 0, where.c_str());
        }
        if (total == 0)
            continue;
        Balancer turns;
        std::vector<double> taken(candidates.size());
        for (double turn = 0; turn < total; ++turn)
            ++taken[*turns.choose(BalanceStrategy::RoundRobin, candidates)];
        for (std::size_t i = 0; i < candidates.size(); ++i)
            QVERIFY2(taken[i] == candidates[i].weight, where.c_str());
        const calls::StickyKey key = 1 + random() % 1'000'000;
        const std::uint64_t owner = candidates[*Balancer::tied(key, candidates)].id;
        const std::size_t leaving = random() % candidates.size();
        const bool ownerLeaves = candidates[leaving].id == owner;
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(leaving));
        const auto moved = Balancer::tied(key, candidates);
        QVERIFY2(ownerLeaves || candidates.at(moved.value()).id == owner, where.c_str());
    }
}

QTEST_APPLESS_MAIN(TestBalancer)
#include "tst_balancer.moc"
