// Calls that go together, to the demo server: as arrays of requests, as a process and over HTTP, and as calls
// of a batch tool.

#include "engine/engine.h"
#include "engine/mcp/session.h"
#include "engine/transport/http_transport.h"
#include "engine/transport/stdio_transport.h"
#include "printing.h"
#include "tests/support/demo_over_http.h"
#include "tests/support/engine_loop.h"

using namespace dyno;
using namespace std::chrono_literals;
using namespace std::string_literals;
using nlohmann::json;

namespace {

constexpr std::size_t maxMessage = 64 << 20;

QStringList words(const char* text) {
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

/// A session of 2025-03-26 whose calls gather until there are ten.
class Bench final : mcp::SessionObserver {
public:
    /// `options` of the server.
    Bench(std::shared_ptr<transport::Transport> (*makeTransport)(Bench&, const QStringList&),
          const char* options)
        : session(loop.clock(),
                  makeTransport(*this, words("--era legacy --protocol-version 2025-03-26") + words(options)),
                  mcp::Limits(), static_cast<mcp::SessionObserver&>(*this)) {
        session.setBatching(mcp::RequestBatching{10, 1h});
        const auto up = loop.await(session.connect(m_opened));
        if (up.has_error())
            qFatal("%s", up.error().message.c_str());
    }
    ~Bench() override { loop.await(session.close()); }

    std::shared_ptr<std::optional<mcp::ToolReply>> begin(std::string tool, const json& arguments,
                                                         async::Duration limit = test::patience) {
        return loop.begin(call(std::move(tool), arguments.dump(), limit));
    }
    /// Ten calls that go together.
    std::vector<std::shared_ptr<std::optional<mcp::ToolReply>>> beginTen(const std::string& tool,
                                                                         const char* argument) {
        std::vector<std::shared_ptr<std::optional<mcp::ToolReply>>> replies;
        for (int i = 0; i < 10; ++i)
            replies.push_back(begin(tool, {{argument, std::to_string(i)}}));
        return replies;
    }
    json stats() {
        session.setBatching({});
        const mcp::ToolReply reply = loop.await(call("stats", "{}", test::patience));
        return json::parse((*reply.result)["content"][0]["text"].get<std::string>());
    }

    test::EngineLoop loop;
    std::unique_ptr<test::DemoOverHttp> demo; ///< over HTTP
    std::optional<Error> lost;

private:
    void sessionLost(const Error& why) override { lost = why; }
    void toolsChanged() override {}
    void detailChanged() override {}
    void sessionWarning(const std::string&) override {}
    void serverWrote(std::string_view) override {}
    void traced(const telemetry::TracedMessage&) override {}

    async::Awaitable<mcp::ToolReply> call(std::string tool, std::string arguments, async::Duration limit) {
        mcp::ToolCall toolCall{tool, arguments, loop.clock().now() + limit, limit, {}};
        co_return co_await session.callTool(std::move(toolCall));
    }

    async::TimePoint m_opened;

public:
    mcp::Session session;
};

std::shared_ptr<transport::Transport> overStdio(Bench& bench, const QStringList& options) {
    settings::ServerConfig config{"demo", {DYNO_DEMO_SERVER}, {}, {}};
    for (const QString& option : options)
        config.argv.push_back(option.toStdString());
    return std::make_shared<transport::StdioTransport>(bench.loop.executor(), bench.loop.clock(), config,
                                                       maxMessage);
}

std::shared_ptr<transport::Transport> overHttp(Bench& bench, const QStringList& options) {
    bench.demo = std::make_unique<test::DemoOverHttp>(options);
    const settings::HttpConfig config{bench.demo->url(), {}, settings::HttpDialect::Auto, {}};
    return std::make_shared<transport::HttpTransport>(bench.loop.executor(), bench.loop.clock(), config,
                                                      maxMessage);
}

template<class Replies>
bool allEnded(const Replies& replies) {
    return std::all_of(replies.begin(), replies.end(), [](const auto& reply) { return reply->has_value(); });
}

} // namespace

class TestRequestBatches : public QObject {
    Q_OBJECT

private slots:
    void tenCallsAreOneMessage_data() { addWays(); }
    void tenCallsAreOneMessage();
    void cancelledCallOfABatchLeavesTheOthers_data() { addWays(); }
    void cancelledCallOfABatchLeavesTheOthers();
    void batchToNobodyIsUnseen();
    void knobLetsCallsGoTogether_data();
    void knobLetsCallsGoTogether();

private:
    void addWays() {
        QTest::addColumn<bool>("isHttp");
        QTest::addColumn<QByteArray>("options");
        QTest::newRow("stdio") << false << QByteArray();
        QTest::newRow("HTTP, an array") << true << QByteArray("--reply json");
        QTest::newRow("HTTP, an event stream") << true << QByteArray("--reply sse");
    }
};

void TestRequestBatches::tenCallsAreOneMessage() {
    QFETCH(bool, isHttp);
    QFETCH(QByteArray, options);
    Bench bench(isHttp ? overHttp : overStdio, options.constData());
    const auto replies = bench.beginTen("echo", "message");
    QVERIFY(bench.loop.runUntil([&] { return allEnded(replies); }));
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const auto& result = (*replies[i])->result;
        QVERIFY2(result.has_value(), result.has_error() ? result.error().message.c_str() : "");
        QCOMPARE((*result)["content"][0]["text"], json(std::to_string(i)));
    }
    const json stats = bench.stats();
    QCOMPARE(stats["batches"], json(1));
    QCOMPARE(stats["calls"], json(11));
}

void TestRequestBatches::cancelledCallOfABatchLeavesTheOthers() {
    QFETCH(bool, isHttp);
    QFETCH(QByteArray, options);
    Bench bench(isHttp ? overHttp : overStdio, options.constData());
    bench.session.setBatching(mcp::RequestBatching{2, 1h});
    const auto hanging = bench.begin("hang", json::object(), 100ms);
    const auto answered = bench.begin("echo", {{"message", "hello"}});
    QVERIFY(bench.loop.runUntil([&] { return hanging->has_value() && answered->has_value(); }));
    QCOMPARE((*hanging)->result.error().kind, ErrorKind::TimedOut);
    QVERIFY((*answered)->result.has_value()); // an array of answers has waited for the end of the other
    QVERIFY(bench.loop.runUntil([&] { return bench.stats()["inFlight"] == 1; }));
    QCOMPARE(bench.stats()["cancelled"], json(1));
    QCOMPARE(bench.stats()["batches"], json(1));
    QVERIFY(!bench.lost);
}

void TestRequestBatches::batchToNobodyIsUnseen() {
    Bench bench(overHttp, "");
    QVERIFY(bench.stats().is_object()); // the standalone stream and all else is up
    bench.session.setBatching(mcp::RequestBatching{10, 1h});
    bench.demo->kill();
    const auto replies = bench.beginTen("echo", "message");
    QVERIFY(bench.loop.runUntil([&] { return allEnded(replies); }));
    for (const auto& reply : replies) {
        QVERIFY((*reply)->result.has_error());
        QVERIFY((*reply)->unseen);
    }
    QVERIFY(bench.lost);
}

void TestRequestBatches::knobLetsCallsGoTogether_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("seen");
    QTest::addColumn<int>("arrays");
    QTest::newRow("one call of a batch tool") << int(settings::BatchMode::Tool) << 1 << 0;
    QTest::newRow("one array of requests") << int(settings::BatchMode::JsonRpc) << 10 << 1;
}

void TestRequestBatches::knobLetsCallsGoTogether() {
    QFETCH(int, mode);
    QFETCH(int, seen);
    QFETCH(int, arrays);
    test::EngineLoop loop;
    Engine engine(loop.executor(), loop.clock());
    engine.addServer(1, {"demo", {DYNO_DEMO_SERVER, "--era", "legacy", "--protocol-version", "2025-03-26"}});
    engine.startServer(1);
    QVERIFY(loop.await(engine.serverUp(1)).has_value());
    settings::Tuning tuning;
    tuning.batch.mode = settings::BatchMode(mode);
    tuning.batch.longestWait = 10s; // ten come long before
    tuning.batch.rules = {settings::BatchRule{"echo", "echo_batch", "items", "results", {}, {}}};
    QVERIFY(engine.tune(tuning).has_value());
    std::vector<std::shared_ptr<std::optional<calls::CallResult>>> results;
    for (int i = 0; i < 10; ++i) {
        const json arguments = {{"message", std::to_string(i)}};
        results.push_back(loop.begin(engine.call({1, "echo", arguments.dump()})));
    }
    QVERIFY(loop.runUntil([&] { return allEnded(results); }));
    for (std::size_t i = 0; i < results.size(); ++i) {
        const calls::CallResult& call = **results[i];
        QVERIFY2(call.result.has_value(), call.result.has_error() ? call.result.error().message.c_str() : "");
        QCOMPARE((**call.result)["content"][0]["text"], json(std::to_string(i)));
        QCOMPARE(call.record.batch, 10);
    }
    QVERIFY(engine.tune(settings::Tuning()).has_value());
    const auto asked = loop.await(engine.call({1, "stats", "{}"}));
    const json stats = json::parse((**asked.result)["content"][0]["text"].get<std::string>());
    QCOMPARE(stats["calls"], json(seen + 1)); // with the one that asks
    QCOMPARE(stats["batches"], json(arrays));
    loop.await(engine.shutdown());
}

QTEST_GUILESS_MAIN(TestRequestBatches)
#include "tst_request_batches.moc"
