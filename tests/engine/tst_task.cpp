#include "engine/mcp/task.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using dyno::async::Duration;
using nlohmann::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

class TestTask : public QObject {
    Q_OBJECT

private slots:
    void recognisesTasks_data();
    void recognisesTasks();
    void readsALegacyTask();
    void readsAModernTask();
    void pollIntervalIsBounded_data();
    void pollIntervalIsBounded();
    void unlimitedTasksHaveNoTtl();
    void refusesWhatIsNoTask_data();
    void refusesWhatIsNoTask();
};

void TestTask::recognisesTasks_data() {
    QTest::addColumn<std::string>("result");
    QTest::addColumn<bool>("legacy");
    QTest::addColumn<bool>("modern");
    QTest::newRow("wrapped") << R"({"task":{"taskId":"1"}})"s << true << false;
    QTest::newRow("flat") << R"({"resultType":"task","taskId":"1"})"s << false << true;
    QTest::newRow("a tool's result") << R"({"content":[],"resultType":"complete"})"s << false << false;
    QTest::newRow("a member of that name that is none") << R"({"task":"1"})"s << false << false;
    QTest::newRow("no object") << "[]"s << false << false;
}

void TestTask::recognisesTasks() {
    QFETCH(std::string, result);
    QFETCH(bool, legacy);
    QFETCH(bool, modern);
    QCOMPARE(isTask(json::parse(result), Era::Legacy), legacy);
    QCOMPARE(isTask(json::parse(result), Era::Modern), modern);
}

void TestTask::readsALegacyTask() {
    const json task = json::parse(R"({"taskId":"t1","status":"working","statusMessage":"Halfway",
        "createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:40:00Z","ttl":60000,"pollInterval":5000})");
    for (const json& result : {json{{"task", task}}, task}) {
        const auto read = readTask(result, Era::Legacy);
        QCOMPARE(read->id, "t1"s);
        QVERIFY(read->status == TaskStatus::Working);
        QCOMPARE(read->message, "Halfway"s);
        QCOMPARE(read->pollInterval, Duration(5s));
        QVERIFY(read->ttl == Duration(60s));
    }
}

void TestTask::readsAModernTask() {
    const auto read = readTask(json::parse(R"({"resultType":"complete","taskId":"t1","status":"completed",
        "ttlMs":1000,"pollIntervalMs":20,"result":{"content":[]}})"),
                               Era::Modern);
    QVERIFY(read->status == TaskStatus::Completed);
    QCOMPARE(read->result, (json{{"content", json::array()}}));
    QCOMPARE(read->pollInterval, Duration(20ms));
    QVERIFY(read->ttl == Duration(1s));
    QVERIFY(read->error.is_null());
    QVERIFY(read->inputRequests.is_null());
}

void TestTask::pollIntervalIsBounded_data() {
    QTest::addColumn<std::string>("interval");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("as it is") << "1500"s << qint64(1500);
    QTest::newRow("zero") << "0"s << qint64(10);
    QTest::newRow("negative") << "-1"s << qint64(10);
    QTest::newRow("hours") << "7200000"s << qint64(60000);
    QTest::newRow("beyond all bounds") << "1e300"s << qint64(60000);
    QTest::newRow("no number") << R"("1500")"s << qint64(500);
    QTest::newRow("null") << "null"s << qint64(500);
}

void TestTask::pollIntervalIsBounded() {
    QFETCH(std::string, interval);
    QFETCH(qint64, ms);
    const json value = json::parse(interval);
    const json task = {
        {"taskId", "1"}, {"status", "working"}, {"pollInterval", value}, {"pollIntervalMs", value}};
    QCOMPARE(readTask(task, Era::Legacy)->pollInterval, Duration(std::chrono::milliseconds(ms)));
    QCOMPARE(readTask(task, Era::Modern)->pollInterval, Duration(std::chrono::milliseconds(ms)));
}

void TestTask::unlimitedTasksHaveNoTtl() {
    QVERIFY(!readTask(json{{"taskId", "1"}, {"status", "working"}, {"ttl", nullptr}}, Era::Legacy)->ttl);
    QVERIFY(!readTask(json{{"taskId", "1"}, {"status", "working"}}, Era::Modern)->ttl);
}

void TestTask::refusesWhatIsNoTask_data() {
    QTest::addColumn<std::string>("result");
    QTest::addColumn<QString>("named");
    QTest::newRow("null") << "null"s
                          << "taskId";
    QTest::newRow("no id") << R"({"status":"working"})"s
                           << "taskId";
    QTest::newRow("an id that is a number") << R"({"taskId":5,"status":"working"})"s
                                            << "taskId";
    QTest::newRow("no status") << R"({"taskId":"1"})"s
                               << "status";
    QTest::newRow("unknown status") << R"({"taskId":"1","status":"dreaming"})"s
                                    << "dreaming";
}

void TestTask::refusesWhatIsNoTask() {
    QFETCH(std::string, result);
    QFETCH(QString, named);
    for (const Era era : {Era::Legacy, Era::Modern}) {
        const auto read = readTask(json::parse(result), era);
        QVERIFY(read.has_error());
        QCOMPARE(read.error().kind, ErrorKind::Protocol);
        QVERIFY(read.error().message.find(named.toStdString()) != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestTask)
#include "tst_task.moc"
