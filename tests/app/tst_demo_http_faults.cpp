#include "tests/app/mcp_over_http.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace dyno::test;

namespace {

const char* const spoken = "größer als 日本, and 🌍";

} // namespace

/// Every HTTP fault, and that the server goes on after it.
class TestDemoHttpFaults : public QObject {
    Q_OBJECT

private slots:
    void toolSpoilsItsResponse_data();
    void toolSpoilsItsResponse();
    void spoiltAnswerIsWhole_data();
    void spoiltAnswerIsWhole();
    void slowHeadersComeAfterTheStatusLine();
    void cutBodyEndsEarly();
    void cutStreamEndsInsideAnEvent();
    void packetsEndInsideOfCharacters();
    void endlessBodiesHaveNoEnd_data();
    void endlessBodiesHaveNoEnd();
    void gzipBombIsSmall();
    void redirectLeadsToTheAnswer();
    void redirectLeadsElsewhere();
    void redirectLoopLeadsToItself();
    void unansweredConnectionStaysOpen();
    void emptyReplyClosesWithoutAByte();
    void lostSessionIsGone_data();
    void lostSessionIsGone();
    void pathOrdersAFault_data();
    void pathOrdersAFault();
    void streamStyleCanBeSpoiltToo();
    void optionOrdersAFault();
    void optionSparesOtherRequests();
    void faultsAreForHttpOnly();
    void garbageComesAsOrdered_data();
    void garbageComesAsOrdered();
    void crashEndsTheProcess();
    void silentServerAnswersNothing();
    void wrongCommandLineIsExplained_data();
    void wrongCommandLineIsExplained();

private:
    DemoHttpServer m_server;
};

void TestDemoHttpFaults::toolSpoilsItsResponse_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("500") << "status_500" << 500 << QByteArray("content-type") << QByteArray("text/plain");
    QTest::newRow("429") << "rate_limit" << 429 << QByteArray("retry-after") << QByteArray("7");
    QTest::newRow("503") << "unavailable" << 503 << QByteArray("retry-after") << QByteArray("7");
    QTest::newRow("401") << "unauthorized" << 401 << QByteArray("www-authenticate")
                         << QByteArray("Bearer realm=\"mcp-dyno-demo-server\"");
    QTest::newRow("HTML") << "html" << 200 << QByteArray("content-type")
                          << QByteArray("text/html; charset=utf-8");
    QTest::newRow("wrong content type")
        << "wrong_content_type" << 200 << QByteArray("content-type") << QByteArray("text/plain");
    QTest::newRow("bad JSON") << "bad_json" << 200 << QByteArray("content-type")
                              << QByteArray("application/json");
}

void TestDemoHttpFaults::toolSpoilsItsResponse() {
    QFETCH(QString, kind);
    QFETCH(int, status);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    ModernOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", kind.toStdString()}, {"retry_after", 7}});
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.headers.value(header), value);
    QVERIFY(reply.complete);
    if (kind == QStringLiteral("bad_json"))
        QVERIFY(reply.message().is_discarded());
    QCOMPARE(client.callText("echo", {{"message", "still here"}}), std::string("still here"));
}

void TestDemoHttpFaults::spoiltAnswerIsWhole_data() {
    QTest::addColumn<QString>("kind");
    QTest::newRow("slow headers") << "slow_headers";
    QTest::newRow("odd chunks") << "odd_chunks";
    QTest::newRow("wrong content type") << "wrong_content_type";
}

void TestDemoHttpFaults::spoiltAnswerIsWhole() {
    QFETCH(QString, kind);
    LegacyOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", kind.toStdString()}, {"ms", 1}});
    QVERIFY(reply.complete);
    QCOMPARE(client.text(reply.message()), std::string(spoken));
    QCOMPARE(client.callText("echo", {{"message", "still here"}}), std::string("still here"));
}

void TestDemoHttpFaults::slowHeadersComeAfterTheStatusLine() {
    ModernOverHttp client(m_server.port());
    QElapsedTimer timer;
    timer.start();
    client.startCall("http_fault", {{"kind", "slow_headers"}, {"ms", 50}});
    QCOMPARE(client.readBytes(17), QByteArray("HTTP/1.1 200 OK\r\n"));
    QVERIFY(!client.hasInput());
    QCOMPARE(client.readBytes(13), QByteArray("Content-Type:"));
    QVERIFY(timer.elapsed() >= 50);
}

void TestDemoHttpFaults::cutBodyEndsEarly() {
    LegacyOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", "cut"}});
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.body.isEmpty());
    QVERIFY(!reply.complete);
}

void TestDemoHttpFaults::cutStreamEndsInsideAnEvent() {
    LegacyOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", "cut_stream"}});
    QCOMPARE(reply.headers.value("content-type"), QByteArray("text/event-stream"));
    QVERIFY(!reply.complete);
}

void TestDemoHttpFaults::packetsEndInsideOfCharacters() {
    ModernOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", "odd_events"}});
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith("\xef\xbb\xbf: a comment\r\n"));
    QVERIFY(reply.body.endsWith("\r\n\r\n"));
    QCOMPARE(reply.body.count("\r\ndata:"), 2);
    QVERIFY(reply.body.contains(spoken));
}

void TestDemoHttpFaults::endlessBodiesHaveNoEnd_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("body") << "endless_body" << QByteArray("application/json");
    QTest::newRow("event") << "endless_event" << QByteArray("text/event-stream");
}

void TestDemoHttpFaults::endlessBodiesHaveNoEnd() {
    QFETCH(QString, kind);
    QFETCH(QByteArray, type);
    constexpr qsizetype plenty = 8 * 1024 * 1024;
    ModernOverHttp client(m_server.port());
    client.startCall("http_fault", {{"kind", kind.toStdString()}});
    QCOMPARE(client.readHead().headers.value("content-type"), type);
    const QByteArray bytes = client.readBytes(plenty);
    QCOMPARE(bytes.size(), plenty);
    QVERIFY(!bytes.contains("\n\n"));
    client.close();
    ModernOverHttp next(m_server.port());
    QCOMPARE(next.callText("echo", {{"message", "still here"}}), std::string("still here"));
}

void TestDemoHttpFaults::gzipBombIsSmall() {
    ModernOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", "gzip_bomb"}});
    QCOMPARE(reply.headers.value("content-encoding"), QByteArray("gzip"));
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith("\x1f\x8b"));
    QVERIFY(reply.body.size() < 16 * 1024 * 1024);
    // The last four bytes of a gzip file are its inflated size modulo 4 GiB: of 8 GiB, nothing is left.
    QCOMPARE(reply.body.right(4), QByteArray(4, '\0'));
}

void TestDemoHttpFaults::redirectLeadsToTheAnswer() {
    ModernOverHttp client(m_server.port());
    const json arguments = {{"kind", "redirect"}};
    const HttpResponse reply = client.call("http_fault", arguments);
    QCOMPARE(reply.status, 307);
    client.target = reply.headers.value("location");
    QVERIFY(client.target.startsWith("/mcp"));
    QCOMPARE(client.callText("http_fault", arguments), std::string(spoken));
}

void TestDemoHttpFaults::redirectLeadsElsewhere() {
    ModernOverHttp client(m_server.port());
    const HttpResponse reply =
        client.call("http_fault", {{"kind", "redirect"}, {"location", "http://127.0.0.1:9/other"}});
    QCOMPARE(reply.headers.value("location"), QByteArray("http://127.0.0.1:9/other"));
    client.target = "/fault/redirect?to=http://127.0.0.1:9/mcp";
    QCOMPARE(client.askModern("tools/list").headers.value("location"), QByteArray("http://127.0.0.1:9/mcp"));
}

void TestDemoHttpFaults::redirectLoopLeadsToItself() {
    ModernOverHttp client(m_server.port());
    client.target = client.call("http_fault", {{"kind", "redirect_loop"}}).headers.value("location");
    const HttpResponse again = client.askModern("tools/list");
    QCOMPARE(again.status, 307);
    QCOMPARE(again.headers.value("location"), client.target);
}

void TestDemoHttpFaults::unansweredConnectionStaysOpen() {
    ModernOverHttp client(m_server.port());
    client.startCall("http_fault", {{"kind", "never_answers"}});
    ModernOverHttp next(m_server.port());
    QCOMPARE(next.callText("echo", {{"message", "still here"}}), std::string("still here"));
    QVERIFY(!client.hasInput());
}

void TestDemoHttpFaults::emptyReplyClosesWithoutAByte() {
    ModernOverHttp client(m_server.port());
    client.startCall("http_fault", {{"kind", "empty_reply"}});
    QVERIFY(client.closesWithoutAByte());
}

void TestDemoHttpFaults::lostSessionIsGone_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::newRow("404") << "session_lost" << 404 << -32001;
    QTest::newRow("400") << "session_lost_400" << 400 << -32000;
}

void TestDemoHttpFaults::lostSessionIsGone() {
    QFETCH(QString, kind);
    QFETCH(int, status);
    QFETCH(int, code);
    LegacyOverHttp client(m_server.port());
    const HttpResponse reply = client.call("http_fault", {{"kind", kind.toStdString()}});
    QCOMPARE(reply.status, status);
    QVERIFY(reply.message()["error"]["code"] == code);
    QCOMPARE(client.ask("tools/list").status, 404);
    client.initialize();
    QCOMPARE(client.callText("echo", {{"message", "again"}}), std::string("again"));
}

void TestDemoHttpFaults::pathOrdersAFault_data() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("without an answer") << QByteArray("/fault/html") << 200;
    QTest::newRow("with an answer") << QByteArray("/fault/odd_chunks") << 200;
    QTest::newRow("500") << QByteArray("/fault/status_500") << 500;
    QTest::newRow("unknown") << QByteArray("/fault/nonsense") << 404;
}

void TestDemoHttpFaults::pathOrdersAFault() {
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    ModernOverHttp client(m_server.port());
    client.target = path;
    const HttpResponse reply = client.askModern("server/discover");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.message().is_object(), path == "/fault/odd_chunks");
}

void TestDemoHttpFaults::streamStyleCanBeSpoiltToo() {
    DemoHttpServer server(words("--reply sse"));
    ModernOverHttp client(server.port());
    QCOMPARE(client.call("http_fault", {{"kind", "status_500"}}).status, 500);
    QCOMPARE(client.call("echo", {{"message", "hello"}}).headers.value("content-type"),
             QByteArray("text/event-stream"));
}

void TestDemoHttpFaults::optionOrdersAFault() {
    DemoHttpServer server(words("--http-fault rate_limit --http-fault-retry-after 3"));
    RawHttpClient client(server.port());
    for (const char* target : {"/mcp", "/sse"}) {
        client.request("GET", target, {{"Accept", "text/event-stream"}});
        const HttpResponse reply = client.read();
        QCOMPARE(reply.status, 429);
        QCOMPARE(reply.headers.value("retry-after"), QByteArray("3"));
    }
}

void TestDemoHttpFaults::optionSparesOtherRequests() {
    DemoHttpServer server(words("--http-fault status_500 --http-fault-every 3"));
    ModernOverHttp client(server.port());
    for (const int status : {200, 200, 500, 200, 200, 500})
        QCOMPARE(client.askModern("tools/list").status, status);
}

void TestDemoHttpFaults::faultsAreForHttpOnly() {
    QProcess process;
    process.start(QStringLiteral(DYNO_DEMO_SERVER), QStringList());
    process.write(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}
{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"http_fault"}}
)");
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    const QByteArray second = process.readAllStandardOutput().split('\n').value(1);
    QVERIFY(second.contains("\"isError\":true"));
}

void TestDemoHttpFaults::garbageComesAsOrdered_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("text") << "text" << QByteArray("data: Listening for requests");
    QTest::newRow("json") << "json" << QByteArray("\"content\":[\n\n");
    QTest::newRow("utf8") << "utf8" << QByteArray("not UTF-8: \xff\xfe");
    QTest::newRow("crlf") << "crlf" << QByteArray("}\r");
    QTest::newRow("partial") << "partial" << QByteArray("in small pieces");
}

void TestDemoHttpFaults::garbageComesAsOrdered() {
    QFETCH(QString, kind);
    QFETCH(QByteArray, expected);
    ModernOverHttp client(m_server.port());
    const HttpResponse reply = client.call("garbage", {{"kind", kind.toStdString()}});
    QVERIFY(reply.complete);
    QVERIFY2(reply.body.contains(expected), reply.body.constData());
    QCOMPARE(client.callText("echo", {{"message", "still here"}}), std::string("still here"));
}

void TestDemoHttpFaults::crashEndsTheProcess() {
    DemoHttpServer server;
    ModernOverHttp client(server.port());
    client.startCall("crash");
    QVERIFY(client.closesWithoutAByte());
    QVERIFY(server.process().waitForFinished());
    QCOMPARE(server.process().exitCode(), 70);
}

void TestDemoHttpFaults::silentServerAnswersNothing() {
    DemoHttpServer silent(words("--silent"));
    ModernOverHttp client(silent.port());
    client.startCall("echo", {{"message", "hello"}});
    ModernOverHttp next(m_server.port()); // somebody answers, but not that one
    QCOMPARE(next.callText("echo", {{"message", "hello"}}), std::string("hello"));
    QVERIFY(!client.hasInput());
}

void TestDemoHttpFaults::wrongCommandLineIsExplained_data() {
    QTest::addColumn<QString>("arguments");
    QTest::newRow("port too large") << "--http 70000";
    QTest::newRow("reply without http") << "--reply sse";
    QTest::newRow("unknown fault") << "--http 0 --http-fault nonsense";
    QTest::newRow("every without a fault") << "--http 0 --http-fault-every 2";
    QTest::newRow("retry without resumable") << "--http 0 --retry 1s";
}

void TestDemoHttpFaults::wrongCommandLineIsExplained() {
    QFETCH(QString, arguments);
    QProcess process;
    process.start(QStringLiteral(DYNO_DEMO_SERVER), arguments.split(u' '));
    QVERIFY(process.waitForFinished());
    QVERIFY(process.exitCode() != 0);
    QVERIFY(!process.readAllStandardError().isEmpty());
}

QTEST_GUILESS_MAIN(TestDemoHttpFaults)
#include "tst_demo_http_faults.moc"
