#include "engine/reports/report.h"

#include "engine/jsonrpc/utf8.h"
#include "engine/reports/shown_text.h"
#include "memory_reader.h"
#include "printing.h"
#include "sample_report.h"

using namespace dyno;
using namespace dyno::test;
using reports::makeReport;
using reports::Report;

namespace {

bool has(const std::vector<std::string>& words, const std::string& part) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

std::string all(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& one : words)
        text += one + "\n";
    return text;
}

/// Of two runs, with calls in both.
MemoryReader twoRuns() {
    MemoryReader reader;
    reader.sessionInfo = sampleInfo();
    reader.sessionInfo.runs = {{1, 1s, 5s, 0, "{}", "{}"}, {2, 6s, 11s, 0, "{}", "{}"}};
    reader.state.workload.scenario.tool = "echo";
    reader.state.servers = {sampleServer(1, "everything")};
    reader.state.measured = 5s;
    return reader;
}

void fail(sessions::CallDetail& call, ErrorKind kind, std::string message, std::string detail) {
    call.row.record.error = kind;
    call.row.error = std::move(message);
    call.detail = std::move(detail);
}

/// Two tools; both fail, one of them in two ways.
MemoryReader failing() {
    MemoryReader reader = twoRuns();
    reader.add("good", 6s, 1ms);
    fail(reader.add("echo", 6s, 2ms), ErrorKind::ToolFailed, "first", "evidence");
    fail(reader.add("add", 6s, 3ms), ErrorKind::ToolFailed, "second", "");
    fail(reader.add("echo", 6s, 4ms), ErrorKind::PeerClosed, "third", "exit status 1");
    reader.tools = {sampleRoute(1, 0, "add", 10, 1), sampleRoute(1, 0, "good", 30, 0),
                    sampleRoute(1, 0, "echo", 20, 2)};
    reader.state.counts = {60, 57, 3, 0, 0};
    reader.state.errors = {{ErrorKind::PeerClosed, 1, "third"}, {ErrorKind::ToolFailed, 2, "first"}};
    return reader;
}

} // namespace

class TestReport : public QObject {
    Q_OBJECT

private slots:
    void lastRunIsReported();
    void aRunIsReportedWithItsScenarioAndKnobs();
    void wholeSessionIsReportedWhereThereWasNoRun();
    void rangeIsReported();
    void scopeNamesTheRun_data();
    void scopeNamesTheRun();
    void toolsComeMostCallsFirst();
    void failuresComeWithTheirFirstExample();
    void eachToolThatFailedHasAnExample();
    void processSamplesAreThinnedOutToTheirPeaks();
    void wordsOfAnOrdinaryRun();
    void emptySessionSaysSo();
    void oneCallHasNoRateAndNoPercentiles();
    void allFailedIsSaid();
    void whatNumbersDoNotSayIsSaid();
    void hostileNamesAreShownInOneLine();
    void shownTextIsBounded();
};

void TestReport::lastRunIsReported() {
    MemoryReader reader = twoRuns();
    const Result<Report> report = makeReport(reader);
    QVERIFY(report.has_value());
    QCOMPARE(report->range.from, async::Duration(6s));
    QCOMPARE(report->range.to, async::Duration(11s));
    QCOMPARE(reader.lastRange.from, async::Duration(6s));
    QCOMPARE(report->scope, std::string("run 2 of 2"));
}

void TestReport::aRunIsReportedWithItsScenarioAndKnobs() {
    MemoryReader reader = twoRuns();
    reader.sessionInfo.runs[0].scenario = R"({"server":2,"tool":"add","arguments":"{\"a\":1}","calls":7})";
    reader.sessionInfo.runs[0].tuning = R"({"workload.workers":3})";
    reader.turned = {{2s, "pool.max", "4", "9"}, {5500ms, "workload.workers", "3", "40"}};
    reader.state.servers.push_back(sampleServer(2, "other"));
    reader.state.tuning.workers = 40;
    reader.state.counts = {10, 10, 0, 0, 0};
    const Result<Report> report = makeReport(reader, sessions::Range{1s, 5s});
    QVERIFY(report.has_value());
    QCOMPARE(report->snapshot.workload.scenario.tool, std::string("add"));
    QCOMPARE(report->snapshot.workload.scenario.server, 2U);
    QCOMPARE(report->snapshot.workload.scenario.extent.calls.value(), 7U);
    QCOMPARE(report->snapshot.tuning.workers, 3);
    QCOMPARE(report->snapshot.tuning.pool.max, 9);
    QVERIFY(has(report->words, "by 3 workers"));
}

void TestReport::wholeSessionIsReportedWhereThereWasNoRun() {
    MemoryReader reader = twoRuns();
    reader.sessionInfo.runs.clear();
    const Result<Report> report = makeReport(reader);
    QVERIFY(report.has_value());
    QCOMPARE(report->range.to, async::Duration(14s));
    QCOMPARE(report->scope, std::string("the whole session"));
}

void TestReport::rangeIsReported() {
    MemoryReader reader = twoRuns();
    const Result<Report> report = makeReport(reader, sessions::Range{2s, 3500ms});
    QVERIFY(report.has_value());
    QCOMPARE(report->range.from, async::Duration(2s));
    QCOMPARE(report->scope, std::string("2.0 s – 3.5 s"));
}

void TestReport::scopeNamesTheRun_data() {
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QString>("scope");
    QTest::newRow("first run") << 1 << 5 << "run 1 of 2";
    QTest::newRow("whole") << 0 << 14 << "the whole session";
    QTest::newRow("part of a run") << 1 << 4 << "1.0 s – 4.0 s";
}

void TestReport::scopeNamesTheRun() {
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(QString, scope);
    const sessions::Range range{std::chrono::seconds(from), std::chrono::seconds(to)};
    QCOMPARE(QString::fromStdString(reports::scopeText(twoRuns().sessionInfo, range)), scope);
}

void TestReport::toolsComeMostCallsFirst() {
    MemoryReader reader = failing();
    const Result<Report> report = makeReport(reader);
    QVERIFY(report.has_value());
    QCOMPARE(report->tools[0].tool, std::string("good"));
    QCOMPARE(report->tools[1].tool, std::string("echo"));
    QCOMPARE(report->tools[2].tool, std::string("add"));
}

void TestReport::failuresComeWithTheirFirstExample() {
    MemoryReader reader = failing();
    const Result<Report> report = makeReport(reader);
    QVERIFY(report.has_value());
    QCOMPARE(report->failures.size(), std::size_t(2));
    const Report::Failure& most = report->failures[0];
    QCOMPARE(most.kind, ErrorKind::ToolFailed);
    QCOMPARE(most.count, std::uint64_t(2));
    QCOMPARE(most.example, std::string("first"));
    QCOMPARE(most.detail, std::string("evidence"));
    QCOMPARE(most.tool, std::string("echo"));
    QCOMPARE(report->failures[1].detail, std::string("exit status 1"));
}

void TestReport::eachToolThatFailedHasAnExample() {
    MemoryReader reader = failing();
    const Result<Report> report = makeReport(reader);
    QVERIFY(report.has_value());
    QCOMPARE(report->toolFailures.size(), std::size_t(2));
    QCOMPARE(report->toolFailures[0].tool, std::string("echo"));
    QCOMPARE(report->toolFailures[0].count, std::uint64_t(2));
    QCOMPARE(report->toolFailures[0].example, std::string("first"));
    QCOMPARE(report->toolFailures[1].example, std::string("second"));
}

void TestReport::processSamplesAreThinnedOutToTheirPeaks() {
    MemoryReader reader = twoRuns();
    for (int i = 0; i < 50'000; ++i)
        reader.samples.push_back({i * 1s, ConnectionId(i % 7), i == 31'415 ? 1000u : 10u, 0.5});
    const Result<Report> report = makeReport(reader);
    QVERIFY(report.has_value());
    QVERIFY(report->processes.size() <= 10'000);
    const auto peak =
        std::max_element(report->processes.begin(), report->processes.end(),
                         [](const auto& one, const auto& other) { return one.rssBytes < other.rssBytes; });
    QCOMPARE(peak->rssBytes, std::uint64_t(1000));
    QCOMPARE(peak->connection, ConnectionId(31'415 % 7));
}

void TestReport::wordsOfAnOrdinaryRun() {
    const Report report = ordinaryReport();
    const std::string text = all(report.words);
    for (const char* part :
         {"In the run, 3 tools of everything 2.1.0 (stdio, MCP 2025-11-25) were called 5,000 times in 10.0 s "
          "by "
          "8 workers: 500 calls/s.",
          "Half of the calls took 2.01 ms or less, 99 of 100 took",
          "Where the time went: 91 % the server, 6.4 % "
          "waiting for a turn and a connection",
          "15 of 5,000 calls failed (0.3 %): 12 ToolFailed, 3 PeerClosed.", "cache: 900 hits",
          "pool.max went from 4 to 8, cache.on went from off to on at 6.00 s: p50 is 12 % "
          "better"})
        QVERIFY2(text.find(part) != std::string::npos, (part + ("\n in \n" + text)).c_str());
}

void TestReport::emptySessionSaysSo() {
    QCOMPARE(
        emptyReport().words.front(),
        std::string("No call ended in this session, so there are no figures: this report holds only how it "
                    "was set up."));
    QVERIFY(has(barrenReport().words, "No server was configured."));
}

void TestReport::oneCallHasNoRateAndNoPercentiles() {
    const Report report = oneCallReport();
    QVERIFY2(has(report.words, "was called once in"), all(report.words).c_str());
    QVERIFY(!has(report.words, "calls/s"));
    QVERIFY(!has(report.words, "Half of the calls"));
    QVERIFY(has(report.words, "No call failed."));
    QVERIFY(has(report.method, "With 1 measured call, p99 and p99.9 are the slowest"));
}

void TestReport::allFailedIsSaid() {
    const Report report = allFailedReport();
    QVERIFY2(has(report.words, "All 500 calls failed: 500 Spawn."), all(report.words).c_str());
    QVERIFY(has(report.words, "No server answered any of these calls"));
    QVERIFY(has(report.method, "Latencies and phases hold 0 of the 500 calls"));
}

void TestReport::whatNumbersDoNotSayIsSaid() {
    Report report = ordinaryReport();
    report.info.callsLost = 7;
    report.info.figuresLost = 400ms;
    report.info.machine.load = 9;
    report.info.complete = false;
    const std::vector<std::string> method = reports::methodWords(report);
    for (const char* part : {"1,200 of the session's 5,000 calls were kept", "7 calls were to be kept",
                             "Figures of 400 ms could not", "The machine was busy", "powersave",
                             "shared its CPU", "warm-up", "A verdict on a change"})
        QVERIFY2(has(method, part), part);
    QVERIFY(has(reports::summaryWords(report), "did not come to close it"));
}

void TestReport::hostileNamesAreShownInOneLine() {
    for (const std::string& text : hostileReport().words) {
        QVERIFY(jsonrpc::isUtf8(text));
        QVERIFY2(text.size() < 2000, text.c_str());
        QVERIFY(std::none_of(text.begin(), text.end(),
                             [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }));
    }
}

void TestReport::shownTextIsBounded() {
    QCOMPARE(reports::shownText("abc", 3), std::string("abc"));
    QCOMPARE(reports::shownText("abcd", 3), std::string("ab…"));
    QCOMPARE(reports::shownText("ä漢🦖x", 3), std::string("ä漢…"));
    QCOMPARE(reports::shownText("a\nb\x7F\xC2\x85\xE2\x80\xAE\xE2\x81\xA6z"), std::string("a b    z"));
    QCOMPARE(reports::shownText("\xFF"), std::string("\xEF\xBF\xBD"));
    QCOMPARE(reports::shownText(""), std::string());
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
