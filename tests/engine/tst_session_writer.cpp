#include "engine/sessions/schema.h"
#include "engine/sessions/session_writer.h"
#include "engine/sessions/stamps_codec.h"
#include "printing.h"
#include "tests/support/made_up_calls.h"
#include "tests/support/session_sql.h"

#include <fmt/format.h>

#include <QTemporaryDir>

#include <filesystem>

#include <sys/stat.h>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Rows = std::vector<std::string>;

KeptCall callWithBody(std::uint32_t n, std::string arguments, nlohmann::json result) {
    KeptCall call = test::madeUpCall(n, 1s);
    call.target = std::make_shared<const calls::Target>(calls::Target{1, "echo", std::move(arguments)});
    call.body = true;
    call.result = std::make_shared<const nlohmann::json>(std::move(result));
    return call;
}

KeptCall failedCall(std::uint32_t n, ErrorKind kind, std::string message, std::string detail = {}) {
    KeptCall call = test::madeUpCall(n, 1s);
    call.record.error = kind;
    call.error = Error{kind, std::move(message), std::move(detail)};
    return call;
}

} // namespace

class TestSessionWriter : public QObject {
    Q_OBJECT

private slots:
    void init();
    void callsAreRows();
    void failedCallsSayWhy();
    void bodiesAreKeptAndCut();
    void equalTextsAreKeptOnce();
    void intervalsAndFiguresAreRows();
    void longStretchesAreAddedUp();
    void tooManyRoutesAreNotAddedUp();
    void everythingElseIsRows();
    void newestStateCounts();
    void secretsAreNotWritten_data();
    void secretsAreNotWritten();
    void secretsThatBecomeKnownAreNotWritten();
    void fileSaysWhatItIs();
    void finishedFileIsOneFile();
    void finishWaitsForNobodyWhoReads();
    void keptCallTakesAtMostSoManyBytes();
    void callsBeyondTheBoundAreCounted();

private:
    std::unique_ptr<SessionWriter> writer(WriterOptions options = {});
    void record(Batch batch, std::shared_ptr<const settings::Redactor> redactor = nullptr);
    std::string value(const std::string& sql) { return test::sqlValue(m_file, sql); }
    Rows rows(const std::string& sql) { return test::sqlRows(m_file, sql); }
    std::string bytesOfFile();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

void TestSessionWriter::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("missing/a.dyno")).toStdString();
}

std::unique_ptr<SessionWriter> TestSessionWriter::writer(WriterOptions options) {
    options.file = m_file;
    auto created = SessionWriter::create(std::move(options));
    if (created.has_error())
        qFatal("%s", created.error().message.c_str());
    return std::move(*created);
}

void TestSessionWriter::record(Batch batch, std::shared_ptr<const settings::Redactor> redactor) {
    const auto session = writer();
    session->setRedactor(std::move(redactor));
    session->write(std::move(batch));
    session->finish();
    QVERIFY2(!session->status().problem, session->status().problem->message.c_str());
}

std::string TestSessionWriter::bytesOfFile() {
    QFile file(QString::fromStdString(m_file));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

void TestSessionWriter::callsAreRows() {
    Batch batch = test::madeUpBatch(0, 100, 5s, 1s);
    const KeptCall seventh = batch.calls.at(6);
    batch.calls.at(6).weight = 20;
    record(std::move(batch));
    QCOMPARE(value("SELECT count(*) || ' ' || min(id) || ' ' || max(id) FROM call"), "100 1 100"s);
    QCOMPARE(rows("SELECT at, server, connection, tool, outcome, latency, weight, error, detail FROM call "
                  "WHERE id = 7"),
             Rows{fmt::format("5060000000|1|{}|{}|NULL|{}|20|NULL|NULL", seventh.record.connection,
                              seventh.tool, seventh.record.latency().count())});
    calls::CallRecord read;
    read.intended = seventh.record.intended;
    QVERIFY(readStamps(value("SELECT stamps FROM call WHERE id = 7"), read).has_value());
    QCOMPARE(read.firstByte, seventh.record.firstByte);
}

void TestSessionWriter::failedCallsSayWhy() {
    Batch batch;
    batch.calls.push_back(failedCall(0, ErrorKind::ToolFailed, "no such file", "stderr: gone"));
    batch.calls.push_back(failedCall(1, ErrorKind::TimedOut, "30 s are over"));
    record(std::move(batch));
    QCOMPARE(rows("SELECT o.value, e.value, d.value FROM call LEFT JOIN text o ON o.id = outcome "
                  "LEFT JOIN text e ON e.id = error LEFT JOIN text d ON d.id = detail ORDER BY call.id"),
             (Rows{"ToolFailed|no such file|stderr: gone", "TimedOut|30 s are over|NULL"}));
}

void TestSessionWriter::bodiesAreKeptAndCut() {
    WriterOptions options;
    options.maxBodyBytes = 10;
    const auto session = writer(options);
    Batch batch;
    batch.calls.push_back(callWithBody(0, R"({"x":1})", {{"a", 1}}));
    batch.calls.push_back(callWithBody(1, R"({"x":1})", "12345678ü"));
    batch.calls.push_back(test::madeUpCall(2, 2s));
    session->write(std::move(batch));
    session->finish();
    QCOMPARE(rows("SELECT call, value, response, cut FROM body JOIN text ON text.id = request"),
             (Rows{R"(1|{"x":1}|{"a":1}|0)", R"(2|{"x":1}|"12345678|3)"}));
}

void TestSessionWriter::equalTextsAreKeptOnce() {
    const auto session = writer();
    for (int round = 0; round < 3; ++round) {
        Batch batch;
        for (std::uint32_t n = 0; n < 100; ++n)
            batch.calls.push_back(failedCall(n, ErrorKind::ToolFailed, "no such file", "gone"));
        session->write(std::move(batch));
    }
    session->finish();
    QCOMPARE(rows("SELECT value FROM text ORDER BY value"), (Rows{"ToolFailed", "gone", "no such file"}));
    QCOMPARE(value("SELECT count(*) FROM call"), "300"s);
}

void TestSessionWriter::intervalsAndFiguresAreRows() {
    Batch batch = test::madeUpBatch(0, 10, 1s, 200ms, 3);
    batch.intervals[0].inFlight = 4;
    batch.intervals[0].counts.started = 11;
    batch.intervals[0].p99 = 5ms;
    batch.intervals[0].routes = "routes"; // whatever it is, it comes back
    const std::string figures = batch.intervals[0].figures;
    record(std::move(batch));
    QCOMPARE(
        rows("SELECT id, began, ended, run, in_flight, started, succeeded, failed, timed_out, cancelled, "
             "p50, p99 FROM interval"),
        (Rows{"1|1000000000|1200000000|3|4|11|10|0|0|0|0|5000000"}));
    QCOMPARE(rows("SELECT level, first, last, routes FROM figures"), (Rows{"0|1|1|routes"}));
    QVERIFY(value("SELECT figures FROM figures") == figures);
}

void TestSessionWriter::longStretchesAreAddedUp() {
    const auto session = writer();
    for (std::uint32_t i = 0; i < 150; ++i) {
        Batch batch = test::madeUpBatch(10 * i, 10, i * 200ms, 200ms, i < 100 ? 1 : 2);
        batch.intervals[0].routes =
            encodeRoutes(std::vector<RouteStretch>{{{1, 1, 1}, batch.intervals[0].counts, {7}}});
        session->write(std::move(batch));
    }
    session->finish();
    QCOMPARE(rows("SELECT first, last FROM figures WHERE level = 1 ORDER BY first"),
             (Rows{"1|64", "65|100", "101|150"}));
    telemetry::Figures sum;
    QVERIFY(addFigures(value("SELECT figures FROM figures WHERE level = 1 AND first = 65"), sum).has_value());
    QCOMPARE(sum.counts.succeeded, std::uint64_t{360});
    QCOMPARE(sum.latency.count(), std::int64_t{360});
    std::map<Route, RouteSum> routes;
    QVERIFY(addRoutes(value("SELECT routes FROM figures WHERE level = 1 AND first = 1"), routes).has_value());
    QCOMPARE(routes[(Route{1, 1, 1})].counts.succeeded, std::uint64_t{640});
    QCOMPARE(routes[(Route{1, 1, 1})].latency.count(), std::int64_t{64});
}

void TestSessionWriter::tooManyRoutesAreNotAddedUp() {
    std::vector<RouteStretch> stretches;
    for (std::uint32_t tool = 1; tool <= 500; ++tool)
        stretches.push_back({{1, 1, tool}, {}, {7}});
    Batch batch;
    for (std::uint32_t i = 0; i < 4; ++i) {
        batch.intervals.push_back(test::intervalOf({}, i * 200ms, (i + 1) * 200ms));
        batch.intervals.back().routes = encodeRoutes(stretches);
    }
    record(std::move(batch));
    QCOMPARE(rows("SELECT first, last, routes FROM figures WHERE level = 1"), (Rows{"1|4|NULL"}));
}

void TestSessionWriter::everythingElseIsRows() {
    Batch batch;
    batch.tools = {{1, "echo"}, {2, "<script>\"'"}};
    batch.runs = {{1, 1s, std::nullopt, 5, R"({"rate":7})", "{}"}};
    batch.log = {{8, 2s, telemetry::LogLevel::Warning, "files", "it said\nthis"}};
    batch.changes = {{3s, "pool.max", "4", "8"}};
    batch.processes = {{4s, 2, 1 << 20, 0.25}};
    record(std::move(batch));
    QCOMPARE(rows("SELECT id, name FROM tool"), (Rows{"1|echo", "2|<script>\"'"}));
    QCOMPARE(rows("SELECT * FROM run"), (Rows{R"(1|1000000000|NULL|5|{"rate":7}|{})"}));
    QCOMPARE(rows("SELECT * FROM log"), (Rows{"8|2000000000|1|files|it said\nthis"}));
    QCOMPARE(rows("SELECT at, knob, before, after FROM change"), (Rows{"3000000000|pool.max|4|8"}));
    QCOMPARE(rows("SELECT at, connection, rss, cpu FROM process"), (Rows{"4000000000|2|1048576|0.25"}));
}

void TestSessionWriter::newestStateCounts() {
    const auto session = writer();
    for (const char* state : {"[1]", "[2]", "[3]"}) {
        Batch batch;
        batch.states = {{"servers", state}};
        batch.runs = {{1, 1s, state[1] == '3' ? std::optional<Duration>(9s) : std::nullopt, 0, "{}", "{}"}};
        session->write(std::move(batch));
    }
    session->finish();
    QCOMPARE(rows("SELECT key, value FROM state"), (Rows{"servers|[3]"}));
    QCOMPARE(rows("SELECT number, ended FROM run"), (Rows{"1|9000000000"}));
}

void TestSessionWriter::secretsAreNotWritten_data() {
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("kept");
    QTest::newRow("key") << R"({"apiKey":"hush-1","n":1})"s
                         << R"({"apiKey":"•••","n":1})"s;
    QTest::newRow("deep") << R"({"a":[{"password":"hush-1"}]})"s
                          << R"({"a":[{"password":"•••"}]})"s;
    QTest::newRow("list") << R"({"tokens":["hush-1","hush-2"]})"s
                          << R"({"tokens":["•••","•••"]})"s;
    QTest::newRow("object") << R"({"credentials":{"x":"hush-1"}})"s
                            << R"({"credentials":{"x":"•••"}})"s;
    QTest::newRow("number") << R"({"secret":123})"s
                            << R"({"secret":"•••"})"s;
    QTest::newRow("count of tokens") << R"({"tokens":{"in":12,"out":7}})"s
                                     << R"({"tokens":{"in":12,"out":7}})"s;
    QTest::newRow("JSON in a text") << R"({"text":"{\"token\":\"hush-1\"}"})"s
                                    << R"({"text":"{\"token\":\"•••\"}"})"s;
    QTest::newRow("bearer in a text") << R"({"text":"got Bearer hush-1, ok"})"s
                                      << R"({"text":"got Bearer •••, ok"})"s;
    QTest::newRow("lines") << R"({"text":"A=1\nAPI_KEY=hush-1\nB=2"})"s
                           << R"({"text":"A=1\nAPI_KEY=•••\nB=2"})"s;
    QTest::newRow("known") << R"({"text":"it is hush-known."})"s
                           << R"({"text":"it is •••."})"s;
    QTest::newRow("none") << R"({"author":"A. U. Thor","text":"a: b=c"})"s
                          << R"({"author":"A. U. Thor","text":"a: b=c"})"s;
}

void TestSessionWriter::secretsAreNotWritten() {
    QFETCH(std::string, json);
    QFETCH(std::string, kept);
    Batch batch;
    batch.calls.push_back(callWithBody(0, json, nlohmann::json::parse(json)));
    batch.calls.push_back(failedCall(1, ErrorKind::Http, "GET https://me:hush-1@h/?token=hush-2 failed",
                                     "Authorization: Bearer hush-1\nwith hush-known"));
    batch.calls.push_back(failedCall(2, ErrorKind::ToolFailed, json, "it said: " + json + " and left"));
    batch.calls.push_back(failedCall(3, ErrorKind::ToolFailed, "it said: " + nlohmann::json(json).dump(),
                                     R"(cut off: {"password" : "hush-1\"hush-2)"));
    batch.runs = {{1, 1s, std::nullopt, 0, json, json}};
    batch.states = {{"workload", json}, {"servers", json}, {"connections", json}, {"detail:1", json}};
    batch.changes = {{1s, "a.knob", json, json}};
    batch.log = {{1, 1s, telemetry::LogLevel::Info, "hush-known", "API_KEY=hush-1"}};
    batch.tools = {{1, "hush-known"}};
    record(std::move(batch), std::make_shared<settings::Redactor>(Rows{"hush-known"}));
    QCOMPARE(value("SELECT value FROM body JOIN text ON text.id = request"), kept);
    QCOMPARE(value("SELECT response FROM body"), kept);
    QCOMPARE(value("SELECT scenario FROM run"), kept);
    QVERIFY2(bytesOfFile().find("hush-") == std::string::npos,
             value("SELECT group_concat(value) FROM text").c_str());
}

void TestSessionWriter::secretsThatBecomeKnownAreNotWritten() {
    const auto session = writer();
    Batch batch;
    batch.calls.push_back(failedCall(0, ErrorKind::ToolFailed, "it is sesame"));
    session->write(batch);
    QTRY_COMPARE(session->status().callsKept, std::uint64_t{1});
    session->setRedactor(std::make_shared<settings::Redactor>(Rows{"sesame"}));
    session->write(batch);
    session->finish();
    QCOMPARE(value("SELECT value FROM call JOIN text ON text.id = error WHERE call.id = 2"), "it is •••"s);
}

void TestSessionWriter::fileSaysWhatItIs() {
    WriterOptions options;
    options.meta = {{"title", "mine"}, {"startedAt", "1700000000000"}};
    writer(options)->finish();
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'title'"), "mine"s);
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'startedAt'"), "1700000000000"s);
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'version'"), DYNO_VERSION ""s);
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'complete'"), "1"s);
    QCOMPARE(value("SELECT json_extract(value, '$.cores') > 0 FROM meta WHERE key = 'machine'"), "1"s);
    SQLite::Database database(m_file.string(), SQLite::OPEN_READONLY);
    QVERIFY(schema::check(database).has_value());
}

void TestSessionWriter::finishedFileIsOneFile() {
    const auto session = writer();
    session->write(test::madeUpBatch(0, 5000, 1s, 1s));
    session->finish();
    session->finish();
    const auto entries = std::filesystem::directory_iterator(m_file.parent_path());
    QCOMPARE(std::distance(begin(entries), end(entries)), std::ptrdiff_t{1});
    QCOMPARE(value("PRAGMA journal_mode"), "delete"s);
    const telemetry::RecordingStatus status = session->status();
    QVERIFY(!status.on && !status.problem);
    QCOMPARE(status.file, m_file.string());
    QCOMPARE(status.callsKept, std::uint64_t{5000});
    QVERIFY(status.bytes >= 5000 * 40);
    struct stat file {};
    QVERIFY(::stat(m_file.c_str(), &file) == 0);
    QCOMPARE(file.st_mode & 0777, mode_t{0600});
}

void TestSessionWriter::finishWaitsForNobodyWhoReads() {
    const auto session = writer();
    session->write(test::madeUpBatch(0, 100, 1s, 1s));
    QTRY_COMPARE(session->status().callsKept, std::uint64_t{100});
    SQLite::Database reader(m_file.string(), SQLite::OPEN_READONLY);
    SQLite::Statement query(reader, "SELECT id FROM call");
    QVERIFY(query.executeStep());
    session->finish();
    QVERIFY2(!session->status().problem, session->status().problem->message.c_str());
    QCOMPARE(value("SELECT count(*) FROM call"), "100"s);
}

void TestSessionWriter::keptCallTakesAtMostSoManyBytes() {
    const auto session = writer();
    for (std::uint32_t i = 0; i < 50; ++i)
        session->write(test::madeUpBatch(2000 * i, 2000, i * 200ms, 200ms));
    session->finish();
    const auto bytes = std::filesystem::file_size(m_file);
    QVERIFY2(bytes <= 100'000 * 120, qPrintable(QString::number(bytes)));
}

void TestSessionWriter::callsBeyondTheBoundAreCounted() {
    WriterOptions options;
    options.maxQueuedCalls = 30;
    const auto session = writer(options);
    session->write(test::madeUpBatch(0, 100, 1s, 1s));
    QVERIFY(session->backlog() <= 30);
    session->finish();
    const telemetry::RecordingStatus status = session->status();
    QCOMPARE(status.callsKept, std::uint64_t{30});
    QCOMPARE(status.callsLost, std::uint64_t{70});
    QCOMPARE(status.problem->kind, ErrorKind::Limit);
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'callsLost'"), "70"s);
    QCOMPARE(value("SELECT succeeded FROM interval"), "100"s); // figures have them all
}

QTEST_GUILESS_MAIN(TestSessionWriter)
#include "tst_session_writer.moc"
