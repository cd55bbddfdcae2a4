#include "engine/sessions/session_reader.h"
#include "printing.h"
#include "random_seed.h"
#include "sample_session.h"

#include <QTemporaryDir>
#include <SQLiteCpp/SQLiteCpp.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

class TestDamagedSession : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void whatIsNoSessionIsRefused_data();
    void whatIsNoSessionIsRefused();
    void aFileOfANewerVersionSaysSo();
    void aLockedFileSaysSo();
    void aFileWhoseSchemaIsAnotherIsRefused_data();
    void aFileWhoseSchemaIsAnotherIsRefused();
    void itIsReadWhereNothingCanBeWritten();
    void aJournalWhereNothingCanBeWrittenIsTold();
    void cutOffAnywhereItIsReadOrRefused();
    void flippedBytesAreReadOrRefused();
    void hostileValuesAreReadOrRefused_data();
    void hostileValuesAreReadOrRefused();
    void anIdOfAThousandMillionTakesNoMemory();
    void textsAreAlwaysUtf8();

private:
    fs::path fileWith(const std::string& bytes);
    fs::path sampleAfter(const std::string& sql);

    QTemporaryDir m_folder;
    std::string m_sample; ///< bytes of a sound session
};

namespace {

constexpr Range everything{-1h, 1h};

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// An error says which file it is about, or what of it, and is no crash.
template<class T>
bool isSound(const Result<T>& result) {
    return result.has_value() || !result.error().message.empty();
}

/// Asks for everything that a session can be asked for.
bool readAll(SessionReader& reader) {
    bool sound = isSound(reader.info()) && isSound(reader.snapshot({})) &&
                 isSound(reader.snapshot(everything)) && isSound(reader.figures({0s, 1s})) &&
                 isSound(reader.parts(everything, 10)) && isSound(reader.byTool(everything)) &&
                 isSound(reader.byConnection(everything)) && isSound(reader.series(everything, 5)) &&
                 isSound(reader.snapped({1s, 2s})) && isSound(reader.processes(everything)) &&
                 isSound(reader.changes());
    for (const CallOrder order : {CallOrder::Ended, CallOrder::SlowestFirst}) {
        CallFilter filter;
        filter.text = order == CallOrder::Ended ? "" : "needle";
        const auto index = reader.find(filter, order);
        sound = sound && isSound(index);
        if (index.has_error() || (*index)->ids.empty())
            continue;
        sound = sound && isSound(reader.rows(**index, 0, 50)) && isSound(reader.detail((*index)->ids.back()));
    }
    return sound && isSound(reader.forEachCall([](const CallRow& row) { return row.id < 1000; }));
}

/// Whether it is refused in words, or read without harm.
bool isHarmless(const fs::path& file) {
    auto reader = SessionReader::open(file);
    return reader.has_error() ? isSound(reader) : readAll(**reader);
}

/// Copies of files in a folder that may only be read, while it lives; root gives up its rights as long.
struct ClosedFolder {
    ClosedFolder(const fs::path& folder, const std::vector<fs::path>& files)
        : path(folder) {
        fs::permissions(folder.parent_path(), fs::perms(0755));
        fs::remove_all(folder);
        fs::create_directory(folder);
        for (const fs::path& file : files)
            fs::copy_file(file, folder / file.filename());
        fs::permissions(folder, fs::perms(0555));
        if (wasRoot && ::seteuid(nobody) != 0)
            qFatal("rights cannot be given up");
    }
    ~ClosedFolder() {
        if (wasRoot && ::seteuid(0) != 0)
            qFatal("rights do not come back");
        fs::permissions(path, fs::perms(0755));
    }

    static constexpr uid_t nobody = 65534;
    fs::path path;
    bool wasRoot = ::geteuid() == 0;
};

} // namespace

void TestDamagedSession::initTestCase() {
    const fs::path file = m_folder.filePath(QStringLiteral("sample.dyno")).toStdString();
    test::writeSession(file, {.calls = 900, .tools = 2, .connections = 2, .callsPerSecond = 50});
    m_sample = bytesOf(file);
}

fs::path TestDamagedSession::fileWith(const std::string& bytes) {
    const fs::path file = m_folder.filePath(QStringLiteral("a.dyno")).toStdString();
    for (const char* journal : {"", "-wal", "-shm", "-journal"})
        fs::remove_all(file.string() + journal);
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
}

fs::path TestDamagedSession::sampleAfter(const std::string& sql) {
    const fs::path file = fileWith(m_sample);
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec(sql);
    return file;
}

void TestDamagedSession::whatIsNoSessionIsRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a text") << QByteArray("Dear Sir or Madam, ").repeated(100);
    QTest::newRow("zeros") << QByteArray(10'000, '\0');
    QTest::newRow("only the magic") << QByteArray("SQLite format 3\0", 16);
}

void TestDamagedSession::whatIsNoSessionIsRefused() {
    QFETCH(QByteArray, bytes);
    const auto reader = SessionReader::open(fileWith(bytes.toStdString()));
    QVERIFY(reader.has_error());
    QCOMPARE(reader.error().kind, ErrorKind::InvalidInput);
    QVERIFY(reader.error().message.find("is not a session file") != std::string::npos);
    QVERIFY(reader.error().message.find("a.dyno") != std::string::npos);
    // A folder, a pipe, a device and nothing at all are refused before anybody waits for them.
    const fs::path pipe = m_folder.filePath(QStringLiteral("pipe")).toStdString();
    ::mkfifo(pipe.c_str(), 0600);
    for (const fs::path& other :
         {pipe, pipe.parent_path(), fs::path("/dev/zero"), pipe / "x", fs::path("/no/where")})
        QCOMPARE(SessionReader::open(other).error().kind, ErrorKind::InvalidInput);
}

void TestDamagedSession::aFileOfANewerVersionSaysSo() {
    const auto reader = SessionReader::open(sampleAfter("PRAGMA user_version=99"));
    QVERIFY(reader.has_error());
    QCOMPARE(reader.error().kind, ErrorKind::Limit);
    QVERIFY(reader.error().message.find("newer") != std::string::npos);
}

void TestDamagedSession::aLockedFileSaysSo() {
    const fs::path file = fileWith(m_sample);
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN EXCLUSIVE");
    const auto reader = SessionReader::open(file);
    QVERIFY(reader.has_error());
    QCOMPARE(reader.error().kind, ErrorKind::Io);
    QVERIFY(reader.error().message.find("locked by another process") != std::string::npos);
    other.exec("COMMIT");
    QVERIFY(SessionReader::open(file).has_value());
}

void TestDamagedSession::aFileWhoseSchemaIsAnotherIsRefused_data() {
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("no table") << QByteArray("DROP TABLE call");
    QTest::newRow("another column") << QByteArray("ALTER TABLE call RENAME COLUMN at TO on_");
    QTest::newRow("a view in its place")
        << QByteArray("DROP TABLE text; CREATE VIEW text AS SELECT 1 AS id, hex(zeroblob(1000000)) AS value");
    QTest::newRow("a view of endless rows") << QByteArray(
        "DROP TABLE run; CREATE VIEW run AS WITH RECURSIVE r(number) AS (SELECT 1 UNION ALL SELECT "
        "number + 1 FROM r) SELECT number, 0 AS began, 1 AS ended, 0 AS in_flight, '' AS scenario, "
        "'' AS tuning FROM r");
    QTest::newRow("a trigger") << QByteArray(
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM call; END");
    QTest::newRow("a table of a module") << QByteArray("CREATE VIRTUAL TABLE v USING fts5(x)");
}

void TestDamagedSession::aFileWhoseSchemaIsAnotherIsRefused() {
    QFETCH(QByteArray, sql);
    const auto reader = SessionReader::open(sampleAfter(sql.toStdString()));
    QVERIFY(reader.has_error());
    QVERIFY(reader.error().message.find("a.dyno") != std::string::npos);
}

void TestDamagedSession::itIsReadWhereNothingCanBeWritten() {
    for (const char* mode : {"DELETE", "WAL"}) {
        const fs::path file = sampleAfter("PRAGMA journal_mode=" + std::string(mode));
        const ClosedFolder folder(m_folder.filePath(QStringLiteral("closed")).toStdString(), {file});
        const auto reader = SessionReader::open(folder.path / "a.dyno");
        QVERIFY2(reader.has_value(), mode);
        QCOMPARE((*reader)->info().value().calls, 900U);
    }
}

/// Without what it holds, the file would be read as it was some time ago.
void TestDamagedSession::aJournalWhereNothingCanBeWrittenIsTold() {
    const fs::path file = sampleAfter("PRAGMA journal_mode=WAL");
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
    other.exec("DELETE FROM log");
    const ClosedFolder folder(m_folder.filePath(QStringLiteral("closed")).toStdString(),
                              {file, file.string() + "-wal"});
    const auto reader = SessionReader::open(folder.path / "a.dyno");
    QVERIFY(reader.has_error());
    QCOMPARE(reader.error().kind, ErrorKind::Io);
    QVERIFY(reader.error().message.find("copy it") != std::string::npos);
}

void TestDamagedSession::cutOffAnywhereItIsReadOrRefused() {
    const std::uint64_t seed = test::randomSeed();
    std::mt19937_64 random(seed);
    for (int i = 0; i < 40; ++i) {
        const fs::path file = fileWith(m_sample.substr(0, random() % m_sample.size()));
        QVERIFY2(isHarmless(file), ("DYNO_SEED=" + std::to_string(seed)).c_str());
    }
}

void TestDamagedSession::flippedBytesAreReadOrRefused() {
    const std::uint64_t seed = test::randomSeed();
    for (std::uint64_t i = 0; i < 200; ++i) {
        std::mt19937_64 random(seed + i);
        std::string bytes = m_sample;
        for (std::uint64_t left = 1 + random() % 8; left > 0; --left)
            bytes[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
        QVERIFY2(isHarmless(fileWith(bytes)), ("DYNO_SEED=" + std::to_string(seed + i)).c_str());
    }
}

void TestDamagedSession::hostileValuesAreReadOrRefused_data() {
    QTest::addColumn<QByteArray>("sql");
    const auto row = [](const char* name, const char* sql) { QTest::newRow(name) << QByteArray(sql); };
    row("times beyond", "UPDATE call SET at = 9223372036854775807, latency = 9223372036854775807");
    row("times before", "UPDATE call SET at = -9223372036854775808, latency = -1");
    row("texts for numbers", "UPDATE call SET at = 'soon', server = 'mine', latency = x'ff00'");
    row("numbers beyond", "UPDATE call SET server = 1e300, connection = -1, tool = 9e18, weight = 9e18");
    row("texts that are none", "UPDATE call SET outcome = 'x', error = 1e18, detail = -1");
    row("stamps of noise", "UPDATE call SET stamps = randomblob(200)");
    row("figures of noise", "UPDATE figures SET figures = randomblob(5000), routes = randomblob(5000)");
    row("figures of ones",
        "UPDATE figures SET figures = x'ffffffffffffffffffff', routes = x'01010101010101'");
    row("figures that overlap", "UPDATE figures SET last = last + 1000");
    row("figures from anywhere", "UPDATE figures SET first = -first, last = 9223372036854775807");
    row("intervals from nowhere", "UPDATE interval SET began = -began, ended = began");
    row("intervals without end", "UPDATE interval SET ended = 9223372036854775807");
    row("counts beyond", "UPDATE interval SET succeeded = 9223372036854775807, failed = -5, p99 = 9e18");
    row("no interval", "DELETE FROM interval");
    row("no figures", "DELETE FROM figures");
    row("no call", "DELETE FROM call");
    row("a run from nowhere", "UPDATE run SET number = -1, began = 9223372036854775807, ended = 'never'");
    row("no JSON", "UPDATE state SET value = '{{{{'; UPDATE run SET scenario = x'00ff', tuning = '['");
    row("JSON that nests", "UPDATE state SET value = replace(hex(zeroblob(500000)), '00', '[')");
    row("JSON that repeats",
        "UPDATE state SET value = '[' || replace(hex(zeroblob(500000)), '00', '{},') || '{}]'");
    row("meta of anything",
        "DELETE FROM meta; INSERT INTO meta VALUES ('startedAt', 9e18), ('tags', '[1,{},\"a\"]'), "
        "('machine', '{\"cores\":\"many\"}'), ('title', x'fffe'), ('complete', 'yes')");
    row("a log of anything", "UPDATE log SET level = 99, at = -1, text = x'ff', source = 7");
    row("samples of anything", "UPDATE process SET cpu = 'hot', rss = -1, connection = 1e300");
    row("tools of anything", "UPDATE tool SET name = x'c0af'");
}

void TestDamagedSession::hostileValuesAreReadOrRefused() {
    QFETCH(QByteArray, sql);
    const fs::path file = sampleAfter(sql.toStdString());
    const auto reader = SessionReader::open(file);
    QVERIFY2(reader.has_value(), "only what is in the tables is odd");
    QVERIFY(readAll(**reader));
}

void TestDamagedSession::anIdOfAThousandMillionTakesNoMemory() {
    const fs::path file =
        sampleAfter("UPDATE call SET id = 1000000000 WHERE id = (SELECT max(id) FROM call)");
    const auto reader = SessionReader::open(file);
    QVERIFY((*reader)->find({}, CallOrder::Ended).has_error());
    QVERIFY((*reader)->info().value().callsKept <= m_sample.size());
}

void TestDamagedSession::textsAreAlwaysUtf8() {
    const fs::path file = sampleAfter("UPDATE tool SET name = CAST(x'41FF42' AS TEXT); "
                                      "UPDATE body SET response = CAST(x'FE' AS TEXT)");
    const auto reader = SessionReader::open(file);
    const auto index = (*reader)->find({}, CallOrder::Ended).value();
    QCOMPARE((*reader)->rows(*index, 0, 1).value().at(0).tool, std::string("A\xEF\xBF\xBD"
                                                                           "B"));
    QCOMPARE((*reader)->detail(index->ids.at(0)).value().response, std::string("\xEF\xBF\xBD"));
}

QTEST_APPLESS_MAIN(TestDamagedSession)
#include "tst_damaged_session.moc"
