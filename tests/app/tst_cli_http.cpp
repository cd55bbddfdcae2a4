#include "tests/app/cli_program.h"
#include "tests/support/demo_over_http.h"
#include "tests/support/python_service.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <csignal>

// `mcp-dyno` with a server at a URL: how it is found, what it is given, what the summary says.

using namespace dyno;
using namespace dyno::test;

namespace {

const QString token = QStringLiteral("t0ken-of-the-test");
using Variables = QMap<QString, QString>;

QString url(const DemoOverHttp& demo, const char* path = "/mcp") {
    return QString::fromStdString(demo.url(path));
}

QStringList echoAt(const QString& url, const char* more) {
    return QStringList{"run", "--url", url, "--tool", "echo", "--args", R"({"message":"hello"})"} +
           words(more);
}

} // namespace

class TestCliHttp : public QObject {
    Q_OBJECT

private slots:
    void serverIsFoundAndDescribed_data();
    void serverIsFoundAndDescribed();
    void phasesOfAConnectionAreThoseOfThatConnection();
    void wordsSayWhatBecameOfTheSockets();
    void toolsSaysHowTheServerWasFound();
    void failedCallsOverHttpAreSomeCallsFailed();
    void tokenOpensTheServer_data();
    void tokenOpensTheServer();
    void withoutTokenItNeedsAuthorization_data();
    void withoutTokenItNeedsAuthorization();
    void configFileNamesAUrl_data();
    void configFileNamesAUrl();
    void answersReachTheServer_data();
    void answersReachTheServer();
    void interruptTellsTheServer();
};

void TestCliHttp::serverIsFoundAndDescribed_data() {
    QTest::addColumn<QStringList>("demo");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("transport");
    QTest::addColumn<QString>("era");
    QTest::addColumn<QString>("found");
    const QStringList none;
    const QString bySse = QStringLiteral("; sse: it answered initialize");
    QTest::newRow("modern") << none << "/mcp" << none << "http"
                            << "modern"
                            << "it answered server/discover";
    QTest::newRow("modern as told") << none << "/mcp" << words("--transport http") << "http"
                                    << "modern"
                                    << "it answered server/discover";
    QTest::newRow("legacy") << words("--era legacy") << "/mcp" << none << "http"
                            << "legacy"
                            << "; it answered initialize";
    QTest::newRow("legacy by streams")
        << words("--era legacy --reply sse --resumable") << "/mcp" << none << "http"
        << "legacy"
        << "; it answered initialize";
    QTest::newRow("modern by streams") << words("--reply sse") << "/mcp" << none << "http"
                                       << "modern"
                                       << "it answered server/discover";
    QTest::newRow("HTTP+SSE") << none << "/sse" << none << "sse"
                              << "legacy" << bySse;
    QTest::newRow("HTTP+SSE as told") << none << "/sse" << words("--transport sse") << "sse"
                                      << "legacy"
                                      << "it answered initialize";
}

void TestCliHttp::serverIsFoundAndDescribed() {
    QFETCH(const QStringList, demo);
    QFETCH(const QString, path);
    QFETCH(const QStringList, options);
    const DemoOverHttp server(demo);
    const Outcome outcome =
        run(echoAt(url(server, path.toUtf8().constData()), "--calls 200 --workers 16 --pool 2 --json -") +
            options);
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["calls"]["succeeded"].get<int>(), 200);
    const auto said = [&](const char* key) {
        return QString::fromStdString(summary["server"][key].get<std::string>());
    };
    QTEST(said("transport"), "transport");
    QTEST(said("era"), "era");
    QFETCH(const QString, found);
    QVERIFY2(said("found").endsWith(found), qPrintable(said("found")));
    QCOMPARE(summary["connections"].size(), std::size_t{2});
    int calls = 0;
    for (const json& connection : summary["connections"]) {
        QCOMPARE(QString::fromStdString(connection["transport"]), said("transport"));
        QCOMPARE(connection["httpVersion"].get<std::string>(), std::string("1.1"));
        QVERIFY(connection["socketsOpened"].get<int>() >= 1);
        QVERIFY(connection["socketsReused"].get<int>() >= 1);
        calls += connection["calls"].get<int>();
    }
    QCOMPARE(calls, 200);
}

void TestCliHttp::phasesOfAConnectionAreThoseOfThatConnection() {
    const DemoOverHttp server;
    const Outcome outcome = run(echoAt(url(server), "--calls 500 --workers 8 --json -"));
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    const json& phases = summary["phasesMicroseconds"];
    for (const char* phase : {"queue", "send", "server", "receive", "decode"})
        QCOMPARE(phases[phase]["count"].get<int>(), 500);
    QVERIFY(!phases.contains("tls"));
    // One was there from the handshake on, and as many more are opened as calls are in flight.
    const int connects = phases["connect"]["count"].get<int>();
    QVERIFY2(connects >= 1 && connects <= 8, std::to_string(connects).c_str());
    const json& connection = summary["connections"][0];
    QVERIFY(connection["socketsOpened"].get<int>() >= connects);
    QVERIFY(connection["socketsOpened"].get<int>() + connection["socketsReused"].get<int>() > 500);
}

void TestCliHttp::wordsSayWhatBecameOfTheSockets() {
    const DemoOverHttp server;
    const Outcome outcome = run(echoAt(url(server), "--calls 100 --workers 1"));
    QCOMPARE(outcome.status, 0);
    QVERIFY2(QRegularExpression(QStringLiteral("\n  sockets    \\d+ opened, \\d+ reused, HTTP/1.1\n"))
                 .match(outcome.out)
                 .hasMatch(),
             qPrintable(outcome.out));
}

void TestCliHttp::toolsSaysHowTheServerWasFound() {
    const DemoOverHttp server;
    const Outcome outcome = run({"tools", "--url", url(server, "/sse")});
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.out.contains(QLatin1String("(legacy 2025-11-25 over sse), ")), qPrintable(outcome.out));
    QVERIFY2(outcome.out.contains(QLatin1String("; sse: it answered initialize\n")), qPrintable(outcome.out));
    const Outcome listed = run({"tools", "--json", "--url", url(server)});
    QCOMPARE(parsed(listed.out)["server"]["found"].get<std::string>(),
             std::string("it answered server/discover"));
}

void TestCliHttp::failedCallsOverHttpAreSomeCallsFailed() {
    const DemoOverHttp server;
    const Outcome outcome = run({"run", "--url", url(server), "--tool", "http_fault", "--args",
                                 R"({"kind":"status_500"})", "--calls", "10", "--json", "-"});
    QCOMPARE(outcome.status, 1);
    const json errors = parsed(outcome.out)["errors"];
    QCOMPARE(errors.size(), std::size_t{1});
    QCOMPARE(errors[0]["kind"].get<std::string>(), std::string("Http"));
    QCOMPARE(errors[0]["count"].get<int>(), 10);
}

void TestCliHttp::tokenOpensTheServer_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("path");
    for (const char* path : {"/mcp", "/sse"}) {
        QTest::addRow("header, %s", path)
            << QStringList{"--header", "Authorization: Bearer " + token} << path;
        QTest::addRow("variable, %s", path) << words("--bearer-env TOKEN_OF_THE_TEST") << path;
        QTest::addRow("file, %s", path) << words("--bearer-file FILE") << path;
    }
}

void TestCliHttp::tokenOpensTheServer() {
    QFETCH(QStringList, options);
    QFETCH(const QString, path);
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("token"));
    write(file, token.toUtf8() + "\n");
    options.replaceInStrings(QStringLiteral("FILE"), file);
    const DemoOverHttp server({"--token", token});
    const Outcome outcome = run(echoAt(url(server, path.toUtf8().constData()), "--calls 20") + options,
                                {{"TOKEN_OF_THE_TEST", token}});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.out.contains(QLatin1String("20 succeeded, 0 failed")));
}

void TestCliHttp::withoutTokenItNeedsAuthorization_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("none") << QStringList();
    QTest::newRow("wrong one") << QStringList{"--header", "Authorization: Bearer other"};
    QTest::newRow("HTTP+SSE") << words("--transport sse");
}

void TestCliHttp::withoutTokenItNeedsAuthorization() {
    QFETCH(const QStringList, options);
    const DemoOverHttp server({"--token", token});
    const QString path = url(server, options.contains(QLatin1String("sse")) ? "/sse" : "/mcp");
    const Outcome outcome = run(echoAt(path, "--calls 1") + options);
    QVERIFY2(outcome.err.startsWith(
                 QStringLiteral("mcp-dyno: the server needs authorization (HTTP 401 Unauthorized); "
                                "give it a bearer token or the header that it wants\n"
                                "  WWW-Authenticate: Bearer")),
             qPrintable(outcome.err));
    QCOMPARE(outcome.status, 3);
    QCOMPARE(outcome.out, QString());
}

void TestCliHttp::configFileNamesAUrl_data() {
    QTest::addColumn<QString>("header");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<Variables>("variables");
    QTest::newRow("as it is") << "Bearer " + token << QStringList() << Variables();
    QTest::newRow("environment") << "Bearer ${env:OF_THE_TEST}" << QStringList()
                                 << Variables{{"OF_THE_TEST", token}};
    QTest::newRow("input as option") << "Bearer ${input:the-token}"
                                     << QStringList{"--input", "the-token=" + token} << Variables();
    QTest::newRow("input as variable")
        << "Bearer ${input:the-token}" << QStringList() << Variables{{"MCP_DYNO_INPUT_THE_TOKEN", token}};
}

void TestCliHttp::configFileNamesAUrl() {
    QFETCH(const QString, header);
    QFETCH(const QStringList, options);
    QFETCH(const Variables, variables);
    const DemoOverHttp server({"--token", token});
    const json input = {
        {"type", "promptString"}, {"id", "the-token"}, {"description", "Token"}, {"password", true}};
    const json entry = {{"type", "http"},
                        {"url", server.url()},
                        {"headers", {{"Authorization", header.toStdString()}, {"X-Other", "y"}}}};
    const json config = {{"inputs", {input}}, {"servers", {{"web", entry}}}};
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("mcp.json"));
    write(file, QByteArray::fromStdString(config.dump()));
    const Outcome outcome = run(QStringList{"tools", "--config", file, "--json"} + options, variables);
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    QCOMPARE(parsed(outcome.out)["server"]["transport"].get<std::string>(), std::string("http"));
}

void TestCliHttp::answersReachTheServer_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("answer");
    const QString root = QStringLiteral("roots/list");
    const QString elicitation = QStringLiteral("elicitation/create");
    const QString sampling = QStringLiteral("sampling/createMessage");
    QTest::newRow("root") << root << words("--root /tmp") << R"("uri":"file:///tmp")";
    QTest::newRow("no root") << root << QStringList() << R"("roots":[])";
    QTest::newRow("form declined") << elicitation << QStringList() << R"("action":"decline")";
    QTest::newRow("form by its defaults")
        << elicitation << words("--elicitation defaults") << R"("content":{"name":"nobody"})";
    QTest::newRow("form as told") << elicitation << QStringList{"--elicitation", R"({"name":"Ann"})"}
                                  << R"("content":{"name":"Ann"})";
    QTest::newRow("text as told") << sampling << QStringList{"--sampling", "As a model would say"}
                                  << R"("text":"As a model would say")";
}

/// What the client answers comes past a proxy that notes it.
void TestCliHttp::answersReachTheServer() {
    QFETCH(const QString, method);
    QFETCH(const QStringList, options);
    QFETCH(const QString, answer);
    for (const QStringList& era : {QStringList(), words("--era legacy")}) {
        const DemoOverHttp server(era);
        const RecordingProxy proxy;
        const Outcome outcome = run(QStringList{"run", "--url", url(server), "--calls", "1", "--tool", "ask",
                                                "--args", QStringLiteral("{\"method\":\"%1\"}").arg(method)} +
                                        options,
                                    {{"http_proxy", proxy.url()}});
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.status, 0);
        bool seen = false;
        for (const json& request : proxy.requests())
            seen = seen || request["body"].get<std::string>().find(answer.toStdString()) != std::string::npos;
        QVERIFY2(seen, proxy.text().c_str());
    }
}

/// The calls are cancelled and the session is ended, in that order.
void TestCliHttp::interruptTellsTheServer() {
    const DemoOverHttp server(words("--era legacy"));
    const RecordingProxy proxy;
    CliProgram program({"run", "--url", url(server), "--tool", "hang", "--duration", "1h", "--workers", "3"});
    program.environment.insert(QStringLiteral("http_proxy"), proxy.url());
    program.start();
    const auto heard = [&](const char* method) {
        const auto requests = proxy.requests();
        return std::count_if(requests.begin(), requests.end(), [&](const json& request) {
            return request["body"].get<std::string>().find(method) != std::string::npos;
        });
    };
    QTRY_COMPARE_WITH_TIMEOUT(heard("tools/call"), 3, patience);
    ::kill(static_cast<pid_t>(program.process.processId()), SIGINT);
    const Outcome outcome = program.finish();
    QCOMPARE(outcome.status, 130);
    QVERIFY(outcome.out.contains(QLatin1String("3 cancelled")));
    QVERIFY(program.mark.processes().empty());
    QCOMPARE(heard("notifications/cancelled"), 3);
    QVERIFY(proxy.requests().back()["line"].get<std::string>().starts_with("DELETE "));
}

QTEST_GUILESS_MAIN(TestCliHttp)
#include "tst_cli_http.moc"
