// What is compared, as it comes from session files.

#include "engine/sessions/compare/comparison.h"
#include "engine/telemetry/histogram_codec.h"
#include "printing.h"
#include "sample_session.h"

#include <QTemporaryDir>

using namespace dyno;
using namespace dyno::sessions;
using namespace dyno::test;
using namespace std::chrono_literals;

namespace {

std::int64_t countOf(const std::vector<std::string>& parts) {
    telemetry::Histogram sum;
    for (const std::string& part : parts)
        if (telemetry::addCounts(part, sum).has_error())
            return -1;
    return sum.count();
}

} // namespace

class TestComparedSessions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void theLastRunIsTheSample() {
        const WrittenSession written = write({});
        const auto sample = readSample(*m_reader);
        QVERIFY(sample.has_value());
        QCOMPARE(sample->range, (Range{written.runBegan, written.length}));
        QCOMPARE(sample->figures.counts, written.run.counts);
        QCOMPARE(sample->figures.latency.percentile(99), written.run.latency.percentile(99));
        QCOMPARE(sample->tools.size(), std::size_t(3));
        QCOMPARE(sample->state.workload.scenario.tool, std::string("tool-1"));
    }

    void partsAddUpToTheWhole() {
        write({});
        const auto sample = readSample(*m_reader);
        std::vector<std::string> latencies;
        telemetry::CallCounts counts;
        for (const SessionReader::Part& part : sample->parts) {
            latencies.push_back(part.latency);
            telemetry::add(part.counts, counts);
        }
        QCOMPARE(counts, sample->figures.counts);
        QCOMPARE(countOf(latencies), sample->figures.latency.count());
        for (const telemetry::RouteFigures& tool : sample->tools)
            QCOMPARE(countOf(sample->toolParts.at(tool.tool)), tool.latency.count());
        for (std::size_t i = 0; i < sample->phaseParts.size(); ++i)
            QCOMPARE(countOf(sample->phaseParts[i]), sample->figures.phases[i].count());
    }

    void aRangeSnapsToIntervals() {
        write({});
        const auto sample = readSample(*m_reader, Range{2050ms, 5950ms});
        QCOMPARE(sample->range, (Range{2s, 6s}));
        QCOMPARE(sample->figures.counts.ended(), std::uint64_t(4000));
    }

    void theSampleHasTheTuningOfItsRun() {
        write({});
        QCOMPARE(readSample(*m_reader)->state.tuning.pool.max, 2); // 4 is the default
    }

    void aTurnedKnobIsJudged_data() {
        QTest::addColumn<double>("factor");
        QTest::addColumn<int>("verdict");
        QTest::newRow("worse") << 1.3 << int(Verdict::Worse);
        QTest::newRow("better") << 0.7 << int(Verdict::Better);
        QTest::newRow("the same") << 1.0 << int(Verdict::NoDifference);
    }
    void aTurnedKnobIsJudged() {
        QFETCH(double, factor);
        QFETCH(int, verdict);
        SampleSession session;
        session.slowerAfterChange = factor;
        const WrittenSession written = write(session);
        const auto verdicts = changeVerdicts(*m_reader);
        QCOMPARE(verdicts->size(), std::size_t(1));
        const ChangeVerdict& change = verdicts->front();
        QCOMPARE(change.changes.front().knob, std::string("pool.max"));
        QCOMPARE(change.before.from, written.runBegan);
        QCOMPARE(change.after.to, written.length);
        QCOMPARE(change.headline.size(), std::size_t(4));
        QCOMPARE(int(change.verdict), verdict);
        QVERIFY(!change.summary.empty());
    }

    void noMoreThanTheWindowIsLookedAt() {
        write({});
        const ChangeVerdict change = changeVerdicts(*m_reader, 2s)->front();
        QCOMPARE(change.before.to - change.before.from, async::Duration(2s));
        QCOMPARE(change.after.to - change.after.from, async::Duration(2s));
    }

private:
    WrittenSession write(const SampleSession& session) {
        const auto file = m_folder.filePath("sample.dyno").toStdString();
        m_reader.reset();
        const WrittenSession written = writeSession(file, session);
        m_reader = std::move(*SessionReader::open(file));
        return written;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<SessionReader> m_reader;
};

QTEST_APPLESS_MAIN(TestComparedSessions)
#include "tst_compared_sessions.moc"
