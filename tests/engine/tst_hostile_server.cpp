// What a caller sees of a server that misbehaves, over stdio and over HTTP, and that the next call works.

#include "engine/engine.h"
#include "printing.h"
#include "tests/support/demo_over_http.h"
#include "tests/support/engine_loop.h"

#include <nlohmann/json.hpp>

#include <cstdio>

using namespace dyno;
using namespace std::chrono_literals;
using namespace std::string_literals;
using nlohmann::json;

namespace {

/// Small, so that what never ends is soon too much.
mcp::Limits smallMessages() {
    mcp::Limits limits;
    limits.maxMessageBytes = 1 << 20;
    return limits;
}

class Bench {
public:
    explicit Bench(settings::ServerConfig config) {
        mark.putInto(config);
        engine.addServer(1, std::move(config));
        engine.startServer(1);
        const Result<void> up = loop.await(engine.serverUp(1));
        if (up.has_error())
            qFatal("%s", up.error().message.c_str());
        // What is read at the start would meet the same faults.
        if (!loop.runUntil([this] { return engine.snapshot()->servers.front().detail != nullptr; }))
            qFatal("what the server offers was not read");
    }
    ~Bench() { loop.await(engine.shutdown()); }

    calls::CallResult call(const std::string& tool, const json& arguments = json::object()) {
        return loop.await(engine.call(calls::Target{1, tool, arguments.dump()}));
    }
    void setCallTimeout(async::Duration timeout) {
        settings::Tuning tuning;
        tuning.timeouts.call = timeout;
        QVERIFY(engine.tune(tuning).has_value());
    }

    test::EngineLoop loop;
    test::Mark mark;
    Engine engine{loop.executor(), loop.clock(), smallMessages()};
};

settings::ServerConfig overStdio() {
    return {"demo", {DYNO_DEMO_SERVER}};
}

settings::ServerConfig overHttp(const test::DemoOverHttp& demo) {
    settings::ServerConfig config{"demo"};
    config.http = settings::HttpConfig{demo.url(), {}, {}, {}};
    return config;
}

/// One row of the table that this program prints: the figures are for people, nothing here depends on them.
void report(const calls::CallResult& result) {
    const double milliseconds = std::chrono::duration<double, std::milli>(result.record.latency()).count();
    const std::string seen = result.result.has_value() ? "answered"
                                                       : std::string(name(result.result.error().kind)) +
                                                             ": " + result.result.error().message;
    std::printf("  %-44s %8.1f ms  %s\n", QTest::currentDataTag(), milliseconds, seen.c_str());
}

/// No `kind`: the call is to succeed.
void expectOutcome(const calls::CallResult& result, const std::string& kind, const std::string& message) {
    report(result);
    if (kind.empty()) {
        QVERIFY2(result.result.has_value(),
                 result.result.has_error() ? result.result.error().message.c_str() : "");
        return;
    }
    QVERIFY(result.result.has_error());
    const Error error = result.result.error();
    QCOMPARE(std::string(name(error.kind)), kind);
    QVERIFY2(error.message.find(message) != std::string::npos, error.message.c_str());
}

} // namespace

class TestHostileServer : public QObject {
    Q_OBJECT

private slots:
    void overStdioIsSeenForWhatItIs_data();
    void overStdioIsSeenForWhatItIs();
    void overHttpIsSeenForWhatItIs_data();
    void overHttpIsSeenForWhatItIs();
    void atTheDoorIsSeenForWhatItIs_data();
    void atTheDoorIsSeenForWhatItIs();
};

void TestHostileServer::overStdioIsSeenForWhatItIs_data() {
    QTest::addColumn<std::string>("tool");
    QTest::addColumn<json>("arguments");
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* name, const char* tool, json arguments, const char* kind,
                        const char* message) {
        QTest::newRow(name) << std::string(tool) << arguments << std::string(kind) << std::string(message);
    };
    row("stdio: exits", "crash", json::object(), "PeerClosed", "exited with status 70");
    row("stdio: dies by a signal", "crash", {{"signal", true}}, "PeerClosed", "killed by signal 6");
    row("stdio: never answers", "hang", json::object(), "TimedOut", "no answer to tools/call within");
    row("stdio: isError", "flaky", {{"rate", 1}}, "ToolFailed", "failed as ordered");
    row("stdio: text between messages", "garbage", {{"kind", "text"}}, "", "");
    row("stdio: half a message", "garbage", {{"kind", "json"}}, "", "");
    row("stdio: not UTF-8", "garbage", {{"kind", "utf8"}}, "", "");
    row("stdio: CR LF", "garbage", {{"kind", "crlf"}}, "", "");
    row("stdio: small pieces", "garbage", {{"kind", "partial"}}, "", "");
    row("stdio: another id", "garbage", {{"kind", "wrong_id"}}, "TimedOut", "no answer to tools/call within");
    row("stdio: an answer too large", "payload", {{"bytes", 2 << 20}}, "Limit", "more than the 1048576");
}

void TestHostileServer::overStdioIsSeenForWhatItIs() {
    QFETCH(std::string, tool);
    QFETCH(json, arguments);
    QFETCH(std::string, kind);
    QFETCH(std::string, message);
    Bench bench(overStdio());
    if (kind == "TimedOut")
        bench.setCallTimeout(300ms);
    expectOutcome(bench.call(tool, arguments), kind, message);
    bench.setCallTimeout(60s);
    QVERIFY(bench.call("echo", {{"message", "still there"}}).result.has_value());
}

void TestHostileServer::overHttpIsSeenForWhatItIs_data() {
    QTest::addColumn<QString>("era");
    QTest::addColumn<std::string>("fault");
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* era, const char* fault, const char* kind, const char* message) {
        QTest::addRow("http, %s: %s", era, fault)
            << QString::fromUtf8(era) << std::string(fault) << std::string(kind) << std::string(message);
    };
    for (const char* era : {"legacy", "modern"}) {
        row(era, "slow_headers", "", "");
        row(era, "odd_chunks", "", "");
        row(era, "odd_events", "", "");
        row(era, "redirect", "", "");
        row(era, "cut", "PeerClosed", "the connection broke in the middle of the answer");
        row(era, "cut_stream", "PeerClosed", "the connection broke in the middle of the answer");
        row(era, "empty_reply", "PeerClosed", "closed the connection without an answer");
        row(era, "status_500", "Http", "HTTP 500 Internal Server Error");
        row(era, "rate_limit", "Http", "HTTP 429 Too Many Requests; it asks to wait 1 s");
        row(era, "unavailable", "Http", "HTTP 503 Service Unavailable; it asks to wait 1 s");
        row(era, "html", "Http", "a web page (text/html) instead of an MCP message");
        row(era, "wrong_content_type", "Http", "with text/plain instead of an MCP message");
        row(era, "redirect_loop", "Http", "redirects in a circle");
        row(era, "unauthorized", "NeedsAuthorization", "needs authorization (HTTP 401");
        row(era, "bad_json", "Protocol", "does not hold the reply");
        row(era, "endless_body", "Limit", "more than the 1048576");
        row(era, "endless_event", "Limit", "more than the 1048576");
        row(era, "gzip_bomb", "Limit", "more than the 1048576");
        row(era, "never_answers", "TimedOut", "no answer to tools/call within");
    }
    row("legacy", "session_lost", "PeerClosed", "does not know the session any more (HTTP 404)");
    // Whichever of our requests is answered first tells of it, and those after the fault's own get 404.
    row("legacy", "session_lost_400", "PeerClosed", "does not know the session any more (HTTP 40");
    row("modern", "session_lost", "Rejected", "Session not found");
    row("modern", "session_lost_400", "Rejected", "No valid session ID");
}

void TestHostileServer::overHttpIsSeenForWhatItIs() {
    QFETCH(QString, era);
    QFETCH(std::string, fault);
    QFETCH(std::string, kind);
    QFETCH(std::string, message);
    const test::DemoOverHttp demo({QStringLiteral("--era"), era});
    Bench bench(overHttp(demo));
    if (kind == "TimedOut")
        bench.setCallTimeout(300ms);
    expectOutcome(bench.call("http_fault", {{"kind", fault}}), kind, message);
    bench.setCallTimeout(60s);
    QVERIFY(bench.call("echo", {{"message", "still there"}}).result.has_value());
}

void TestHostileServer::atTheDoorIsSeenForWhatItIs_data() {
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* path, const char* kind, const char* message) {
        QTest::addRow("at the door: %s", path)
            << std::string(path) << std::string(kind) << std::string(message);
    };
    row("/nowhere", "Http", "HTTP 404 Not Found");
    row("/fault/html", "Http", "a web page (text/html)");
    row("/fault/status_500", "Http", "HTTP 500");
    row("/fault/unauthorized", "NeedsAuthorization", "needs authorization");
    row("/fault/redirect_loop", "Http", "redirects in a circle");
    row("/fault/empty_reply", "PeerClosed", "closed the connection without an answer");
    row("/fault/never_answers", "TimedOut", "start time-out");
    row("/fault/endless_body", "Limit", "more than the 1048576");
    row("/fault/endless_event", "Limit", "more than the 1048576");
    row("/fault/gzip_bomb", "Limit", "more than the 1048576");
}

void TestHostileServer::atTheDoorIsSeenForWhatItIs() {
    QFETCH(std::string, path);
    QFETCH(std::string, kind);
    QFETCH(std::string, message);
    const test::DemoOverHttp demo;
    settings::ServerConfig config = overHttp(demo);
    config.http->url = demo.url(path);
    test::EngineLoop loop;
    Engine engine{loop.executor(), loop.clock(), smallMessages()};
    settings::Tuning tuning;
    tuning.timeouts.start = kind == "TimedOut" ? 500ms : 30s;
    QVERIFY(engine.tune(tuning).has_value());
    engine.addServer(1, config);
    engine.startServer(1);
    const Result<void> up = loop.await(engine.serverUp(1));
    loop.await(engine.shutdown());
    QVERIFY(up.has_error());
    std::printf("  %-44s %11s  %s: %s\n", QTest::currentDataTag(), "", name(up.error().kind).data(),
                up.error().message.c_str());
    QCOMPARE(std::string(name(up.error().kind)), kind);
    QVERIFY2(up.error().message.find(message) != std::string::npos, up.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestHostileServer)
#include "tst_hostile_server.moc"
