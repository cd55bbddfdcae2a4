#include "engine/sessions/schema.h"
#include "printing.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>

using namespace dyno;
using namespace dyno::sessions;

class TestSchema : public QObject {
    Q_OBJECT

private slots:
    void init();
    void newFileIsOurs();
    void whatIsNoSessionIsRefused();
    void newerVersionIsNamed();
    void hostileSchemaIsRefused_data();
    void hostileSchemaIsRefused();
    void migrationTakesEveryStepOnce();
    void migrationStaysWhereItFailed();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SQLite::Database> m_database;
};

void TestSchema::init() {
    m_database.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_database =
        std::make_unique<SQLite::Database>(m_folder->filePath(QStringLiteral("a.dyno")).toStdString(),
                                           SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    schema::create(*m_database);
}

void TestSchema::newFileIsOurs() {
    const auto checked = schema::check(*m_database);
    QVERIFY2(checked.has_value(), checked.has_error() ? checked.error().message.c_str() : "");
    schema::migrate(*m_database);
    QVERIFY(schema::check(*m_database).has_value());
}

void TestSchema::whatIsNoSessionIsRefused() {
    m_database->exec("PRAGMA application_id=7");
    const auto checked = schema::check(*m_database);
    QVERIFY(checked.has_error());
    QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
    QVERIFY(checked.error().message.find("a.dyno is not a session file") != std::string::npos);
}

void TestSchema::newerVersionIsNamed() {
    m_database->exec("PRAGMA user_version=7");
    const auto checked = schema::check(*m_database);
    QVERIFY(checked.has_error());
    QCOMPARE(checked.error().kind, ErrorKind::Limit);
    QVERIFY(checked.error().message.find("newer MCP Dyno (its schema is 7") != std::string::npos);
}

void TestSchema::hostileSchemaIsRefused_data() {
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("view") << QByteArray("DROP TABLE text; CREATE VIEW text AS SELECT 1 AS id, 'x' AS value");
    QTest::newRow("trigger") << QByteArray(
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM call; END");
    QTest::newRow("virtual table") << QByteArray("CREATE VIRTUAL TABLE more USING fts5(x)");
    QTest::newRow("another column") << QByteArray("ALTER TABLE call ADD COLUMN more");
    QTest::newRow("computed column") << QByteArray(
        "DROP TABLE tool; CREATE TABLE tool(id INTEGER PRIMARY KEY, name AS (hex(id)))");
    QTest::newRow("missing table") << QByteArray("DROP TABLE body");
    QTest::newRow("index over an expression") << QByteArray("CREATE INDEX i ON call(abs(latency))");
    QTest::newRow("table of its own") << QByteArray("CREATE TABLE more(x)");
    QTest::newRow("version that never was") << QByteArray("PRAGMA user_version=0");
    QTest::newRow("negative version") << QByteArray("PRAGMA user_version=-1");
}

void TestSchema::hostileSchemaIsRefused() {
    QFETCH(QByteArray, sql);
    m_database->exec(sql.constData());
    const auto checked = schema::check(*m_database);
    QVERIFY(checked.has_error());
    QCOMPARE(checked.error().kind, ErrorKind::Protocol);
}

void TestSchema::migrationTakesEveryStepOnce() {
    const std::array<schema::Step, 3> steps{{{1, "CREATE TABLE never(x)"},
                                             {2, "ALTER TABLE tool ADD COLUMN title TEXT"},
                                             {3, "UPDATE tool SET title = upper(name)"}}};
    m_database->exec("INSERT INTO tool VALUES (1, 'echo')");
    schema::migrate(*m_database, steps);
    schema::migrate(*m_database, steps);
    QCOMPARE(m_database->execAndGet("SELECT title FROM tool").getString(), std::string("ECHO"));
    QCOMPARE(m_database->execAndGet("PRAGMA user_version").getInt(), 3);
    QVERIFY(!m_database->tableExists("never"));
}

void TestSchema::migrationStaysWhereItFailed() {
    const std::array<schema::Step, 2> steps{
        {{2, "ALTER TABLE tool ADD COLUMN title TEXT"}, {3, "CREATE TABLE half(x); SELECT nonsense"}}};
    QVERIFY_THROWS_EXCEPTION(SQLite::Exception, schema::migrate(*m_database, steps));
    QCOMPARE(m_database->execAndGet("PRAGMA user_version").getInt(), 2);
    QVERIFY(!m_database->tableExists("half"));
}

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
