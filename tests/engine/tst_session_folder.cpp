#include "engine/sessions/session_folder.h"
#include "engine/sessions/session_writer.h"
#include "printing.h"
#include "tests/support/made_up_calls.h"
#include "tests/support/session_sql.h"

#include <QTemporaryDir>

#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace fs = std::filesystem;

class TestSessionFolder : public QObject {
    Q_OBJECT

private slots:
    void init();
    void placeFollowsXdg();
    void newFileHasANameOfItsOwn();
    void oldestGoWhenTheyTakeTooMuch();
    void oldOnesGo();
    void pinnedAndRunningOnesStay();
    void pinnedOnesTakeNoRoomOfOthers();
    void exceptedOnesStay();
    void strangersStay();
    void damagedOnesGo();
    void labelsAreKeptAlsoWhileRecording();
    void labelsOfAForeignFileAreRefused();
    void copyOfARunningSessionIsWhole();
    void copyOfAFinishedSessionIsEqual();
    void failedCopyLeavesNothing();
    void deletingTakesTheJournalsAlong();
    void foreignAndRunningFilesAreNotDeleted();

private:
    fs::path finished(const std::string& name, std::chrono::hours age = 0h);
    std::unique_ptr<SessionWriter> running(const std::string& name);
    void makeOlder(const fs::path& file, std::chrono::hours age);
    std::vector<fs::path> enforced(Retention retention);

    std::unique_ptr<QTemporaryDir> m_temporary;
    fs::path m_folder;
    WallTime m_now;
};

void TestSessionFolder::init() {
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = m_temporary->path().toStdString();
    m_now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::unique_ptr<SessionWriter> TestSessionFolder::running(const std::string& name) {
    WriterOptions options;
    options.file = m_folder / name;
    auto writer = SessionWriter::create(std::move(options));
    if (writer.has_error())
        qFatal("%s", writer.error().message.c_str());
    (*writer)->write(test::madeUpBatch(0, 100, 1s, 1s));
    while ((*writer)->status().callsKept < 100)
        QTest::qWait(1);
    return std::move(*writer);
}

fs::path TestSessionFolder::finished(const std::string& name, std::chrono::hours age) {
    running(name)->finish();
    makeOlder(m_folder / name, age);
    return m_folder / name;
}

void TestSessionFolder::makeOlder(const fs::path& file, std::chrono::hours age) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(m_now - age).time_since_epoch().count();
    const timespec times[2]{{seconds, 0}, {seconds, 0}};
    QVERIFY(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

std::vector<fs::path> TestSessionFolder::enforced(Retention retention) {
    return enforce(retention, m_folder, m_now);
}

void TestSessionFolder::placeFollowsXdg() {
    QCOMPARE(temporaryFolder("/home/me", {}).string(), "/home/me/.local/state/mcp-dyno/sessions"s);
    QCOMPARE(temporaryFolder("/home/me", {{"XDG_STATE_HOME", "/var/me"}}).string(),
             "/var/me/mcp-dyno/sessions"s);
    QCOMPARE(temporaryFolder("/home/me", {{"XDG_STATE_HOME", "me"}}).string(),
             "/home/me/.local/state/mcp-dyno/sessions"s);
}

void TestSessionFolder::newFileHasANameOfItsOwn() {
    qputenv("TZ", "UTC");
    const WallTime now{std::chrono::seconds(1'764'101'704)};
    const fs::path first = newSessionFile(m_folder, now);
    QCOMPARE(first.filename().string(), "2025-11-25 20.15.04.dyno"s);
    finished(first.filename());
    QCOMPARE(newSessionFile(m_folder, now).filename().string(), "2025-11-25 20.15.04 2.dyno"s);
}

void TestSessionFolder::oldestGoWhenTheyTakeTooMuch() {
    const fs::path middle = finished("b.dyno", 2h);
    const fs::path newest = finished("c.dyno", 1h);
    const fs::path oldest = finished("a.dyno", 3h);
    const auto each = fs::file_size(newest);
    QCOMPARE(enforced({3 * each, 24h}), std::vector<fs::path>{});
    QCOMPARE(enforced({3 * each - 1, 24h}), std::vector{oldest});
    QCOMPARE(enforced({each, 24h}), std::vector{middle});
    QVERIFY(fs::exists(newest) && !fs::exists(oldest) && !fs::exists(middle));
}

void TestSessionFolder::oldOnesGo() {
    finished("a.dyno", 24h);
    const fs::path old = finished("b.dyno", 26h);
    QCOMPARE(enforced({UINT64_MAX, 25h}), std::vector{old});
}

void TestSessionFolder::pinnedAndRunningOnesStay() {
    const fs::path pinned = finished("a.dyno");
    Labels labels;
    labels.pinned = true;
    QVERIFY(setLabels(pinned, labels).has_value());
    makeOlder(pinned, 100h);
    const auto writer = running("b.dyno");
    makeOlder(m_folder / "b.dyno", 100h);
    QCOMPARE(enforced({0, 1h}), std::vector<fs::path>{});
    writer->finish();
    QCOMPARE(enforced({0, 1h}), std::vector{m_folder / "b.dyno"});
}

void TestSessionFolder::pinnedOnesTakeNoRoomOfOthers() {
    const fs::path pinned = finished("a.dyno"), other = finished("b.dyno");
    Labels labels;
    labels.pinned = true;
    QVERIFY(setLabels(pinned, labels).has_value());
    QCOMPARE(enforced({fs::file_size(other), 24h}), std::vector<fs::path>{});
}

void TestSessionFolder::exceptedOnesStay() {
    const fs::path kept = finished("a.dyno", 3h), other = finished("b.dyno", 2h);
    const std::vector<fs::path> except{m_folder / "." / "a.dyno", m_folder / "none.dyno"};
    QCOMPARE(enforce({0, 1h}, m_folder, m_now, except), std::vector{other});
    QVERIFY(fs::exists(kept));
}

void TestSessionFolder::strangersStay() {
    std::ofstream(m_folder / "letter.dyno") << "to mother";
    std::ofstream(m_folder / "letter.txt") << "to mother";
    fs::create_directory(m_folder / "folder.dyno");
    fs::create_symlink("nowhere", m_folder / "link.dyno");
    SQLite::Database(finished("newer.dyno").string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version=99");
    QCOMPARE(enforced({0, 0h}), std::vector<fs::path>{});
    QCOMPARE(enforce({0, 0h}, m_folder / "missing", m_now), std::vector<fs::path>{});
}

void TestSessionFolder::damagedOnesGo() {
    const fs::path file = finished("a.dyno", 2h);
    fs::resize_file(file, 3000);
    QCOMPARE(enforced({0, 1h}), std::vector{file});
}

void TestSessionFolder::labelsAreKeptAlsoWhileRecording() {
    const auto writer = running("a.dyno");
    const fs::path file = m_folder / "a.dyno";
    const auto set = setLabels(file, {"mine", "two\nlines", {"a", "\"b\""}, true});
    QVERIFY2(set.has_value(), set.has_error() ? set.error().message.c_str() : "");
    writer->write(test::madeUpBatch(100, 100, 2s, 1s));
    writer->finish();
    QVERIFY(!writer->status().problem);
    QCOMPARE(test::sqlRows(file,
                           "SELECT key, value FROM meta WHERE key IN ('title', 'notes', 'tags', 'pinned') "
                           "ORDER BY key"),
             (std::vector{"notes|two\nlines"s, "pinned|1"s, R"(tags|["a","\"b\""])"s, "title|mine"s}));
    QCOMPARE(test::sqlValue(file, "SELECT count(*) FROM call"), "200"s);
}

void TestSessionFolder::labelsOfAForeignFileAreRefused() {
    std::ofstream(m_folder / "letter.dyno") << "to mother";
    QCOMPARE(setLabels(m_folder / "letter.dyno", {}).error().kind, ErrorKind::InvalidInput);
    QCOMPARE(setLabels(m_folder / "missing.dyno", {}).error().kind, ErrorKind::InvalidInput);
    const fs::path hostile = finished("a.dyno");
    SQLite::Database(hostile.string(), SQLite::OPEN_READWRITE)
        .exec("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM call; END");
    QCOMPARE(setLabels(hostile, {}).error().kind, ErrorKind::Protocol);
    QCOMPARE(test::sqlValue(hostile, "SELECT count(*) FROM call"), "100"s);
}

void TestSessionFolder::copyOfARunningSessionIsWhole() {
    const auto writer = running("a.dyno");
    const auto copied = saveCopy(m_folder / "a.dyno", m_folder / "copy.dyno");
    QVERIFY2(copied.has_value(), copied.has_error() ? copied.error().message.c_str() : "");
    QCOMPARE(test::sqlValue(m_folder / "copy.dyno", "SELECT count(*) FROM call"), "100"s);
    QCOMPARE(test::sqlValue(m_folder / "copy.dyno", "PRAGMA integrity_check"), "ok"s);
    QCOMPARE(test::sqlValue(m_folder / "copy.dyno", "PRAGMA journal_mode"), "delete"s);
    QCOMPARE(test::sqlValue(m_folder / "copy.dyno", "SELECT value FROM meta WHERE key = 'complete'"), "1"s);
    QVERIFY(!fs::exists(m_folder / "copy.dyno-wal"));
    QVERIFY(deleteSession(m_folder / "copy.dyno").has_value()); // nobody writes it
    writer->write(test::madeUpBatch(100, 100, 2s, 1s));
    writer->finish();
    QCOMPARE(test::sqlValue(m_folder / "a.dyno", "SELECT count(*) FROM call"), "200"s);
}

void TestSessionFolder::copyOfAFinishedSessionIsEqual() {
    const fs::path file = finished("a.dyno");
    std::ofstream(m_folder / "copy.dyno") << "what the person said may be replaced";
    QVERIFY(saveCopy(file, m_folder / "copy.dyno").has_value());
    const auto calls = "SELECT * FROM call"s;
    QCOMPARE(test::sqlRows(m_folder / "copy.dyno", calls), test::sqlRows(file, calls));
    QCOMPARE(saveCopy(file, file).error().kind, ErrorKind::InvalidInput);
}

void TestSessionFolder::failedCopyLeavesNothing() {
    const fs::path file = finished("a.dyno");
    QCOMPARE(saveCopy(file, "/proc/copy.dyno").error().kind, ErrorKind::Io);
    QCOMPARE(saveCopy(file, m_folder / "missing" / "copy.dyno").error().kind, ErrorKind::Io);
    QCOMPARE(saveCopy(m_folder / "missing.dyno", m_folder / "copy.dyno").error().kind,
             ErrorKind::InvalidInput);
    fs::create_directory(m_folder / "taken");
    std::ofstream(m_folder / "taken" / "x") << "x";
    QCOMPARE(saveCopy(file, m_folder / "taken").error().kind, ErrorKind::Io);
    QCOMPARE(std::distance(fs::directory_iterator(m_folder), {}), std::ptrdiff_t{2});
}

void TestSessionFolder::deletingTakesTheJournalsAlong() {
    const fs::path file = finished("a.dyno");
    std::ofstream(file.string() + "-wal") << "";
    QVERIFY(deleteSession(file).has_value());
    QVERIFY(fs::is_empty(m_folder));
}

void TestSessionFolder::foreignAndRunningFilesAreNotDeleted() {
    std::ofstream(m_folder / "letter.dyno") << "to mother";
    QCOMPARE(deleteSession(m_folder / "letter.dyno").error().kind, ErrorKind::InvalidInput);
    const auto writer = running("a.dyno");
    QCOMPARE(deleteSession(m_folder / "a.dyno").error().kind, ErrorKind::InvalidInput);
    QVERIFY(fs::exists(m_folder / "letter.dyno") && fs::exists(m_folder / "a.dyno"));
}

QTEST_GUILESS_MAIN(TestSessionFolder)
#include "tst_session_folder.moc"
