#include "tests/app/mcp_over_http.h"

#include <QtTest>

using namespace dyno::test;

/// Streamable HTTP of the modern era, and HTTP+SSE, spoken to a real process.
class TestDemoHttpEras : public QObject {
    Q_OBJECT

private slots:
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
    void subscriptionIsAStream_data();
    void subscriptionIsAStream();

    // HTTP+SSE
    void endpointComesFirst();
    void repliesComeOnTheStream();
    void endOfTheStreamEndsTheSession();
};

void TestDemoHttpEras::discoverNeedsNoSession() {
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    const HttpResponse reply = client.askModern("server/discover");
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.headers.contains("mcp-session-id"));
    const json result = reply.message()["result"];
    QVERIFY(result["resultType"] == "complete");
    QVERIFY(result["ttlMs"].is_number() && result["cacheScope"] == "public");
}

void TestDemoHttpEras::modernRequestIsChecked_data() {
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

void TestDemoHttpEras::modernRequestIsChecked() {
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

void TestDemoHttpEras::namesAreRepeatedInAHeader_data() {
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

void TestDemoHttpEras::namesAreRepeatedInAHeader() {
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

void TestDemoHttpEras::argumentsAreRepeatedInHeaders_data() {
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
    QTest::newRow("not UTF-8") << R"({"region":"north"})" << QByteArray("Region") << QByteArray("\xff\xfe")
                               << 400;
    QTest::newRow("missing") << R"({"region":"north"})" << QByteArray("Other") << QByteArray("x") << 400;
}

void TestDemoHttpEras::argumentsAreRepeatedInHeaders() {
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

void TestDemoHttpEras::modernServerTakesOnlyPost() {
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

void TestDemoHttpEras::closingTheStreamCancels_data() {
    QTest::addColumn<QString>("style");
    QTest::newRow("before a byte") << "json";
    QTest::newRow("in the stream") << "sse";
}

void TestDemoHttpEras::closingTheStreamCancels() {
    QFETCH(QString, style);
    DemoHttpServer server({QStringLiteral("--reply"), style});
    ModernOverHttp client(server.port());
    client.startCall("hang");
    QVERIFY(inFlightBecomes(server.port(), 1));
    client.close();
    QVERIFY(inFlightBecomes(server.port(), 0));
    QVERIFY(statistics(server.port())["cancelled"] == 1);
}

void TestDemoHttpEras::subscriptionIsAStream_data() {
    QTest::addColumn<QString>("style");
    QTest::newRow("auto") << "auto";
    QTest::newRow("json") << "json";
}

void TestDemoHttpEras::subscriptionIsAStream() {
    QFETCH(QString, style);
    DemoHttpServer server({QStringLiteral("--reply"), style});
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

void TestDemoHttpEras::endpointComesFirst() {
    DemoHttpServer server(words("--resumable")); // this transport cannot resume
    SseClient client(server.port());
    QCOMPARE(client.head.headers.value("content-type"), QByteArray("text/event-stream"));
    QCOMPARE(client.endpoint.type, QByteArray("endpoint"));
    QVERIFY(client.endpoint.data.startsWith("/messages?sessionId="));
}

void TestDemoHttpEras::repliesComeOnTheStream() {
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

void TestDemoHttpEras::endOfTheStreamEndsTheSession() {
    DemoHttpServer server;
    SseClient client(server.port());
    client.posting.ask("initialize", {{"protocolVersion", "2024-11-05"}});
    client.posting.ask("tools/call", {{"name", "hang"}}, 2);
    client.stream.close();
    QVERIFY(inFlightBecomes(server.port(), 0));
    QCOMPARE(client.posting.ask("ping").status, 404);
}

QTEST_GUILESS_MAIN(TestDemoHttpEras)
#include "tst_demo_http_eras.moc"
