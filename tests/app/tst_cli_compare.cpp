#include "tests/app/cli_program.h"
#include "tests/support/sample_session.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace dyno;
using namespace dyno::test;

class TestCliCompare : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void equalServersDoNotDiffer();
    void slowerIsSaidWithWhatDiffered();
    void everyFurtherSessionIsComparedWithTheFirst();
    void aRuleThatHoldsHasItsOwnStatus();
    void aRuleThatCannotBeJudgedIsAWarning();
    void nonsenseRulesAreExplained_data();
    void nonsenseRulesAreExplained();
    void otherToolsAreNotComparable();
    void aRangeIsCompared();
    void badInputIsUsage_data();
    void badInputIsUsage();
    void theJsonGoesToAFile();
    void aJsonFileThatCannotBeWrittenIsAnError();
    void aSessionIsNotOverwritten();
    void aTitleDoesNotDriveTheTerminal();

private:
    QString session(const char* name, const SampleSession& sample) const {
        const QString path = m_folder.filePath(QLatin1String(name));
        writeSession(path.toStdString(), sample);
        return path;
    }

    QTemporaryDir m_folder;
    QString m_before, m_same, m_slower, m_other, m_brief;
};

void TestCliCompare::initTestCase() {
    QVERIFY(m_folder.isValid());
    SampleSession sample;
    sample.bodies = 0;
    m_before = session("before.dyno", sample);
    sample.seed = 2;
    m_same = session("same.dyno", sample);
    sample.slower = 1.2;
    m_slower = session("slower.dyno", sample);
    sample.names = {"a", "b", "c"};
    m_other = session("other.dyno", sample);
    sample = {};
    sample.calls = 300;
    sample.callsPerSecond = 50;
    m_brief = session("brief.dyno", sample);
    write(m_folder.filePath("text.dyno"), "This is no session.");
}

void TestCliCompare::equalServersDoNotDiffer() {
    const Outcome outcome = run({"compare", m_before, m_same, "--json", "-"});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    const json comparison = parsed(outcome.out)["comparisons"][0];
    QCOMPARE(comparison["verdict"].get<std::string>(), std::string("no difference"));
    QCOMPARE(comparison["tools"].size(), std::size_t(3));
}

void TestCliCompare::slowerIsSaidWithWhatDiffered() {
    const Outcome outcome = run({"compare", m_before, m_slower});
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.out.contains("before.dyno"), qUtf8Printable(outcome.out));
    QVERIFY(outcome.out.indexOf("What differed") < outcome.out.indexOf("% worse ("));
    QVERIFY(outcome.out.indexOf("% worse (") < outcome.out.indexOf("throughput   "));
    QVERIFY(outcome.out.contains("server p50"));
}

void TestCliCompare::everyFurtherSessionIsComparedWithTheFirst() {
    const Outcome outcome = run({"compare", m_before, m_same, m_slower, "--json", "-"});
    const json comparisons = parsed(outcome.out)["comparisons"];
    QCOMPARE(comparisons.size(), std::size_t(2));
    QCOMPARE(comparisons[0]["before"], comparisons[1]["before"]);
    QCOMPARE(comparisons[1]["verdict"].get<std::string>(), std::string("worse"));
}

void TestCliCompare::aRuleThatHoldsHasItsOwnStatus() {
    const Outcome holds = run({"compare", m_before, m_slower, "--fail-if", "p50 worse by 50%", "--fail-if",
                               "p50 worse by 10%", "--json", "-"});
    QCOMPARE(holds.status, 4);
    QVERIFY(holds.err.contains("p50 worse by 10%"));
    QVERIFY(!holds.err.contains("p50 worse by 50%"));
    QCOMPARE(parsed(holds.out)["rules"][0]["broken"].get<bool>(), false);
    QCOMPARE(parsed(holds.out)["rules"][1]["broken"].get<bool>(), true);
    QCOMPARE(run({"compare", m_before, m_same, "--fail-if", "p50 worse by 0%"}).status, 0);
    QCOMPARE(run({"compare", m_slower, m_before, "--fail-if", "p50 worse by 10%"}).status, 0);
}

void TestCliCompare::aRuleThatCannotBeJudgedIsAWarning() {
    const Outcome outcome = run({"compare", m_brief, m_brief, "--fail-if", "p999 worse by 10%"});
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.err.contains("cannot be judged"), qUtf8Printable(outcome.err));
}

void TestCliCompare::nonsenseRulesAreExplained_data() {
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("says");
    QTest::newRow("metric") << "p98 worse by 10%"
                            << "did you mean";
    QTest::newRow("form") << "slower"
                          << "did you mean";
    QTest::newRow("amount") << "p99 worse by lots"
                            << "no percentage";
    QTest::newRow("blank") << " "
                           << "METRIC worse|better by N%";
}

void TestCliCompare::nonsenseRulesAreExplained() {
    QFETCH(QString, rule);
    QFETCH(QString, says);
    const Outcome outcome = run({"compare", m_before, m_same, "--fail-if=" + rule});
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.err.contains(says), qUtf8Printable(outcome.err));
    QCOMPARE(outcome.out, QString());
}

void TestCliCompare::otherToolsAreNotComparable() {
    const Outcome outcome = run({"compare", m_before, m_other, "--fail-if", "p50 worse by 10%"});
    QCOMPARE(outcome.status, 5);
    QVERIFY2(outcome.out.contains("Not comparable"), qUtf8Printable(outcome.out));
}

void TestCliCompare::aRangeIsCompared() {
    const Outcome outcome = run({"compare", m_before, m_before, "--range", "2s..6s", "--json", "-"});
    QCOMPARE(outcome.status, 0);
    const json tools = parsed(outcome.out)["comparisons"][0]["tools"];
    std::int64_t calls = 0;
    for (const json& tool : tools)
        calls += tool["callsBefore"].get<std::int64_t>();
    QCOMPARE(calls, std::int64_t(4000));
}

void TestCliCompare::badInputIsUsage_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("one session") << QStringList{m_before} << "SESSION";
    QTest::newRow("not there") << QStringList{m_before, m_folder.filePath("none.dyno")} << "none.dyno";
    QTest::newRow("no session") << QStringList{m_before, m_folder.filePath("text.dyno")} << "text.dyno";
    QTest::newRow("folder") << QStringList{m_folder.path(), m_before} << m_folder.path();
    QTest::newRow("range") << QStringList{m_before, m_same, "--range", "5s"} << "--range";
    QTest::newRow("times") << QStringList{m_before, m_same, "--range", "5..9"} << "--range";
    QTest::newRow("backwards") << QStringList{m_before, m_same, "--range", "9s..5s"} << "--range";
}

void TestCliCompare::badInputIsUsage() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const Outcome outcome = run(QStringList{"compare"} + arguments);
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.err.contains(says), qUtf8Printable(outcome.err));
    QCOMPARE(outcome.out, QString());
}

void TestCliCompare::theJsonGoesToAFile() {
    const QString file = m_folder.filePath("comparison.json");
    const Outcome outcome = run({"compare", m_before, m_slower, "--json", file});
    QVERIFY(outcome.out.contains("What differed"));
    QCOMPARE(readJson(file)["schema"].get<std::string>(), std::string("mcp-dyno/comparison/1"));
}

void TestCliCompare::aJsonFileThatCannotBeWrittenIsAnError() {
    const Outcome outcome = run({"compare", m_before, m_same, "--json", m_folder.path()});
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.err.contains("--json"), qUtf8Printable(outcome.err));
}

void TestCliCompare::aSessionIsNotOverwritten() {
    const QString link = m_folder.filePath("link.json");
    QVERIFY(QFile::link(m_before, link));
    for (const QString& file : {m_before, m_same, link}) {
        const Outcome outcome = run({"compare", m_before, m_same, "--json", file});
        QCOMPARE(outcome.status, 2);
        QVERIFY2(outcome.err.contains("is one of the sessions"), qUtf8Printable(outcome.err));
    }
    QCOMPARE(run({"compare", m_before, m_same}).status, 0);
}

void TestCliCompare::aTitleDoesNotDriveTheTerminal() {
    SampleSession sample;
    sample.bodies = 0;
    sample.slower = 2;
    sample.title = "\x1b]0;owned\x07";
    const QString strange = session("strange.dyno", sample);
    const Outcome outcome = run({"compare", m_before, strange, "--fail-if", "p50 worse by 10%"});
    QCOMPARE(outcome.status, 4);
    QVERIFY(outcome.err.contains("owned"));
    QVERIFY(!outcome.err.contains(u'\x1b') && !outcome.out.contains(u'\x1b'));
}

QTEST_GUILESS_MAIN(TestCliCompare)
#include "tst_cli_compare.moc"
