// How often the comparison is right, where it is known what is: made samples, a hundred pairs of each kind.

#include "engine/sessions/compare/comparison.h"
#include "made_sample.h"
#include "printing.h"
#include "random_seed.h"

#include <cmath>
#include <random>

using namespace dyno;
using namespace dyno::sessions;
using test::MadeCall;
using test::MadeSample;

namespace {

constexpr int pairs = 100;
constexpr int callsEach = 10'000;

/// Latencies of calls one after the other.
struct Server {
    bool bimodal = false;
    double dependence = 0; ///< of a call on the one before, 0 … 1

    std::vector<MadeCall> calls(std::mt19937_64& random, double factor) const {
        std::normal_distribution<double> normal;
        const double fresh = std::sqrt(1 - dependence * dependence);
        double speed = normal(random);
        double mode = normal(random);
        std::vector<MadeCall> calls;
        for (int i = 0; i < callsEach; ++i) {
            speed = dependence * speed + fresh * normal(random);
            mode = dependence * mode + fresh * normal(random);
            const double middle = bimodal && mode > 0.84 ? 12'000 : 2'000; // one in five
            calls.push_back({factor * middle * std::exp(0.4 * speed), i % 2 ? "echo" : "add", false});
        }
        return calls;
    }
};

bool saysNothing(const std::vector<PartDifference>& parts) {
    for (const PartDifference& part : parts)
        for (const Difference& difference : part.differences)
            if (difference.verdict != Verdict::NoDifference && difference.verdict != Verdict::TooFewCalls)
                return false;
    return true;
}

} // namespace

class TestComparisonSimulation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameServersShowNoDifference_data() { kinds(); }
    void sameServersShowNoDifference() {
        int right = 0;
        for (int pair = 0; pair < pairs; ++pair) {
            const Comparison comparison = compared(pair, 1);
            right += comparison.verdict == Verdict::NoDifference && saysNothing(comparison.tools) &&
                     saysNothing(comparison.phases);
        }
        qInfo("%d of %d, DYNO_SEED=%llu", right, pairs, static_cast<unsigned long long>(m_seed));
        QVERIFY(right >= 94);
    }

    void tenPercentAreFound_data() { kinds(); }
    void tenPercentAreFound() {
        int found = 0;
        for (int pair = 0; pair < pairs; ++pair)
            found += compared(pair, 1.1).verdict == Verdict::Worse;
        qInfo("%d of %d, DYNO_SEED=%llu", found, pairs, static_cast<unsigned long long>(m_seed));
        QVERIFY(found >= 95);
    }

private:
    static void kinds() {
        QTest::addColumn<bool>("bimodal");
        QTest::addColumn<double>("dependence");
        QTest::newRow("lognormal, independent") << false << 0.0;
        QTest::newRow("lognormal, dependent") << false << 0.7;
        QTest::newRow("bimodal, independent") << true << 0.0;
        QTest::newRow("bimodal, dependent") << true << 0.7;
    }

    Comparison compared(int pair, double factor) const {
        QFETCH(bool, bimodal);
        QFETCH(double, dependence);
        const Server server{bimodal, dependence};
        std::mt19937_64 random(m_seed + static_cast<std::uint64_t>(pair));
        const MadeSample before(server.calls(random, 1));
        const MadeSample after(server.calls(random, factor));
        return compare(before.sample, after.sample);
    }

    const std::uint64_t m_seed = test::randomSeed();
};

QTEST_APPLESS_MAIN(TestComparisonSimulation)
#include "tst_comparison_simulation.moc"
