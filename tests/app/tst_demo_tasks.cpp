#include "tests/app/mcp_over_http.h"

#include <QtTest>

#include <memory>

using namespace dyno::test;

namespace {

/// Asks in one era over one transport.
class Asker {
public:
    virtual ~Asker() = default;
    virtual json ask(const char* method, const json& params) = 0;
};

class StdioAsker : public Asker {
public:
    explicit StdioAsker(bool modern)
        : m_modern(modern) {
        m_process.start(QStringLiteral(DYNO_DEMO_SERVER), QStringList());
        m_process.waitForStarted();
        if (!modern)
            StdioAsker::ask("initialize", {{"protocolVersion", "2025-11-25"}});
    }
    ~StdioAsker() override {
        m_process.kill();
        m_process.waitForFinished();
    }
    json ask(const char* method, const json& params) override {
        const json message = {{"jsonrpc", "2.0"}, {"id", ++m_id}, {"method", method}, {"params", params}};
        m_process.write(QByteArray::fromStdString(message.dump()) + '\n');
        while (!m_process.canReadLine() && m_process.waitForReadyRead()) {
        }
        return json::parse(m_process.readLine().toStdString(), nullptr, false);
    }

private:
    QProcess m_process;
    bool m_modern;
    int m_id = 0;
};

class HttpAsker : public Asker {
public:
    explicit HttpAsker(bool modern)
        : m_modern(modern) {}
    json ask(const char* method, const json& params) override {
        if (!m_modern)
            return m_legacyClient.ask(method, params).message();
        ModernOverHttp client(m_server.port());
        const json name = params.contains("name") ? params["name"] : params.value("taskId", json());
        client.meta = params.value("_meta", json::object());
        return client
            .askModern(method, params,
                       name.is_string() ? name.get_ref<const std::string&>().c_str() : nullptr)
            .message();
    }

private:
    DemoHttpServer m_server;
    LegacyOverHttp m_legacyClient = LegacyOverHttp(m_server.port());
    bool m_modern;
};

std::unique_ptr<Asker> asker(const QString& transport, bool modern) {
    if (transport == QStringLiteral("stdio"))
        return std::make_unique<StdioAsker>(modern);
    return std::make_unique<HttpAsker>(modern);
}

json withMeta(json params, bool tasks = true) {
    json capabilities = json::object();
    if (tasks)
        capabilities["extensions"]["io.modelcontextprotocol/tasks"] = json::object();
    params["_meta"] = {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                       {"io.modelcontextprotocol/clientCapabilities", capabilities}};
    return params;
}

json callOf(const char* tool, const json& arguments) {
    return {{"name", tool}, {"arguments", arguments}};
}

json legacyTask(const json& arguments = json::object(), const json& task = json::object()) {
    json params = callOf("task", arguments);
    params["task"] = task;
    return params;
}

std::string textOf(const json& result) {
    return result["content"][0]["text"].get<std::string>();
}

void addTransports() {
    QTest::addColumn<QString>("transport");
    QTest::newRow("stdio") << "stdio";
    QTest::newRow("http") << "http";
}

} // namespace

/// Tasks and questions of both eras over both transports, and what else is on offer.
class TestDemoTasks : public QObject {
    Q_OBJECT

private slots:
    void legacyTaskGivesItsResult_data() { addTransports(); }
    void legacyTaskGivesItsResult();
    void legacyTaskFails_data() { addTransports(); }
    void legacyTaskFails();
    void legacyTaskIsCancelled_data() { addTransports(); }
    void legacyTaskIsCancelled();
    void legacyTaskMustBeOne_data() { addTransports(); }
    void legacyTaskMustBeOne();
    void legacyTaskIsForgotten_data() { addTransports(); }
    void legacyTaskIsForgotten();
    void modernTaskIsPolled_data() { addTransports(); }
    void modernTaskIsPolled();
    void modernTaskIsCancelled_data() { addTransports(); }
    void modernTaskIsCancelled();
    void modernTaskNeedsTheExtension_data() { addTransports(); }
    void modernTaskNeedsTheExtension();
    void olderVersionsHaveNoTasks();
    void questionTakesRounds_data() { addTransports(); }
    void questionTakesRounds();
    void spoiltStateIsRefused_data() { addTransports(); }
    void spoiltStateIsRefused();
    void resourcesAndPromptsAreListed_data();
    void resourcesAndPromptsAreListed();
};

void TestDemoTasks::legacyTaskGivesItsResult() {
    QFETCH(QString, transport);
    const auto client = asker(transport, false);
    const json task = client->ask("tools/call", legacyTask({{"ms", 50}}, {{"ttl", 30000}}))["result"]["task"];
    QVERIFY(task["status"] == "working");
    QVERIFY(task["ttl"] == 30000);
    QVERIFY(task["pollInterval"].is_number() && task["createdAt"].is_string() &&
            task["lastUpdatedAt"].is_string());
    const json named = {{"taskId", task["taskId"]}};
    QVERIFY(client->ask("tasks/list", json::object())["result"]["tasks"][0]["taskId"] == task["taskId"]);
    const json result = client->ask("tasks/result", named)["result"];
    QCOMPARE(textOf(result), std::string("the task is done"));
    QVERIFY(result["_meta"]["io.modelcontextprotocol/related-task"] == named);
    QVERIFY(client->ask("tasks/get", named)["result"]["status"] == "completed");
    QCOMPARE(textOf(client->ask("tasks/result", named)["result"]), std::string("the task is done"));
}

void TestDemoTasks::legacyTaskFails() {
    QFETCH(QString, transport);
    const auto client = asker(transport, false);
    const json task = client->ask("tools/call", legacyTask({{"ms", 0}, {"fail", true}}))["result"]["task"];
    const json named = {{"taskId", task["taskId"]}};
    QVERIFY(client->ask("tasks/result", named)["result"]["isError"] == true);
    QVERIFY(client->ask("tasks/get", named)["result"]["status"] == "failed");
}

void TestDemoTasks::legacyTaskIsCancelled() {
    QFETCH(QString, transport);
    const auto client = asker(transport, false);
    const json task = client->ask("tools/call", legacyTask({{"ms", 3600000}}))["result"]["task"];
    const json named = {{"taskId", task["taskId"]}};
    QVERIFY(client->ask("tasks/cancel", named)["result"]["status"] == "cancelled");
    QVERIFY(client->ask("tasks/cancel", named)["error"]["code"] == -32602);
    QVERIFY(client->ask("tasks/result", named)["error"]["code"] == -32600);
    QVERIFY(client->ask("tasks/get", {{"taskId", "another"}})["error"]["code"] == -32602);
}

void TestDemoTasks::legacyTaskMustBeOne() {
    QFETCH(QString, transport);
    const auto client = asker(transport, false);
    QVERIFY(client->ask("tools/call", callOf("task", json::object()))["error"]["code"] == -32601);
    json echo = callOf("echo", {{"message", "hello"}});
    echo["task"] = json::object();
    QVERIFY(client->ask("tools/call", echo)["error"]["code"] == -32601);
}

void TestDemoTasks::legacyTaskIsForgotten() {
    QFETCH(QString, transport);
    const auto client = asker(transport, false);
    const json task = client->ask("tools/call", legacyTask({{"ms", 0}}, {{"ttl", 0}}))["result"]["task"];
    json reply;
    do
        reply = client->ask("tasks/get", {{"taskId", task["taskId"]}});
    while (reply.contains("result"));
    QVERIFY(reply["error"]["code"] == -32602);
}

void TestDemoTasks::modernTaskIsPolled() {
    QFETCH(QString, transport);
    const auto client = asker(transport, true);
    const json task = client->ask("tools/call", withMeta(callOf("task", {{"ms", 50}})))["result"];
    QVERIFY(task["resultType"] == "task");
    QVERIFY(task["status"] == "working");
    QVERIFY(task["pollIntervalMs"].is_number() && task["ttlMs"].is_number());
    json polled;
    do {
        polled = client->ask("tasks/get", withMeta({{"taskId", task["taskId"]}}))["result"];
        QVERIFY(polled["resultType"] == "complete");
    } while (polled["status"] == "working");
    QVERIFY(polled["status"] == "completed");
    QCOMPARE(textOf(polled["result"]), std::string("the task is done"));
}

void TestDemoTasks::modernTaskIsCancelled() {
    QFETCH(QString, transport);
    const auto client = asker(transport, true);
    const json task = client->ask("tools/call", withMeta(callOf("task", {{"ms", 3600000}})))["result"];
    const json named = withMeta({{"taskId", task["taskId"]}});
    QVERIFY(client->ask("tasks/cancel", named)["result"]["resultType"] == "complete");
    QVERIFY(client->ask("tasks/get", named)["result"]["status"] == "cancelled");
}

void TestDemoTasks::modernTaskNeedsTheExtension() {
    QFETCH(QString, transport);
    const auto client = asker(transport, true);
    const json error = client->ask("tools/call", withMeta(callOf("task", json::object()), false))["error"];
    QVERIFY(error["code"] == -32021);
    QVERIFY(error["data"]["requiredCapabilities"]["extensions"].contains("io.modelcontextprotocol/tasks"));
}

void TestDemoTasks::olderVersionsHaveNoTasks() {
    DemoHttpServer server;
    LegacyOverHttp client(server.port(), "2025-06-18");
    QCOMPARE(client.callText("task", {{"ms", 1}}), std::string("the task is done"));
    QVERIFY(client.ask("tasks/list").message()["error"]["code"] == -32601);
}

void TestDemoTasks::questionTakesRounds() {
    QFETCH(QString, transport);
    const auto client = asker(transport, true);
    json params = callOf("ask", {{"method", "elicitation/create"}, {"rounds", 2}});
    for (int round = 0; round < 2; ++round) {
        const json result = client->ask("tools/call", withMeta(params))["result"];
        QVERIFY(result["resultType"] == "input_required");
        QVERIFY(result["inputRequests"]["question"]["method"] == "elicitation/create");
        params["requestState"] = result["requestState"];
        params["inputResponses"] = {{"question", {{"action", "decline"}}}};
    }
    const json result = client->ask("tools/call", withMeta(params))["result"];
    QVERIFY(result["resultType"] == "complete");
    QVERIFY(textOf(result).find("decline") != std::string::npos);
}

void TestDemoTasks::spoiltStateIsRefused() {
    QFETCH(QString, transport);
    const auto client = asker(transport, true);
    json params = callOf("ask", {{"method", "roots/list"}});
    const json result = client->ask("tools/call", withMeta(params))["result"];
    params["requestState"] = result["requestState"];
    QVERIFY(client->ask("tools/call", withMeta(params))["error"]["code"] == -32602);
    params["inputResponses"] = {{"question", {{"roots", json::array()}}}};
    params["requestState"] = result["requestState"].get<std::string>() + " ";
    QVERIFY(client->ask("tools/call", withMeta(params))["error"]["code"] == -32602);
}

void TestDemoTasks::resourcesAndPromptsAreListed_data() {
    QTest::addColumn<QString>("transport");
    QTest::addColumn<bool>("modern");
    for (const char* transport : {"stdio", "http"}) {
        QTest::addRow("%s legacy", transport) << transport << false;
        QTest::addRow("%s modern", transport) << transport << true;
    }
}

void TestDemoTasks::resourcesAndPromptsAreListed() {
    QFETCH(QString, transport);
    QFETCH(bool, modern);
    const auto client = asker(transport, modern);
    const auto paramsFor = [modern](json params) { return modern ? withMeta(std::move(params)) : params; };
    for (const char* what : {"resources", "prompts"}) {
        const json result =
            client->ask((what + std::string("/list")).c_str(), paramsFor(json::object()))["result"];
        QCOMPARE(result[what].size(), std::size_t(2));
        QCOMPARE(result.contains("ttlMs"), modern);
        QCOMPARE(result.contains("cacheScope"), modern);
    }
    const json prompt =
        client->ask("prompts/get", paramsFor({{"name", "hello"}, {"arguments", {{"who", "Ada"}}}}))["result"];
    QVERIFY(prompt["messages"][0]["content"]["text"] == "Say hello to Ada.");
}

QTEST_GUILESS_MAIN(TestDemoTasks)
#include "tst_demo_tasks.moc"
