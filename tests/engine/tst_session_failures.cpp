#include "engine/sessions/backlog.h"
#include "engine/sessions/session_writer.h"
#include "engine/sessions/writer_mark.h"
#include "printing.h"
#include "tests/support/made_up_calls.h"
#include "tests/support/session_sql.h"

#include <QTemporaryDir>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace fs = std::filesystem;

namespace {

/// As a full disk: no file grows beyond so many bytes.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

Result<std::unique_ptr<SessionWriter>> create(const fs::path& file) {
    WriterOptions options;
    options.file = file;
    return SessionWriter::create(std::move(options));
}

} // namespace

/// What the disk, and other programs, do to a recording.
class TestSessionFailures : public QObject {
    Q_OBJECT

private slots:
    void init();
    void fullDiskIsToldAndHarmsNothing();
    void recordingGoesOnWhenThereIsRoom();
    void fullDiskAtTheEndIsTold();
    void removedFileIsTold();
    void replacedFileIsLeftAlone();
    void placeThatCannotBeWrittenIsTold_data();
    void placeThatCannotBeWrittenIsTold();
    void fullDiskAtTheBeginningLeavesTheOldFile();
    void foreignFileIsNotReplaced();
    void runningSessionIsNotReplaced();
    void finishedAndAbandonedSessionsAreReplaced();
    void waitingFiguresAreBounded();
    void waitingWordsAreBounded();
    void whatComesBackIsOlder();
    void bodiesThatWaitAreBounded();

private:
    std::string value(const std::string& sql) { return test::sqlValue(m_file, sql); }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;
};

void TestSessionFailures::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("a.dyno")).toStdString();
}

void TestSessionFailures::fullDiskIsToldAndHarmsNothing() {
    const auto session = create(m_file);
    QVERIFY(session.has_value());
    (*session)->write(test::madeUpBatch(0, 1000, 1s, 1s));
    QTRY_COMPARE((*session)->status().callsKept, std::uint64_t{1000});
    const FullDisk full(400'000);
    (*session)->write(test::madeUpBatch(1000, 50'000, 2s, 1s));
    QTRY_COMPARE((*session)->status().callsLost, std::uint64_t{50'000});
    const telemetry::RecordingStatus status = (*session)->status();
    QVERIFY(status.on);
    QCOMPARE(status.problem->kind, ErrorKind::Io);
    QCOMPARE(status.problem->message, m_file.string() + " cannot be written: the disk is full; make room");
    QCOMPARE(value("PRAGMA integrity_check"), "ok"s);
    QCOMPARE(value("SELECT count(*) FROM call"), "1000"s);
}

void TestSessionFailures::recordingGoesOnWhenThereIsRoom() {
    const auto session = create(m_file);
    QVERIFY(session.has_value());
    {
        const FullDisk full(200'000);
        for (std::uint32_t i = 0; i < 3; ++i) {
            Batch batch = test::madeUpBatch(i * 10'000, 10'000, i * 1s, 1s);
            batch.tools = {{i + 1, "echo" + std::to_string(i)}};
            batch.states = {{"servers", std::to_string(i)}};
            batch.log = {{i, 1s, telemetry::LogLevel::Info, "engine", "word"}};
            batch.changes = {{1s, "pool.max", std::to_string(i), "8"}};
            batch.runs = {{1, 0s, std::nullopt, i, "{}", "{}"}};
            (*session)->write(std::move(batch));
            QTRY_COMPARE((*session)->status().callsLost, (i + 1) * std::uint64_t{10'000});
        }
    }
    (*session)->write(test::madeUpBatch(40'000, 10, 3s, 1s));
    QTRY_COMPARE((*session)->status().callsKept, std::uint64_t{10});
    QVERIFY((*session)->status().problem->message.ends_with("; since then it could be written again"));
    (*session)->finish();
    QCOMPARE((*session)->status().figuresLost, Duration::zero());
    QCOMPARE(value("SELECT count(*) || ' ' || sum(succeeded) FROM interval"), "4 30010"s);
    QCOMPARE(value("SELECT count(*) || ' ' || max(id) FROM call"), "10 10"s);
    QCOMPARE(value("SELECT group_concat(name) FROM tool"), "echo0,echo1,echo2"s);
    QCOMPARE(value("SELECT group_concat(value) FROM state"), "2"s);
    QCOMPARE(value("SELECT group_concat(sequence) FROM log"), "0,1,2"s);
    QCOMPARE(value("SELECT group_concat(before) FROM change"), "0,1,2"s);
    QCOMPARE(value("SELECT in_flight FROM run"), "2"s);
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'callsLost'"), "30000"s);
    telemetry::Figures sum;
    QVERIFY(addFigures(value("SELECT figures FROM figures WHERE level = 1"), sum).has_value());
    QCOMPARE(sum.counts.succeeded, std::uint64_t{30'010}); // tried four times, counted once
}

void TestSessionFailures::fullDiskAtTheEndIsTold() {
    const auto session = create(m_file);
    QVERIFY(session.has_value());
    (*session)->write(test::madeUpBatch(0, 1000, 1s, 1s));
    QTRY_COMPARE((*session)->status().callsKept, std::uint64_t{1000});
    {
        const FullDisk full(20'000);
        Batch batch = test::madeUpBatch(1000, 1000, 2s, 3s);
        batch.log = {{1, 2s, telemetry::LogLevel::Info, "engine", "word"}};
        (*session)->write(std::move(batch));
        (*session)->finish();
    } // whoever reads a journal makes a file beside it
    const telemetry::RecordingStatus status = (*session)->status();
    QVERIFY(!status.on && status.problem);
    QVERIFY2(status.problem->message.find("; 1 entries of the log") != std::string::npos,
             status.problem->message.c_str());
    QCOMPARE(status.callsLost, std::uint64_t{1000});
    QCOMPARE(status.figuresLost, Duration(3s));
    QCOMPARE(value("SELECT count(*) FROM call"), "1000"s);
    QCOMPARE(value("SELECT value FROM meta WHERE key = 'complete'"), "0"s);
    QVERIFY(create(m_file).has_value()); // nobody records it any more
}

void TestSessionFailures::removedFileIsTold() {
    const auto session = create(m_file);
    QVERIFY(session.has_value());
    (*session)->write(test::madeUpBatch(0, 1000, 1s, 1s));
    QTRY_COMPARE((*session)->status().callsKept, std::uint64_t{1000});
    fs::remove(m_file);
    QTRY_VERIFY((*session)->status().problem.has_value());
    (*session)->write(test::madeUpBatch(1000, 10, 2s, 1s));
    (*session)->finish();
    const telemetry::RecordingStatus status = (*session)->status();
    QVERIFY(status.problem->message.find("was removed or replaced") != std::string::npos);
    QCOMPARE(status.callsKept, std::uint64_t{0});
    QCOMPARE(status.callsLost, std::uint64_t{1010});
    QCOMPARE(status.figuresLost, Duration(2s));
    QVERIFY(fs::is_empty(m_file.parent_path()));
}

void TestSessionFailures::replacedFileIsLeftAlone() {
    const auto session = create(m_file);
    QVERIFY(session.has_value());
    (*session)->write(test::madeUpBatch(0, 1000, 1s, 1s));
    QTRY_COMPARE((*session)->status().callsKept, std::uint64_t{1000});
    for (const char* ending : {"", "-wal"}) {
        fs::remove(m_file.string() + ending);
        std::ofstream(m_file.string() + ending) << "another's";
    }
    (*session)->finish();
    QCOMPARE((*session)->status().callsLost, std::uint64_t{1000});
    for (const char* ending : {"", "-wal"}) {
        std::string text;
        std::getline(std::ifstream(m_file.string() + ending), text);
        QCOMPARE(text, "another's"s);
    }
}

void TestSessionFailures::placeThatCannotBeWrittenIsTold_data() {
    QTest::addColumn<std::string>("file");
    QTest::newRow("no folder could be made there") << "/proc/no-such-folder/a.dyno"s;
    QTest::newRow("a folder that takes no file") << "/proc/a.dyno"s;
    QTest::newRow("below a file") << "/etc/passwd/a.dyno"s;
}

void TestSessionFailures::placeThatCannotBeWrittenIsTold() {
    QFETCH(std::string, file);
    const auto session = create(file);
    QVERIFY(session.has_error());
    QCOMPARE(session.error().kind, ErrorKind::Io);
    QVERIFY2(session.error().message.starts_with(file + ": the session cannot be recorded there: "),
             session.error().message.c_str());
    QVERIFY(session.error().message.ends_with("; choose another place"));
}

void TestSessionFailures::fullDiskAtTheBeginningLeavesTheOldFile() {
    QVERIFY(create(m_file).has_value()); // and ends at once
    const auto before = fs::last_write_time(m_file);
    const FullDisk full(5000);
    const auto session = create(m_file);
    QVERIFY(session.has_error());
    // Of a limit, unlike a full disk, SQLite forgets the cause when it is the commit that fails.
    QCOMPARE(session.error().kind, ErrorKind::Io);
    QVERIFY2(session.error().message.starts_with(m_file.string() + " cannot be recorded: the disk "),
             session.error().message.c_str());
    QCOMPARE(fs::last_write_time(m_file), before);
    QCOMPARE(std::distance(fs::directory_iterator(m_file.parent_path()), {}), std::ptrdiff_t{1});
}

void TestSessionFailures::foreignFileIsNotReplaced() {
    std::ofstream(m_file) << "a letter to mother";
    const auto session = create(m_file);
    QVERIFY(session.has_error());
    QCOMPARE(session.error().kind, ErrorKind::InvalidInput);
    QVERIFY(session.error().message.find("choose another name") != std::string::npos);
    QCOMPARE(fs::file_size(m_file), std::uintmax_t{18});
    QVERIFY(create(m_file.parent_path()).has_error()); // a folder
}

void TestSessionFailures::runningSessionIsNotReplaced() {
    const auto running = create(m_file);
    QVERIFY(running.has_value());
    const auto session = create(m_file);
    QVERIFY(session.has_error());
    QCOMPARE(session.error().kind, ErrorKind::InvalidInput);
    QVERIFY(session.error().message.find("is being recorded") != std::string::npos);
}

void TestSessionFailures::finishedAndAbandonedSessionsAreReplaced() {
    QVERIFY(create(m_file).has_value());
    {
        SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
        database.exec("UPDATE meta SET value = '0' WHERE key = 'complete'");
        database.exec("UPDATE meta SET value = value || '0' WHERE key = 'writer'"); // a process that was
        database.exec("INSERT INTO tool VALUES (1, 'old')");
    }
    const WriterMark own;
    QVERIFY(isWriterAlive(own.text()));
    QVERIFY(create(m_file).has_value());
    QCOMPARE(value("SELECT count(*) FROM tool"), "0"s);
}

void TestSessionFailures::waitingFiguresAreBounded() {
    Backlog backlog(10);
    for (int i = 0; i < 9; ++i) {
        Batch batch;
        batch.intervals.resize(1);
        batch.intervals[0].ended = 1min;
        QCOMPARE(backlog.add(std::move(batch), 0).figures, Duration::zero());
    }
    Batch batch;
    batch.intervals.resize(3);
    for (KeptInterval& interval : batch.intervals)
        interval.ended = 1min;
    QCOMPARE(backlog.add(std::move(batch), 0).figures, Duration(2min));
    QCOMPARE(backlog.take().intervals.size(), std::size_t{10});
    QVERIFY(backlog.empty());
}

void TestSessionFailures::waitingWordsAreBounded() {
    Backlog backlog(10);
    Batch batch;
    batch.log.resize(Backlog::mostWords - 1);
    QCOMPARE(backlog.add(std::move(batch), 0).words, std::uint64_t{0});
    batch = {};
    batch.log.resize(3);
    batch.processes.resize(Backlog::mostWords + 1);
    QCOMPARE(backlog.add(std::move(batch), 0).words, std::uint64_t{3});
}

void TestSessionFailures::whatComesBackIsOlder() {
    Backlog backlog(10);
    Batch first = test::madeUpBatch(0, 2, 0s, 1s);
    first.states = {{"a", "old"}, {"b", "old"}};
    Batch second = test::madeUpBatch(2, 8, 1s, 1s);
    second.states = {{"a", "new"}};
    QCOMPARE(backlog.add(std::move(second), 2).calls, std::uint64_t{0});
    QCOMPARE(backlog.add(test::madeUpBatch(0, 2, 2s, 1s), 2).calls, std::uint64_t{2});
    backlog.giveBack(std::move(first));
    const Batch batch = backlog.take();
    QCOMPARE(batch.calls.size(), std::size_t{8});
    QCOMPARE(batch.states, (std::map<std::string, std::string>{{"a", "new"}, {"b", "old"}}));
    QCOMPARE(batch.intervals.size(), std::size_t{3});
    QCOMPARE(batch.intervals[0].began, Duration(0s));
    QCOMPARE(batch.intervals[1].began, Duration(1s));
}

void TestSessionFailures::bodiesThatWaitAreBounded() {
    Backlog backlog(100);
    Batch batch = test::madeUpBatch(0, 3, 0s, 1s);
    for (KeptCall& call : batch.calls) {
        call.body = true;
        call.record.bytesReceived = Backlog::mostBodyBytes / 2;
        call.record.bytesSent = 0;
    }
    QCOMPARE(backlog.add(std::move(batch), 0).calls, std::uint64_t{0});
    const Batch taken = backlog.take();
    QVERIFY(taken.calls[0].body && taken.calls[1].body && !taken.calls[2].body);
}

QTEST_GUILESS_MAIN(TestSessionFailures)
#include "tst_session_failures.moc"
