#include "sample_session.h"
#include "tests/app/cli_program.h"

#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <sys/resource.h>

using namespace dyno::test;

class TestCliReport : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyFormatIsWritten_data();
    void everyFormatIsWritten();
    void endingSaysTheFormat();
    void summaryIsThatOfTheFile();
    void callsAreOneRowEach();
    void seriesIsListedOnRequest();
    void runAndRangeChooseCalls();
    void picturesGoBesideTheSession();
    void fullDiskLeavesNoHalfFile_data();
    void fullDiskLeavesNoHalfFile();
    void whatWasThereBeforeStaysOnFailure();
    void fileIsReplacedAsAWhole();
    void linkStaysALink();
    void deviceIsWrittenTo();
    void badUseIsExplained_data();
    void badUseIsExplained();

private:
    Outcome report(const QStringList& options) { return run(QStringList{"report", m_session} + options); }
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QByteArray contents(const QString& name) const {
        return QByteArray::fromStdString(readFile(name.toStdString()));
    }
    QStringList names() const { return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden); }

    QTemporaryDir m_folder;
    QString m_session;
    WrittenSession m_written;
};

void TestCliReport::initTestCase() {
    QVERIFY(m_folder.isValid());
    m_session = file("sample.dyno");
    SampleSession sample;
    sample.calls = 3000;
    sample.names = {"<script>alert(1)</script>", "=1+2"};
    m_written = writeSession(m_session.toStdString(), sample);
}

void TestCliReport::everyFormatIsWritten_data() {
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("html") << QByteArray("html") << QByteArray("<!DOCTYPE html>");
    QTest::newRow("pdf") << QByteArray("pdf") << QByteArray("%PDF-");
    QTest::newRow("md") << QByteArray("md") << QByteArray("## ");
    QTest::newRow("json") << QByteArray("json") << QByteArray("{\n \"schema\": \"mcp-dyno/report/1\"");
    QTest::newRow("csv") << QByteArray("csv") << QByteArray("id,time,");
    QTest::newRow("jsonl") << QByteArray("jsonl") << QByteArray("{\"id\":1,");
    QTest::newRow("junit") << QByteArray("junit") << QByteArray("<?xml ");
    QTest::newRow("hlog") << QByteArray("hlog") << QByteArray("#[Histogram log format version 1.3]");
    QTest::newRow("perfetto") << QByteArray("perfetto") << QByteArray("{\"displayTimeUnit\"");
}

void TestCliReport::everyFormatIsWritten() {
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, begin);
    const QString path = file("out");
    const Outcome outcome = report({"--format", QString::fromUtf8(format), "-o", path});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.out, QString());
    QCOMPARE(outcome.status, 0);
    const QByteArray text = contents(path);
    QVERIFY2(text.startsWith(begin), text.left(100).constData());
    QVERIFY(text.size() > 500);
    if (format != "pdf")
        QCOMPARE(QString::fromUtf8(text).toUtf8(), text);
    QVERIFY(QFile::remove(path));
}

void TestCliReport::endingSaysTheFormat() {
    for (const auto& [name, begin] :
         {std::pair("a.xml", "<?xml "), std::pair("b.Trace.json", "{\"displayTimeUnit\""),
          std::pair("c.json", "{\n \"schema\""), std::pair("d.markdown", "## "),
          std::pair("e.csv", "id,time")}) {
        QCOMPARE(report({"-o", file(name)}).err, QString());
        QVERIFY2(contents(file(name)).startsWith(begin), name);
        QVERIFY(QFile::remove(file(name)));
    }
}

void TestCliReport::summaryIsThatOfTheFile() {
    const Outcome outcome = report({"--format", "json"});
    QCOMPARE(outcome.err, QString());
    const json parsed = dyno::test::parsed(outcome.out);
    const json& latency = parsed["summary"]["latencyMicroseconds"];
    QCOMPARE(latency["count"].get<std::int64_t>(), m_written.run.latency.count());
    QCOMPARE(latency["p50"].get<std::int64_t>(), m_written.run.latency.percentile(50));
    QCOMPARE(latency["p99"].get<std::int64_t>(), m_written.run.latency.percentile(99));
    QCOMPARE(latency["max"].get<std::int64_t>(), m_written.run.latency.max());
    QCOMPARE(parsed["summary"]["calls"]["succeeded"].get<std::uint64_t>(), m_written.run.counts.succeeded);
    std::uint64_t calls = 0;
    for (const json& tool : parsed["tools"])
        calls += tool["latencyMicroseconds"]["count"].get<std::uint64_t>();
    QCOMPARE(calls, std::uint64_t(m_written.run.latency.count()));
}

void TestCliReport::callsAreOneRowEach() {
    const Outcome csv = report({"--format", "csv"});
    QCOMPARE(std::uint64_t(csv.out.count(QStringLiteral("\r\n"))), m_written.callsKept + 1);
    const Outcome lines = report({"--format", "jsonl"});
    QCOMPARE(std::uint64_t(lines.out.count(u'\n')), m_written.callsKept);
}

void TestCliReport::seriesIsListedOnRequest() {
    const Outcome outcome = report({"--format", "jsonl", "--of", "series"});
    QCOMPARE(outcome.err, QString());
    std::uint64_t calls = 0;
    for (const QString& line : outcome.out.split(u'\n', Qt::SkipEmptyParts))
        calls += parsed(line)["calls"].get<std::uint64_t>();
    QCOMPARE(calls, m_written.all.counts.ended());
}

void TestCliReport::runAndRangeChooseCalls() {
    const json whole = parsed(report({"--format", "json", "--range", "0s.."}).out);
    QCOMPARE(whole["summary"]["calls"]["succeeded"].get<std::uint64_t>(), m_written.all.counts.succeeded);
    const json oneRun = parsed(report({"--format", "json", "--run", "1"}).out);
    QCOMPARE(oneRun["summary"]["calls"]["succeeded"].get<std::uint64_t>(), m_written.run.counts.succeeded);
    const json part = parsed(report({"--format", "json", "--range", "1s..2s"}).out);
    const auto calls = part["summary"]["calls"]["succeeded"].get<std::uint64_t>();
    QVERIFY(calls > 0 && calls < m_written.run.counts.succeeded);
}

void TestCliReport::picturesGoBesideTheSession() {
    const QString page = file("sample.html");
    const Outcome outcome = report({});
    QCOMPARE(outcome.out, page + "\n");
    QVERIFY(contents(page).startsWith("<!DOCTYPE html>"));
    QVERIFY(QFile::remove(page));
}

void TestCliReport::fullDiskLeavesNoHalfFile_data() {
    QTest::addColumn<QString>("format");
    for (const char* format : {"html", "pdf", "json", "csv", "jsonl", "hlog", "perfetto", "md", "junit"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

/// A bound on the size of files refuses as a full disk does.
void TestCliReport::fullDiskLeavesNoHalfFile() {
    QFETCH(QString, format);
    const QString path = file("full");
    CliProgram program({"report", m_session, "--format", format, "-o", path});
    program.process.setChildProcessModifier([] {
        const rlimit limit{200, 200};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    });
    program.start();
    const Outcome outcome = program.finish();
    QCOMPARE(outcome.err, "mcp-dyno: " + path + " cannot be written: File too large\n");
    QCOMPARE(outcome.status, 2);
    QCOMPARE(names(), QStringList{"sample.dyno"});
}

void TestCliReport::whatWasThereBeforeStaysOnFailure() {
    const QString path = file("before.csv");
    write(path, "precious");
    CliProgram program({"report", m_session, "-o", path});
    program.process.setChildProcessModifier([] {
        const rlimit limit{200, 200};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    });
    program.start();
    QCOMPARE(program.finish().status, 2);
    QCOMPARE(contents(path), QByteArray("precious"));
    QVERIFY(QFile::remove(path));
}

void TestCliReport::fileIsReplacedAsAWhole() {
    const QString path = file("again.md");
    write(path, QByteArray(100'000, 'x'));
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(report({"-o", path}).status, 0);
    QVERIFY(contents(path).startsWith("## "));
    QVERIFY(!contents(path).contains("xxxx"));
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(QFile::remove(path));
}

void TestCliReport::linkStaysALink() {
    const QString target = file("target.md"), link = file("link.md");
    write(target, "old");
    QVERIFY(QFile::link(target, link));
    QCOMPARE(report({"-o", link}).status, 0);
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(contents(target).startsWith("## "));
    QVERIFY(QFile::remove(link));
    QVERIFY(QFile::remove(target));
}

void TestCliReport::deviceIsWrittenTo() {
    QCOMPARE(report({"--format", "csv", "-o", "/dev/null"}).err, QString());
    const Outcome outcome = report({"--format", "csv", "-o", "/dev/full"});
    QCOMPARE(outcome.err, QStringLiteral("mcp-dyno: /dev/full cannot be written: No space left on device\n"));
    QCOMPARE(outcome.status, 2);
    QVERIFY(!QFileInfo(QStringLiteral("/dev/full")).isFile());
}

void TestCliReport::badUseIsExplained_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    const QString none = file("none.dyno"), text = file("text.dyno");
    QTest::newRow("no session") << QStringList{"report"} << "SESSION is required";
    QTest::newRow("no file") << QStringList{"report", none} << none;
    QTest::newRow("no session file") << QStringList{"report", "/etc/hostname", "--format", "md"}
                                     << "/etc/hostname";
    QTest::newRow("format") << QStringList{"report", m_session, "--format", "docx"} << "--format: ";
    QTest::newRow("ending") << QStringList{"report", m_session, "-o", "x.docx"}
                            << "-o: the ending of x.docx says no format; name one with --format (html, pdf, ";
    QTest::newRow("of") << QStringList{"report", m_session, "--format", "md", "--of", "series"}
                        << "--of: only csv and jsonl list calls or series";
    QTest::newRow("run") << QStringList{"report", m_session, "--run", "7", "--format", "md"}
                         << "--run: the session has no run 7: it has one, number 1";
    QTest::newRow("range") << QStringList{"report", m_session, "--range", "5", "--format", "md"}
                           << "--range: \"5\" must be two times with .. between them";
    QTest::newRow("late range") << QStringList{"report", m_session, "--range", "1h..2h", "--format", "md"}
                                << "--range: \"1h..2h\" begins after the session's end";
    QTest::newRow("both") << QStringList{"report", m_session, "--range", "1s..2s", "--run", "1"} << "--r";
    QTest::newRow("itself") << QStringList{"report", m_session, "--format", "md", "-o", m_session}
                            << "-o: " + m_session + " is the session itself";
    QTest::newRow("folder") << QStringList{"report", m_session, "--format", "md", "-o", m_folder.path()}
                            << m_folder.path() + " is a folder; name a file in it";
    QTest::newRow("no folder") << QStringList{"report", m_session, "-o", "/nonexistent/x.md"}
                               << "/nonexistent/x.md cannot be written: No such file or directory";
}

void TestCliReport::badUseIsExplained() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.err.startsWith("mcp-dyno: " + message), qPrintable(outcome.err));
    QVERIFY2(!outcome.err.contains("MCP server"), qPrintable(outcome.err)); // advice for another trouble
    QCOMPARE(outcome.out, QString());
    QCOMPARE(outcome.status, 2);
    QCOMPARE(names(), QStringList{"sample.dyno"});
}

QTEST_GUILESS_MAIN(TestCliReport)
#include "tst_cli_report.moc"
