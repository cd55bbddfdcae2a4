#include "engine/sessions/session_reader.h"
#include "printing.h"
#include "random_seed.h"
#include "sample_session.h"

#include <QTemporaryDir>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;
using test::SampleSession;

namespace {

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
    if (now())
        filter.after = random() % 900;
    return filter;
}

bool hasText(const std::string& text, const std::string& needle) {
    return QString::fromStdString(text).contains(QString::fromStdString(needle), Qt::CaseInsensitive);
}

bool passes(const CallFilter& filter, const CallRow& row, const CallDetail& detail) {
    const Duration latency = row.record.latency(), ended = row.at + latency;
    using Outcome = CallFilter::Outcome;
    return row.id > filter.after && (!filter.server || row.record.server == *filter.server) &&
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

class TestKeptCalls : public QObject {
    Q_OBJECT

private slots:
    void init();
    void callsComeBackAsTheyWereKept();
    void theWholeIndexStandsForAllCalls();
    void filtersLetThroughWhatTheySay();
    void aTextIsFoundThoughJsonSpellsItOtherwise();
    void aSearchIsGivenUp();
    void detailHasTheBody();

private:
    std::unique_ptr<SessionReader> open(const SampleSession& sample);

    std::unique_ptr<QTemporaryDir> m_folder;
    test::WrittenSession m_written;
};

void TestKeptCalls::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<SessionReader> TestKeptCalls::open(const SampleSession& sample) {
    const std::filesystem::path file = m_folder->filePath(QStringLiteral("a.dyno")).toStdString();
    m_written = test::writeSession(file, sample);
    auto reader = SessionReader::open(file);
    if (reader.has_error())
        qFatal("%s", reader.error().message.c_str());
    return std::move(*reader);
}

void TestKeptCalls::callsComeBackAsTheyWereKept() {
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

void TestKeptCalls::theWholeIndexStandsForAllCalls() {
    const auto reader = open({.calls = 20'000, .kept = 2000});
    const auto index = reader->find({}, CallOrder::Ended).value();
    QCOMPARE(index->ids.size(), m_written.callsKept);
    QVERIFY(index->ids.size() < 3000);
    QCOMPARE(index->standsFor, 20'000U);
    QCOMPARE(index->until, index->ids.back());
}

/// Against looking at each call in turn.
void TestKeptCalls::filtersLetThroughWhatTheySay() {
    const std::uint64_t seed = test::randomSeed();
    const auto reader = open({.calls = 900, .seed = seed, .errorShare = 0.1, .bodies = 300});
    std::vector<CallDetail> details;
    for (const CallRow& row : m_written.rows)
        details.push_back(reader->detail(row.id).value());
    for (std::uint64_t i = 0; i < 200; ++i) {
        std::mt19937_64 random(seed + i);
        const CallFilter filter = randomFilter(random);
        const auto order = static_cast<CallOrder>(random() % 3);
        const auto index = reader->find(filter, order).value();
        std::vector<CallRow> wanted;
        for (const CallRow& row : m_written.rows)
            if (passes(filter, row, details[row.id - 1]))
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
        QVERIFY2(index->until == m_written.rows.back().id, where.c_str());
    }
}

void TestKeptCalls::aTextIsFoundThoughJsonSpellsItOtherwise() {
    const auto reader = open({.calls = 500, .errorShare = 0, .bodies = 100});
    for (const char* text : {R"(in "c:\DIR")", R"({"TYPE":"text")", R"(in \"C:)"})
        QCOMPARE(reader->find({.text = text}, CallOrder::Ended).value()->ids.size(), 100U);
}

void TestKeptCalls::aSearchIsGivenUp() {
    const auto reader = open({.calls = 5000});
    const std::atomic<bool> stop = true;
    const auto index = reader->find({.text = "needle"}, CallOrder::Latency, &stop);
    QVERIFY(index.has_error());
    QCOMPARE(index.error().kind, ErrorKind::Cancelled);
    QVERIFY(reader->find({.text = "needle"}, CallOrder::Latency).has_value());
}

void TestKeptCalls::detailHasTheBody() {
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

QTEST_APPLESS_MAIN(TestKeptCalls)
#include "tst_kept_calls.moc"
