#include "tests/app/cli_program.h"

#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <set>
#include <stdlib.h>
#include <unistd.h>

using namespace dyno;
using namespace dyno::test;

namespace {

const QString server = QStringLiteral(DYNO_DEMO_SERVER);

QStringList runWith(const QStringList& more, const QString& flags = {}) {
    return QStringList{QStringLiteral("run"), QStringLiteral("--server"),
                       flags.isEmpty() ? server : server + u' ' + flags} +
           more;
}

const QStringList echo{QStringLiteral("--tool"), QStringLiteral("echo"), QStringLiteral("--args"),
                       QStringLiteral("{\"message\":\"hello\"}")};

} // namespace

class TestCli : public QObject {
    Q_OBJECT

private slots:
    void helpIsPrinted_data();
    void helpIsPrinted();
    void versionIsPrinted();
    void badInputIsExplained_data();
    void badInputIsExplained();
    void badServerIsExplained_data();
    void badServerIsExplained();
    void badConfigFileIsExplained_data();
    void badConfigFileIsExplained();
    void badToolOrArgumentsAreExplained_data();
    void badToolOrArgumentsAreExplained();
    void failedCallsAreCountedByKind_data();
    void failedCallsAreCountedByKind();
    void refusedCallsAreToldFromFailedOnes();
    void longStderrIsCutInAnError();
    void silentServerRunsIntoTheStartLimit();
    void summaryJsonIsAsDocumented();
    void summaryInWords();
    void durationEndsARun();
    void jsonGoesToAFile();
    void fullOutputIsAnError();
    void readerThatGoesAwayIsNoError();
    void quietIsSilent();
    void argumentsComeFromAFile();
    void environmentAndDirectoryReachTheServer();
    void configFileNamesTheServer();
    void configFileWithOneServerNeedsNoName();
    void inputsOfAConfigFileAreGiven_data();
    void inputsOfAConfigFileAreGiven();
    void inputIsAskedForOnATerminalUnseen();
    void inputThatNobodyGivesIsNamed();
    void serversOfAFileAreListed();
    void serversOfAFileAreListedAsJson();
    void warmupIsInNoFigure_data();
    void warmupIsInNoFigure();
    void interruptEndsARunInGoodOrder_data();
    void interruptEndsARunInGoodOrder();
    void interruptWhileTheServerStarts();
    void deathOfUsEndsTheServer_data();
    void deathOfUsEndsTheServer();
    void progressIsDrawnOnATerminalOnly();
    void toolsAreListed();
    void toolsAreListedAsJson();
};

void TestCli::helpIsPrinted_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("mentions");
    QTest::newRow("program") << words("--help") << words("run tools servers knobs console --version");
    QTest::newRow("run")
        << words("run --help")
        << words(
               "--server --url --header --transport --ca --bearer-env --bearer-file --config --name --input "
               "--root --elicitation --sampling --env --cwd --tool --args --calls --duration "
               "--workers --pool --timeout --workspace --set --replica --weights "
               "--warmup --json --quiet 130");
    QTest::newRow("tools") << words("tools --help") << words("--server --config --name --env --cwd --json");
    QTest::newRow("console") << words("console --help") << words("--demo --workspace");
    QTest::newRow("knobs") << words("knobs --help") << words("--json");
}

void TestCli::helpIsPrinted() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QStringList, mentions);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.err, QString());
    for (const QString& word : mentions)
        QVERIFY2(outcome.out.contains(word), qPrintable(word));
}

void TestCli::versionIsPrinted() {
    const Outcome outcome = run({QStringLiteral("--version")});
    QCOMPARE(outcome.status, 0);
    QVERIFY(
        QRegularExpression(QStringLiteral("^mcp-dyno \\d+\\.\\d+\\.\\d+\n$")).match(outcome.out).hasMatch());
}

void TestCli::badInputIsExplained_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    const QStringList good = runWith(echo);
    const QStringList ten = good + words("--calls 10");
    const auto number = [](const char* option, const char* value, const char* range) {
        return QStringLiteral("mcp-dyno: %1: must be a whole number from %2, not \"%3\"\n")
            .arg(QLatin1String(option), QLatin1String(range), QLatin1String(value));
    };
    QTest::newRow("unknown subcommand")
        << words("fly") << "mcp-dyno: The following argument was not expected: fly\n\"mcp-dyno --help\"";
    QTest::newRow("unknown option")
        << ten + words("--bogus")
        << "mcp-dyno: The following argument was not expected: --bogus\n\"mcp-dyno run --help\"";
    QTest::newRow("no server") << words("run --tool x --calls 1")
                               << "mcp-dyno: --server, --url or --config is required\n";
    QTest::newRow("no server for tools")
        << words("tools") << "mcp-dyno: --server, --url or --config is required\n";
    QTest::newRow("no tool") << QStringList{"run", "--server", server, "--calls", "1"}
                             << "mcp-dyno: --tool is required\n";
    QTest::newRow("neither calls nor duration") << good << "mcp-dyno: --calls or --duration is required\n";
    QTest::newRow("calls and duration")
        << ten + words("--duration 1s") << "mcp-dyno: --calls excludes --duration\n";
    for (const char* calls : {"0", "-1", "1e99", "abc", "1.5", "99999999999999999999"})
        QTest::addRow("calls %s", calls)
            << good + QStringList{"--calls", calls} << number("--calls", calls, "1 to 1000000000000");
    for (const char* workers : {"0", "1001", "-5", "x"})
        QTest::addRow("workers %s", workers)
            << ten + QStringList{"--workers", workers} << number("--workers", workers, "1 to 1000");
    for (const char* pool : {"0", "65", "99999999999"})
        QTest::addRow("pool %s", pool)
            << ten + QStringList{"--pool", pool} << number("--pool", pool, "1 to 64");
    QTest::newRow("duration banana") << good + words("--duration banana")
                                     << "mcp-dyno: --duration: \"banana\" is not a length of time; write a "
                                        "number and a unit, such as 500ms, 10s or 2m\n";
    QTest::newRow("duration without unit")
        << good + words("--duration 5") << "mcp-dyno: --duration: \"5\" is not a length of time;";
    QTest::newRow("duration of nothing")
        << good + words("--duration 0s")
        << "mcp-dyno: --duration: must be longer than nothing, such as 10s\n";
    QTest::newRow("timeout 0") << ten + words("--timeout 0")
                               << "mcp-dyno: --timeout: \"0\" is not a length of time;";
    QTest::newRow("timeout 0s")
        << ten + words("--timeout 0s")
        << "mcp-dyno: --timeout: timeouts.call must be between 1 ms and 1 h, not 0 s\n";
    QTest::newRow("timeout of a day")
        << ten + words("--timeout 24h")
        << "mcp-dyno: --timeout: timeouts.call must be between 1 ms and 1 h, not 24 h\n";
    QTest::newRow("warm-up")
        << ten + words("--warmup soon")
        << "mcp-dyno: --warmup: \"soon\" is neither a number of calls nor a length of time such as 5s\n";
    QTest::newRow("env without =") << ten + words("--env NAME")
                                   << "mcp-dyno: --env: \"NAME\" is not of the form NAME=VALUE\n";
    QTest::newRow("unclosed quote")
        << QStringList{"run", "--server", "sh -c 'x", "--tool", "x", "--calls", "1"}
        << "mcp-dyno: --server: the command has a single quote (') that is never closed\n";
    QTest::newRow("empty command")
        << QStringList{"run", "--server", " ", "--tool", "x", "--calls", "1"}
        << "mcp-dyno: --server: the command is empty; give a program and its arguments\n";
    QTest::newRow("arguments are no JSON") << runWith(words("--tool echo --calls 1 --args {message"))
                                           << "mcp-dyno: --args: this is not JSON: {message\n";
    QTest::newRow("arguments are no object")
        << runWith(words("--tool echo --calls 1 --args [1]"))
        << "mcp-dyno: --args: the arguments must be a JSON object, such as {\"message\": \"hello\"}\n";
    QTest::newRow("no arguments file")
        << runWith(words("--tool echo --calls 1 --args @/nowhere"))
        << "mcp-dyno: --args: /nowhere cannot be read: No such file or directory\n";
    QTest::newRow("unwritable summary")
        << ten + words("--json /nowhere/summary.json")
        << "mcp-dyno: --json: /nowhere/summary.json cannot be written: No such file or directory\n";
    QTest::newRow("summary into a directory")
        << ten + words("--json /tmp") << "mcp-dyno: --json: /tmp is a folder; name a file in it\n";
    QTest::newRow("summary into the session")
        << ten + words("--record /nowhere/a --json /nowhere/./a")
        << "mcp-dyno: --json: /nowhere/./a is what --record writes; name another file\n";
    const auto url = [](const char* address, const QStringList& more = {}) {
        return QStringList{"tools", "--url", address} + more;
    };
    const char* https = "https://127.0.0.1:1/mcp";
    QTest::newRow("server and URL") << ten + words("--url http://x") << "mcp-dyno: --server excludes --url\n";
    QTest::newRow("URL without scheme")
        << url("localhost:3000/mcp") << "mcp-dyno: --url: the URL does not begin with http:// or https://\n";
    QTest::newRow("URL of another scheme")
        << url("ftp://x/")
        << "mcp-dyno: --url: the URL begins with ftp://; only http:// and https:// are spoken\n";
    QTest::newRow("URL without host") << url("http://") << "mcp-dyno: --url: the URL has no host\n";
    QTest::newRow("URL with a bad port")
        << url("http://h:99999/") << "mcp-dyno: --url: the URL's port must be a number from 1 to 65535\n";
    QTest::newRow("header without colon")
        << url(https, {"--header", "Authorization secret"})
        << "mcp-dyno: --header: a header must be of the form \"Name: value\"\n";
    QTest::newRow("header with a line end")
        << url(https, {"--header", "X: a\r\nY: b"})
        << "mcp-dyno: --header: the value of header X has a line end or a control character in it\n";
    QTest::newRow("header without URL")
        << ten + QStringList{"--header", "X: y"} << "mcp-dyno: --header requires --url\n";
    QTest::newRow("unknown transport")
        << url(https, {"--transport", "ws"}) << "mcp-dyno: --transport: ws not in {auto,http,sse}\n";
    QTest::newRow("no bearer variable")
        << url(https, {"--bearer-env", "NO_SUCH_TOKEN"})
        << "mcp-dyno: --bearer-env: the environment variable NO_SUCH_TOKEN is not set\n";
    QTest::newRow("no bearer file")
        << url(https, {"--bearer-file", "/nowhere"})
        << "mcp-dyno: --bearer-file: /nowhere: cannot be read: No such file or directory\n";
    QTest::newRow("no certificates") << url(https, {"--ca", "/nowhere.pem"})
                                     << "mcp-dyno: --ca: /nowhere.pem cannot be read\n";
    QTest::newRow("environment of a URL")
        << url(https, {"--env", "A=b"})
        << "mcp-dyno: --env: a server at a URL is not started here, so it takes no environment\n";
    QTest::newRow("root that is not there")
        << ten + words("--root /nowhere") << "mcp-dyno: --root: /nowhere: No such file or directory\n";
    QTest::newRow("root that is a file")
        << ten + words("--root /etc/passwd") << "mcp-dyno: --root: /etc/passwd is no directory\n";
    QTest::newRow("elicitation that is no answer") << ten + words("--elicitation maybe")
                                                   << "mcp-dyno: --elicitation: must be decline, defaults, "
                                                      "ask or a JSON object, such as {\"name\": \"Ann\"}\n";
    QTest::newRow("servers without a file") << words("servers") << "mcp-dyno: --config is required\n";
    QTest::newRow("name without config")
        << words("run --name x --tool x --calls 1") << "mcp-dyno: --name requires --config\n";
    QTest::newRow("server and config")
        << ten + words("--config x.json --name x") << "mcp-dyno: --server excludes --config\n";
}

void TestCli::badInputIsExplained() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, message);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.err.startsWith(message), qPrintable(outcome.err));
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.out, QString());
}

void TestCli::badServerIsExplained_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("error");
    const QString alone = QStringLiteral(
        "Run the command by itself in a terminal: an MCP server waits for input and prints nothing.\n");
    const QString check = QStringLiteral("Check the command: it is started without a shell, so pipes, "
                                         "variables and aliases do not work in it.\n");
    const QString version = QStringLiteral(
        "Check that the command is an MCP server, and of a version that this program knows.\n");
    QTest::newRow("does not exist") << "no-such-server --flag"
                                    << "mcp-dyno: cannot start \"no-such-server\": no program of that name "
                                       "is in PATH; install it or give its full path\n" +
                                           check;
    QTest::newRow("is not executable") << "/etc/passwd x"
                                       << "mcp-dyno: cannot start \"/etc/passwd\": /etc/passwd may not be "
                                          "executed; allow it with chmod +x\n" +
                                              check;
    QTest::newRow("exits at once") << server + QStringLiteral(" --exit-at-once 7 --stderr-line 'no licence'")
                                   << "mcp-dyno: the server exited with status 7 before the handshake was "
                                      "done\n  stderr:\n  no licence\n" +
                                          alone;
    QTest::newRow("exits without a word") << "true"
                                          << "mcp-dyno: the server exited with status 0 before the handshake "
                                             "was done\n  It wrote nothing to stderr.\n" +
                                                 alone;
    QTest::newRow("is killed") << "sh -c 'kill -KILL $$'"
                               << "mcp-dyno: the server was killed by signal 9 (Killed) before the handshake "
                                  "was done\n  It wrote nothing to stderr.\n" +
                                      alone;
    QTest::newRow("speaks another version")
        << server + QStringLiteral(" --era legacy --protocol-version 1999-01-01")
        << "mcp-dyno: no common protocol version: the server speaks 1999-01-01; this program speaks "
           "2026-07-28 and 2025-11-25, "
           "2025-06-18, 2025-03-26, 2024-11-05\n" +
               version;
    QTest::newRow("is no server")
        << "cat"
        << "mcp-dyno: the server refused to initialize with error -32601: unknown method initialize\n" +
               version;
}

void TestCli::badServerIsExplained() {
    QFETCH(const QString, command);
    QFETCH(const QString, error);
    for (const QStringList& arguments :
         {QStringList{"run", "--server", command, "--tool", "x", "--calls", "1"},
          QStringList{"tools", "--server", command}}) {
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.err, error);
        QCOMPARE(outcome.status, 3);
        QCOMPARE(outcome.out, QString());
    }
}

void TestCli::badConfigFileIsExplained_data() {
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("message");
    QTest::newRow("missing") << QString() << "FILE: cannot be read: No such file or directory\n";
    QTest::newRow("broken") << "{\"mcpServers\": {"
                            << "FILE: is not valid JSON: ";
    QTest::newRow("without servers")
        << "{}"
        << "FILE: has no servers: it has no \"mcpServers\", \"servers\" or \"context_servers\" object\n";
    QTest::newRow("without that server") << R"({"mcpServers":{"one":{"command":"x"},"two":{"command":"x"}}})"
                                         << "FILE: has no server \"demo\"; it has: one, two\n";
    QTest::newRow("without a command") << R"({"mcpServers":{"demo":{"args":[]}}})"
                                       << "FILE: server \"demo\": it has neither \"command\" nor \"url\"\n";
    QTest::newRow("with bad arguments") << R"({"mcpServers":{"demo":{"command":"x","args":[1]}}})"
                                        << "FILE: server \"demo\": \"args\" must be a list of strings\n";
}

void TestCli::badConfigFileIsExplained() {
    QFETCH(const QString, content);
    QFETCH(QString, message);
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("servers.json"));
    if (!content.isNull())
        write(file, content.toUtf8().constData());
    const Outcome outcome = run({"run", "--config", file, "--name", "demo", "--tool", "x", "--calls", "1"});
    QVERIFY2(outcome.err.startsWith("mcp-dyno: " + message.replace(QLatin1String("FILE"), file)),
             qPrintable(outcome.err));
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.out, QString());
}

void TestCli::badToolOrArgumentsAreExplained_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("no such tool") << words("--tool ecoh")
                                  << "mcp-dyno: the server has no tool \"ecoh\"\n  It has: echo, sleep, ";
    QTest::newRow("missing argument")
        << words("--tool echo")
        << "mcp-dyno: the arguments do not fit the tool's schema: Missing required property 'message'.\n";
    QTest::newRow("wrong type") << words("--tool sleep --args {\"ms\":\"long\"}")
                                << "mcp-dyno: the arguments do not fit the tool's schema: [ms]: ";
    QTest::newRow("out of range") << words("--tool sleep --args {\"ms\":-1}")
                                  << "mcp-dyno: the arguments do not fit the tool's schema: [ms]: ";
}

void TestCli::badToolOrArgumentsAreExplained() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, message);
    const Outcome outcome = run(runWith(arguments + words("--calls 1")));
    QVERIFY2(outcome.err.startsWith(message), qPrintable(outcome.err));
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.out, QString());
}

void TestCli::failedCallsAreCountedByKind_data() {
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("example");
    QTest::addColumn<QString>("counter");
    QTest::newRow("tool fails") << "" << words("--tool flaky --args {\"rate\":1}") << "ToolFailed"
                                << "the tool failed: failed as ordered"
                                << "failed";
    QTest::newRow("server crashes") << "" << words("--tool crash --workers 1") << "PeerClosed"
                                    << "the server exited with status 70"
                                    << "failed";
    QTest::newRow("call hangs") << "" << words("--tool hang --timeout 100ms") << "TimedOut"
                                << "no answer to tools/call within 100 ms (call time-out)"
                                << "timedOut";
    QTest::newRow("wrong id") << "" << words("--tool garbage --args {\"kind\":\"wrong_id\"} --timeout 100ms")
                              << "TimedOut"
                              << "no answer to tools/call within 100 ms (call time-out)"
                              << "timedOut";
}

void TestCli::failedCallsAreCountedByKind() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, kind);
    QFETCH(const QString, example);
    QFETCH(const QString, counter);
    const Outcome outcome = run(runWith(arguments + words("--calls 3 --json -")));
    QCOMPARE(outcome.status, 1);
    const json summary = parsed(outcome.out);
    QVERIFY2(summary.is_object(), qPrintable(outcome.out + outcome.err));
    QCOMPARE(summary["calls"]["started"].get<int>(), 3);
    QCOMPARE(summary["calls"][counter.toStdString()].get<int>(), 3);
    QCOMPARE(int(summary["errors"].size()), 1);
    QCOMPARE(QString::fromStdString(summary["errors"][0]["kind"]), kind);
    QCOMPARE(summary["errors"][0]["count"].get<int>(), 3);
    const QString said = QString::fromStdString(summary["errors"][0]["example"]);
    QVERIFY2(said.startsWith(example), qPrintable(said));
}

void TestCli::refusedCallsAreToldFromFailedOnes() {
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("server.sh"));
    write(file, R"(while read -r line; do
    id=$(printf %s "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\([0-9]*\),.*/\1/p')
    case "$line" in
    *initialize\"*) body='"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh"}}' ;;
    *tools/list*) body='"result":{"tools":[{"name":"picky","inputSchema":{"type":"object"}}]}' ;;
    *tools/call*) body='"error":{"code":-32602,"message":"no argument of that name"}' ;;
    *) body='"error":{"code":-32601,"message":"what?"}' ;;
    esac
    [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,%s}\n' "$id" "$body"
done
)");
    const Outcome outcome = run({"run", "--server", "sh " + file, "--tool", "picky", "--args",
                                 R"({"unknown":1})", "--calls", "3", "--json", "-"});
    QCOMPARE(outcome.status, 1);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["server"]["protocolVersion"].get<std::string>(), std::string("2025-06-18"));
    QCOMPARE(summary["calls"]["failed"].get<int>(), 3);
    QCOMPARE(summary["errors"][0]["kind"].get<std::string>(), std::string("Rejected"));
    QCOMPARE(summary["errors"][0]["example"].get<std::string>(),
             std::string("the server answered with error -32602: no argument of that name"));
}

void TestCli::longStderrIsCutInAnError() {
    const Outcome outcome =
        run(runWith(words("--tool x --calls 1"), QStringLiteral("--stderr-bytes 1000000 --exit-at-once 3")));
    QCOMPARE(outcome.status, 3);
    QVERIFY(outcome.err.startsWith(QStringLiteral("mcp-dyno: the server exited with status 3 before the "
                                                  "handshake was done\n  … (the end of it)\n  eee")));
    QVERIFY(outcome.err.count(u'\n') < 30);
}

void TestCli::silentServerRunsIntoTheStartLimit() {
    const Outcome outcome = run({"tools", "--server", server + QStringLiteral(" --silent")});
    QCOMPARE(outcome.status, 3);
    QCOMPARE(outcome.err,
             QStringLiteral("mcp-dyno: the server did not answer within 30 s (start time-out)\n  It wrote "
                            "nothing to stderr.\n"
                            "Check that the command is an MCP server that speaks on stdin and stdout.\n"));
}

void TestCli::summaryJsonIsAsDocumented() {
    const Outcome outcome =
        run(runWith(words("--tool flaky --calls 500 --workers 4 --pool 2 --timeout 5s --json -")));
    QCOMPARE(outcome.status, 1);
    QCOMPARE(outcome.err, QString());
    const json summary = parsed(outcome.out);
    const std::set<std::string> latencyKeys{"count", "min", "mean", "p50", "p90",
                                            "p95",   "p99", "p999", "max"};
    const std::map<std::string, std::set<std::string>> keys{
        {"server", {"name", "version", "protocolVersion", "era", "transport", "found"}},
        {"scenario", {"tool", "workers", "pool", "calls", "durationSeconds", "timeoutSeconds"}},
        {"calls", {"started", "succeeded", "failed", "timedOut", "cancelled"}},
        {"latencyMicroseconds", latencyKeys},
        {"serviceTimeMicroseconds", latencyKeys},
        {"phasesMicroseconds", {"queue", "send", "server", "receive", "decode"}},
        {"startup", {"spawnMicroseconds", "handshakeMicroseconds", "toolsListMicroseconds"}},
        {"engine", {"cpuSeconds", "peakRssBytes", "recordsLost"}}};
    std::set<std::string> found;
    for (const auto& entry : summary.items())
        found.insert(entry.key());
    QVERIFY((found == std::set<std::string>{"schema", "server", "scenario", "tuning", "calls", "errors",
                                            "seconds", "throughputPerSecond", "latencyMicroseconds",
                                            "serviceTimeMicroseconds", "phasesMicroseconds", "path",
                                            "connections", "startup", "engine"}));
    for (const auto& [object, members] : keys) {
        std::set<std::string> there;
        for (const auto& entry : summary[object].items())
            there.insert(entry.key());
        QVERIFY2(there == members, object.c_str());
    }
    QCOMPARE(summary["schema"].get<std::string>(), std::string("mcp-dyno/summary/1"));
    QCOMPARE(summary["server"]["name"].get<std::string>(), std::string("mcp-dyno-demo-server"));
    QCOMPARE(summary["server"]["era"].get<std::string>(), std::string("modern"));
    QCOMPARE(summary["server"]["transport"].get<std::string>(), std::string("stdio"));
    QVERIFY((summary["scenario"] == json{{"tool", "flaky"},
                                         {"workers", 4},
                                         {"pool", 2},
                                         {"calls", 500},
                                         {"durationSeconds", nullptr},
                                         {"timeoutSeconds", 5.0}}));
    QVERIFY((summary["tuning"] ==
             json{{"pool.min", 2}, {"pool.max", 2}, {"timeouts.call", "5 s"}, {"workload.workers", 4}}));
    const json& calls = summary["calls"];
    QCOMPARE(calls["started"].get<int>(), 500);
    QCOMPARE(calls["succeeded"].get<int>() + calls["failed"].get<int>() + calls["timedOut"].get<int>() +
                 calls["cancelled"].get<int>(),
             500);
    QVERIFY(calls["failed"].get<int>() > 0 && calls["succeeded"].get<int>() > 0);
    QCOMPARE(summary["errors"][0]["count"].get<int>(), calls["failed"].get<int>());
    QCOMPARE(summary["errors"][0]["kind"].get<std::string>(), std::string("ToolFailed"));
    const double seconds = summary["seconds"].get<double>();
    QVERIFY(seconds > 0);
    QCOMPARE(summary["throughputPerSecond"].get<double>(), 500 / seconds);
    const json& latency = summary["latencyMicroseconds"];
    QCOMPARE(latency["count"].get<int>(), 500);
    for (const char* key : {"min", "p50", "p90", "p95", "p99", "p999", "max"})
        QVERIFY(latency[key].is_number_integer());
    QVERIFY(latency["mean"].is_number_float());
    QVERIFY(latency["min"] <= latency["p50"] && latency["p50"] <= latency["p90"] &&
            latency["p90"] <= latency["p99"] && latency["p99"] <= latency["max"]);
    QVERIFY(summary["phasesMicroseconds"]["server"]["p50"].is_number_integer());
    QVERIFY(summary["startup"]["handshakeMicroseconds"].get<int>() > 0);
    QVERIFY(summary["engine"]["cpuSeconds"].get<double>() > 0);
    QVERIFY(summary["engine"]["peakRssBytes"].get<std::uint64_t>() > 1'000'000);
    QCOMPARE(summary["engine"]["recordsLost"].get<int>(), 0);
}

void TestCli::summaryInWords() {
    const Outcome outcome = run(runWith(echo + words("--calls 200")));
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.err, QString());
    for (const char* text : {"echo on mcp-dyno-demo-server", "200 in ", "200 succeeded, 0 failed", "p50 ",
                             "p99.9 ", "handshake ", "0 records lost"})
        QVERIFY2(outcome.out.contains(QLatin1String(text)), qPrintable(outcome.out));
}

void TestCli::durationEndsARun() {
    const Outcome outcome = run(runWith(echo + words("--duration 300ms --json -")));
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    QVERIFY(summary["scenario"]["calls"].is_null());
    QCOMPARE(summary["scenario"]["durationSeconds"].get<double>(), 0.3);
    QVERIFY(summary["seconds"].get<double>() >= 0.3);
    QVERIFY(summary["calls"]["succeeded"].get<int>() > 0);
    QVERIFY(summary["calls"]["succeeded"] == summary["calls"]["started"]);
}

void TestCli::jsonGoesToAFile() {
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("summary.json"));
    write(file, std::string(100'000, 'x').c_str()); // is replaced whole
    const Outcome outcome = run(runWith(echo + words("--calls 20") + QStringList{"--json", file}));
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.out.contains(QLatin1String("20 succeeded")));
    QCOMPARE(readJson(file)["calls"]["succeeded"].get<int>(), 20);
}

void TestCli::fullOutputIsAnError() {
    const Outcome file = run(runWith(echo + words("--calls 20 --json /dev/full")));
    QCOMPARE(file.status, 2);
    QCOMPARE(file.err,
             QStringLiteral("mcp-dyno: --json: /dev/full cannot be written: No space left on device\n"));
    CliProgram program(runWith(echo + words("--calls 20 --json -")));
    program.process.setStandardOutputFile(QStringLiteral("/dev/full"));
    program.start();
    const Outcome standard = program.finish();
    QCOMPARE(standard.status, 2);
    QCOMPARE(standard.err,
             QStringLiteral("mcp-dyno: the output cannot be written: No space left on device\n"));
}

void TestCli::readerThatGoesAwayIsNoError() {
    CliProgram program({"tools", "--server", server, "--json"});
    int pipe[2];
    QVERIFY(::pipe(pipe) == 0);
    ::close(pipe[0]);
    program.process.setChildProcessModifier([&] { ::dup2(pipe[1], STDOUT_FILENO); });
    program.start();
    ::close(pipe[1]);
    const Outcome outcome = program.finish();
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.err, QString());
    QVERIFY(program.mark.processes().empty());
}

void TestCli::quietIsSilent() {
    const Outcome outcome = run(runWith(words("--tool garbage --calls 5 --quiet"),
                                        QStringLiteral("--banner Hello --stderr-line hello")));
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.out, QString());
    QCOMPARE(outcome.err, QString());
    const Outcome loud =
        run(runWith(words("--tool garbage --calls 5"), QStringLiteral("--banner Hello --stderr-line hello")));
    QVERIFY(loud.err.contains(QLatin1String("Hello")));
    QVERIFY(!loud.err.contains(QLatin1String("hello"))); // text on stderr is no warning
}

void TestCli::argumentsComeFromAFile() {
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("arguments.json"));
    write(file, "{\n  \"message\": \"from\\na file\"\n}\n");
    const Outcome outcome = run(runWith(words("--tool echo --calls 3") + QStringList{"--args", u'@' + file}));
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.out.contains(QLatin1String("3 succeeded")));
}

void TestCli::environmentAndDirectoryReachTheServer() {
    const QTemporaryDir directory;
    const QString seen = directory.filePath(QStringLiteral("seen"));
    const QString command =
        QStringLiteral("sh -c 'echo \"$ONE|$TWO|$(pwd -P)\" > \"$SEEN\"; exec \"$DEMO\"'");
    const Outcome outcome = run({"tools", "--server", command, "--env", "ONE=a=b c", "--env", "TWO=", "--env",
                                 "SEEN=" + seen, "--env", "DEMO=" + server, "--cwd", directory.path()});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(test::readFile(seen.toStdString()),
             "a=b c||" + std::filesystem::canonical(directory.path().toStdString()).string() + "\n");
    const Outcome missing = run({"tools", "--server", server, "--cwd", "/nowhere"});
    QCOMPARE(missing.status, 3);
    QVERIFY(missing.err.contains(QLatin1String("its working directory /nowhere does not exist")));
}

void TestCli::configFileNamesTheServer() {
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("servers.json"));
    const json config{{"mcpServers",
                       {{"other", {{"command", "false"}}},
                        {"demo",
                         {{"command", DYNO_DEMO_SERVER},
                          {"args", {"--era", "legacy"}},
                          {"env", {{"A", "b"}}},
                          {"cwd", "/tmp"}}}}}};
    write(file, config.dump().c_str());
    const Outcome outcome =
        run({"run", "--config", file, "--name", "demo", "--tool", "stats", "--calls", "2", "--json", "-"});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(parsed(outcome.out)["server"]["era"].get<std::string>(), std::string("legacy"));
}

namespace {

/// A server that is only itself with the right token, and others beside it.
QString configWithInputs(const QTemporaryDir& directory) {
    const QString file = directory.filePath(QStringLiteral("mcp.json"));
    const QByteArray text = R"({
    "inputs": [{"type": "promptString", "id": "api-key", "description": "API key", "password": true},],
    "servers": {
        "demo": {"command": "sh", "args": ["-c", "test \"$TOKEN\" = right && exec \"$0\"", "DEMO"],
                 "env": {"TOKEN": "${input:api-key}"}},
        "web": {"url": "HTTPS/mcp?api_key=s3cret-1", "headers": {"Authorization": "Bearer s3cret-2"}},
        "broken": {"args": ["x"]},
        "off": {"command": "run", "args": ["--token", "s3cret-3"], "disabled": true},
    },
})";
    write(file, QByteArray(text).replace("DEMO", DYNO_DEMO_SERVER).replace("HTTPS", "https://h").constData());
    return file;
}

} // namespace

void TestCli::configFileWithOneServerNeedsNoName() {
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("servers.json"));
    const json config{
        {"mcpServers", {{"broken", json::object()}, {"demo", {{"command", DYNO_DEMO_SERVER}}}}}};
    write(file, config.dump().c_str());
    const Outcome outcome = run({"tools", "--config", file});
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.out.startsWith(QStringLiteral("mcp-dyno-demo-server ")));
}

void TestCli::inputsOfAConfigFileAreGiven_data() {
    QTest::addColumn<bool>("byEnvironment");
    QTest::newRow("option") << false;
    QTest::newRow("environment") << true;
}

void TestCli::inputsOfAConfigFileAreGiven() {
    QFETCH(const bool, byEnvironment);
    const QTemporaryDir directory;
    QStringList arguments{"tools", "--config", configWithInputs(directory), "--name", "demo"};
    if (byEnvironment)
        qputenv("MCP_DYNO_INPUT_API_KEY", "right");
    else
        arguments += {"--input", "api-key=right"};
    const Outcome outcome = run(arguments);
    qunsetenv("MCP_DYNO_INPUT_API_KEY");
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
}

void TestCli::inputIsAskedForOnATerminalUnseen() {
    const QTemporaryDir directory;
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
    const QString name = QString::fromLatin1(::ptsname(terminal));
    CliProgram program({"tools", "--config", configWithInputs(directory), "--name", "demo"});
    program.process.setStandardInputFile(name);
    program.process.setStandardErrorFile(name);
    program.process.start();
    QByteArray shown;
    const auto drain = [&] {
        std::array<char, 4096> piece;
        for (ssize_t length = 0; (length = ::read(terminal, piece.data(), piece.size())) > 0;)
            shown.append(piece.data(), length);
        return shown.contains("API key: ");
    };
    QTRY_VERIFY_WITH_TIMEOUT(drain(), patience);
    QCOMPARE(::write(terminal, "right\n", 6), ssize_t{6});
    while (!program.process.waitForFinished(20))
        drain();
    drain();
    ::close(terminal);
    QCOMPARE(program.finish().status, 0);
    QCOMPARE(shown, QByteArray("API key: \r\n"));
}

void TestCli::inputThatNobodyGivesIsNamed() {
    const QTemporaryDir directory;
    const QString file = configWithInputs(directory);
    const Outcome outcome = run({"tools", "--config", file, "--name", "demo"});
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.err,
             QStringLiteral("mcp-dyno: the server needs a value for its input \"api-key\" (API key); give "
                            "it with --input api-key=VALUE or in the environment variable "
                            "MCP_DYNO_INPUT_API_KEY\n"));
    const Outcome other = run({"tools", "--config", file, "--name", "demo", "--input", "key=x"});
    QCOMPARE(other.status, 2);
    QCOMPARE(other.err, QStringLiteral("mcp-dyno: --input: server \"demo\" has no input \"key\"\n"));
}

void TestCli::serversOfAFileAreListed() {
    const QTemporaryDir directory;
    const Outcome outcome = run({"servers", "--config", configWithInputs(directory)});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.err, QString());
    QVERIFY2(!outcome.out.contains(QLatin1String("s3cret")), qPrintable(outcome.out));
    QVERIFY(outcome.out.contains(
        QStringLiteral("\n  needs: api-key\nweb  [auto]\n  https://h/mcp?api_key=•••\n")));
    QVERIFY(outcome.out.contains(QStringLiteral(
        "broken\n  cannot be used: it has neither \"command\" nor \"url\"\noff  [stdio, disabled]\n")));
}

void TestCli::serversOfAFileAreListedAsJson() {
    const QTemporaryDir directory;
    const Outcome outcome = run({"servers", "--json", "--config", configWithInputs(directory)});
    QCOMPARE(outcome.status, 0);
    QVERIFY(!outcome.out.contains(QLatin1String("s3cret")));
    const json list = parsed(outcome.out);
    QCOMPARE(list["schema"].get<std::string>(), std::string("mcp-dyno/servers/1"));
    QCOMPARE(list["servers"].size(), std::size_t{4});
    QVERIFY((list["servers"][0]["inputs"] == json{"api-key"}));
    QCOMPARE(list["servers"][1]["transport"].get<std::string>(), std::string("auto"));
    QCOMPARE(list["servers"][2]["usable"].get<bool>(), false);
    QCOMPARE(list["servers"][3]["disabled"].get<bool>(), true);
}

void TestCli::warmupIsInNoFigure_data() {
    QTest::addColumn<QString>("warmup");
    QTest::newRow("calls") << "50";
    QTest::newRow("time") << "200ms";
    QTest::newRow("none") << "0";
}

void TestCli::warmupIsInNoFigure() {
    QFETCH(const QString, warmup);
    const Outcome outcome = run(runWith(words("--tool sleep --args {\"ms\":1} --calls 30 --json -") +
                                        QStringList{"--warmup", warmup}));
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["calls"]["started"].get<int>(), 30);
    QCOMPARE(summary["latencyMicroseconds"]["count"].get<int>(), 30);
}

void TestCli::interruptEndsARunInGoodOrder_data() {
    QTest::addColumn<int>("signal");
    QTest::addColumn<QString>("flags");
    QTest::newRow("Ctrl-C") << SIGINT << "";
    QTest::newRow("SIGTERM") << SIGTERM << "";
    QTest::newRow("server that has a child") << SIGINT << "--spawn-child";
}

void TestCli::interruptEndsARunInGoodOrder() {
    QFETCH(const int, signal);
    QFETCH(const QString, flags);
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("summary.json"));
    CliProgram program(
        runWith(words("--tool garbage --args {\"kind\":\"wrong_id\"} --duration 1h --workers 3") +
                    QStringList{"--json", file},
                flags));
    program.start();
    QVERIFY(program.waitForError("nobody asked")); // its calls are in flight, and stay so
    ::kill(static_cast<pid_t>(program.process.processId()), signal);
    const Outcome outcome = program.finish();
    QCOMPARE(outcome.status, 130);
    QVERIFY(program.mark.processes().empty());
    const json calls = readJson(file)["calls"];
    QCOMPARE(calls["started"].get<int>(), 3);
    QCOMPARE(calls["cancelled"].get<int>(), 3);
    QVERIFY(outcome.out.contains(QLatin1String("3 cancelled")));
    QVERIFY(!outcome.err.contains(QLatin1String("mcp-dyno: ")));
}

void TestCli::interruptWhileTheServerStarts() {
    CliProgram program(runWith(echo + words("--calls 1"), QStringLiteral("--silent --banner up")));
    program.start();
    QVERIFY(program.waitForError("up"));
    ::kill(static_cast<pid_t>(program.process.processId()), SIGINT);
    QCOMPARE(program.finish().status, 130);
    QVERIFY(program.mark.processes().empty());
}

void TestCli::deathOfUsEndsTheServer_data() {
    QTest::addColumn<QString>("command");
    QTest::newRow("server") << server;
    QTest::newRow("server that ignores the end of input") << server + QStringLiteral(" --ignore-eof");
    QTest::newRow("chain of shells") << QStringLiteral("sh -c 'sh -c \"%1; true\"; true'").arg(server);
}

void TestCli::deathOfUsEndsTheServer() {
    QFETCH(const QString, command);
    CliProgram program({"run", "--server", command, "--tool", "garbage", "--args", "{\"kind\":\"wrong_id\"}",
                        "--duration", "1h", "--pool", "2"});
    program.start();
    QVERIFY(program.waitForError("nobody asked"));
    QVERIFY(!program.mark.processes().empty());
    ::kill(static_cast<pid_t>(program.process.processId()), SIGKILL);
    program.finish();
    QTRY_VERIFY_WITH_TIMEOUT(program.mark.processes().empty(), patience);
}

void TestCli::progressIsDrawnOnATerminalOnly() {
    const QStringList arguments = runWith(words("--tool sleep --args {\"ms\":20} --workers 1 --calls 30"));
    const Outcome piped = run(arguments);
    QCOMPARE(piped.status, 0);
    QCOMPARE(piped.err, QString());

    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
    const QString name = QString::fromLatin1(::ptsname(terminal));
    CliProgram program(arguments);
    program.process.setStandardErrorFile(name);
    program.start();
    QByteArray drawn;
    const auto drain = [&] {
        std::array<char, 4096> piece;
        for (ssize_t length = 0; (length = ::read(terminal, piece.data(), piece.size())) > 0;)
            drawn.append(piece.data(), length);
    };
    while (!program.process.waitForFinished(20))
        drain();
    drain();
    ::close(terminal);
    QCOMPARE(program.finish().status, 0);
    QVERIFY2(drawn.contains("\r\x1b[K[") && drawn.contains(" calls") && drawn.contains(" %"),
             drawn.constData());
    QVERIFY(drawn.endsWith("\r\x1b[K")); // wiped before the summary
}

void TestCli::toolsAreListed() {
    const Outcome outcome = run({"tools", "--server", server + QStringLiteral(" --page-size 3")});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.err, QString());
    QVERIFY(outcome.out.startsWith(QStringLiteral("mcp-dyno-demo-server ")));
    QVERIFY(outcome.out.contains(QStringLiteral(" over stdio), ")));
    QVERIFY(
        outcome.out.contains(QStringLiteral("\necho · Echo  [read-only]\n  Gives back the message.\n  {")));
    QVERIFY(outcome.out.contains(QStringLiteral("\ncrash · Crash  [may destroy")));
    QVERIFY(outcome.out.contains(QStringLiteral("\nstats · ")));
}

void TestCli::toolsAreListedAsJson() {
    const Outcome outcome = run({"tools", "--json", "--server", server});
    QCOMPARE(outcome.status, 0);
    const json list = parsed(outcome.out);
    QCOMPARE(list["schema"].get<std::string>(), std::string("mcp-dyno/tools/1"));
    QCOMPARE(list["server"]["name"].get<std::string>(), std::string("mcp-dyno-demo-server"));
    QVERIFY(list["tools"].size() >= 13);
    const json& first = list["tools"][0];
    QCOMPARE(first["name"].get<std::string>(), std::string("echo"));
    QCOMPARE(first["annotations"]["readOnlyHint"].get<bool>(), true);
    QCOMPARE(first["inputSchema"]["type"].get<std::string>(), std::string("object"));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
