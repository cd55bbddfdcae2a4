#include "engine/sessions/session_reader.h"
#include "engine/sessions/session_writer.h"
#include "engine/telemetry/histogram_codec.h"
#include "printing.h"
#include "random_seed.h"
#include "sample_session.h"

#include <QTemporaryDir>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;
using telemetry::Figures;
using telemetry::Histogram;
using test::SampleSession;

namespace {

std::string textOf(const Histogram& histogram) {
    std::string text;
    telemetry::appendCounts(histogram, text);
    return text;
}

bool equal(const telemetry::CallCounts& a, const telemetry::CallCounts& b) {
    return a.started == b.started && a.succeeded == b.succeeded && a.failed == b.failed &&
           a.timedOut == b.timedOut && a.cancelled == b.cancelled;
}

/// What an engine gives to the writer, with random calls.
struct Made {
    explicit Made(std::uint64_t seed)
        : random(seed) {}

    Batch batch(std::uint32_t run, int intervals) {
        Batch batch;
        batch.tools[1] = "search";
        if (run != 0)
            batch.runs.push_back({run, at, {}, 3, R"({"tool":"search"})", "{}"});
        for (int i = 0; i < intervals; ++i)
            addInterval(run, batch);
        if (run == 1)
            batch.runs.push_back({run, batch.runs[0].began, at, 3, R"({"tool":"search"})", "{}"});
        return batch;
    }

    void addInterval(std::uint32_t run, Batch& batch) {
        Figures figures;
        RouteStretch route{{1, 2, 1}, {}, {}};
        figures.counts.started = random() % 10;
        for (std::uint64_t left = random() % 8; left > 0; --left)
            addCall(figures, route, batch);
        KeptInterval interval{at, at + 200ms, run, 2, figures.counts, {}, {}, {}, {}, {}, {}};
        interval.figures = encodeFigures(figures);
        interval.routes = encodeRoutes({route});
        batch.intervals.push_back(std::move(interval));
        runs[run].merge(figures);
        at += 200ms;
    }

    void addCall(Figures& figures, RouteStretch& route, Batch& batch) {
        KeptCall call;
        call.record.server = 1;
        call.record.connection = 2;
        call.at = at + 1us * (random() % 100'000);
        call.record.intended = async::TimePoint(2h) + call.at;
        call.record.started = call.record.intended;
        call.record.done = call.record.intended + 1us * (random() % 100'000);
        if (random() % 4 == 0) {
            call.record.error = ErrorKind::ToolFailed;
            call.error = Error{ErrorKind::ToolFailed, "no", "at all"};
        }
        call.target = target;
        call.tool = 1;
        figures.count(call.record);
        telemetry::count(call.record.error, route.counts);
        batch.calls.push_back(std::move(call));
        ++calls;
    }

    std::mt19937_64 random;
    std::shared_ptr<const calls::Target> target = std::make_shared<calls::Target>();
    Duration at{};
    std::uint64_t calls = 0;
    std::map<std::uint32_t, Figures> runs;
};

} // namespace

class TestSessionReader : public QObject {
    Q_OBJECT

private slots:
    void init();
    void saysWhatTheSessionIs();
    void figuresOfAllAreThoseThatWereCounted();
    void rangesAddUpToTheWhole();
    void partsAndRoutesAddUpToTheirRange();
    void aRangeSnapsToIntervals();
    void mergedPointsHaveExactPercentiles_data();
    void mergedPointsHaveExactPercentiles();
    void snapshotIsThatOfTheLastRun();
    void snapshotOfARangeSpeaksOfIt();
    void whatTheWriterWroteIsRead();
    void aSessionBeginsWithItsFirstInterval();
    void aSessionIsReadWhileItIsWritten();

private:
    std::unique_ptr<SessionReader> open(const SampleSession& sample);

    std::unique_ptr<QTemporaryDir> m_folder;
    test::WrittenSession m_written;
};

void TestSessionReader::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<SessionReader> TestSessionReader::open(const SampleSession& sample) {
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("a.dyno")).toStdString();
    m_written = test::writeSession(file, sample);
    auto reader = SessionReader::open(file);
    if (reader.has_error())
        qFatal("%s", reader.error().message.c_str());
    return std::move(*reader);
}

constexpr Range everything{Duration::zero(), std::chrono::hours(1)};

void TestSessionReader::saysWhatTheSessionIs() {
    const auto reader = open({.calls = 5000, .title = ""});
    const SessionInfo info = reader->info().value();
    QCOMPARE(info.title, std::string("tool-1 on sample"));
    QCOMPARE(info.calls, 5000U);
    QCOMPARE(info.errors, m_written.all.counts.errors());
    QCOMPARE(info.callsKept, m_written.callsKept);
    QCOMPARE(info.length, m_written.length);
    QCOMPARE(info.servers, std::vector<std::string>{"sample"});
    QCOMPARE(info.runs.size(), 1U);
    QCOMPARE(info.runs[0].calls, m_written.run.counts.ended());
    QCOMPARE(info.runs[0].began, m_written.runBegan);
    QVERIFY(info.complete);
    QVERIFY(info.sparkline.size() > 10 && info.sparkline.size() <= 60);
    for (const float rate : info.sparkline)
        QVERIFY(rate > 900 && rate < 1100);
}

void TestSessionReader::figuresOfAllAreThoseThatWereCounted() {
    const auto reader = open({.calls = 60'000});
    const Figures figures = reader->figures(everything).value();
    const Figures& wanted = m_written.all;
    QVERIFY(equal(figures.counts, wanted.counts));
    QVERIFY(figures.errors == wanted.errors);
    QCOMPARE(textOf(figures.latency), textOf(wanted.latency));
    QCOMPARE(textOf(figures.serviceTime), textOf(wanted.serviceTime));
    for (std::size_t i = 0; i < figures.phases.size(); ++i)
        QCOMPARE(textOf(figures.phases[i]), textOf(wanted.phases[i]));
}

/// However a session is cut: rows of level 1 are used only where they lie inside.
void TestSessionReader::rangesAddUpToTheWhole() {
    const std::uint64_t seed = test::randomSeed();
    std::mt19937_64 random(seed);
    const auto reader = open({.calls = 60'000});
    for (int i = 0; i < 20; ++i) {
        Figures sum;
        Duration from{};
        while (from < m_written.length) {
            const Duration to = from + 200ms * (1 + random() % 150);
            sum.merge(reader->figures({from, to}).value());
            from = to;
        }
        const std::string where = "DYNO_SEED=" + std::to_string(seed);
        QVERIFY2(equal(sum.counts, m_written.all.counts), where.c_str());
        QVERIFY2(textOf(sum.latency) == textOf(m_written.all.latency), where.c_str());
    }
}

void TestSessionReader::partsAndRoutesAddUpToTheirRange() {
    const auto reader = open({.calls = 30'000});
    const Range range{3s, 21s};
    const Figures figures = reader->figures(range).value();
    const auto parts = reader->parts(range, 20).value();
    QVERIFY(parts.size() > 10 && parts.size() <= 20);
    Histogram latency;
    telemetry::CallCounts counts;
    Duration until = range.from;
    for (const SessionReader::Part& part : parts) {
        QCOMPARE(part.range.from, until);
        until = part.range.to;
        telemetry::add(part.counts, counts);
        QVERIFY(telemetry::addCounts(part.latency, latency).has_value());
    }
    QCOMPARE(until, range.to);
    QVERIFY(equal(counts, figures.counts));
    QCOMPARE(textOf(latency), textOf(figures.latency));
    for (const bool byTool : {true, false}) {
        const auto routes = byTool ? reader->byTool(range).value() : reader->byConnection(range).value();
        QCOMPARE(routes.size(), byTool ? 3U : 4U);
        Histogram sum;
        std::uint64_t ended = 0;
        for (const telemetry::RouteFigures& route : routes) {
            QCOMPARE(route.connection == 0, byTool);
            QCOMPARE(route.tool.empty(), !byTool);
            sum.merge(route.latency);
            ended += route.counts.ended();
        }
        QCOMPARE(ended, figures.counts.ended());
        QCOMPARE(textOf(sum), textOf(figures.latency));
    }
}

void TestSessionReader::aRangeSnapsToIntervals() {
    const auto reader = open({.calls = 5000});
    QVERIFY((reader->snapped({1150ms, 1250ms}).value() == Range{1000ms, 1400ms}));
    QVERIFY((reader->snapped({1000ms, 1200ms}).value() == Range{1000ms, 1200ms}));
    QVERIFY((reader->snapped({-1h, 1h}).value() == Range{0ms, m_written.length}));
    QVERIFY((reader->snapped({1h, 2h}).value() == Range{}));
}

void TestSessionReader::mergedPointsHaveExactPercentiles_data() {
    QTest::addColumn<double>("callsPerSecond");
    QTest::addColumn<int>("points");
    QTest::newRow("a few intervals each") << 1000.0 << 7;
    QTest::newRow("along the rows that have many") << 20.0 << 41;
}

void TestSessionReader::mergedPointsHaveExactPercentiles() {
    QFETCH(double, callsPerSecond);
    QFETCH(int, points);
    const auto reader = open({.calls = 30'000, .callsPerSecond = callsPerSecond});
    const auto series = reader->series(everything, static_cast<std::size_t>(points)).value();
    QVERIFY(static_cast<int>(series.size()) <= points && static_cast<int>(series.size()) > points / 2);
    Duration until{};
    for (const telemetry::SeriesPoint& point : series) {
        QCOMPARE(point.at - point.length, until);
        until = point.at;
        const Figures figures = reader->figures({point.at - point.length, point.at}).value();
        QCOMPARE(point.calls, figures.counts.ended());
        QCOMPARE(point.errors, figures.counts.errors());
        QCOMPARE(point.p99, telemetry::summarize(figures.latency).p99);
        QCOMPARE(point.max, telemetry::summarize(figures.latency).max);
    }
    QCOMPARE(until, m_written.length);
    QCOMPARE(reader->series(everything, 100'000).value().size(), std::size_t(m_written.length / 200ms));
}

void TestSessionReader::snapshotIsThatOfTheLastRun() {
    const auto reader = open({.calls = 20'000});
    const telemetry::Snapshot snapshot = reader->snapshot({}).value();
    QVERIFY(equal(snapshot.counts, m_written.run.counts));
    QCOMPARE(snapshot.measured, m_written.length - m_written.runBegan);
    QCOMPARE(snapshot.at, m_written.length);
    QCOMPARE(snapshot.total.p99, telemetry::summarize(m_written.run.latency).p99);
    QCOMPARE(snapshot.errors.size(), m_written.run.errors.size());
    for (const telemetry::ErrorCount& error : snapshot.errors) {
        QCOMPARE(error.count, m_written.run.errors.at(error.kind));
        QCOMPARE(error.example, std::string(error.kind == ErrorKind::TimedOut ? "no answer within 30 s"
                                                                              : "the disk is full"));
    }
    QCOMPARE(snapshot.path.stages[6].out, m_written.run.counts.succeeded);
    QCOMPARE(snapshot.tuning.pool.max, 2);
    QCOMPARE(snapshot.servers.size(), 1U);
    QCOMPARE(snapshot.connections.size(), 4U);
    std::uint64_t calls = 0; // of a connection: over its life
    for (const telemetry::ConnectionStatus& connection : snapshot.connections)
        calls += connection.calls;
    QCOMPARE(calls, 20'000U);
    QCOMPARE(snapshot.journal->size(), 1U);
    QCOMPARE(snapshot.log->size(), 1U);
    QCOMPARE(snapshot.recentCalls->size(), 40U);
    QCOMPARE(snapshot.recentCalls->back().sequence, m_written.callsKept);
}

void TestSessionReader::snapshotOfARangeSpeaksOfIt() {
    const auto reader = open({.calls = 20'000});
    const Range range{5s, 9s};
    const telemetry::Snapshot snapshot = reader->snapshot(range).value();
    const Figures figures = reader->figures(range).value();
    QVERIFY(equal(snapshot.counts, figures.counts));
    QCOMPARE(snapshot.measured, Duration(4s));
    QCOMPARE(snapshot.recent.window, Duration(4s));
    QCOMPARE(snapshot.recent.callsPerSecond, static_cast<double>(figures.counts.ended()) / 4);
    QCOMPARE(snapshot.recent.latency.p99, telemetry::summarize(figures.latency).p99);
    std::uint64_t calls = 0;
    for (const telemetry::ConnectionStatus& connection : snapshot.connections)
        calls += connection.calls;
    QCOMPARE(calls, figures.counts.ended());
    QCOMPARE(snapshot.series->size(), std::size_t(m_written.length / 200ms));
}

void TestSessionReader::whatTheWriterWroteIsRead() {
    const std::uint64_t seed = test::randomSeed();
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("w.dyno")).toStdString();
    auto writer = SessionWriter::create({file, {{"title", "Mine"}}}).value();
    Made made(seed);
    // A run of 70 intervals, so that a row of level 1 is full, a pause, and a run that has no end.
    for (const auto& [run, intervals] : {std::pair(1U, 70), {0U, 5}, {2U, 10}})
        writer->write(made.batch(run, intervals));
    writer->finish();
    QVERIFY(!writer->status().problem);
    const auto reader = SessionReader::open(file).value();
    const SessionInfo info = reader->info().value();
    QCOMPARE(info.title, std::string("Mine"));
    QVERIFY(info.complete);
    QCOMPARE(info.runs.size(), 2U);
    QCOMPARE(info.runs[0].ended, Duration(14s));
    QCOMPARE(info.runs[1].ended, info.length);
    QCOMPARE(info.callsKept, made.calls);
    const std::string where = "DYNO_SEED=" + std::to_string(seed);
    for (const RunInfo& run : info.runs) {
        const Figures figures = reader->figures({run.began, run.ended}).value();
        QVERIFY2(equal(figures.counts, made.runs[run.number].counts), where.c_str());
        QVERIFY2(textOf(figures.latency) == textOf(made.runs[run.number].latency), where.c_str());
    }
    const telemetry::Snapshot snapshot = reader->snapshot({}).value();
    QCOMPARE(snapshot.counts.started, made.runs[2].counts.started + 3); // those that were in flight
    QCOMPARE(snapshot.measured, Duration(2s));
    QCOMPARE(reader->byTool(everything).value().at(0).tool, std::string("search"));
}

/// The engine had run for ten minutes before.
void TestSessionReader::aSessionBeginsWithItsFirstInterval() {
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("w.dyno")).toStdString();
    auto writer = SessionWriter::create({file, {{"startedAt", "1000000"}}}).value();
    Made made(1);
    made.at = 10min;
    writer->write(made.batch(0, 10));
    writer->finish();
    const auto reader = SessionReader::open(file).value();
    const SessionInfo info = reader->info().value();
    QCOMPARE(info.startedAt.time_since_epoch(), 1000s + 10min);
    QCOMPARE(info.length, Duration(2s));
    QVERIFY(info.whole() == (Range{10min, 602s}));
    const telemetry::Snapshot snapshot = reader->snapshot({}).value();
    QCOMPARE(snapshot.measured, Duration(2s));
    QCOMPARE(snapshot.recent.callsPerSecond, static_cast<double>(info.calls) / 2);
}

void TestSessionReader::aSessionIsReadWhileItIsWritten() {
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("w.dyno")).toStdString();
    auto writer = SessionWriter::create({file, {}}).value();
    const auto reader = SessionReader::open(file).value();
    QCOMPARE(reader->info().value().calls, 0U);
    Made made(1);
    for (int i = 1; i <= 3; ++i) {
        writer->write(made.batch(0, 10));
        QTRY_COMPARE(reader->info().value().callsKept, made.calls);
        QVERIFY(equal(reader->figures(everything).value().counts, made.runs[0].counts));
        QCOMPARE(reader->find({}, CallOrder::Ended).value()->ids.size(), made.calls);
    }
    QVERIFY(!reader->info().value().complete);
    QVERIFY(reader->info().value().beingWritten);
    writer->finish();
    QVERIFY(reader->info().value().complete);
    QVERIFY(!reader->info().value().beingWritten);
}

QTEST_APPLESS_MAIN(TestSessionReader)
#include "tst_session_reader.moc"
