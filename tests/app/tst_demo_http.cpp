#include "tests/app/mcp_over_http.h"

#include <QtTest>

using namespace dyno::test;

/// HTTP itself, and Streamable HTTP of the legacy era, spoken to a real process.
class TestDemoHttp : public QObject {
    Q_OBJECT

private slots:
    void printsWhereItListens();
    void portInUseIsExplained();
    void connectionIsKept();
    void pipelinedRequestsAreAnsweredInOrder();
    void wrongHttpIsRefused_data();
    void wrongHttpIsRefused();
    void tokenIsWanted();

    // legacy
    void initializeOpensASession();
    void sessionIsWanted_data();
    void sessionIsWanted();
    void deleteEndsTheSession();
    void otherProtocolVersionIsRefused();
    void notificationsAndResponsesAreAccepted();
    void toolsAnswer_data();
    void toolsAnswer();
    void everyBehaviourWorks_data();
    void everyBehaviourWorks();
    void parallelBoundsAllClients();
    void serviceTimeIsSpent();
    void progressComesOnTheCallsStream();
    void jsonStyleSendsProgressAside();
    void questionComesOnTheCallsStream();
    void questionComesAside();
    void changedToolsAreAnnouncedOnTheStandaloneStream();
    void standaloneStreamOpensOnce();
    void cancelledCallGetsNoAnswer_data();
    void cancelledCallGetsNoAnswer();
    void cancelledCallCanReplyLate();
    void idsAreOneSessionsOwn();
    void batchIsAnsweredAsOne_data();
    void batchIsAnsweredAsOne();
    void cutStreamIsResumed();
    void standaloneStreamIsResumed();
    void unknownEventIsNotResumed();
    void legacyServerRefusesTheProbe();
};

void TestDemoHttp::printsWhereItListens() {
    DemoHttpServer server;
    QVERIFY(server.port() > 0);
    QCOMPARE(server.firstLine(),
             QByteArray("listening on http://127.0.0.1:" + QByteArray::number(server.port()) + "/mcp\n"));
}

void TestDemoHttp::portInUseIsExplained() {
    DemoHttpServer first;
    QProcess second;
    second.start(QStringLiteral(DYNO_DEMO_SERVER), {QStringLiteral("--http"), QString::number(first.port())});
    QVERIFY(second.waitForFinished());
    QCOMPARE(second.exitCode(), 1);
    QVERIFY(second.readAllStandardError().contains("cannot listen"));
}

void TestDemoHttp::connectionIsKept() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    for (int call = 0; call < 3; ++call)
        QCOMPARE(client.callText("echo", {{"message", "hello"}}), std::string("hello"));
}

void TestDemoHttp::pipelinedRequestsAreAnsweredInOrder() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    client.startCall("sleep", {{"ms", 50}}, {}, "slow");
    client.startCall("echo", {{"message", "hello"}}, {}, "quick");
    QVERIFY(client.read().message()["id"] == "slow");
    QVERIFY(client.read().message()["id"] == "quick");
}

void TestDemoHttp::wrongHttpIsRefused_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray accept = "Accept: application/json, text/event-stream\r\n";
    const QByteArray type = "Content-Type: application/json\r\n";
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << 400;
    QTest::newRow("nothing there") << QByteArray("GET /nothing HTTP/1.1\r\n\r\n") << 404;
    QTest::newRow("no content type") << "POST /mcp HTTP/1.1\r\n" + accept + "Content-Length: 2\r\n\r\n{}"
                                     << 415;
    QTest::newRow("streams not accepted")
        << "POST /mcp HTTP/1.1\r\nAccept: application/json\r\n" + type + "Content-Length: 2\r\n\r\n{}" << 406;
    QTest::newRow("no JSON") << "POST /mcp HTTP/1.1\r\n" + accept + type + "Content-Length: 2\r\n\r\n{!"
                             << 400;
    QTest::newRow("GET without streams")
        << QByteArray("GET /mcp HTTP/1.1\r\nAccept: text/html\r\n\r\n") << 406;
    QTest::newRow("unknown method") << QByteArray("PUT /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n") << 405;
}

void TestDemoHttp::wrongHttpIsRefused() {
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    DemoHttpServer server;
    RawHttpClient client(server.port());
    client.write(request);
    QCOMPARE(client.read().status, status);
}

void TestDemoHttp::tokenIsWanted() {
    DemoHttpServer server(words("--token secret"));
    ModernOverHttp client(server.port());
    const HttpResponse refused = client.askModern("server/discover");
    QCOMPARE(refused.status, 401);
    QVERIFY(refused.headers.value("www-authenticate").startsWith("Bearer"));
    client.headers["Authorization"] = "Bearer secret";
    QCOMPARE(client.askModern("server/discover").status, 200);
}

void TestDemoHttp::initializeOpensASession() {
    DemoHttpServer server;
    McpOverHttp client(server.port());
    const HttpResponse reply = client.ask("initialize", {{"protocolVersion", "2025-06-18"}});
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.headers.value("content-type"), QByteArray("application/json"));
    QVERIFY(!reply.headers.value("mcp-session-id").isEmpty());
    QVERIFY(reply.message()["result"]["protocolVersion"] == "2025-06-18");
}

void TestDemoHttp::sessionIsWanted_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("session");
    QTest::addColumn<int>("status");
    for (const char* method : {"POST", "GET", "DELETE"}) {
        QTest::addRow("%s without", method) << QByteArray(method) << QByteArray() << 400;
        QTest::addRow("%s unknown", method) << QByteArray(method) << QByteArray("nobody's") << 404;
    }
}

void TestDemoHttp::sessionIsWanted() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, session);
    QFETCH(int, status);
    DemoHttpServer server;
    McpOverHttp client(server.port());
    if (!session.isEmpty())
        client.headers["Mcp-Session-Id"] = session;
    client.request(method, "/mcp", client.headers, R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})");
    QCOMPARE(client.read().status, status);
}

void TestDemoHttp::deleteEndsTheSession() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    LegacyOverHttp calling(server.port());
    calling.headers = client.headers;
    calling.startCall("hang");
    RawHttpClient standalone(server.port());
    client.openStandalone(standalone);
    QCOMPARE(standalone.readHead().status, 200);
    client.request("DELETE", "/mcp", client.headers);
    QCOMPARE(client.read().status, 200);
    QVERIFY(!standalone.readEvent());
    QCOMPARE(client.ask("tools/list").status, 404);
    QVERIFY(inFlightBecomes(server.port(), 0));
}

void TestDemoHttp::otherProtocolVersionIsRefused() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    client.headers["MCP-Protocol-Version"] = "2024-11-05";
    QCOMPARE(client.ask("tools/list").status, 400);
    client.headers.remove("MCP-Protocol-Version");
    QCOMPARE(client.ask("tools/list").status, 200);
}

void TestDemoHttp::notificationsAndResponsesAreAccepted() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    const HttpResponse reply = client.notify("notifications/roots/list_changed");
    QCOMPARE(reply.status, 202);
    QVERIFY(reply.body.isEmpty());
    client.post({{"jsonrpc", "2.0"}, {"id", "nobody asked"}, {"result", json::object()}});
    QCOMPARE(client.read().status, 202);
}

void TestDemoHttp::toolsAnswer_data() {
    QTest::addColumn<QString>("style");
    QTest::addColumn<bool>("modern");
    for (const char* style : {"auto", "json", "sse"}) {
        QTest::addRow("legacy %s", style) << style << false;
        QTest::addRow("modern %s", style) << style << true;
    }
}

void TestDemoHttp::toolsAnswer() {
    QFETCH(QString, style);
    QFETCH(bool, modern);
    DemoHttpServer server({QStringLiteral("--reply"), style});
    LegacyOverHttp legacy(server.port());
    ModernOverHttp client(server.port());
    const HttpResponse reply =
        modern ? client.call("echo", {{"message", "hello"}}) : legacy.call("echo", {{"message", "hello"}});
    const bool stream = style == QStringLiteral("sse");
    QVERIFY(reply.complete);
    QCOMPARE(reply.headers.value("content-type"),
             QByteArray(stream ? "text/event-stream" : "application/json"));
    QCOMPARE(reply.body.startsWith("event: message\ndata: {"), stream);
    QVERIFY(reply.body.contains("hello"));
    QCOMPARE(reply.body.contains("resultType"), modern);
}

void TestDemoHttp::everyBehaviourWorks_data() {
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("sleep") << "sleep"
                           << R"({"ms":1})" << QByteArray("slept 1 ms");
    QTest::newRow("cpu") << "cpu"
                         << R"({"ms":1})" << QByteArray("burnt 1 ms");
    QTest::newRow("payload") << "payload"
                             << R"({"bytes":5000000})" << QByteArray(5'000'000, 'x');
    QTest::newRow("flaky") << "flaky"
                           << R"({"rate":1})" << QByteArray("\"isError\":true");
    QTest::newRow("leak") << "leak"
                          << R"({"kb":1})" << QByteArray("leaked 1 KiB");
    QTest::newRow("unknown") << "nothing"
                             << "{}" << QByteArray("-32602");
    QTest::newRow("wrong arguments") << "echo"
                                     << "{}" << QByteArray("-32602");
}

void TestDemoHttp::everyBehaviourWorks() {
    QFETCH(QString, tool);
    QFETCH(QString, arguments);
    QFETCH(QByteArray, expected);
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    const HttpResponse reply = client.call(tool.toStdString().c_str(), json::parse(arguments.toStdString()));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QVERIFY(reply.body.contains(expected));
}

void TestDemoHttp::parallelBoundsAllClients() {
    DemoHttpServer server(words("--parallel 1"));
    LegacyOverHttp first(server.port());
    LegacyOverHttp second(server.port());
    first.startCall("hang");
    QVERIFY(inFlightBecomes(server.port(), 1));
    second.startCall("echo", {{"message", "hello"}});
    QVERIFY(inFlightBecomes(server.port(), 2));
    QVERIFY(statistics(server.port())["queued"] == 1);
    LegacyOverHttp ending(server.port());
    ending.request("DELETE", "/mcp", first.headers);
    QCOMPARE(ending.read().status, 200);
    QCOMPARE(second.text(second.read().message()), std::string("hello"));
}

void TestDemoHttp::serviceTimeIsSpent() {
    DemoHttpServer server(words("--service constant --service-mean 3600s"));
    LegacyOverHttp client(server.port());
    client.startCall("echo", {{"message", "hello"}});
    QVERIFY(inFlightBecomes(server.port(), 1));
    QVERIFY(statistics(server.port())["running"] == 1);
    QVERIFY(!client.hasInput());
}

void TestDemoHttp::progressComesOnTheCallsStream() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    client.startCall("progress", {{"ms", 5}}, {{"_meta", {{"progressToken", "p"}}}});
    QCOMPARE(client.readHead().headers.value("content-type"), QByteArray("text/event-stream"));
    for (int step = 1; step <= 5; ++step)
        QVERIFY(client.readEvent()->message()["params"]["progress"] == step);
    QVERIFY(client.readEvent()->message().contains("result"));
    QVERIFY(!client.readEvent());
}

void TestDemoHttp::jsonStyleSendsProgressAside() {
    DemoHttpServer server(words("--reply json"));
    LegacyOverHttp client(server.port());
    RawHttpClient standalone(server.port());
    client.openStandalone(standalone);
    QCOMPARE(standalone.readHead().status, 200);
    const HttpResponse reply =
        client.call("progress", {{"ms", 5}, {"steps", 1}}, {{"_meta", {{"progressToken", "p"}}}});
    QVERIFY(reply.message().contains("result"));
    QVERIFY(standalone.readEvent()->message()["method"] == "notifications/progress");
}

void TestDemoHttp::questionComesOnTheCallsStream() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    client.startCall("ask");
    client.readHead();
    const json question = client.readEvent()->message();
    QVERIFY(question["method"] == "ping");
    LegacyOverHttp answering(server.port());
    answering.headers = client.headers;
    answering.post({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {{"seen", true}}}});
    QCOMPARE(answering.read().status, 202);
    QVERIFY(client.readEvent()->data.contains("seen"));
}

void TestDemoHttp::questionComesAside() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    client.startCall("ask", {{"aside", true}, {"method", "elicitation/create"}});
    RawHttpClient standalone(server.port());
    client.openStandalone(standalone);
    standalone.readHead();
    const json question = standalone.readEvent()->message();
    QVERIFY(question["method"] == "elicitation/create");
    LegacyOverHttp answering(server.port());
    answering.headers = client.headers;
    answering.post({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {{"action", "decline"}}}});
    QCOMPARE(answering.read().status, 202);
    const HttpResponse reply = client.read();
    QCOMPARE(reply.headers.value("content-type"), QByteArray("application/json"));
    QVERIFY(reply.body.contains("decline"));
}

void TestDemoHttp::changedToolsAreAnnouncedOnTheStandaloneStream() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    RawHttpClient standalone(server.port());
    client.openStandalone(standalone);
    standalone.readHead();
    client.call("change_tools");
    QVERIFY(standalone.readEvent()->message()["method"] == "notifications/tools/list_changed");
}

void TestDemoHttp::standaloneStreamOpensOnce() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port());
    RawHttpClient first(server.port()), second(server.port());
    client.openStandalone(first);
    QCOMPARE(first.readHead().status, 200);
    client.openStandalone(second);
    QCOMPARE(second.readHead().status, 409);
}

void TestDemoHttp::cancelledCallGetsNoAnswer_data() {
    QTest::addColumn<QString>("style");
    QTest::addColumn<int>("status");
    QTest::newRow("auto") << "auto" << 200;
    QTest::newRow("sse") << "sse" << 200;
    QTest::newRow("json") << "json" << 202;
}

void TestDemoHttp::cancelledCallGetsNoAnswer() {
    QFETCH(QString, style);
    QFETCH(int, status);
    DemoHttpServer server({QStringLiteral("--reply"), style});
    LegacyOverHttp client(server.port());
    LegacyOverHttp cancelling(server.port());
    cancelling.headers = client.headers;
    client.startCall("hang", json::object(), json::object(), "h");
    QVERIFY(inFlightBecomes(server.port(), 1));
    QCOMPARE(cancelling.notify("notifications/cancelled", {{"requestId", "h"}}).status, 202);
    const HttpResponse reply = client.read();
    QCOMPARE(reply.status, status);
    QVERIFY(reply.complete);
    QVERIFY(reply.body.isEmpty());
}

void TestDemoHttp::cancelledCallCanReplyLate() {
    DemoHttpServer server(words("--late-replies"));
    LegacyOverHttp client(server.port());
    LegacyOverHttp cancelling(server.port());
    cancelling.headers = client.headers;
    client.startCall("hang", json::object(), json::object(), "h");
    QVERIFY(inFlightBecomes(server.port(), 1));
    cancelling.notify("notifications/cancelled", {{"requestId", "h"}});
    QVERIFY(client.read().body.contains("after it was cancelled"));
}

void TestDemoHttp::idsAreOneSessionsOwn() {
    DemoHttpServer server;
    LegacyOverHttp first(server.port());
    LegacyOverHttp second(server.port());
    LegacyOverHttp sameSession(server.port());
    sameSession.headers = first.headers;
    first.startCall("hang");
    QVERIFY(inFlightBecomes(server.port(), 1));
    QCOMPARE(second.callText("echo", {{"message", "mine"}}), std::string("mine"));
    QVERIFY(sameSession.call("echo", {{"message", "mine"}}).message()["error"]["code"] == -32600);
}

void TestDemoHttp::batchIsAnsweredAsOne_data() {
    QTest::addColumn<QString>("style");
    QTest::newRow("json") << "json";
    QTest::newRow("sse") << "sse";
}

void TestDemoHttp::batchIsAnsweredAsOne() {
    QFETCH(QString, style);
    DemoHttpServer server({QStringLiteral("--reply"), style});
    LegacyOverHttp client(server.port(), "2025-03-26");
    client.post(json::parse(R"([{"jsonrpc":"2.0","id":"a","method":"ping"},
                                {"jsonrpc":"2.0","method":"notifications/initialized"},
                                {"jsonrpc":"2.0","id":"b","method":"ping"}])"));
    if (style == QStringLiteral("json")) {
        const json replies = client.read().message();
        QVERIFY(replies.is_array());
        QVERIFY(replies[0]["id"] == "a" && replies[1]["id"] == "b");
        return;
    }
    client.readHead();
    QVERIFY(client.readEvent()->message()["id"] == "a");
    QVERIFY(client.readEvent()->message()["id"] == "b");
    QVERIFY(!client.readEvent());
}

void TestDemoHttp::cutStreamIsResumed() {
    DemoHttpServer server(words("--reply sse --resumable --retry 30ms"));
    LegacyOverHttp client(server.port());
    client.startCall("http_fault", {{"kind", "cut_stream"}});
    QCOMPARE(client.readHead().status, 200);
    const auto priming = client.readEvent();
    QVERIFY(priming->data.isEmpty());
    QVERIFY(!priming->id.isEmpty());
    QCOMPARE(priming->retry, 30);
    QVERIFY(!client.readEvent());
    LegacyOverHttp resuming(server.port());
    resuming.headers = client.headers;
    resuming.headers["Last-Event-ID"] = priming->id;
    resuming.request("GET", "/mcp", resuming.headers);
    QCOMPARE(resuming.readHead().status, 200);
    QVERIFY(resuming.readEvent()->message().contains("result"));
    QVERIFY(!resuming.readEvent());
}

void TestDemoHttp::standaloneStreamIsResumed() {
    DemoHttpServer server(words("--resumable"));
    LegacyOverHttp client(server.port());
    RawHttpClient first(server.port());
    client.openStandalone(first);
    first.readHead();
    client.call("change_tools");
    first.readEvent();
    const auto seen = first.readEvent();
    first.close();
    client.call("change_tools");
    Headers headers = client.headers;
    headers["Last-Event-ID"] = seen->id;
    HttpResponse head;
    std::optional<RawHttpClient> second;
    do {
        second.emplace(server.port());
        second->request("GET", "/mcp", headers);
        head = second->readHead();
    } while (head.status == 409); // until the server knows that the first one has gone
    QCOMPARE(head.status, 200);
    const auto next = second->readEvent();
    QVERIFY(next->message()["method"] == "notifications/tools/list_changed");
    QVERIFY(next->id != seen->id);
}

void TestDemoHttp::unknownEventIsNotResumed() {
    DemoHttpServer server(words("--resumable"));
    LegacyOverHttp client(server.port());
    client.headers["Last-Event-ID"] = "stream-99/1";
    client.request("GET", "/mcp", client.headers);
    QCOMPARE(client.read().status, 400);
}

void TestDemoHttp::legacyServerRefusesTheProbe() {
    DemoHttpServer server(words("--era legacy"));
    ModernOverHttp client(server.port());
    const HttpResponse reply = client.askModern("server/discover");
    QCOMPARE(reply.status, 400);
    QVERIFY(reply.message()["error"]["code"] == -32000);
}

QTEST_GUILESS_MAIN(TestDemoHttp)
#include "tst_demo_http.moc"
