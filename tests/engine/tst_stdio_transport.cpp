#include "engine/transport/stdio_transport.h"

#include "engine/mcp/session.h"
#include "engine/process/stderr_tail.h"
#include "printing.h"
#include "tests/support/engine_loop.h"

#include <nlohmann/json.hpp>

using namespace dyno;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// A session with a real server, and what it told.
class Connection final : mcp::SessionObserver {
public:
    explicit Connection(std::vector<std::string> argv, mcp::Limits limits = {}) {
        config.argv = std::move(argv);
        mark.putInto(config);
        transport = std::make_shared<transport::StdioTransport>(loop.executor(), loop.clock(), config,
                                                                limits.maxMessageBytes);
        session = std::make_unique<mcp::Session>(loop.clock(), transport, limits,
                                                 static_cast<mcp::SessionObserver&>(*this));
    }
    ~Connection() override {
        if (!closed)
            close();
    }

    Result<mcp::ServerInfo> connect() { return loop.await(session->connect(spawned)); }

    auto beginCall(std::string tool, json arguments = json::object(),
                   async::Duration limit = test::patience) {
        return loop.begin(call(std::move(tool), arguments.dump(), limit));
    }
    mcp::ToolReply call(std::string tool, json arguments = json::object(),
                        async::Duration limit = test::patience) {
        return loop.await(call(std::move(tool), arguments.dump(), limit));
    }

    void close() {
        closed = true;
        loop.await(session->close());
    }

    test::EngineLoop loop;
    test::Mark mark;
    settings::ServerConfig config{"test", {}, {}, {}};
    std::shared_ptr<transport::StdioTransport> transport;
    std::unique_ptr<mcp::Session> session;
    async::TimePoint spawned;
    std::optional<Error> lost;
    std::vector<std::string> warnings;
    std::size_t stderrBytes = 0;
    bool closed = false;

private:
    void sessionLost(const Error& why) override { lost = why; }
    void toolsChanged() override {}
    void detailChanged() override {}
    void sessionWarning(const std::string& text) override { warnings.push_back(text); }
    void serverWrote(std::string_view text) override { stderrBytes += text.size(); }
    void traced(const telemetry::TracedMessage&) override {}

    async::Awaitable<mcp::ToolReply> call(std::string tool, std::string arguments, async::Duration limit) {
        mcp::ToolCall toolCall{tool, arguments, loop.clock().now() + limit, limit, {}};
        co_return co_await session->callTool(std::move(toolCall));
    }
};

std::vector<std::string> demo(std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), DYNO_DEMO_SERVER);
    return flags;
}

std::string textOf(const mcp::ToolReply& reply) {
    return reply.result.has_value() ? (*reply.result)["content"][0]["text"].get<std::string>()
                                    : "error: " + reply.result.error().message;
}

} // namespace

class TestStdioTransport : public QObject {
    Q_OBJECT

private slots:
    void strangeOutputIsSurvived_data();
    void strangeOutputIsSurvived();
    void bannerBeforeTheHandshakeIsIgnored();
    void answerUnderAnotherIdTimesOutAndSaysSo();
    void sixtyFourMebibytesPass();
    void answerPastTheBoundFailsItsCallOnly();
    void bothPipesFullDoNotDeadlock();
    void crashInMidCallTellsHowAndWhy_data();
    void crashInMidCallTellsHowAndWhy();
    void stderrTailIsBoundedAndInTheError();
    void exitIsNoticedThoughADescendantHoldsThePipes();
    void closedOutputIsTheEnd();
    void hungCallTimesOutAndTheServerIsTold();
    void lateReplyIsCounted();
    void serverThatDoesNotComeUpSaysWhy_data();
    void serverThatDoesNotComeUpSaysWhy();
    void silentServerRunsIntoTheStartLimit();
    void closeCancelsCallsAndLeavesNothing();
    void closeDuringTheHandshakeEndsIt();
};

void TestStdioTransport::strangeOutputIsSurvived_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("strayLines");
    QTest::addColumn<int>("warnings");
    QTest::newRow("line of text") << "text"
                                  << "after a line of text" << 1 << 1;
    QTest::newRow("half a message") << "json"
                                    << "after half a message" << 1 << 1;
    QTest::newRow("invalid UTF-8") << "utf8"
                                   << "not UTF-8: \uFFFD\uFFFD" << 0 << 1;
    QTest::newRow("CR LF") << "crlf"
                           << "ended by CR LF" << 0 << 0;
    QTest::newRow("pieces") << "partial"
                            << "in small pieces" << 0 << 0;
}

void TestStdioTransport::strangeOutputIsSurvived() {
    QFETCH(const QString, kind);
    QFETCH(const QString, answer);
    QFETCH(const int, strayLines);
    QFETCH(const int, warnings);
    Connection connection(demo());
    QVERIFY(connection.connect().has_value());
    const auto reply = connection.call("garbage", {{"kind", kind.toStdString()}});
    QCOMPARE(QString::fromStdString(textOf(reply)), answer);
    QCOMPARE(int(connection.session->strays().lines), strayLines);
    QCOMPARE(int(connection.warnings.size()), warnings);
    QCOMPARE(textOf(connection.call("echo", {{"message", "still there"}})), std::string("still there"));
}

void TestStdioTransport::bannerBeforeTheHandshakeIsIgnored() {
    Connection connection(demo({"--banner", "Server v1 ready"}));
    QVERIFY(connection.connect().has_value());
    QCOMPARE(connection.session->strays().lines, std::uint64_t(1));
    QVERIFY(connection.warnings.front().find("Server v1 ready") != std::string::npos);
}

void TestStdioTransport::answerUnderAnotherIdTimesOutAndSaysSo() {
    Connection connection(demo());
    QVERIFY(connection.connect().has_value());
    const auto waiting = connection.beginCall("garbage", {{"kind", "wrong_id"}}, 2s);
    QVERIFY(connection.loop.runUntil([&] { return connection.session->strays().unknownReplies == 1; }));
    QVERIFY(connection.loop.runUntil([&] { return waiting->has_value(); }));
    const auto error = (*waiting)->result.error();
    QCOMPARE(error.kind, ErrorKind::TimedOut);
    QCOMPARE(error.message, std::string("no answer to tools/call within 2 s (call time-out)"));
    QVERIFY(error.detail.find("ids that nobody asked under") != std::string::npos);
    QVERIFY(connection.warnings.front().find("nobody asked") != std::string::npos);
}

void TestStdioTransport::sixtyFourMebibytesPass() {
    Connection connection(demo());
    QVERIFY(connection.connect().has_value());
    constexpr std::size_t envelope = 1024;
    constexpr std::size_t bytes = (64 << 20) - envelope;
    const auto reply = connection.call("payload", {{"bytes", bytes}});
    QVERIFY2(reply.result.has_value(), textOf(reply).substr(0, 200).c_str());
    QCOMPARE(textOf(reply).size(), bytes);
    QVERIFY(reply.times.bytesReceived > bytes);
    QVERIFY(reply.times.firstByte < reply.times.lastByte);
}

void TestStdioTransport::answerPastTheBoundFailsItsCallOnly() {
    mcp::Limits limits;
    limits.maxMessageBytes = 10'000;
    Connection connection(demo(), limits);
    QVERIFY(connection.connect().has_value());
    const auto other = connection.beginCall("sleep", {{"ms", 1}});
    const auto reply = connection.call("payload", {{"bytes", 3'000'000}});
    QVERIFY(reply.result.has_error());
    QCOMPARE(reply.result.error().kind, ErrorKind::Limit);
    QVERIFY(reply.result.error().message.find("more than the 10000 allowed") != std::string::npos);
    QCOMPARE(textOf(connection.call("echo", {{"message", "next"}})), std::string("next"));
    QVERIFY(connection.loop.runUntil([&] { return other->has_value(); }));
    QVERIFY((*other)->result.has_value());
}

void TestStdioTransport::bothPipesFullDoNotDeadlock() {
    constexpr std::size_t noise = 8'000'000;
    const std::string script = "head -c " + std::to_string(noise) + " /dev/zero >&2 & exec \"$0\"";
    Connection connection({"sh", "-c", script, DYNO_DEMO_SERVER});
    QVERIFY(connection.connect().has_value());
    const std::string message(300'000, 'm');
    std::vector<std::shared_ptr<std::optional<mcp::ToolReply>>> replies;
    for (int i = 0; i < 40; ++i)
        replies.push_back(connection.beginCall("echo", {{"message", message + std::to_string(i)}}));
    const auto all = [&] {
        return std::all_of(replies.begin(), replies.end(), [](const auto& one) { return one->has_value(); });
    };
    QVERIFY(connection.loop.runUntil(all));
    for (std::size_t i = 0; i < replies.size(); ++i)
        QVERIFY(textOf(**replies[i]) == message + std::to_string(i));
    QVERIFY(connection.loop.runUntil([&] { return connection.stderrBytes == noise; }));
    QCOMPARE(connection.transport->stderrTail().size(), process::StderrTail::maxBytes);
}

void TestStdioTransport::crashInMidCallTellsHowAndWhy_data() {
    QTest::addColumn<bool>("bySignal");
    QTest::addColumn<QString>("message");
    QTest::newRow("exit") << false << "the server exited with status 70";
    QTest::newRow("signal") << true << "the server was killed by signal 6 (Aborted)";
}

void TestStdioTransport::crashInMidCallTellsHowAndWhy() {
    QFETCH(const bool, bySignal);
    QFETCH(const QString, message);
    Connection connection({"sh", "-c", "ulimit -c 0; exec \"$0\"", DYNO_DEMO_SERVER});
    QVERIFY(connection.connect().has_value());
    const auto other = connection.beginCall("hang");
    const auto reply = connection.call("crash", {{"signal", bySignal}});
    QVERIFY(reply.result.has_error());
    QCOMPARE(reply.result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(QString::fromStdString(reply.result.error().message), message);
    QCOMPARE(reply.result.error().detail, std::string("stderr:\nfatal: crashed as ordered\n"));
    QVERIFY(other->has_value());
    QVERIFY((*other)->result.error() == reply.result.error());
    QVERIFY(connection.lost == reply.result.error());
    const auto after = connection.call("echo", {{"message", "x"}});
    QCOMPARE(after.result.error().kind, ErrorKind::PeerClosed);
    connection.close();
    QCOMPARE(test::zombieChildren(), 0);
}

void TestStdioTransport::stderrTailIsBoundedAndInTheError() {
    constexpr std::size_t written = 300'000;
    Connection connection(demo({"--stderr-bytes", std::to_string(written)}));
    QVERIFY(connection.connect().has_value());
    QVERIFY(connection.loop.runUntil([&] { return connection.stderrBytes == written; }));
    const auto reply = connection.call("crash");
    const std::string tail = connection.transport->stderrTail();
    QCOMPARE(tail.size(), process::StderrTail::maxBytes);
    QVERIFY(tail.ends_with("fatal: crashed as ordered\n"));
    QVERIFY(reply.result.error().detail == "stderr:\n" + tail);
}

void TestStdioTransport::exitIsNoticedThoughADescendantHoldsThePipes() {
    Connection connection(demo({"--spawn-child"}));
    QVERIFY(connection.connect().has_value());
    const auto reply = connection.call("crash");
    QCOMPARE(reply.result.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(reply.result.error().message, std::string("the server exited with status 70"));
    connection.close();
    QVERIFY(connection.mark.processes().empty());
}

void TestStdioTransport::closedOutputIsTheEnd() {
    Connection connection({"sh", "-c", "exec >&-; while read -r line; do :; done"});
    const auto info = connection.connect();
    QCOMPARE(info.error().kind, ErrorKind::PeerClosed);
    QCOMPARE(info.error().message, std::string("the server closed its output before the handshake was done"));
    QCOMPARE(info.error().detail, std::string("It wrote nothing to stderr."));
}

void TestStdioTransport::hungCallTimesOutAndTheServerIsTold() {
    Connection connection(demo());
    QVERIFY(connection.connect().has_value());
    const auto reply = connection.call("hang", json::object(), 50ms);
    QCOMPARE(reply.result.error().kind, ErrorKind::TimedOut);
    QCOMPARE(reply.result.error().message,
             std::string("no answer to tools/call within 50 ms (call time-out)"));
    const json stats = json::parse(textOf(connection.call("stats")));
    QCOMPARE(stats["cancelled"], json(1));
    QCOMPARE(stats["inFlight"], json(1)); // the question itself
}

void TestStdioTransport::lateReplyIsCounted() {
    Connection connection(demo({"--late-replies"}));
    QVERIFY(connection.connect().has_value());
    const auto reply = connection.call("hang", json::object(), 50ms);
    QCOMPARE(reply.result.error().kind, ErrorKind::TimedOut);
    QVERIFY(connection.loop.runUntil([&] { return connection.session->strays().lateReplies == 1; }));
    QCOMPARE(connection.session->strays().unknownReplies, std::uint64_t(0));
    QCOMPARE(textOf(connection.call("echo", {{"message", "x"}})), std::string("x"));
}

void TestStdioTransport::serverThatDoesNotComeUpSaysWhy_data() {
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("detail");
    const QString server = QStringLiteral(DYNO_DEMO_SERVER);
    QTest::newRow("exits") << QStringList{server, "--exit-at-once", "7", "--stderr-line", "no licence"}
                           << int(ErrorKind::PeerClosed)
                           << "the server exited with status 7 before the handshake was done"
                           << "stderr:\nno licence\n";
    QTest::newRow("not a server") << QStringList{"true"} << int(ErrorKind::PeerClosed)
                                  << "the server exited with status 0 before the handshake was done"
                                  << "It wrote nothing to stderr.";
    QTest::newRow("other version")
        << QStringList{server, "--era", "legacy", "--protocol-version", "1999-01-01"}
        << int(ErrorKind::Protocol)
        << "no common protocol version: the server speaks 1999-01-01; this program speaks 2026-07-28 and "
           "2025-11-25, 2025-06-18, 2025-03-26, 2024-11-05"
        << "";
    QTest::newRow("echoes") << QStringList{"cat"} << int(ErrorKind::Rejected)
                            << "the server refused to initialize with error -32601: unknown method initialize"
                            << "";
}

void TestStdioTransport::serverThatDoesNotComeUpSaysWhy() {
    QFETCH(const QStringList, argv);
    QFETCH(const int, kind);
    QFETCH(const QString, message);
    QFETCH(const QString, detail);
    std::vector<std::string> words;
    for (const QString& word : argv)
        words.push_back(word.toStdString());
    Connection connection(words);
    const auto info = connection.connect();
    QVERIFY(info.has_error());
    QCOMPARE(int(info.error().kind), kind);
    QCOMPARE(QString::fromStdString(info.error().message), message);
    QCOMPARE(QString::fromStdString(info.error().detail), detail);
    connection.close();
    QVERIFY(connection.mark.processes().empty());
    QCOMPARE(test::zombieChildren(), 0);
}

void TestStdioTransport::silentServerRunsIntoTheStartLimit() {
    mcp::Limits limits;
    limits.start = 1s;
    limits.probe = 100ms;
    Connection connection(demo({"--silent", "--stderr-line", "loading"}), limits);
    const auto info = connection.connect();
    QCOMPARE(info.error().kind, ErrorKind::TimedOut);
    QCOMPARE(info.error().message, std::string("the server did not answer within 1 s (start time-out)"));
    connection.close();
    QVERIFY(connection.mark.processes().empty());
}

void TestStdioTransport::closeCancelsCallsAndLeavesNothing() {
    Connection connection(demo({"--spawn-child"}));
    QVERIFY(connection.connect().has_value());
    const auto hanging = connection.beginCall("hang");
    connection.close();
    QVERIFY(hanging->has_value());
    QCOMPARE((*hanging)->result.error().kind, ErrorKind::Cancelled);
    QVERIFY(connection.mark.processes().empty());
    QCOMPARE(test::zombieChildren(), 0);
    QVERIFY(!connection.lost);
}

void TestStdioTransport::closeDuringTheHandshakeEndsIt() {
    Connection connection(demo({"--silent"}));
    const auto info = connection.loop.begin(connection.session->connect(connection.spawned));
    QVERIFY(connection.loop.runUntil([&] { return connection.transport->pid() != 0; }));
    connection.close();
    QVERIFY(info->has_value());
    QCOMPARE((*info)->error().kind, ErrorKind::Cancelled);
    QVERIFY(connection.mark.processes().empty());
}

QTEST_GUILESS_MAIN(TestStdioTransport)
#include "tst_stdio_transport.moc"
