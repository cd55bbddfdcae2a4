// A session that a real engine recorded against a real server says the same as the engine did.

#include "engine/reports/summary.h"
#include "engine/sessions/session_reader.h"
#include "engine/sessions/session_recording.h"
#include "tests/support/path_bench.h"

#include <QTemporaryDir>

#include <fstream>

using namespace dyno;
using namespace std::chrono_literals;
using sessions::SessionReader;
using test::PathBench;

namespace {

workload::Scenario load(const std::string& tool, const std::string& arguments, std::uint64_t calls) {
    return {1, tool, arguments, {calls, {}}, {}};
}

std::string summary(const telemetry::Snapshot& snapshot) {
    return reports::summaryJson(snapshot, snapshot.servers.at(0)).dump(2);
}

settings::Tuning fewWorkers() {
    settings::Tuning tuning;
    tuning.workers = 4;
    tuning.pool.min = 2;
    return tuning;
}

} // namespace

class TestEngineRecording : public QObject {
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void summaryFromTheFileEqualsTheLiveOne();
    void eachRunKeepsItsOwnFigures();
    void recordingThatBeginsInARunKeepsTheRestOfIt();
    void progressOfACallIsKept();
    void failedCallsAreKeptWithTheirCause();
    void secretsAreNotInTheFile();
    void fileCanBeReadWhileItIsRecorded();
    void fileThatCannotBeMadeFailsAndTheLoadGoesOn();

private:
    std::filesystem::path file(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    void record(PathBench& bench, const std::filesystem::path& file) const {
        sessions::RecordingOptions options;
        options.file = file;
        if (const auto begun = bench.engine.record(options); begun.has_error())
            qFatal("%s", begun.error().message.c_str());
    }
    static Engine::SnapshotPtr stopRecording(PathBench& bench) {
        Engine::SnapshotPtr last = bench.engine.stopRecording();
        bench.engine.awaitRecording();
        return last;
    }
    static std::unique_ptr<SessionReader> open(const std::filesystem::path& file) {
        auto reader = SessionReader::open(file);
        if (reader.has_error())
            qFatal("%s", reader.error().message.c_str());
        return std::move(*reader);
    }
    static void run(PathBench& bench, const workload::Scenario& scenario) {
        bench.engine.startWorkload(scenario);
        bench.loop.await(bench.engine.workloadFinished());
    }

    QTemporaryDir m_folder;
};

void TestEngineRecording::summaryFromTheFileEqualsTheLiveOne() {
    PathBench bench(fewWorkers());
    record(bench, file("summary.dyno"));
    workload::Scenario scenario = load("echo", R"({"message":"hello"})", 3000);
    scenario.warmup = workload::Extent{200, {}};
    run(bench, scenario);
    const Engine::SnapshotPtr live = stopRecording(bench);
    QCOMPARE(live->counts.succeeded, 3000U);

    const auto reader = open(file("summary.dyno"));
    const auto read = reader->snapshot(std::nullopt);
    QVERIFY2(read.has_value(), read.has_error() ? read.error().message.c_str() : "");
    QCOMPARE(summary(*read), summary(*live));
    const auto info = reader->info();
    QVERIFY(info->complete);
    QCOMPARE(info->calls, 3200U);
    QCOMPARE(info->callsKept, 3200U);
    QCOMPARE(info->runs.size(), std::size_t{1});
    const auto connections = reader->byConnection({info->runs[0].began, info->runs[0].ended});
    QCOMPARE(connections->size(), std::size_t{2});
}

void TestEngineRecording::eachRunKeepsItsOwnFigures() {
    PathBench bench(fewWorkers());
    record(bench, file("runs.dyno"));
    run(bench, load("echo", R"({"message":"one"})", 500));
    settings::Tuning tuning = fewWorkers();
    tuning.workers = 8;
    bench.tune(tuning);
    run(bench, load("echo", R"({"message":"two"})", 700));
    stopRecording(bench);

    const auto reader = open(file("runs.dyno"));
    const auto info = reader->info();
    QCOMPARE(info->runs.size(), std::size_t{2});
    QCOMPARE(info->runs[0].calls, 500U);
    QCOMPARE(info->runs[1].calls, 700U);
    QVERIFY(info->runs[0].scenario.find("one") != std::string::npos);
    QVERIFY(info->runs[1].scenario.find("\"workers\":8") != std::string::npos);
    const auto first = reader->figures({info->runs[0].began, info->runs[0].ended});
    QCOMPARE(first->counts.succeeded, 500U);
    QCOMPARE(first->latency.count(), 500);
    QCOMPARE(reader->changes()->size(), bench.engine.snapshot()->journal->size());
}

void TestEngineRecording::recordingThatBeginsInARunKeepsTheRestOfIt() {
    PathBench bench(fewWorkers());
    bench.engine.startWorkload(load("echo", R"({"message":"hello"})", 100'000'000));
    QVERIFY(bench.runUntilSucceeded(1000));
    const std::uint64_t before = bench.succeeded();
    record(bench, file("late.dyno"));
    QVERIFY(bench.runUntilSucceeded(1000));
    bench.stopWorkload();
    const Engine::SnapshotPtr live = stopRecording(bench);

    const auto info = open(file("late.dyno"))->info();
    QCOMPARE(info->runs.size(), std::size_t{1});
    QCOMPARE(info->runs[0].calls, live->counts.succeeded - before);
    QVERIFY(info->runs[0].scenario.find("echo") != std::string::npos);
}

void TestEngineRecording::progressOfACallIsKept() {
    settings::Tuning tuning = fewWorkers();
    tuning.timeouts.idle = 20s;
    PathBench bench(tuning);
    record(bench, file("progress.dyno"));
    bench.call("progress", R"({"steps":3,"ms":3})");
    stopRecording(bench);

    const auto reader = open(file("progress.dyno"));
    const auto detail = reader->detail(1);
    QVERIFY(detail.has_value());
    QCOMPARE(detail->progress.size(), std::size_t{3});
    QCOMPARE(detail->progress.back().progress.progress, 3.0);
}

void TestEngineRecording::failedCallsAreKeptWithTheirCause() {
    PathBench bench(fewWorkers());
    record(bench, file("failed.dyno"));
    run(bench, load("flaky", R"({"rate":1})", 20));
    stopRecording(bench);

    const auto reader = open(file("failed.dyno"));
    sessions::CallFilter filter;
    filter.outcome = sessions::CallFilter::Outcome::Errors;
    const auto index = reader->find(filter, sessions::CallOrder::Ended);
    QCOMPARE((*index)->ids.size(), std::size_t{20});
    const auto detail = reader->detail((*index)->ids.front());
    QCOMPARE(detail->row.record.error, std::optional(ErrorKind::ToolFailed));
    QVERIFY(detail->row.error.find("failed as ordered") != std::string::npos);
    QVERIFY(detail->body);
    QCOMPARE(detail->request, std::string(R"({"rate":1})"));
}

void TestEngineRecording::secretsAreNotInTheFile() {
    PathBench bench(fewWorkers());
    settings::ServerConfig config{"secretive", {DYNO_DEMO_SERVER}, {{"API_KEY", "sesame-7731"}}, {}};
    bench.addServer(2, config);
    record(bench, file("secret.dyno"));
    bench.call("echo", R"({"message":"sesame-7731","password":"hunter-2-hunter"})", 2);
    stopRecording(bench);

    std::ifstream in(file("secret.dyno"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    QVERIFY(bytes.find("secretive") != std::string::npos);
    QVERIFY(bytes.find("sesame") == std::string::npos);
    QVERIFY(bytes.find("hunter-2") == std::string::npos);
}

void TestEngineRecording::fileCanBeReadWhileItIsRecorded() {
    PathBench bench(fewWorkers());
    record(bench, file("live.dyno"));
    bench.engine.startWorkload(load("echo", R"({"message":"hello"})", 10'000'000));
    const auto calls = [&]() -> std::uint64_t {
        const auto reader = SessionReader::open(file("live.dyno"));
        const auto info = reader.has_value() ? (*reader)->info() : reader.error();
        return info.has_value() ? info->calls : 0;
    };
    QVERIFY(bench.loop.runUntil([&] { return calls() > 0; }));
    bench.stopWorkload();
    QVERIFY(bench.engine.snapshot()->recording.on);
    stopRecording(bench);
    QVERIFY(!bench.engine.snapshot()->recording.on);
    QVERIFY(!std::filesystem::exists(file("live.dyno-wal")));
}

void TestEngineRecording::fileThatCannotBeMadeFailsAndTheLoadGoesOn() {
    PathBench bench(fewWorkers());
    sessions::RecordingOptions options;
    options.file = "/dev/null/session.dyno";
    QVERIFY(bench.engine.record(options).has_error());
    QVERIFY(bench.engine.snapshot()->recording.problem);
    QVERIFY(!bench.engine.snapshot()->recording.on);
    run(bench, load("echo", R"({"message":"hello"})", 10));
    QCOMPARE(bench.engine.snapshot()->counts.succeeded, 10U);
}

QTEST_GUILESS_MAIN(TestEngineRecording)
#include "tst_engine_recording.moc"
