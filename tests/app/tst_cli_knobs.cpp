#include "tests/app/cli_program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <set>

using namespace dyno;
using namespace dyno::test;

namespace {

const QString server = QStringLiteral(DYNO_DEMO_SERVER);

/// Ten calls, and the summary on stdout.
QStringList tenCalls(const QStringList& more) {
    return QStringList{"run", "--server", server, "--tool", "echo", "--args", R"({"message":"hello"})"} +
           words("--calls 10 --json -") + more;
}

} // namespace

class TestCliKnobs : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void assignmentsAreAppliedInOrder();
    void laterOptionsOverrideTheWorkspace();
    void badKnobsAreExplained_data();
    void badKnobsAreExplained();
    void whatAWorkspaceHoldsBeyondItsKnobsIsAWarning();
    void consoleRefusesABadWorkspace();
    void knobsAreListedInAHundredColumns();
    void knobsAreListedAsJson();
    void badReplicasAreExplained_data();
    void badReplicasAreExplained();
    void replicasRunBesideTheServer();
    void oneDeadReplicaIsAWarning_data();
    void oneDeadReplicaIsAWarning();
    void runWithoutAnyLiveReplicaFails();
    void interruptStopsEveryReplica();

private:
    QString file(const char* name, const QByteArray& text) {
        const QString path = m_folder.filePath(QLatin1String(name));
        write(path, text);
        return path;
    }

    QTemporaryDir m_folder;
};

void TestCliKnobs::assignmentsAreAppliedInOrder() {
    const Outcome outcome =
        run(tenCalls({"--set", "pool.min=6", "--set", "pool.max=7", "--set", "workload.workers=2", "--set",
                      "workload.workers=3", "--set", "pool.min=2", "--set", "pool.idle = off"}));
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    QVERIFY((parsed(outcome.out)["tuning"] ==
             json{{"pool.min", 2}, {"pool.max", 7}, {"pool.idle", "off"}, {"workload.workers", 3}}));
}

void TestCliKnobs::laterOptionsOverrideTheWorkspace() {
    const QString workspace = file("w.json", R"({"tuning": {"pool.min": 3, "pool.max": 3, "cache.ttl": "5 s",
                                                            "workload.workers": 5, "timeouts.call": "9 s"}})");
    const Outcome outcome = run(tenCalls({"--workspace", workspace, "--pool", "1", "--set", "cache.ttl=60s",
                                          "--timeout", "7s", "--set", "timeouts.call=6s"}));
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    QVERIFY((parsed(outcome.out)["tuning"] ==
             json{{"pool.max", 1}, {"timeouts.call", "6 s"}, {"workload.workers", 5}}));
}

void TestCliKnobs::badKnobsAreExplained_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown") << QStringList{"--set", "pool.mox=8"}
                             << "--set: there is no knob \"pool.mox\"; did you mean pool.max?";
    QTest::newRow("no value") << QStringList{"--set", "pool.max"}
                              << "--set: \"pool.max\" must be of the form key=value, such as pool.max=8";
    QTest::newRow("range") << QStringList{"--set", "pool.max=65"}
                           << "--set: pool.max must be between 1 and 64, not \"65\"";
    QTest::newRow("together") << QStringList{"--set", "pool.min=8"}
                              << "pool.min (8) must not be more than pool.max (4)";
    QTest::newRow("no file") << QStringList{"--workspace", "/nonexistent/w.json"}
                             << "/nonexistent/w.json: cannot be read: No such file or directory";
    const QString bad = file("bad.json", R"({"tuning": {"cache.entries": 0}})");
    QTest::newRow("workspace") << QStringList{"--workspace", bad}
                               << bad + ": cache.entries must be between 1 and 1000000, not 0";
}

void TestCliKnobs::badKnobsAreExplained() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Outcome outcome = run(tenCalls(arguments));
    QCOMPARE(outcome.err, "mcp-dyno: " + message + "\n");
    QCOMPARE(outcome.out, QString());
    QCOMPARE(outcome.status, 2);
}

void TestCliKnobs::whatAWorkspaceHoldsBeyondItsKnobsIsAWarning() {
    const QString workspace = file("more.json", R"({"tuning": {"pool.mox": 8}})");
    const Outcome loud = run(tenCalls({"--workspace", workspace}));
    QCOMPARE(loud.err,
             "warning: " + workspace +
                 ": \"pool.mox\" is no knob of this version (the nearest is pool.max); it is kept, without "
                 "effect\n");
    QCOMPARE(loud.status, 0);
    const Outcome quiet = run(tenCalls({"--workspace", workspace, "--quiet"}));
    QCOMPARE(quiet.err, QString());
    QCOMPARE(quiet.status, 0);
}

void TestCliKnobs::consoleRefusesABadWorkspace() {
    const QString bad = file("console.json", "[]");
    const Outcome outcome = run({"console", "--workspace", bad});
    QVERIFY2(outcome.err.startsWith("mcp-dyno: " + bad + ": a workspace must be a JSON object"),
             qPrintable(outcome.err));
    QCOMPARE(outcome.status, 2);
}

void TestCliKnobs::knobsAreListedInAHundredColumns() {
    const Outcome outcome = run({"knobs"});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    const QStringList lines = outcome.out.split(u'\n');
    for (const QString& line : lines)
        QVERIFY2(line.size() <= 100, qPrintable(line));
    QCOMPARE(lines.at(0), QStringLiteral("admission"));
    QVERIFY(lines.contains(QStringLiteral("  pool.max             4                   1 … 64 connections")));
    QVERIFY(lines.contains(QStringLiteral("  cache.ttl            1 m                 1 ms … 24 h")));
}

void TestCliKnobs::knobsAreListedAsJson() {
    const Outcome outcome = run({"knobs", "--json"});
    QCOMPARE(outcome.status, 0);
    const json list = parsed(outcome.out);
    QCOMPARE(int(list.size()), 50);
    std::set<std::string> keys;
    for (const json& knob : list)
        for (const auto& member : knob.items())
            keys.insert(member.key());
    QVERIFY((keys == std::set<std::string>{"key", "stage", "label", "kind", "default", "low", "high", "unit",
                                           "mayBeOff", "choices", "effect", "cost"}));
    const auto rate = std::find_if(list.begin(), list.end(),
                                   [](const json& knob) { return knob["key"] == "admission.rate"; });
    QVERIFY(rate != list.end());
    QCOMPARE((*rate)["stage"].get<std::string>(), std::string("admission"));
    QCOMPARE((*rate)["kind"].get<std::string>(), std::string("number"));
    QCOMPARE((*rate)["default"].get<std::string>(), std::string("off"));
    QCOMPARE((*rate)["high"].get<double>(), 1e6);
    QVERIFY((*rate)["mayBeOff"].get<bool>());
}

void TestCliKnobs::badReplicasAreExplained_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    const auto weights = [](const char* text) {
        return QStringList{"--replica", server, "--weights", QLatin1String(text)};
    };
    QTest::newRow("all zero") << weights("0,0")
                              << "--weights: they must not all be 0: no server would take a call";
    QTest::newRow("too few")
        << weights("1") << "--weights: there must be 2, one for the server and one for each replica, not 1";
    QTest::newRow("too many")
        << weights("1,2,3")
        << "--weights: there must be 2, one for the server and one for each replica, not 3";
    for (const char* text : {"-1", "nan", "1e300", "x", ""})
        QTest::addRow("weight \"%s\"", text)
            << weights((std::string("1,") + text).c_str())
            << QStringLiteral("--weights: a weight must be between 0 and 1000, not \"%1\"")
                   .arg(QLatin1String(text));
    QTest::newRow("open quote") << QStringList{"--replica", "'server"} << "--replica: ";
    QTest::newRow("URL") << QStringList{"--replica", "http://"} << "--replica: ";
    QTest::newRow("weights alone") << words("--weights 1") << "--weights requires --replica";
}

void TestCliKnobs::badReplicasAreExplained() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Outcome outcome = run(tenCalls(arguments));
    QVERIFY2(outcome.err.startsWith("mcp-dyno: " + message), qPrintable(outcome.err));
    QCOMPARE(outcome.status, 2);
}

void TestCliKnobs::replicasRunBesideTheServer() {
    CliProgram program(QStringList{"run", "--server", server, "--replica", server, "--weights", "1,3",
                                   "--tool", "echo", "--args", R"({"message":"hello"})"} +
                       words("--duration 1h --quiet"));
    program.start();
    QTRY_COMPARE_WITH_TIMEOUT(int(program.mark.processes().size()), 3, patience); // ours among them
    ::kill(pid_t(program.process.processId()), SIGINT);
    QCOMPARE(program.finish().status, 130);
    QVERIFY(program.mark.processes().empty());
}

void TestCliKnobs::oneDeadReplicaIsAWarning_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::newRow("the replica") << server << "/nonexistent/server";
    QTest::newRow("the server") << "/nonexistent/server" << server;
}

void TestCliKnobs::oneDeadReplicaIsAWarning() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    const Outcome outcome = run(QStringList{"run", "--server", first, "--replica", second, "--tool", "echo",
                                            "--args", R"({"message":"hello"})"} +
                                words("--calls 10 --json -"));
    QVERIFY2(outcome.err.startsWith("warning: server is left out: "), qPrintable(outcome.err));
    QCOMPARE(outcome.err.count(u'\n'), 1);
    QCOMPARE(parsed(outcome.out)["calls"]["succeeded"].get<int>(), 10);
    QCOMPARE(outcome.status, 0);
}

void TestCliKnobs::runWithoutAnyLiveReplicaFails() {
    const Outcome outcome = run({"run", "--server", "/nonexistent/one", "--replica", "/nonexistent/two",
                                 "--tool", "echo", "--calls", "10"});
    QVERIFY2(outcome.err.startsWith("warning: one is left out: "), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains("\nmcp-dyno: "), qPrintable(outcome.err));
    QCOMPARE(outcome.status, 3);
}

void TestCliKnobs::interruptStopsEveryReplica() {
    CliProgram program({"run", "--server", server + " --silent", "--replica", server + " --silent", "--tool",
                        "echo", "--calls", "10"});
    program.start();
    QTRY_COMPARE_WITH_TIMEOUT(int(program.mark.processes().size()), 3, patience);
    ::kill(pid_t(program.process.processId()), SIGINT);
    const Outcome outcome = program.finish();
    QCOMPARE(outcome.status, 130);
    QCOMPARE(outcome.err, QString());
    QVERIFY(program.mark.processes().empty());
}

QTEST_GUILESS_MAIN(TestCliKnobs)
#include "tst_cli_knobs.moc"
