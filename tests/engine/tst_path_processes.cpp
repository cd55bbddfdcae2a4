// What reaches a real server, and what need not: the pool, admission, the cache and batches, seen from the
// other side.

#include "tests/support/path_bench.h"

using namespace dyno;
using namespace std::chrono_literals;
using calls::AnsweredBy;
using test::PathBench;

namespace {

settings::Tuning onePipe() {
    settings::Tuning tuning;
    tuning.pool.min = tuning.pool.max = 1;
    return tuning;
}

settings::Tuning caching(const std::string& tool) {
    settings::Tuning tuning = onePipe();
    tuning.cache.on = true;
    tuning.cache.marked = false; // what the server has counted changes from call to call
    tuning.cache.tools = {tool};
    return tuning;
}

settings::Tuning batching() {
    settings::Tuning tuning = onePipe();
    tuning.batch.mode = settings::BatchMode::Tool;
    tuning.batch.longestWait = 10s; // the tenth call sends it
    tuning.batch.rules.emplace_back().tool = "echo";
    tuning.batch.rules.back().batchTool = "echo_batch";
    return tuning;
}

std::string message(const std::string& text) {
    return nlohmann::json{{"message", text}}.dump();
}

} // namespace

class TestPathProcesses : public QObject {
    Q_OBJECT

private slots:
    void poolGrowsAndShrinksAtFullSpeedAndLosesNoCall();
    void poolGrowsWithTheLoadAndShrinksWhenIdle();
    void noMoreCallsAreAtTheServerThanAdmitted_data();
    void noMoreCallsAreAtTheServerThanAdmitted();
    void equalCallsAtOnceReachTheServerOnce();
    void keptAnswerIsGivenUntilItIsInvalidated();
    void failedAnswerIsNotKept();
    void tenCallsReachTheServerAsOne();
    void failedItemFailsItsCallerOnly();
    void failedBatchFailsItsCallersAlike();
};

void TestPathProcesses::poolGrowsAndShrinksAtFullSpeedAndLosesNoCall() {
    settings::Tuning tuning = onePipe();
    tuning.workers = 32;
    PathBench bench(tuning);
    bench.engine.startWorkload({1, "echo", message("hello"), {}, {}});
    for (const int size : {1, 8, 2}) {
        tuning.pool.min = tuning.pool.max = size;
        bench.tune(tuning);
        QVERIFY(bench.runUntilReady(std::size_t(size)));
        QVERIFY(bench.runUntilSucceeded(500));
        QCOMPARE(int(bench.mark.processes().size()), size);
    }
    bench.stopWorkload();
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.started, snapshot->counts.succeeded);
    QCOMPARE(snapshot->engine.recordsLost, std::uint64_t(0));
    QCOMPARE(int(bench.mark.processes().size()), 2);
}

void TestPathProcesses::poolGrowsWithTheLoadAndShrinksWhenIdle() {
    settings::Tuning tuning;
    tuning.pool.perConnection = 1;
    tuning.pool.max = 3;
    tuning.pool.idle = 60s;
    PathBench bench(tuning);
    const auto hanging = bench.begin(3, "hang");
    QVERIFY(bench.runUntilReady(3));
    bench.engine.cancelCalls();
    QVERIFY(bench.runUntilAll(hanging));
    QCOMPARE(int(bench.mark.processes().size()), 3);
    tuning.pool.idle = 1s;
    bench.tune(tuning);
    QVERIFY(bench.runUntilReady(1));
    QVERIFY(bench.call("echo", message("still here")).result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return bench.mark.processes().size() == 1; }));
}

void TestPathProcesses::noMoreCallsAreAtTheServerThanAdmitted_data() {
    QTest::addColumn<bool>("perTool");
    QTest::newRow("per server") << false;
    QTest::newRow("per tool") << true;
}

void TestPathProcesses::noMoreCallsAreAtTheServerThanAdmitted() {
    QFETCH(bool, perTool);
    settings::Tuning tuning = onePipe();
    (perTool ? tuning.admission.perTool : tuning.admission.perServer) = 3;
    PathBench bench(tuning);
    const auto begun = bench.begin(50, "sleep", R"({"ms":5})");
    QVERIFY(bench.runUntilAll(begun));
    for (const auto& one : begun)
        QVERIFY((*one)->result.has_value());
    const auto stats = bench.stats();
    QCOMPARE(stats["calls"].get<int>(), 50 + 1);
    QCOMPARE(stats["peakInFlight"].get<int>(), 3);
}

void TestPathProcesses::equalCallsAtOnceReachTheServerOnce() {
    PathBench bench(caching("sleep"));
    const auto begun = bench.begin(1'000, "sleep", R"({"ms":200})");
    QVERIFY(bench.runUntilAll(begun));
    int shared = 0;
    for (const auto& one : begun) {
        QCOMPARE(PathBench::text(**one), std::string("slept 200 ms"));
        shared += (*one)->record.answeredBy == AnsweredBy::SharedFlight ? 1 : 0;
    }
    QCOMPARE(shared, 999);
    QCOMPARE(bench.path().cache.shared, std::uint64_t(999));
    QCOMPARE(bench.stats()["calls"].get<int>(), 1 + 1);
}

void TestPathProcesses::keptAnswerIsGivenUntilItIsInvalidated() {
    PathBench bench(caching("echo"));
    QCOMPARE(int(bench.call("echo", R"({"message":"a","n":1.0})").record.answeredBy),
             int(AnsweredBy::Server));
    QCOMPARE(int(bench.call("echo", R"({"n":1,"message":"a"})").record.answeredBy), int(AnsweredBy::Cache));
    QCOMPARE(bench.stats()["calls"].get<int>(), 1 + 1);
    bench.engine.invalidateCache(1, "echo");
    QCOMPARE(int(bench.call("echo", R"({"n":1,"message":"a"})").record.answeredBy), int(AnsweredBy::Server));
    QCOMPARE(bench.stats()["calls"].get<int>(), 2 + 2);
}

void TestPathProcesses::failedAnswerIsNotKept() {
    PathBench bench(caching("flaky"));
    for (int i = 0; i < 2; ++i)
        QCOMPARE(bench.call("flaky", R"({"rate":1})").result.error().kind, ErrorKind::ToolFailed);
    QCOMPARE(bench.stats()["calls"].get<int>(), 2 + 1);
}

void TestPathProcesses::tenCallsReachTheServerAsOne() {
    PathBench bench(batching());
    std::vector<PathBench::Pending> begun;
    for (int i = 0; i < 10; ++i)
        begun.push_back(bench.begin("echo", message("number " + std::to_string(i))));
    QVERIFY(bench.runUntilAll(begun));
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(PathBench::text(**begun[std::size_t(i)]), "number " + std::to_string(i));
        QCOMPARE(int((*begun[std::size_t(i)])->record.batch), 10);
    }
    QCOMPARE(bench.path().batch.batches, std::uint64_t(1));
    QCOMPARE(bench.stats()["calls"].get<int>(), 1 + 1);
}

void TestPathProcesses::failedItemFailsItsCallerOnly() {
    PathBench bench(batching());
    auto begun = bench.begin(9, "echo", message("well"));
    const auto failing = bench.begin("echo", message("fail"));
    begun.push_back(failing);
    QVERIFY(bench.runUntilAll(begun));
    QCOMPARE((*failing)->result.error().kind, ErrorKind::ToolFailed);
    begun.pop_back();
    for (const auto& one : begun)
        QCOMPARE(PathBench::text(**one), std::string("well"));
}

void TestPathProcesses::failedBatchFailsItsCallersAlike() {
    PathBench bench(batching());
    auto begun = bench.begin(9, "echo", message("well"));
    begun.push_back(bench.begin("echo", message("fail all")));
    QVERIFY(bench.runUntilAll(begun));
    for (const auto& one : begun) {
        QVERIFY((*one)->result.has_error());
        QVERIFY((*one)->result.error() == (*begun.front())->result.error());
    }
}

QTEST_GUILESS_MAIN(TestPathProcesses)
#include "tst_path_processes.moc"
