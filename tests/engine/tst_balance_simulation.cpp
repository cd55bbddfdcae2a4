// What the strategies are good for: the same calls, at the same times, on the same uneven replicas.

#include "engine/calls/balance/balancer.h"
#include "engine/calls/balance/ewma.h"
#include "printing.h"

#include <algorithm>
#include <cmath>
#include <queue>

using namespace dyno;
using namespace std::chrono_literals;
using async::Duration;
using async::TimePoint;
using settings::BalanceStrategy;

namespace {

/// Answers one call after the other.
struct Replica {
    Duration service;
    TimePoint freeAt;
    std::uint32_t inFlight = 0;
    calls::Ewma latency;
};

struct Ended {
    TimePoint at;
    std::size_t replica = 0;
    Duration latency{};
    bool operator>(const Ended& other) const { return at > other.at; }
};

struct Outcome {
    double mean = 0; ///< ms
    double p99 = 0;
};

double milliseconds(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Calls that arrive at random on replicas of which the last is five times slower; one call in ten takes ten
/// times as long as the others.
class Simulation {
public:
    Simulation(BalanceStrategy strategy, std::uint64_t seed)
        : m_strategy(strategy)
        , m_balancer(seed)
        , m_random(seed + 1) {}

    Outcome run(int calls) {
        for (int i = 0; i < calls; ++i) {
            m_now += Duration(static_cast<Duration::rep>(-std::log(m_random.next()) * 16e6));
            while (!m_ends.empty() && m_ends.top().at <= m_now)
                end();
            begin();
        }
        std::sort(m_latencies.begin(), m_latencies.end());
        double sum = 0;
        for (const Duration latency : m_latencies)
            sum += milliseconds(latency);
        const double count = static_cast<double>(m_latencies.size());
        return {sum / count, milliseconds(m_latencies[static_cast<std::size_t>(count * 0.99)])};
    }

private:
    void begin() {
        std::vector<calls::Candidate> candidates;
        for (const Replica& replica : m_replicas)
            candidates.push_back({candidates.size() + 1, 1, replica.latency.expected(replica.inFlight, m_now),
                                  replica.inFlight});
        const std::size_t chosen = *m_balancer.choose(m_strategy, candidates);
        Replica& replica = m_replicas[chosen];
        const bool slow = m_random.next() < 0.1;
        replica.freeAt = std::max(replica.freeAt, m_now) + replica.service * (slow ? 10 : 1);
        ++replica.inFlight;
        m_ends.push({replica.freeAt, chosen, replica.freeAt - m_now});
        m_latencies.push_back(replica.freeAt - m_now);
    }

    void end() {
        const Ended ended = m_ends.top();
        m_ends.pop();
        --m_replicas[ended.replica].inFlight;
        m_replicas[ended.replica].latency.add(ended.latency, ended.at);
    }

    const BalanceStrategy m_strategy;
    calls::Balancer m_balancer;
    calls::RandomSource m_random;
    TimePoint m_now{1h};
    std::vector<Replica> m_replicas{{5ms, {}, 0, {}}, {5ms, {}, 0, {}}, {5ms, {}, 0, {}}, {25ms, {}, 0, {}}};
    std::priority_queue<Ended, std::vector<Ended>, std::greater<>> m_ends;
    std::vector<Duration> m_latencies;
};

} // namespace

class TestBalanceSimulation : public QObject {
    Q_OBJECT

private slots:
    void knowingTheReplicasBeatsChance_data();
    void knowingTheReplicasBeatsChance();
};

void TestBalanceSimulation::knowingTheReplicasBeatsChance_data() {
    QTest::addColumn<quint64>("seed");
    for (const quint64 seed : {1, 2, 3, 4, 5})
        QTest::addRow("seed %d", int(seed)) << seed;
}

void TestBalanceSimulation::knowingTheReplicasBeatsChance() {
    QFETCH(quint64, seed);
    const Outcome random = Simulation(BalanceStrategy::Random, seed).run(20'000);
    for (const BalanceStrategy strategy :
         {BalanceStrategy::PowerOfTwo, BalanceStrategy::LeastInFlight, BalanceStrategy::Ewma}) {
        const Outcome outcome = Simulation(strategy, seed).run(20'000);
        const QByteArray text = QByteArray::number(outcome.mean) + " ms, p99 " +
                                QByteArray::number(outcome.p99) + " ms against " +
                                QByteArray::number(random.mean) + " ms, p99 " +
                                QByteArray::number(random.p99) + " ms";
        QVERIFY2(outcome.mean < random.mean / 2, text.constData());
        QVERIFY2(outcome.p99 < random.p99 / 2, text.constData());
    }
}

QTEST_APPLESS_MAIN(TestBalanceSimulation)
#include "tst_balance_simulation.moc"
