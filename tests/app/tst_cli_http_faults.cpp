#include "tests/app/cli_program.h"
#include "tests/support/demo_over_http.h"
#include "tests/support/python_service.h"

#include <QTcpServer>
#include <QtTest>

#include <sys/resource.h>

// What `mcp-dyno` makes of a URL where no good server is. That a connection times out cannot be shown without
// a network that loses packets.

using namespace dyno;
using namespace dyno::test;

namespace {

const QString nobody = QStringLiteral("mcp-dyno: nobody answers at the server's address: ");
const QString checkUrl = QStringLiteral("Check that the URL is that of an MCP server.\n");
const QString checkServer = QStringLiteral("Check that the server runs and that the URL is right.\n");

/// The most that any program has used which this one has waited for.
std::int64_t peakBytesOfChildren() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

constexpr std::int64_t mostBytes = std::int64_t{400} << 20;

QString faultAt(const DemoOverHttp& demo, const QString& kind) {
    return QString::fromStdString(demo.url("/fault/" + kind.toStdString()));
}

} // namespace

class TestCliHttpFaults : public QObject {
    Q_OBJECT

private slots:
    void addressWithoutServerIsExplained_data();
    void addressWithoutServerIsExplained();
    void portThatNobodyListensOnIsExplained();
    void placeWithoutServerIsExplained();
    void silentServerRunsIntoTheStartLimit();
    void faultIsExplained_data();
    void faultIsExplained();
    void faultInARunIsCounted_data();
    void faultInARunIsCounted();
    void largeAnswerTakesBoundedMemory_data();
    void largeAnswerTakesBoundedMemory();
    void answerThatNobodyWantsIsNotReadForEver_data();
    void answerThatNobodyWantsIsNotReadForEver();
    void laxServerIsCopedWith_data();
    void laxServerIsCopedWith();
};

void TestCliHttpFaults::addressWithoutServerIsExplained_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("status");
    QTest::newRow("host that does not resolve") << "http://host.invalid/mcp"
                                                << "mcp-dyno: the server's name cannot be looked up: " << 3;
    QTest::newRow("host that does not resolve, TLS")
        << "https://host.invalid/mcp"
        << "mcp-dyno: the server's name cannot be looked up: " << 3;
    QTest::newRow("no URL") << "nonsense"
                            << "mcp-dyno: --url: the URL does not begin with http:// or https://\n"
                            << 2;
    QTest::newRow("blank in it") << "http://127.0.0.1/m cp"
                                 << "mcp-dyno: --url: " << 2;
    QTest::newRow("port that is none") << "http://127.0.0.1:http/mcp"
                                       << "mcp-dyno: --url: " << 2;
}

void TestCliHttpFaults::addressWithoutServerIsExplained() {
    QFETCH(const QString, url);
    QFETCH(const QString, message);
    for (const QStringList& arguments : {QStringList{"tools", "--url", url},
                                         QStringList{"run", "--url", url, "--tool", "x", "--calls", "1"}}) {
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.err.startsWith(message), qPrintable(outcome.err));
        QTEST(outcome.status, "status");
        QCOMPARE(outcome.out, QString());
    }
}

void TestCliHttpFaults::portThatNobodyListensOnIsExplained() {
    QTcpServer reserved; // listens no more once it is closed
    QVERIFY(reserved.listen(QHostAddress::LocalHost));
    const QString url = QStringLiteral("http://127.0.0.1:%1/mcp").arg(reserved.serverPort());
    reserved.close();
    for (const char* transport : {"auto", "http", "sse"}) {
        const Outcome outcome = run({"tools", "--url", url, "--transport", transport});
        QVERIFY2(outcome.err.startsWith(nobody), qPrintable(outcome.err));
        QVERIFY2(outcome.err.endsWith(checkServer), qPrintable(outcome.err));
        QCOMPARE(outcome.status, 3);
    }
}

void TestCliHttpFaults::placeWithoutServerIsExplained() {
    const DemoOverHttp server;
    const Outcome outcome = run({"tools", "--url", QString::fromStdString(server.url("/nowhere"))});
    QCOMPARE(outcome.err,
             QStringLiteral(
                 "mcp-dyno: the server answered HTTP 404 Not Found; is the URL that of its MCP endpoint?\n"
                 "  There is nothing here.\n  \n  Also tried, as \"sse\": the server answered HTTP 404 "
                 "Not Found; is the URL that of its MCP endpoint?\n"));
    QCOMPARE(outcome.status, 3);
}

/// The kernel takes the connection and the request; nobody ever reads them.
void TestCliHttpFaults::silentServerRunsIntoTheStartLimit() {
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QString url = QStringLiteral("http://127.0.0.1:%1/mcp").arg(silent.serverPort());
    const Outcome outcome = run({"tools", "--url", url});
    QCOMPARE(outcome.err, "mcp-dyno: the server did not answer within 30 s (start time-out)\n" + checkUrl);
    QCOMPARE(outcome.status, 3);
}

void TestCliHttpFaults::faultIsExplained_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("transport");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* kind, const char* transport, const char* message) {
        QTest::addRow("%s, %s", kind, transport)
            << QString::fromLatin1(kind) << QString::fromLatin1(transport) << QString::fromLatin1(message);
    };
    const char* html =
        "the server answered HTTP 200 with a web page (text/html) instead of an MCP message; is the "
        "URL that of its MCP endpoint?\n";
    const char* circle =
        "the server redirects in a circle: 6 times in a row, the last time to http://127.0.0.1:";
    const char* authorization = "the server needs authorization (HTTP 401 Unauthorized); ";
    const char* tooLarge = "the server's answer has more than the 67108864 bytes allowed for one message\n";
    for (const char* transport : {"auto", "http", "sse"}) {
        row("html", transport, html);
        row("redirect_loop", transport, circle);
        row("unauthorized", transport, authorization);
        row("status_500", transport, "the server answered HTTP 500 Internal Server Error\n");
        row("rate_limit", transport, "the server answered HTTP 429 Too Many Requests; it asks to wait 1 s\n");
        row("endless_event", transport, tooLarge);
        row("empty_reply", transport, "the server closed the connection without an answer");
    }
    for (const char* transport : {"auto", "http"}) {
        row("endless_body", transport, tooLarge);
        row("gzip_bomb", transport, tooLarge);
        row("wrong_content_type", transport,
            "the server answered HTTP 200 with text/plain instead of an MCP message");
        row("bad_json", transport, "the server's HTTP answer does not hold the reply to the request\n");
        row("cut", transport, "the connection broke in the middle of the answer: ");
    }
    row("endless_body", "sse",
        "the server answered HTTP 200 with application/json instead of an MCP message");
    row("gzip_bomb", "sse", "the server answered HTTP 200 with application/json instead of an MCP message");
}

void TestCliHttpFaults::faultIsExplained() {
    QFETCH(const QString, kind);
    QFETCH(const QString, transport);
    QFETCH(const QString, message);
    const DemoOverHttp server;
    const Outcome outcome = run({"tools", "--url", faultAt(server, kind), "--transport", transport});
    QVERIFY2(outcome.err.contains("mcp-dyno: " + message), qPrintable(outcome.err.left(3000)));
    QVERIFY2(!outcome.err.contains(QLatin1String("stdout")) && !outcome.err.contains(QLatin1String("stderr")),
             qPrintable(outcome.err.left(3000))); // a server at a URL has neither
    QVERIFY2(outcome.err.size() < 10'000, "a body is quoted by its beginning");
    QCOMPARE(outcome.status, 3);
    QCOMPARE(outcome.out, QString());
    QVERIFY2(peakBytesOfChildren() < mostBytes, std::to_string(peakBytesOfChildren()).c_str());
}

void TestCliHttpFaults::faultInARunIsCounted_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("error");
    QTest::newRow("html") << "html"
                          << "Http";
    QTest::newRow("401") << "unauthorized"
                         << "NeedsAuthorization";
    QTest::newRow("redirect loop") << "redirect_loop"
                                   << "Http";
    QTest::newRow("endless body") << "endless_body"
                                  << "Limit";
    QTest::newRow("endless event") << "endless_event"
                                   << "Limit";
    QTest::newRow("gzip bomb") << "gzip_bomb"
                               << "Limit";
    QTest::newRow("no answer") << "never_answers"
                               << "TimedOut";
}

void TestCliHttpFaults::faultInARunIsCounted() {
    QFETCH(const QString, kind);
    const DemoOverHttp server;
    const Outcome outcome =
        run({"run", "--url", QString::fromStdString(server.url()), "--tool", "http_fault", "--args",
             QStringLiteral("{\"kind\":\"%1\"}").arg(kind), "--calls", "3", "--workers", "1", "--timeout",
             kind == QLatin1String("never_answers") ? "200ms" : "60s", "--json", "-"});
    QCOMPARE(outcome.status, 1);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["errors"].size(), std::size_t{1});
    QTEST(QString::fromStdString(summary["errors"][0]["kind"]), "error");
    QCOMPARE(summary["errors"][0]["count"].get<int>(), 3);
    QVERIFY2(summary["engine"]["peakRssBytes"].get<std::int64_t>() < mostBytes, qPrintable(outcome.out));
}

void TestCliHttpFaults::largeAnswerTakesBoundedMemory_data() {
    QTest::addColumn<QString>("reply");
    QTest::newRow("JSON") << "json";
    QTest::newRow("stream") << "sse";
}

void TestCliHttpFaults::largeAnswerTakesBoundedMemory() {
    QFETCH(const QString, reply);
    const DemoOverHttp server({"--reply", reply});
    const Outcome outcome = run({"run", "--url", QString::fromStdString(server.url()), "--tool", "payload",
                                 "--args", R"({"bytes":60000000})", "--calls", "2", "--workers", "1", "--set",
                                 "result.bytes=64MiB", "--json", "-"});
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["calls"]["succeeded"].get<int>(), 2);
    QVERIFY2(summary["engine"]["peakRssBytes"].get<std::int64_t>() < mostBytes, qPrintable(outcome.out));
}

void TestCliHttpFaults::answerThatNobodyWantsIsNotReadForEver_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("transport");
    QTest::newRow("to a GET for the standalone stream") << "/mcp"
                                                        << "http";
    QTest::newRow("to a POST of HTTP+SSE") << "/sse"
                                           << "sse";
}

/// The call is answered when we have hung up.
void TestCliHttpFaults::answerThatNobodyWantsIsNotReadForEver() {
    QFETCH(const QString, path);
    QFETCH(const QString, transport);
    const PythonService server(QStringLiteral("endless_answers.py"), {});
    const QString url = QStringLiteral("http://127.0.0.1:%1%2").arg(server.port()).arg(path);
    const Outcome outcome =
        run({"run", "--url", url, "--transport", transport, "--tool", "wait", "--calls", "1"});
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.out.contains(QLatin1String("1 succeeded")), qPrintable(outcome.out));
}

void TestCliHttpFaults::laxServerIsCopedWith_data() {
    QTest::addColumn<QString>("mode");
    for (const char* mode : {"greeting", "streams", "moved", "late-probe"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void TestCliHttpFaults::laxServerIsCopedWith() {
    QFETCH(const QString, mode);
    const PythonService server(QStringLiteral("lax_server.py"), {mode});
    const QString url = QStringLiteral("http://127.0.0.1:%1/mcp").arg(server.port());
    const Outcome outcome = run({"run", "--url", url, "--tool", "wait", "--calls", "2", "--workers", "1"});
    QVERIFY2(outcome.out.contains(QLatin1String("2 succeeded, 0 failed")),
             qPrintable(outcome.out + outcome.err));
    QCOMPARE(outcome.status, 0);
}

QTEST_GUILESS_MAIN(TestCliHttpFaults)
#include "tst_cli_http_faults.moc"
