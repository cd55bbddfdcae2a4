#include "engine/sessions/session_reader.h"
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

/// From the intended start on; empty for a stage that was not reached.
std::vector<std::optional<Duration>> stampsOf(const calls::CallRecord& record) {
    std::vector<std::optional<Duration>> stamps;
    for (const async::TimePoint stamp :
         {record.started, record.admitted, record.cacheChecked, record.batched, record.acquired,
          record.resolved, record.connected, record.secured, record.written, record.firstByte,
          record.lastByte, record.decoded, record.taskEnded, record.done})
        stamps.push_back(stamp == async::TimePoint() ? std::nullopt : std::optional(stamp - record.intended));
    return stamps;
}

CallFilter randomFilter(std::mt19937_64& random) {
    const auto now = [&] { return random() % 3 == 0; };
    CallFilter filter;
    if (now())
        filter.connection = 1 + random() % 5;
    if (now())
        filter.server = 1 + random() % 4 / 3;
    if (now())
        filter.tool = "tool-" + std::to_string(1 + random() % 4);
    filter.outcome = static_cast<CallFilter::Outcome>(random() % 3);
    if (random() % 10 == 0)
        filter.error = random() % 2 ? ErrorKind::TimedOut : ErrorKind::Spawn;
    if (now())
        filter.atLeast = random() % 3000 * 1us;
    if (now())
        filter.atMost = random() % 5000 * 1us;
    if (now())
        filter.range = Range{random() % 500 * 1ms, random() % 1000 * 1ms};
    constexpr std::array<const char*, 7> texts{"NEEDLE 7", "answer 1", "30 s", "Tool-2",
                                               "disk",     "absent",   "%"};
    if (now())
        filter.text = texts[random() % texts.size()];
    return filter;
}

bool hasText(const std::string& text, const std::string& needle) {
    return QString::fromStdString(text).contains(QString::fromStdString(needle), Qt::CaseInsensitive);
}

bool passes(const CallFilter& filter, const CallRow& row, const CallDetail& detail) {
    const Duration latency = row.record.latency(), ended = row.at + latency;
    using Outcome = CallFilter::Outcome;
    return (!filter.server || row.record.server == *filter.server) &&
           (!filter.connection || row.record.connection == *filter.connection) &&
           (filter.tool.empty() || row.tool == filter.tool) &&
           (filter.outcome == Outcome::Any || (filter.outcome == Outcome::Errors) == !!row.record.error) &&
           (!filter.error || row.record.error == filter.error) &&
           (!filter.atLeast || latency >= *filter.atLeast) && (!filter.atMost || latency <= *filter.atMost) &&
           (!filter.range || (ended >= filter.range->from && ended < filter.range->to)) &&
           (filter.text.empty() || hasText(row.tool, filter.text) || hasText(row.error, filter.text) ||
            hasText(detail.request, filter.text) || hasText(detail.response, filter.text));
}

void sort(std::vector<CallRow>& rows, CallOrder order) {
    if (order == CallOrder::Ended)
        return;
    const int sign = order == CallOrder::Latency ? 1 : -1;
    std::ranges::stable_sort(rows, {}, [&](const CallRow& row) { return sign * row.record.latency(); });
}

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
    void callsComeBackAsTheyWereKept();
    void theWholeIndexStandsForAllCalls();
    void filtersLetThroughWhatTheySay();
    void aSearchIsGivenUp();
    void detailHasTheBody();

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

void TestSessionReader::callsComeBackAsTheyWereKept() {
    const auto reader = open({.calls = 5000, .errorShare = 0.2});
    const auto index = reader->find({}, CallOrder::Ended).value();
    const auto rows = reader->rows(*index, 0, 1000).value();
    QCOMPARE(rows.size(), m_written.rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const CallRow& row = rows[i];
        const CallRow& kept = m_written.rows[i];
        QCOMPARE(row.id, kept.id);
        QCOMPARE(row.at, kept.at);
        QCOMPARE(row.tool, kept.tool);
        QCOMPARE(row.weight, kept.weight);
        QCOMPARE(row.error, kept.error);
        QVERIFY(row.record.error == kept.record.error);
        QVERIFY(stampsOf(row.record) == stampsOf(kept.record));
        QCOMPARE(row.record.bytesReceived, kept.record.bytesReceived);
        QCOMPARE(row.record.connection, kept.record.connection);
    }
    std::size_t passed = 0;
    QVERIFY(reader->forEachCall([&](const CallRow& row) { return row.id == ++passed && passed < 700; })
                .has_value());
    QCOMPARE(passed, 700U);
    QCOMPARE(reader->rows(*index, 4990, 200).value().size(), 10U);
    QCOMPARE(reader->rows(*index, 6000, 200).value().size(), 0U);
}

void TestSessionReader::theWholeIndexStandsForAllCalls() {
    const auto reader = open({.calls = 20'000, .kept = 2000});
    const auto index = reader->find({}, CallOrder::Ended).value();
    QCOMPARE(index->ids.size(), m_written.callsKept);
    QVERIFY(index->ids.size() < 3000);
    QCOMPARE(index->standsFor, 20'000U);
}

/// Against looking at each call in turn.
void TestSessionReader::filtersLetThroughWhatTheySay() {
    const std::uint64_t seed = test::randomSeed();
    const auto reader = open({.calls = 900, .seed = seed, .errorShare = 0.1, .bodies = 300});
    for (std::uint64_t i = 0; i < 200; ++i) {
        std::mt19937_64 random(seed + i);
        const CallFilter filter = randomFilter(random);
        const auto order = static_cast<CallOrder>(random() % 3);
        const auto index = reader->find(filter, order).value();
        std::vector<CallRow> wanted;
        for (const CallRow& row : m_written.rows)
            if (passes(filter, row, reader->detail(row.id).value()))
                wanted.push_back(row);
        sort(wanted, order);
        std::vector<std::uint32_t> ids;
        std::uint64_t standsFor = 0;
        for (const CallRow& row : wanted) {
            ids.push_back(row.id);
            standsFor += row.weight;
        }
        const std::string where = "DYNO_SEED=" + std::to_string(seed + i);
        QVERIFY2(index->ids == ids, where.c_str());
        QVERIFY2(index->standsFor == standsFor, where.c_str());
    }
}

void TestSessionReader::aSearchIsGivenUp() {
    const auto reader = open({.calls = 5000});
    const std::atomic<bool> stop = true;
    const auto index = reader->find({.text = "needle"}, CallOrder::Latency, &stop);
    QVERIFY(index.has_error());
    QCOMPARE(index.error().kind, ErrorKind::Cancelled);
    QVERIFY(reader->find({.text = "needle"}, CallOrder::Latency).has_value());
}

void TestSessionReader::detailHasTheBody() {
    const auto reader = open({.calls = 500, .errorShare = 0.3, .bodies = 100});
    const auto good = reader->find({.outcome = CallFilter::Outcome::Succeeded}, CallOrder::Ended).value();
    const CallDetail first = reader->detail(good->ids.front()).value();
    QVERIFY(first.body);
    QVERIFY(first.request.starts_with(R"({"query":"needle )"));
    QVERIFY(first.response.starts_with(R"({"content")"));
    QCOMPARE(first.detail, std::string());
    QVERIFY(!reader->detail(good->ids.back()).value().body);
    const auto bad = reader->find({.outcome = CallFilter::Outcome::Errors}, CallOrder::Ended).value();
    const CallDetail failed = reader->detail(bad->ids.front()).value();
    QCOMPARE(failed.detail, std::string("stderr: still busy"));
    QCOMPARE(failed.response, std::string());
    QVERIFY(reader->detail(100'000).has_error());
}

QTEST_APPLESS_MAIN(TestSessionReader)
#include "tst_session_reader.moc"
