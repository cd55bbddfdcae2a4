#include <nlohmann/json.hpp>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using nlohmann::json;

namespace {

constexpr int patience = 20'000; // ms, for what must happen; nothing is timed with it

const json modernMeta = {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                         {"io.modelcontextprotocol/clientCapabilities", json::object()}};

json modernParams(json params = json::object()) {
    json meta = modernMeta;
    if (params.contains("_meta"))
        meta.update(params["_meta"]);
    params["_meta"] = meta;
    return params;
}

/// The demo server as a child process, spoken to line by line.
class Client {
public:
    explicit Client(const QStringList& arguments = {}) {
        m_process.start(QStringLiteral(DYNO_DEMO_SERVER), arguments);
        m_process.waitForStarted(patience);
    }

    ~Client() {
        m_process.kill();
        m_process.waitForFinished(patience);
    }

    QProcess& process() { return m_process; }

    void write(const QByteArray& line) { m_process.write(line + '\n'); }

    void send(const json& message) { write(QByteArray::fromStdString(message.dump())); }

    void notify(const char* method, const json& params) {
        send({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
    }

    int request(const char* method, const json& params = json::object()) {
        send({{"jsonrpc", "2.0"}, {"id", ++m_id}, {"method", method}, {"params", params}});
        return m_id;
    }

    int call(const char* tool, const json& arguments = json::object(), json params = json::object()) {
        params.update({{"name", tool}, {"arguments", arguments}});
        return request("tools/call", m_modern ? modernParams(params) : params);
    }

    void cancel(int id) { notify("notifications/cancelled", {{"requestId", id}}); }

    /// The next line of stdout with its end; empty if none comes.
    QByteArray readLine() {
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(patience))
                return {};
        return m_process.readLine();
    }

    json read() { return json::parse(readLine().toStdString(), nullptr, false); }

    json ask(const char* method, const json& params = json::object()) {
        request(method, params);
        return read();
    }

    std::string callText(const char* tool, const json& arguments = json::object()) {
        call(tool, arguments);
        return text(read());
    }

    json stats() { return json::parse(callText("stats")); }

    static std::string text(const json& reply) {
        return reply["result"]["content"][0]["text"].get<std::string>();
    }

    void initialize(const char* version = "2025-11-25") {
        ask("initialize", {{"protocolVersion", version},
                           {"capabilities", json::object()},
                           {"clientInfo", {{"name", "t"}}}});
        notify("notifications/initialized", json::object());
    }

    void beModern() { m_modern = true; }

private:
    QProcess m_process;
    int m_id = 0;
    bool m_modern = false;
};

/// One that has shaken hands.
class LegacyClient : public Client {
public:
    explicit LegacyClient(const QStringList& arguments = {})
        : Client(arguments) {
        initialize();
    }
};

class ModernClient : public Client {
public:
    explicit ModernClient(const QStringList& arguments = {})
        : Client(arguments) {
        beModern();
    }
};

QStringList words(const char* text) {
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

bool alive(qint64 pid) {
    return kill(static_cast<pid_t>(pid), 0) == 0;
}

} // namespace

class TestDemoServer : public QObject {
    Q_OBJECT

private slots:
    // eras
    void initializeNegotiates_data();
    void initializeNegotiates();
    void initializeCanBeForcedToAVersion();
    void initializeComesFirst();
    void legacyServerHasNoDiscover();
    void modernServerHasNoInitialize();
    void discoverTellsVersionsAndCapabilities();
    void modernRequestNeedsItsMeta_data();
    void modernRequestNeedsItsMeta();
    void pingIsLegacyOnly();
    void batchesAreTakenOnlyIn20250326();
    void malformedInputIsRefused_data();
    void malformedInputIsRefused();

    // tools
    void toolsAreFullyDescribed();
    void pagesFollowEmptyCursor();
    void unknownCursorIsRefused();
    void wrongCallsAreRefused_data();
    void wrongCallsAreRefused();
    void toolsAnswer_data();
    void toolsAnswer();
    void batchToolAnswersEachItem();
    void modernResultsAreComplete();
    void payloadHasItsSize();
    void flakyFailsAtItsRate();
    void crashEndsTheProcess_data();
    void crashEndsTheProcess();
    void garbageComesAsOrdered_data();
    void garbageComesAsOrdered();
    void garbageUnderAnotherIdLeavesTheCallOpen();
    void nothingLandsInsideAPartialLine();
    void progressIsReportedWithATokenOnly();
    void askSendsTheRequest_data();
    void askSendsTheRequest();
    void askFailsInTheModernEra();
    void changedToolsAreAnnounced();
    void changedToolsGoToSubscriptions();
    void cancelledSubscriptionIsSilent();

    // calls in flight
    void cancelledCallHasNoReply_data();
    void cancelledCallHasNoReply();
    void cancelledCallCanReplyLate();
    void idInUseIsRefused();
    void parallelBoundsWhatRuns();
    void queueIsFirstInFirstOut();
    void queuedCallCanBeCancelled();
    void longQueueDrains();
    void serviceTimeIsSpent();

    // process
    void endsAtEndOfInput();
    void endsBySigterm();
    void eofAndTermCanBeIgnored();
    void exitsAtOnce();
    void bannerComesFirst();
    void silentAnswersNothing();
    void stderrIsWritten();
    void childOutlivesTheEndOfInput();
    void slowStartStillAnswers();
    void clientThatDoesNotReadLosesNothing();
    void wrongCommandLineIsExplained_data();
    void wrongCommandLineIsExplained();
};

void TestDemoServer::initializeNegotiates_data() {
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("agreed");
    for (const char* version : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
        QTest::newRow(version) << version << version;
    QTest::newRow("unknown") << "2031-01-01"
                             << "2025-11-25";
}

void TestDemoServer::initializeNegotiates() {
    QFETCH(QString, wanted);
    QFETCH(QString, agreed);
    Client client;
    const json reply = client.ask("initialize", {{"protocolVersion", wanted.toStdString()}});
    QCOMPARE(reply["id"].get<int>(), 1);
    QCOMPARE(QString::fromStdString(reply["result"]["protocolVersion"]), agreed);
    QVERIFY(reply["result"]["capabilities"]["tools"]["listChanged"] == true);
    QVERIFY(reply["result"]["serverInfo"]["name"] == "mcp-dyno-demo-server");
    QVERIFY(!reply["result"].contains("resultType"));
    QVERIFY(client.ask("tools/list")["result"]["tools"].is_array());
}

void TestDemoServer::initializeCanBeForcedToAVersion() {
    Client client(words("--protocol-version 1999-01-01"));
    const json reply = client.ask("initialize", {{"protocolVersion", "2025-11-25"}});
    QVERIFY(reply["result"]["protocolVersion"] == "1999-01-01");
}

void TestDemoServer::initializeComesFirst() {
    Client client(words("--era legacy"));
    QVERIFY(client.ask("tools/list")["error"]["code"] == -32600);
    QVERIFY(client.ask("ping")["result"] == json::object());
    client.initialize();
    QVERIFY(client.ask("tools/list").contains("result"));
}

void TestDemoServer::legacyServerHasNoDiscover() {
    Client client(words("--era legacy"));
    QVERIFY(client.ask("server/discover", modernParams())["error"]["code"] == -32601);
}

void TestDemoServer::modernServerHasNoInitialize() {
    Client client(words("--era modern"));
    const json error = client.ask("initialize", {{"protocolVersion", "2025-11-25"}})["error"];
    QVERIFY(error["code"] == -32601);
    QVERIFY(error["data"]["supported"] == json::array({"2026-07-28"}));
}

void TestDemoServer::discoverTellsVersionsAndCapabilities() {
    Client client;
    const json result = client.ask("server/discover", modernParams())["result"];
    QVERIFY(result["resultType"] == "complete");
    QVERIFY(result["supportedVersions"] == json::array({"2026-07-28"}));
    QVERIFY(result["capabilities"]["tools"]["listChanged"] == true);
    QVERIFY(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "mcp-dyno-demo-server");
}

void TestDemoServer::modernRequestNeedsItsMeta_data() {
    QTest::addColumn<QString>("params");
    QTest::addColumn<int>("code");
    QTest::newRow("no meta") << R"({})" << -32602;
    QTest::newRow("meta is no object") << R"({"_meta":7})" << -32602;
    QTest::newRow("no capabilities")
        << R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}})" << -32602;
    QTest::newRow("no version") << R"({"_meta":{"io.modelcontextprotocol/clientCapabilities":{}}})" << -32602;
    QTest::newRow("unsupported version")
        << R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2027-01-01",
                        "io.modelcontextprotocol/clientCapabilities":{}}})"
        << -32022;
}

void TestDemoServer::modernRequestNeedsItsMeta() {
    QFETCH(QString, params);
    QFETCH(int, code);
    Client client;
    for (const char* method : {"server/discover", "tools/list", "tools/call"}) {
        const json error = client.ask(method, json::parse(params.toStdString()))["error"];
        QCOMPARE(error["code"].get<int>(), code);
        if (code == -32022) {
            QVERIFY(error["data"]["supported"] == json::array({"2026-07-28"}));
            QVERIFY(error["data"]["requested"] == "2027-01-01");
        }
    }
}

void TestDemoServer::pingIsLegacyOnly() {
    Client client;
    QVERIFY(client.ask("ping", modernParams())["error"]["code"] == -32601);
    client.initialize();
    QVERIFY(client.ask("ping")["result"] == json::object());
}

void TestDemoServer::batchesAreTakenOnlyIn20250326() {
    const QByteArray batch = R"([{"jsonrpc":"2.0","id":"a","method":"ping"},5,{"method":"notifications/x"},)"
                             R"({"jsonrpc":"2.0","id":"b","method":"ping"}])";
    Client taking;
    taking.initialize("2025-03-26");
    taking.write(batch);
    const json replies = taking.read();
    QCOMPARE(replies.size(), std::size_t(3));
    QVERIFY(replies[0]["id"] == "a");
    QVERIFY(replies[1]["error"]["code"] == -32600);
    QVERIFY(replies[2]["id"] == "b");
    QVERIFY(taking.stats()["batches"] == 1);
    LegacyClient refusing;
    refusing.write(batch);
    QVERIFY(refusing.read()["error"]["code"] == -32600);
}

void TestDemoServer::malformedInputIsRefused_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::newRow("no JSON") << QByteArray("hello") << -32700;
    QTest::newRow("half JSON") << QByteArray(R"({"jsonrpc":"2.0",)") << -32700;
    QTest::newRow("invalid UTF-8") << QByteArray("{\"method\":\"\xff\"}") << -32700;
    QTest::newRow("a number") << QByteArray("7") << -32600;
    QTest::newRow("no method") << QByteArray(R"({"jsonrpc":"2.0","id":1})") << -32600;
    QTest::newRow("id is null") << QByteArray(R"({"jsonrpc":"2.0","id":null,"method":"ping"})") << -32600;
    QTest::newRow("params are no object")
        << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[1]})") << -32600;
    QTest::newRow("unknown method") << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"no/such"})") << -32601;
}

void TestDemoServer::malformedInputIsRefused() {
    QFETCH(QByteArray, line);
    QFETCH(int, code);
    LegacyClient client;
    client.write(line);
    QCOMPARE(client.read()["error"]["code"].get<int>(), code);
    QVERIFY(client.ask("ping").contains("result"));
}

void TestDemoServer::toolsAreFullyDescribed() {
    LegacyClient client;
    const json tools = client.ask("tools/list")["result"]["tools"];
    QCOMPARE(tools.size(), std::size_t(17));
    for (const json& tool : tools) {
        for (const char* key : {"name", "title", "description"})
            QVERIFY2(tool[key].is_string(), tool.dump().c_str());
        QVERIFY(tool["annotations"]["readOnlyHint"].is_boolean());
        QVERIFY(tool["inputSchema"]["type"] == "object");
        for (const json& property : tool["inputSchema"]["properties"])
            QVERIFY2(property["type"].is_string() && property["description"].is_string(),
                     tool.dump().c_str());
    }
}

void TestDemoServer::pagesFollowEmptyCursor() {
    LegacyClient client(words("--page-size 5"));
    std::vector<std::string> cursors, names;
    json params = json::object();
    for (bool more = true; more;) {
        const json result = client.ask("tools/list", params)["result"];
        for (const json& tool : result["tools"])
            names.push_back(tool["name"]);
        more = result.contains("nextCursor");
        if (more)
            cursors.push_back(result["nextCursor"]);
        params["cursor"] = result.value("nextCursor", "");
    }
    QVERIFY(cursors == std::vector<std::string>({"", "page-3", "page-4"}));
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), std::size_t(17));
    QCOMPARE(names.size(), std::size_t(17));
}

void TestDemoServer::unknownCursorIsRefused() {
    LegacyClient paging(words("--page-size 5")), whole;
    QVERIFY(paging.ask("tools/list", {{"cursor", "page-99"}})["error"]["code"] == -32602);
    QVERIFY(whole.ask("tools/list", {{"cursor", ""}})["error"]["code"] == -32602);
}

void TestDemoServer::wrongCallsAreRefused_data() {
    QTest::addColumn<QString>("params");
    QTest::newRow("unknown tool") << R"({"name":"nonesuch","arguments":{}})";
    QTest::newRow("no name") << R"({"arguments":{}})";
    QTest::newRow("name is a number") << R"({"name":7})";
    QTest::newRow("missing argument") << R"({"name":"echo","arguments":{}})";
    QTest::newRow("no arguments") << R"({"name":"echo"})";
    QTest::newRow("argument of a wrong type") << R"({"name":"echo","arguments":{"message":7}})";
    QTest::newRow("arguments of a wrong type") << R"({"name":"echo","arguments":"hello"})";
    QTest::newRow("out of bounds") << R"({"name":"payload","arguments":{"bytes":134217729}})";
    QTest::newRow("not on the list yet") << R"({"name":"extra","arguments":{}})";
}

void TestDemoServer::wrongCallsAreRefused() {
    QFETCH(QString, params);
    LegacyClient client;
    QVERIFY(client.ask("tools/call", json::parse(params.toStdString()))["error"]["code"] == -32602);
    QVERIFY(client.ask("tools/call", modernParams(json::parse(params.toStdString())))["error"]["code"] ==
            -32602);
}

void TestDemoServer::toolsAnswer_data() {
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("text");
    QTest::newRow("echo") << "echo"
                          << R"({"message":"hello"})"
                          << "hello";
    QTest::newRow("echo of what needs escapes")
        << "echo"
        << R"({"message":"a \"b\"\n\\ \u0001 ü €"})" << QString::fromUtf8("a \"b\"\n\\ \x01 ü €");
    QTest::newRow("sleep") << "sleep"
                           << R"({"ms":1})"
                           << "slept 1 ms";
    QTest::newRow("cpu") << "cpu"
                         << R"({"ms":1})"
                         << "burnt 1 ms";
    QTest::newRow("payload") << "payload"
                             << R"({"bytes":3})"
                             << "xxx";
    QTest::newRow("flaky that never fails") << "flaky"
                                            << R"({"rate":0})"
                                            << "worked";
    QTest::newRow("leak") << "leak"
                          << R"({"kb":2000})"
                          << "leaked 2000 KiB";
    QTest::newRow("progress") << "progress"
                              << R"({"steps":2,"ms":2})"
                              << "took 2 steps";
    QTest::newRow("whole float") << "sleep"
                                 << R"({"ms":1.0})"
                                 << "slept 1 ms";
}

void TestDemoServer::toolsAnswer() {
    QFETCH(QString, tool);
    QFETCH(QString, arguments);
    QFETCH(QString, text);
    for (const bool modern : {false, true}) {
        LegacyClient client;
        if (modern)
            client.beModern();
        const int id = client.call(tool.toLatin1().constData(), json::parse(arguments.toStdString()));
        const json reply = client.read();
        QCOMPARE(reply["id"].get<int>(), id);
        QVERIFY(!reply["result"].contains("isError"));
        QCOMPARE(QString::fromStdString(Client::text(reply)), text);
    }
}

void TestDemoServer::batchToolAnswersEachItem() {
    LegacyClient client;
    const auto items = [](const char* text) { return json{{"items", json::parse(text)}}; };
    client.call("echo_batch",
                items(R"([{"message":"a"},{"message":"short"},{"message":"fail"},{},{"message":"b"}])"));
    const json result = client.read()["result"];
    const json results = result["structuredContent"]["results"];
    QVERIFY(json::parse(result["content"][0]["text"].get<std::string>())["results"] == results);
    QCOMPARE(results.size(), std::size_t(4));
    QVERIFY(results[0] == json::parse(R"({"content":[{"type":"text","text":"a"}]})"));
    QVERIFY(results[1]["isError"] == true);
    QVERIFY(results[2]["isError"] == true);
    QVERIFY(results[3]["content"][0]["text"] == "b");
    client.call("echo_batch", items(R"([{"message":"a"},{"message":"fail all"}])"));
    QVERIFY(client.read()["result"]["isError"] == true);
    client.call("echo_batch", {{"items", "a"}});
    QVERIFY(client.read()["error"]["code"] == -32602);
    QVERIFY(client.stats()["calls"] == 3); // with the one that asks
}

void TestDemoServer::modernResultsAreComplete() {
    ModernClient client;
    client.call("echo", {{"message", "x"}});
    QVERIFY(client.read()["result"]["resultType"] == "complete");
    const json list = client.ask("tools/list", modernParams())["result"];
    QVERIFY(list["resultType"] == "complete");
    QVERIFY(list["ttlMs"].is_number() && list["cacheScope"] == "public");
}

void TestDemoServer::payloadHasItsSize() {
    LegacyClient client;
    QCOMPARE(client.callText("payload", {{"bytes", 8'000'000}}).size(), std::size_t(8'000'000));
}

void TestDemoServer::flakyFailsAtItsRate() {
    LegacyClient client(words("--seed 5"));
    int failed = 0;
    for (int call = 0; call < 1000; ++call)
        client.call("flaky", {{"rate", 0.3}});
    for (int call = 0; call < 1000; ++call)
        failed += client.read()["result"].contains("isError") ? 1 : 0;
    QVERIFY2(std::abs(failed - 300) < 60, qPrintable(QString::number(failed)));
}

void TestDemoServer::crashEndsTheProcess_data() {
    QTest::addColumn<bool>("bySignal");
    QTest::addColumn<int>("status");
    QTest::newRow("exit") << false << int(QProcess::NormalExit);
    QTest::newRow("signal") << true << int(QProcess::CrashExit);
}

void TestDemoServer::crashEndsTheProcess() {
    QFETCH(bool, bySignal);
    QFETCH(int, status);
    LegacyClient client;
    client.call("crash", {{"signal", bySignal}});
    QVERIFY(client.process().waitForFinished(patience));
    QCOMPARE(int(client.process().exitStatus()), status);
    if (!bySignal)
        QCOMPARE(client.process().exitCode(), 70);
    QVERIFY(client.process().readAllStandardError().contains("fatal"));
}

void TestDemoServer::garbageComesAsOrdered_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("before"); // a line that the answer follows
    QTest::addColumn<QByteArray>("inside"); // of the answer
    QTest::newRow("text") << "text" << QByteArray("Listening") << QByteArray("after a line");
    QTest::newRow("json") << "json" << QByteArray(R"("result":{"content":[)") << QByteArray("after half");
    QTest::newRow("utf8") << "utf8" << QByteArray() << QByteArray("\xff\xfe");
    QTest::newRow("crlf") << "crlf" << QByteArray() << QByteArray("}\r\n");
    QTest::newRow("partial") << "partial" << QByteArray() << QByteArray("in small pieces");
}

void TestDemoServer::garbageComesAsOrdered() {
    QFETCH(QString, kind);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, inside);
    LegacyClient client;
    client.call("garbage", {{"kind", kind.toStdString()}});
    if (!before.isEmpty())
        QVERIFY(client.readLine().contains(before));
    const QByteArray answer = client.readLine();
    QVERIFY2(answer.contains(inside), answer.constData());
    QVERIFY(answer.contains("\"result\""));
    QVERIFY(client.ask("ping").contains("result"));
}

void TestDemoServer::garbageUnderAnotherIdLeavesTheCallOpen() {
    LegacyClient client;
    client.call("garbage", {{"kind", "wrong_id"}});
    QVERIFY(client.read()["id"] == "nobody asked");
    QVERIFY(client.stats()["inFlight"] == 2);
}

void TestDemoServer::nothingLandsInsideAPartialLine() {
    LegacyClient client;
    const int first = client.call("garbage", {{"kind", "partial"}});
    const int second = client.call("garbage", {{"kind", "partial"}});
    const int echo = client.call("echo", {{"message", "x"}});
    std::set<int> answered;
    for (int reply = 0; reply < 3; ++reply)
        answered.insert(client.read()["id"].get<int>());
    QVERIFY(answered == std::set<int>({first, second, echo}));
}

void TestDemoServer::progressIsReportedWithATokenOnly() {
    LegacyClient client;
    client.call("progress", {{"steps", 3}, {"ms", 3}});
    QVERIFY(client.read().contains("result"));
    client.call("progress", {{"steps", 3}, {"ms", 3}}, {{"_meta", {{"progressToken", "p"}}}});
    for (int step = 1; step <= 3; ++step) {
        const json report = client.read();
        QVERIFY(report["method"] == "notifications/progress");
        QVERIFY(report["params"]["progressToken"] == "p");
        QVERIFY(report["params"]["progress"] == step && report["params"]["total"] == 3);
    }
    QVERIFY(client.read().contains("result"));
}

void TestDemoServer::askSendsTheRequest_data() {
    QTest::addColumn<QString>("method");
    for (const char* method : {"roots/list", "sampling/createMessage", "elicitation/create", "ping"})
        QTest::newRow(method) << method;
}

void TestDemoServer::askSendsTheRequest() {
    QFETCH(QString, method);
    LegacyClient client;
    const int id = client.call("ask", {{"method", method.toStdString()}});
    const json request = client.read();
    QVERIFY(request["method"] == method.toStdString());
    client.send({{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", {{"answer", 42}}}});
    const json reply = client.read();
    QCOMPARE(reply["id"].get<int>(), id);
    QVERIFY(json::parse(Client::text(reply))["result"]["answer"] == 42);
}

void TestDemoServer::askFailsInTheModernEra() {
    ModernClient client;
    client.call("ask");
    QVERIFY(client.read()["result"]["isError"] == true);
}

void TestDemoServer::changedToolsAreAnnounced() {
    LegacyClient client;
    client.call("change_tools");
    QVERIFY(client.read()["method"] == "notifications/tools/list_changed");
    QCOMPARE(Client::text(client.read()), std::string("extra is on the list"));
    QCOMPARE(client.callText("extra"), std::string("extra"));
    QCOMPARE(client.ask("tools/list")["result"]["tools"].size(), std::size_t(18));
    client.call("change_tools");
    client.read();
    QCOMPARE(Client::text(client.read()), std::string("extra is off the list"));
    QCOMPARE(client.ask("tools/list")["result"]["tools"].size(), std::size_t(17));
}

void TestDemoServer::changedToolsGoToSubscriptions() {
    ModernClient client;
    const char* const key = "io.modelcontextprotocol/subscriptionId";
    const int id = client.request(
        "subscriptions/listen",
        modernParams({{"notifications", {{"toolsListChanged", true}, {"promptsListChanged", true}}}}));
    const json acknowledged = client.read();
    QVERIFY(acknowledged["method"] == "notifications/subscriptions/acknowledged");
    QVERIFY(acknowledged["params"]["_meta"][key] == id);
    QVERIFY(acknowledged["params"]["notifications"] == json({{"toolsListChanged", true}}));
    client.call("change_tools");
    const json changed = client.read();
    QVERIFY(changed["method"] == "notifications/tools/list_changed");
    QVERIFY(changed["params"]["_meta"][key] == id);
    QVERIFY(client.read().contains("result"));
}

void TestDemoServer::cancelledSubscriptionIsSilent() {
    ModernClient client;
    const int id = client.request("subscriptions/listen",
                                  modernParams({{"notifications", {{"toolsListChanged", true}}}}));
    client.read();
    client.cancel(id);
    client.call("change_tools");
    QVERIFY(client.read().contains("result"));
}

void TestDemoServer::cancelledCallHasNoReply_data() {
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("hang") << "hang"
                          << "{}";
    QTest::newRow("sleep") << "sleep"
                           << R"({"ms":3600000})";
    QTest::newRow("progress") << "progress"
                              << R"({"steps":1,"ms":3600000})";
}

void TestDemoServer::cancelledCallHasNoReply() {
    QFETCH(QString, tool);
    QFETCH(QString, arguments);
    LegacyClient client;
    const int id = client.call(tool.toLatin1().constData(), json::parse(arguments.toStdString()));
    QVERIFY(client.stats()["inFlight"] == 2);
    client.cancel(id);
    const json after = client.stats();
    QVERIFY(after["inFlight"] == 1);
    QVERIFY(after["peakInFlight"] == 2);
    QVERIFY(after["cancelled"] == 1);
    QVERIFY(after["calls"] == 3);
}

void TestDemoServer::cancelledCallCanReplyLate() {
    LegacyClient client(words("--late-replies --parallel 1"));
    const int running = client.call("hang");
    const int queued = client.call("hang");
    client.cancel(running);
    client.cancel(queued);
    std::set<int> late;
    for (int reply = 0; reply < 2; ++reply)
        late.insert(client.read()["id"].get<int>());
    QVERIFY(late == std::set<int>({running, queued}));
    QVERIFY(client.stats()["running"] == 0);
}

void TestDemoServer::idInUseIsRefused() {
    LegacyClient client;
    const json request = {
        {"jsonrpc", "2.0"}, {"id", "twice"}, {"method", "tools/call"}, {"params", {{"name", "hang"}}}};
    client.send(request);
    client.send(request);
    QVERIFY(client.read()["error"]["code"] == -32600);
}

void TestDemoServer::parallelBoundsWhatRuns() {
    LegacyClient client(words("--parallel 2"));
    for (int call = 0; call < 5; ++call)
        client.call("hang");
    const json stats = client.stats();
    QVERIFY(stats["running"] == 2);
    QVERIFY(stats["queued"] == 3);
    QVERIFY(stats["inFlight"] == 6);
    QVERIFY(stats["peakRunning"] == 2);
}

void TestDemoServer::queueIsFirstInFirstOut() {
    LegacyClient client(words("--parallel 1 --service exponential --service-mean 1ms"));
    std::vector<int> asked, answered;
    for (int call = 0; call < 20; ++call)
        asked.push_back(client.call("echo", {{"message", "x"}}));
    for (int call = 0; call < 20; ++call)
        answered.push_back(client.read()["id"].get<int>());
    QVERIFY(asked == answered);
}

void TestDemoServer::queuedCallCanBeCancelled() {
    LegacyClient client(words("--parallel 1"));
    const int hanging = client.call("hang");
    const int dropped = client.call("echo", {{"message", "dropped"}});
    const int kept = client.call("echo", {{"message", "kept"}});
    client.cancel(dropped);
    client.cancel(hanging);
    QCOMPARE(client.read()["id"].get<int>(), kept);
    QVERIFY(client.stats()["inFlight"] == 1);
}

void TestDemoServer::longQueueDrains() {
    constexpr int count = 20'000;
    LegacyClient client(words("--parallel 1"));
    const int hanging = client.call("hang");
    for (int call = 0; call < count; ++call)
        client.call("echo", {{"message", "x"}});
    client.cancel(hanging);
    for (int call = 0; call < count; ++call)
        QCOMPARE(client.read()["id"].get<int>(), hanging + 1 + call);
}

void TestDemoServer::serviceTimeIsSpent() {
    LegacyClient client(words("--service constant --service-mean 20ms"));
    client.call("echo", {{"message", "x"}});
    QVERIFY(client.stats()["running"] == 1);
    QCOMPARE(Client::text(client.read()), std::string("x"));
}

void TestDemoServer::endsAtEndOfInput() {
    LegacyClient client;
    client.call("hang");
    client.process().closeWriteChannel();
    QVERIFY(client.process().waitForFinished(patience));
    QCOMPARE(client.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(client.process().exitCode(), 0);
}

void TestDemoServer::endsBySigterm() {
    LegacyClient client;
    client.process().terminate();
    QVERIFY(client.process().waitForFinished(patience));
}

void TestDemoServer::eofAndTermCanBeIgnored() {
    LegacyClient client(words("--ignore-eof --ignore-term"));
    client.call("sleep", {{"ms", 50}});
    client.process().closeWriteChannel();
    client.process().terminate();
    QCOMPARE(Client::text(client.read()), std::string("slept 50 ms"));
    QCOMPARE(client.process().state(), QProcess::Running);
}

void TestDemoServer::exitsAtOnce() {
    Client client(words("--exit-at-once 3 --banner hello"));
    QVERIFY(client.process().waitForFinished(patience));
    QCOMPARE(client.process().exitCode(), 3);
    QCOMPARE(client.process().readAllStandardOutput(), QByteArray("hello\n"));
}

void TestDemoServer::bannerComesFirst() {
    Client client({"--banner", "Welcome to the server"});
    QCOMPARE(client.readLine(), QByteArray("Welcome to the server\n"));
    QVERIFY(client.ask("ping").contains("result"));
}

void TestDemoServer::silentAnswersNothing() {
    Client client(words("--silent"));
    client.request("ping");
    client.write("no JSON");
    client.process().closeWriteChannel();
    QVERIFY(client.process().waitForFinished(patience));
    QVERIFY(client.process().readAllStandardOutput().isEmpty());
}

void TestDemoServer::stderrIsWritten() {
    Client client({"--stderr-line", "something is off", "--stderr-bytes", "200000"});
    client.process().closeWriteChannel();
    QVERIFY(client.process().waitForFinished(patience));
    const QByteArray written = client.process().readAllStandardError();
    QVERIFY(written.startsWith("something is off\n"));
    QCOMPARE(written.size(), qsizetype(200'000 + 17));
}

void TestDemoServer::childOutlivesTheEndOfInput() {
    Client client(words("--spawn-child"));
    client.process().setReadChannel(QProcess::StandardError);
    const QByteArray line = client.readLine();
    QVERIFY2(line.startsWith("child "), line.constData());
    const qint64 child = line.mid(6).trimmed().toLongLong();
    client.process().closeWriteChannel();
    QVERIFY(client.process().waitForFinished(patience));
    QVERIFY(alive(child));
    kill(static_cast<pid_t>(child), SIGKILL);
}

void TestDemoServer::slowStartStillAnswers() {
    Client client(words("--slow-start 10ms"));
    QVERIFY(client.ask("ping").contains("result"));
}

// Through a named pipe, because QProcess itself reads whenever it can.
void TestDemoServer::clientThatDoesNotReadLosesNothing() {
    constexpr int count = 400, bytes = 10'000;
    QTemporaryDir directory;
    const QString path = directory.filePath("stdout");
    QCOMPARE(mkfifo(path.toLocal8Bit().constData(), 0600), 0);
    const int unread = open(path.toLocal8Bit().constData(), O_RDWR);
    QVERIFY(unread >= 0);

    QProcess server;
    server.setStandardOutputFile(path);
    server.start(QStringLiteral(DYNO_DEMO_SERVER), QStringList());
    const json call = {{"jsonrpc", "2.0"},
                       {"id", 1},
                       {"method", "tools/call"},
                       {"params", modernParams({{"name", "payload"}, {"arguments", {{"bytes", bytes}}}})}};
    for (int sent = 0; sent < count; ++sent)
        server.write(QByteArray::fromStdString(call.dump()) + '\n');
    while (server.bytesToWrite() > 0)
        QVERIFY(server.waitForBytesWritten(patience)); // all requests are taken while no reply is

    QByteArray received, chunk(65536, Qt::Uninitialized);
    while (received.count('\n') < count)
        received.append(chunk.constData(), read(unread, chunk.data(), std::size_t(chunk.size())));
    QCOMPARE(received.count(QByteArray(bytes, 'x')), count);
    close(unread);
    server.closeWriteChannel();
    QVERIFY(server.waitForFinished(patience));
}

void TestDemoServer::wrongCommandLineIsExplained_data() {
    QTest::addColumn<QString>("arguments");
    QTest::newRow("unknown flag") << "--nonesuch";
    QTest::newRow("unknown shape") << "--service triangular";
    QTest::newRow("unknown era") << "--era ancient";
    QTest::newRow("no duration") << "--slow-start soon";
    QTest::newRow("mean without a shape") << "--service-mean 5ms";
    QTest::newRow("share above one") << "--service bimodal --service-slow-share 2";
    QTest::newRow("negative") << "--parallel -1";
}

void TestDemoServer::wrongCommandLineIsExplained() {
    QFETCH(QString, arguments);
    Client client(arguments.split(u' '));
    QVERIFY(client.process().waitForFinished(patience));
    QVERIFY(client.process().exitCode() != 0);
    QVERIFY(!client.process().readAllStandardError().isEmpty());
}

QTEST_GUILESS_MAIN(TestDemoServer)
#include "tst_demo_server.moc"
