#include "tests/app/mcp_over_http.h"

#include <QtTest>

using namespace dyno::test;

namespace {

QStringList words(const char* text) {
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

json statistics(quint16 port) {
    ModernOverHttp client(port);
    return json::parse(client.callText("stats"));
}

/// Asks until so many calls are in flight, besides the question itself: connections are not in step.
bool inFlightBecomes(quint16 port, int count) {
    for (int tries = 0; tries < 10'000; ++tries)
        if (statistics(port)["inFlight"] == count + 1)
            return true;
    return false;
}

} // namespace

/// Streamable HTTP in both eras, and HTTP+SSE, spoken to a real process.
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

    // modern
    void discoverNeedsNoSession();
    void modernRequestIsChecked_data();
    void modernRequestIsChecked();
    void namesAreRepeatedInAHeader_data();
    void namesAreRepeatedInAHeader();
    void argumentsAreRepeatedInHeaders_data();
    void argumentsAreRepeatedInHeaders();
    void modernServerTakesOnlyPost();
    void closingTheStreamCancels_data();
    void closingTheStreamCancels();
    void subscriptionIsAStream();

    // HTTP+SSE
    void endpointComesFirst();
    void repliesComeOnTheStream();
    void endOfTheStreamEndsTheSession();
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

void TestDemoHttp::discoverNeedsNoSession() {
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    const HttpResponse reply = client.askModern("server/discover");
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.headers.contains("mcp-session-id"));
    const json result = reply.message()["result"];
    QVERIFY(result["resultType"] == "complete");
    QVERIFY(result["ttlMs"].is_number() && result["cacheScope"] == "public");
}

void TestDemoHttp::modernRequestIsChecked_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("meta");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    const QByteArray list = "tools/list";
    const QString whole = QStringLiteral(R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                                             "io.modelcontextprotocol/clientCapabilities":{}})");
    QTest::newRow("other version in the header")
        << list << QByteArray("MCP-Protocol-Version") << QByteArray("2025-11-25") << whole << 400 << -32020;
    QTest::newRow("other method in the header")
        << list << QByteArray("Mcp-Method") << QByteArray("tools/call") << whole << 400 << -32020;
    QTest::newRow("no meta") << list << QByteArray() << QByteArray() << "{}" << 400 << -32602;
    QTest::newRow("no capabilities") << list << QByteArray() << QByteArray()
                                     << R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"})" << 400
                                     << -32602;
    QTest::newRow("unsupported version")
        << list << QByteArray("MCP-Protocol-Version") << QByteArray("2027-01-01")
        << R"({"io.modelcontextprotocol/protocolVersion":"2027-01-01",
               "io.modelcontextprotocol/clientCapabilities":{}})"
        << 400 << -32022;
    QTest::newRow("unknown method") << QByteArray("ping") << QByteArray() << QByteArray() << whole << 404
                                    << -32601;
}

void TestDemoHttp::modernRequestIsChecked() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    QFETCH(QString, meta);
    QFETCH(int, status);
    QFETCH(int, code);
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    client.meta = json::parse(meta.toStdString());
    if (!header.isEmpty())
        client.headers[header] = value;
    const HttpResponse reply = client.askModern(method.constData());
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.message()["error"]["code"].get<int>(), code);
}

void TestDemoHttp::namesAreRepeatedInAHeader_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("params");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("status");
    const QString echo = QStringLiteral(R"({"name":"echo","arguments":{"message":"hello"}})");
    QTest::newRow("tool") << QByteArray("tools/call") << echo << QByteArray("echo") << 200;
    QTest::newRow("encoded") << QByteArray("tools/call") << echo << QByteArray("=?base64?ZWNobw==?=") << 200;
    QTest::newRow("another tool") << QByteArray("tools/call") << echo << QByteArray("sleep") << 400;
    QTest::newRow("no name") << QByteArray("tools/call") << echo << QByteArray() << 400;
    QTest::newRow("resource") << QByteArray("resources/read") << R"({"uri":"demo://numbers"})"
                              << QByteArray("demo://numbers") << 200;
    QTest::newRow("prompt") << QByteArray("prompts/get") << R"({"name":"summary"})" << QByteArray("summary")
                            << 200;
    QTest::newRow("another prompt") << QByteArray("prompts/get") << R"({"name":"summary"})"
                                    << QByteArray("hello") << 400;
}

void TestDemoHttp::namesAreRepeatedInAHeader() {
    QFETCH(QByteArray, method);
    QFETCH(QString, params);
    QFETCH(QByteArray, name);
    QFETCH(int, status);
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    const HttpResponse reply = client.askModern(method.constData(), json::parse(params.toStdString()),
                                                name.isEmpty() ? nullptr : name.constData());
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.message().contains("result"), status == 200);
}

void TestDemoHttp::argumentsAreRepeatedInHeaders_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("status");
    QTest::newRow("text") << R"({"region":"north"})" << QByteArray("Region") << QByteArray("north") << 200;
    QTest::newRow("encoded") << R"({"region":"Zürich"})" << QByteArray("Region")
                             << QByteArray("=?base64?WsO8cmljaA==?=") << 200;
    QTest::newRow("number") << R"({"count":7})" << QByteArray("Count") << QByteArray("7") << 200;
    QTest::newRow("truth") << R"({"urgent":true})" << QByteArray("Urgent") << QByteArray("true") << 200;
    QTest::newRow("inside") << R"({"place":{"city":"Bern"}})" << QByteArray("City") << QByteArray("Bern")
                            << 200;
    QTest::newRow("without header") << R"({"note":"x"})" << QByteArray("Other") << QByteArray("x") << 200;
    QTest::newRow("null") << R"({"note":"x"})" << QByteArray("Region") << QByteArray("north") << 400;
    QTest::newRow("other text") << R"({"region":"north"})" << QByteArray("Region") << QByteArray("south")
                                << 400;
    QTest::newRow("missing") << R"({"region":"north"})" << QByteArray("Other") << QByteArray("x") << 400;
}

void TestDemoHttp::argumentsAreRepeatedInHeaders() {
    QFETCH(QString, arguments);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    QFETCH(int, status);
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    client.headers["Mcp-Param-" + header] = value;
    const HttpResponse reply = client.call("headers", json::parse(arguments.toStdString()));
    QCOMPARE(reply.status, status);
    if (status == 400)
        QVERIFY(reply.message()["error"]["code"] == -32020);
}

void TestDemoHttp::modernServerTakesOnlyPost() {
    DemoHttpServer server(words("--era modern"));
    ModernOverHttp client(server.port());
    for (const char* method : {"GET", "DELETE"}) {
        client.request(method, "/mcp", client.headers);
        const HttpResponse reply = client.read();
        QCOMPARE(reply.status, 405);
        QCOMPARE(reply.headers.value("allow"), QByteArray("POST"));
    }
    QCOMPARE(client.ask("initialize", {{"protocolVersion", "2025-11-25"}}).status, 404);
    client.request("GET", "/sse");
    QCOMPARE(client.read().status, 404);
}

void TestDemoHttp::closingTheStreamCancels_data() {
    QTest::addColumn<QString>("style");
    QTest::newRow("before a byte") << "json";
    QTest::newRow("in the stream") << "sse";
}

void TestDemoHttp::closingTheStreamCancels() {
    QFETCH(QString, style);
    DemoHttpServer server({QStringLiteral("--reply"), style});
    ModernOverHttp client(server.port());
    client.startCall("hang");
    QVERIFY(inFlightBecomes(server.port(), 1));
    client.close();
    QVERIFY(inFlightBecomes(server.port(), 0));
    QVERIFY(statistics(server.port())["cancelled"] == 1);
}

void TestDemoHttp::subscriptionIsAStream() {
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    client.start("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}});
    QCOMPARE(client.readHead().headers.value("content-type"), QByteArray("text/event-stream"));
    const json acknowledged = client.readEvent()->message();
    QVERIFY(acknowledged["method"] == "notifications/subscriptions/acknowledged");
    QVERIFY(acknowledged["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == 1);
    ModernOverHttp other(server.port());
    other.call("change_tools");
    const json changed = client.readEvent()->message();
    QVERIFY(changed["method"] == "notifications/tools/list_changed");
    QVERIFY(changed["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == 1);
}

namespace {

/// HTTP+SSE: the stream, and a connection to POST on.
struct SseClient {
    explicit SseClient(quint16 port)
        : stream(port)
        , posting(port) {
        stream.request("GET", "/sse", {{"Accept", "text/event-stream"}});
        head = stream.readHead();
        endpoint = *stream.readEvent();
        posting.target = endpoint.data;
    }

    RawHttpClient stream;
    McpOverHttp posting;
    HttpResponse head;
    ServerEvent endpoint;
};

} // namespace

void TestDemoHttp::endpointComesFirst() {
    DemoHttpServer server;
    SseClient client(server.port());
    QCOMPARE(client.head.headers.value("content-type"), QByteArray("text/event-stream"));
    QCOMPARE(client.endpoint.type, QByteArray("endpoint"));
    QVERIFY(client.endpoint.data.startsWith("/messages?sessionId="));
}

void TestDemoHttp::repliesComeOnTheStream() {
    DemoHttpServer server;
    SseClient client(server.port());
    QCOMPARE(client.posting.ask("initialize", {{"protocolVersion", "2024-11-05"}}).status, 202);
    const auto event = client.stream.readEvent();
    QCOMPARE(event->type, QByteArray("message"));
    QVERIFY(event->message()["result"]["protocolVersion"] == "2024-11-05");
    QCOMPARE(client.posting.ask("tools/call", {{"name", "change_tools"}}, 2).status, 202);
    QVERIFY(client.stream.readEvent()->message()["method"] == "notifications/tools/list_changed");
    QVERIFY(client.stream.readEvent()->message()["id"] == 2);
    QCOMPARE(client.posting.ask("tools/call", {{"name", "ask"}}, 3).status, 202);
    const json question = client.stream.readEvent()->message();
    client.posting.post({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {{"seen", true}}}});
    QCOMPARE(client.posting.read().status, 202);
    QVERIFY(client.stream.readEvent()->data.contains("seen"));
}

void TestDemoHttp::endOfTheStreamEndsTheSession() {
    DemoHttpServer server;
    SseClient client(server.port());
    client.posting.ask("initialize", {{"protocolVersion", "2024-11-05"}});
    client.posting.ask("tools/call", {{"name", "hang"}}, 2);
    client.stream.close();
    QVERIFY(inFlightBecomes(server.port(), 0));
    QCOMPARE(client.posting.ask("ping").status, 404);
}

QTEST_GUILESS_MAIN(TestDemoHttp)
#include "tst_demo_http.moc"
