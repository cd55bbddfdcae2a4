// The engine and the demo server over HTTP: sessions, streams, resumption, cancelling, restarts.

#include "engine/engine.h"
#include "engine/transport/http_transport.h"
#include "printing.h"
#include "tests/support/demo_over_http.h"
#include "tests/support/engine_loop.h"
#include "tests/support/http_tap.h"

#include <nlohmann/json.hpp>

using namespace dyno;
using namespace std::chrono_literals;
using namespace std::string_literals;
using nlohmann::json;
using settings::HttpDialect;

namespace {

QStringList words(const char* text) {
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

/// An engine that is connected with a demo server, and what it says on the wire.
class Bench {
public:
    explicit Bench(const char* options, const std::string& path = "/mcp",
                   HttpDialect dialect = HttpDialect::Auto)
        : m_options(words(options))
        , m_demo(std::make_unique<test::DemoOverHttp>(m_options))
        , m_port(m_demo->port())
        , tap(loop.executor(), m_port) {
        settings::ServerConfig config{"demo"};
        config.http = settings::HttpConfig{tap.url(path), {}, dialect, {}};
        config.policy.elicitation = settings::AnswerBy::Defaults;
        engine.addServer(1, std::move(config));
        engine.startServer(1);
        const Result<void> up = loop.await(engine.serverUp(1));
        if (up.has_error())
            qFatal("%s", up.error().message.c_str());
    }
    ~Bench() { shutDown(); }

    void shutDown() {
        if (!std::exchange(m_down, true))
            loop.await(engine.shutdown());
    }
    void restartServer() {
        m_demo.reset();
        m_demo = std::make_unique<test::DemoOverHttp>(m_options, m_port);
    }

    std::shared_ptr<std::optional<calls::CallResult>> begin(const std::string& tool,
                                                            const json& arguments = json::object()) {
        return loop.begin(engine.call(calls::Target{1, tool, arguments.dump()}));
    }
    calls::CallResult call(const std::string& tool, const json& arguments = json::object()) {
        return loop.await(engine.call(calls::Target{1, tool, arguments.dump()}));
    }
    std::string text(const std::string& tool, const json& arguments = json::object()) {
        const auto result = call(tool, arguments).result;
        if (result.has_error())
            return "failed: " + result.error().message;
        return (**result)["content"][0]["text"].get<std::string>();
    }
    json stats() { return json::parse(text("stats")); }

    telemetry::ServerStatus server() { return engine.snapshot()->servers.front(); }
    telemetry::ConnectionStatus connection() { return engine.snapshot()->connections.front(); }
    bool lists(const std::string& tool) {
        const auto tools = server().tools;
        return std::any_of(tools->begin(), tools->end(), [&](const auto& one) { return one.name == tool; });
    }

    test::EngineLoop loop;

private:
    QStringList m_options;
    std::unique_ptr<test::DemoOverHttp> m_demo;
    int m_port;
    bool m_down = false;

public:
    test::HttpTap tap;
    Engine engine{loop.executor(), loop.clock()};
};

/// The line of a head that begins so; both in lower case.
std::string lineOf(const std::string& head, const std::string& beginning) {
    const std::size_t at = head.find("\r\n" + beginning);
    return at == std::string::npos ? "" : head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
}

void addEras() {
    QTest::addColumn<bool>("modern");
    QTest::newRow("legacy") << false;
    QTest::newRow("modern") << true;
}

const char* eraOption(bool modern) {
    return modern ? "--era modern" : "--era legacy";
}

/// What a transport says of a request that got no answer.
struct Refused final : transport::TransportListener {
    bool awaits(std::uint64_t) const override { return true; }
    void received(std::string_view, const transport::FrameTimes&) override {}
    void failed(std::uint64_t, Error why, bool, std::optional<async::Duration> after) override {
        error = std::move(why);
        retryAfter = after;
    }
    void oversized(const jsonrpc::OversizedLine&) override {}
    void written(std::uint64_t, async::TimePoint) override {}
    void diagnostic(std::string_view) override {}
    void warning(const std::string&) override {}
    void closed(Error, std::span<const std::uint64_t>) override {}

    std::optional<Error> error;
    std::optional<async::Duration> retryAfter;
};

} // namespace

class TestHttpTransport : public QObject {
    Q_OBJECT

private slots:
    void legacySessionIsNamedAndEnded();
    void modernEraHasNoSession();
    void serverAsksItsClient_data();
    void serverAsksItsClient();
    void changedToolListIsHeardOf_data();
    void changedToolListIsHeardOf();
    void streamsThatBrokeOffAreOpenedAgain_data();
    void streamsThatBrokeOffAreOpenedAgain();
    void answerThatBrokeOffIsResumed();
    void legacyCallIsCancelledByNotification();
    void modernCallIsCancelledByClosingItsStream();
    void progressComesOnTheCallsStream_data();
    void progressComesOnTheCallsStream();
    void tasksAreFollowed_data() { addEras(); }
    void tasksAreFollowed();
    void lostSessionIsReplacedAndTheCallSucceeds();
    void restartBetweenCallsIsNotSeen_data() { addEras(); }
    void restartBetweenCallsIsNotSeen();
    void restartInMidRunIsSurvived_data() { addEras(); }
    void restartInMidRunIsSurvived();
    void callThatHadBegunIsNotRepeatedAfterARestart();
    void olderTransportIsFoundByProbing();
    void olderTransportMayBeNamed();
    void socketsAreReused_data() { addEras(); }
    void socketsAreReused();
    void connectingIsTimedWhereItHappens();
    void refusalSaysHowLongToWait_data();
    void refusalSaysHowLongToWait();
};

void TestHttpTransport::legacySessionIsNamedAndEnded() {
    Bench bench("--era legacy");
    QVERIFY(bench.call("echo", {{"message", "hi"}}).result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return !bench.tap.heads("get /mcp").empty(); }));
    bench.shutDown();
    const auto named = bench.tap.heads("mcp-session-id: ");
    QVERIFY(named.size() >= 5); // initialized, tools/list, the call, GET and DELETE
    const std::string session = lineOf(named.front(), "mcp-session-id: ");
    for (const std::string& head : named) {
        QCOMPARE(lineOf(head, "mcp-session-id: "), session);
        QCOMPARE(lineOf(head, "mcp-protocol-version: "), "mcp-protocol-version: 2025-11-25"s);
        QVERIFY(lineOf(head, "mcp-name: ").empty());
    }
    QCOMPARE(bench.tap.heads().size(), named.size() + 2); // the probe and initialize
    QCOMPARE(bench.tap.heads("delete /mcp").size(), 1U);
    QCOMPARE(lineOf(bench.tap.heads("get /mcp").front(), "accept: "), "accept: text/event-stream"s);
}

void TestHttpTransport::modernEraHasNoSession() {
    Bench bench("--era modern");
    QVERIFY(bench.call("echo", {{"message", "hi"}}).result.has_value());
    bench.shutDown();
    QVERIFY(bench.tap.heads("mcp-session-id").empty());
    QVERIFY(bench.tap.heads("get /").empty());
    QVERIFY(bench.tap.heads("delete /").empty());
    for (const std::string& head : bench.tap.heads()) {
        QCOMPARE(lineOf(head, "mcp-protocol-version: "), "mcp-protocol-version: 2026-07-28"s);
        QVERIFY(!lineOf(head, "mcp-method: ").empty());
    }
    const auto calls = bench.tap.heads("mcp-method: tools/call");
    QCOMPARE(calls.size(), 1U);
    QCOMPARE(lineOf(calls.front(), "mcp-name: "), "mcp-name: echo"s);
}

void TestHttpTransport::serverAsksItsClient_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<json>("arguments");
    const json question = {{"method", "elicitation/create"}};
    json aside = question;
    aside["aside"] = true;
    json rounds = question;
    rounds["rounds"] = 3;
    QTest::newRow("legacy, on the call's stream") << "--era legacy" << question;
    QTest::newRow("legacy, on the standalone stream") << "--era legacy" << aside;
    QTest::newRow("legacy, where answers are JSON") << "--era legacy --reply json" << question;
    QTest::newRow("modern, by results") << "--era modern" << rounds;
}

void TestHttpTransport::serverAsksItsClient() {
    QFETCH(QString, options);
    QFETCH(json, arguments);
    Bench bench(qPrintable(options));
    const std::string answer = bench.text("ask", arguments);
    QVERIFY2(answer.find(R"("action":"accept")") != std::string::npos, answer.c_str());
    QVERIFY2(answer.find(R"("name":"nobody")") != std::string::npos, answer.c_str());
}

void TestHttpTransport::changedToolListIsHeardOf_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("path");
    QTest::newRow("legacy, on the standalone stream") << "--era legacy"
                                                      << "/mcp";
    QTest::newRow("modern, by subscription") << "--era modern"
                                             << "/mcp";
    QTest::newRow("HTTP+SSE") << "--era legacy"
                              << "/sse";
}

void TestHttpTransport::changedToolListIsHeardOf() {
    QFETCH(QString, options);
    QFETCH(QString, path);
    Bench bench(qPrintable(options), path.toStdString());
    QVERIFY(!bench.lists("extra"));
    QVERIFY(bench.call("change_tools").result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return bench.lists("extra"); }));
}

void TestHttpTransport::streamsThatBrokeOffAreOpenedAgain_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<std::string>("opening");
    QTest::newRow("legacy, numbered events") << "--era legacy --resumable --retry 10ms"
                                             << "get /mcp"s;
    QTest::newRow("legacy") << "--era legacy"
                            << "get /mcp"s;
    QTest::newRow("modern") << "--era modern"
                            << "mcp-method: subscriptions/listen"s;
}

void TestHttpTransport::streamsThatBrokeOffAreOpenedAgain() {
    QFETCH(QString, options);
    QFETCH(std::string, opening);
    Bench bench(qPrintable(options));
    QVERIFY(bench.call("change_tools").result.has_value()); // so that the stream is seen to be open
    QVERIFY(bench.loop.runUntil([&] { return bench.lists("extra"); }));
    bench.tap.cut();
    QVERIFY(bench.loop.runUntil([&] { return bench.tap.heads(opening).size() >= 2; }));
    QVERIFY(bench.call("change_tools").result.has_value());
    QVERIFY(bench.loop.runUntil([&] { return !bench.lists("extra"); }));
    if (options.contains(QStringLiteral("resumable")))
        QVERIFY(!lineOf(bench.tap.heads(opening).back(), "last-event-id: ").empty());
    QCOMPARE(bench.connection().id, 1U); // the session went on
}

void TestHttpTransport::answerThatBrokeOffIsResumed() {
    Bench bench("--era legacy --reply sse --resumable --retry 10ms");
    const auto result = bench.call("http_fault", {{"kind", "cut_stream"}}).result;
    QVERIFY2(result.has_value(), result.has_error() ? result.error().message.c_str() : "");
    const auto resumed = bench.tap.heads("last-event-id: ");
    QCOMPARE(resumed.size(), 1U);
    QVERIFY(resumed.front().starts_with("get /mcp"));
    QVERIFY(!lineOf(resumed.front(), "mcp-session-id: ").empty());
    QCOMPARE(bench.stats()["calls"], json(2)); // that one and this
}

void TestHttpTransport::legacyCallIsCancelledByNotification() {
    Bench bench("--era legacy");
    const auto hanging = bench.begin("hang");
    QVERIFY(bench.loop.runUntil([&] { return bench.stats()["inFlight"] == 2; }));
    bench.engine.cancelCalls();
    QVERIFY(bench.loop.runUntil([&] { return hanging->has_value(); }));
    QCOMPARE((*hanging)->result.error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.loop.runUntil([&] { return bench.stats()["inFlight"] == 1; }));
    QCOMPARE(bench.stats()["cancelled"], json(1));
    QCOMPARE(bench.connection().id, 1U);
}

void TestHttpTransport::modernCallIsCancelledByClosingItsStream() {
    Bench bench("--era modern");
    const auto hanging = bench.begin("hang");
    QVERIFY(bench.loop.runUntil([&] { return bench.stats()["inFlight"] == 2; }));
    bench.engine.cancelCalls();
    QVERIFY(bench.loop.runUntil([&] { return hanging->has_value(); }));
    QCOMPARE((*hanging)->result.error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.loop.runUntil([&] { return bench.stats()["inFlight"] == 1; }));
    QVERIFY(bench.tap.heads("notifications/cancelled").empty());
    QCOMPARE(bench.connection().id, 1U);
}

void TestHttpTransport::progressComesOnTheCallsStream_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("path");
    QTest::newRow("legacy") << "--era legacy"
                            << "/mcp";
    QTest::newRow("legacy, where answers are JSON") << "--era legacy --reply json"
                                                    << "/mcp";
    QTest::newRow("modern") << "--era modern"
                            << "/mcp";
    QTest::newRow("HTTP+SSE") << "--era legacy"
                              << "/sse";
}

void TestHttpTransport::progressComesOnTheCallsStream() {
    QFETCH(QString, options);
    QFETCH(QString, path);
    Bench bench(qPrintable(options), path.toStdString());
    // Where the standalone stream carries it, the answer may overtake it: the last step is not waited for.
    std::vector<double> heard;
    const auto result =
        bench.loop.begin(bench.engine.call(calls::Target{1, "progress", R"({"steps":50,"ms":500})"},
                                           [&](const mcp::Progress& one) { heard.push_back(one.progress); }));
    QVERIFY(bench.loop.runUntil([&] { return result->has_value(); }));
    QVERIFY((*result)->result.has_value());
    QVERIFY(heard.size() >= 2);
    QVERIFY(std::is_sorted(heard.begin(), heard.end()));
    QCOMPARE(heard.front(), 1.0);
}

void TestHttpTransport::tasksAreFollowed() {
    QFETCH(bool, modern);
    Bench bench(eraOption(modern));
    const auto result = bench.call("task", {{"ms", 120}});
    QVERIFY2(result.result.has_value(),
             result.result.has_error() ? result.result.error().message.c_str() : "");
    QVERIFY(result.record.taskPolls >= 1);
    QVERIFY(result.record.taskEnded > result.record.decoded);
    const auto phases = calls::phases(result.record);
    QVERIFY(phases[std::size_t(calls::Phase::Task)].has_value());
    QCOMPARE(bench.tap.heads("mcp-name: task-1").empty(), !modern);
}

void TestHttpTransport::lostSessionIsReplacedAndTheCallSucceeds() {
    Bench bench("--era legacy --http-fault session_lost --http-fault-every 15");
    QVERIFY(bench.loop.runUntil([&] { return bench.server().detail != nullptr; })); // calls are alone now
    for (int i = 0; i < 30; ++i) {
        const auto result = bench.call("echo", {{"message", "hi"}}).result;
        QVERIFY2(result.has_value(), result.has_error() ? result.error().message.c_str() : "");
    }
    QVERIFY(bench.connection().id > 1);
    QCOMPARE(bench.engine.snapshot()->counts.failed, 0U);
    QCOMPARE(bench.engine.snapshot()->counts.succeeded, 30U);
}

void TestHttpTransport::restartBetweenCallsIsNotSeen() {
    QFETCH(bool, modern);
    Bench bench(eraOption(modern));
    QVERIFY(bench.loop.runUntil([&] { return bench.server().detail != nullptr; })); // nothing is in flight
    bench.restartServer();
    const auto result = bench.call("echo", {{"message", "after"}}).result;
    QVERIFY2(result.has_value(), result.has_error() ? result.error().message.c_str() : "");
    QCOMPARE(bench.stats()["calls"], json(2)); // that one and this
}

void TestHttpTransport::restartInMidRunIsSurvived() {
    QFETCH(bool, modern);
    Bench bench(eraOption(modern));
    bench.engine.startWorkload({1, "sleep", R"({"ms":1})", {}, {}});
    const auto succeeded = [&] { return bench.engine.snapshot()->counts.succeeded; };
    QVERIFY(bench.loop.runUntil([&] { return succeeded() >= 50; }));
    bench.restartServer();
    const std::uint64_t before = succeeded();
    QVERIFY(bench.loop.runUntil([&] { return succeeded() >= before + 200; }));
    bench.engine.stopWorkload();
    bench.loop.await(bench.engine.workloadFinished());
    const auto snapshot = bench.engine.snapshot();
    QCOMPARE(snapshot->counts.ended(), snapshot->counts.started);
    QCOMPARE(snapshot->engine.recordsLost, 0U);
    QCOMPARE(int(snapshot->servers.front().state), int(telemetry::ServerState::Ready));
}

/// Its answer broke off, so the old server had begun with it; the new one must not hear of it.
void TestHttpTransport::callThatHadBegunIsNotRepeatedAfterARestart() {
    Bench bench("--era legacy --reply sse --resumable --retry 10ms");
    const auto hanging = bench.begin("hang");
    QVERIFY(bench.loop.runUntil([&] { return bench.stats()["inFlight"] == 2; }));
    bench.restartServer();
    QVERIFY(bench.loop.runUntil([&] { return hanging->has_value(); }));
    QCOMPARE((*hanging)->result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(bench.stats()["calls"], json(1)); // this one
}

void TestHttpTransport::olderTransportIsFoundByProbing() {
    Bench bench("--era legacy", "/sse");
    QCOMPARE(bench.server().transport, "sse"s);
    const std::string found = bench.server().found;
    QVERIFY2(found.find("; sse: it answered initialize") != std::string::npos, found.c_str());
    QCOMPARE(bench.text("echo", {{"message", "hi"}}), "hi"s);
    const auto heads = bench.tap.heads("/sse");
    QVERIFY(std::any_of(heads.begin(), heads.end(), [](const auto& one) { return one.starts_with("post"); }));
    QVERIFY(std::any_of(heads.begin(), heads.end(), [](const auto& one) { return one.starts_with("get"); }));
}

void TestHttpTransport::olderTransportMayBeNamed() {
    Bench bench("--era legacy", "/sse", HttpDialect::Sse);
    QCOMPARE(bench.server().transport, "sse"s);
    QVERIFY(bench.tap.heads("post /sse").empty());
    QCOMPARE(bench.text("echo", {{"message", "hi"}}), "hi"s);
}

void TestHttpTransport::socketsAreReused() {
    QFETCH(bool, modern);
    Bench bench(eraOption(modern));
    for (int i = 0; i < 50; ++i)
        QVERIFY(bench.call("echo", {{"message", "hi"}}).result.has_value());
    const auto connection = bench.connection();
    QVERIFY(connection.socketsReused >= 50);
    QVERIFY(connection.socketsOpened <= 3); // for the stream or subscription, for what meets it, for calls
    QCOMPARE(connection.httpVersion, "1.1"s);
}

void TestHttpTransport::connectingIsTimedWhereItHappens() {
    Bench bench("--era legacy");
    QVERIFY(bench.call("echo", {{"message", "hi"}}).result.has_value());
    const calls::CallRecord reused = bench.call("echo", {{"message", "hi"}}).record;
    QCOMPARE(reused.connected, async::TimePoint());
    QVERIFY(reused.written != async::TimePoint());
    QVERIFY(reused.firstByte >= reused.written);
    // More calls at once than connections: at least the last one opens its own.
    std::vector<std::shared_ptr<std::optional<calls::CallResult>>> calls;
    for (int i = 0; i < 6; ++i)
        calls.push_back(bench.begin("sleep", {{"ms", 50}}));
    QVERIFY(bench.loop.runUntil([&] {
        return std::all_of(calls.begin(), calls.end(), [](const auto& one) { return one->has_value(); });
    }));
    int opened = 0;
    for (const auto& call : calls) {
        const calls::CallRecord& record = (*call)->record;
        if (record.connected == async::TimePoint())
            continue;
        ++opened;
        QVERIFY(record.resolved >= record.acquired);
        QVERIFY(record.connected >= record.resolved);
        QCOMPARE(record.secured, async::TimePoint());
        QVERIFY(record.written >= record.connected);
        QVERIFY(record.firstByte >= record.written);
        QVERIFY(calls::phases(record)[std::size_t(calls::Phase::Connect)].has_value());
    }
    QVERIFY(opened >= 1);
}

void TestHttpTransport::refusalSaysHowLongToWait_data() {
    QTest::addColumn<std::string>("fault");
    QTest::addColumn<std::optional<async::Duration>>("wait");
    using Wait = std::optional<async::Duration>;
    QTest::newRow("429") << "rate_limit"s << Wait(7s);
    QTest::newRow("503") << "unavailable"s << Wait(7s);
    QTest::newRow("500") << "status_500"s << Wait();
}

void TestHttpTransport::refusalSaysHowLongToWait() {
    QFETCH(std::string, fault);
    QFETCH(std::optional<async::Duration>, wait);
    const std::string options = "--http-fault-retry-after 7 --http-fault " + fault;
    test::DemoOverHttp demo(words(options.c_str()));
    test::EngineLoop loop;
    settings::HttpConfig config;
    config.url = demo.url();
    Refused refused;
    const auto transport =
        std::make_shared<transport::HttpTransport>(loop.executor(), loop.clock(), config, 1 << 20);
    QVERIFY(transport->open(refused).has_value());
    const std::string frame = R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})";
    transport->send({frame, 1, "tools/list"});
    QVERIFY(loop.runUntil([&] { return refused.error.has_value(); }));
    QCOMPARE(refused.error->kind, ErrorKind::Http);
    QCOMPARE(refused.retryAfter.has_value(), wait.has_value());
    QCOMPARE(refused.retryAfter.value_or(0s), wait.value_or(0s));
    loop.await(transport->close());
}

QTEST_GUILESS_MAIN(TestHttpTransport)
#include "tst_http_transport.moc"
