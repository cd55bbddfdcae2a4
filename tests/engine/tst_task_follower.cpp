#include "engine/mcp/task_follower.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using dyno::async::Duration;
using dyno::jsonrpc::ErrorObject;
using nlohmann::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Next = TaskFollower::Next;

json legacyTask(const std::string& status) {
    return {{"taskId", "t1"}, {"status", status}, {"ttl", nullptr}, {"pollInterval", 50}};
}

json modernTask(const std::string& status, json members = json::object()) {
    members.update(
        json{{"resultType", "complete"}, {"taskId", "t1"}, {"status", status}, {"pollIntervalMs", 50}});
    return members;
}

json announced(Era era, const std::string& status = "working") {
    json modern = modernTask(status);
    modern["resultType"] = "task";
    return era == Era::Modern ? modern : json{{"task", legacyTask(status)}};
}

std::string sends(const Next& next) {
    const auto* request = std::get_if<TaskFollower::Request>(&next);
    return request ? std::string(request->method) + " " + request->params : "nothing";
}

Duration after(const Next& next) {
    return std::get<TaskFollower::Request>(next).after;
}

const TaskFollower::Outcome& outcome(const Next& next) {
    return std::get<TaskFollower::Outcome>(next);
}

const std::string get = R"(tasks/get {"taskId":"t1"})";
const std::string fetch = R"(tasks/result {"taskId":"t1"})";
const json toolResult = {{"content", json::array()}, {"isError", false}};
const json question = {{"method", "elicitation/create"}};

} // namespace

class TestTaskFollower : public QObject {
    Q_OBJECT

private slots:
    void legacyTaskIsPolledThenFetched();
    void legacyTaskThatEndedIsFetched_data();
    void legacyTaskThatEndedIsFetched();
    void modernTaskIsPolledUntilItHoldsTheResult();
    void modernTaskThatEndedAtOnceIsAskedForItsResult();
    void modernFailureIsTheToolsError();
    void modernFailureWithoutErrorFailsTheTool();
    void completedWithoutResultIsAProtocolError();
    void modernQuestionsAreAskedOnce();
    void cancelledTaskFailsTheTool_data();
    void cancelledTaskFailsTheTool();
    void anErrorInAnyAnswerEndsIt_data();
    void anErrorInAnyAnswerEndsIt();
    void unknownStatusIsAProtocolError_data();
    void unknownStatusIsAProtocolError();
    void pollIntervalMayChange();
    void cancellationNamesTheTask();
};

void TestTaskFollower::legacyTaskIsPolledThenFetched() {
    TaskFollower follower(Era::Legacy);
    Next next = follower.start(announced(Era::Legacy));
    QCOMPARE(sends(next), get);
    QCOMPARE(after(next), Duration(50ms));
    next = follower.answered(legacyTask("working"));
    QCOMPARE(sends(next), get);
    QCOMPARE(after(next), Duration(50ms));
    next = follower.answered(legacyTask("completed"));
    QCOMPARE(sends(next), fetch);
    QCOMPARE(after(next), Duration(0));
    next = follower.answered(toolResult);
    QCOMPARE(std::get<json>(outcome(next).value()), toolResult);
    QCOMPARE(follower.polls(), 2U);
}

void TestTaskFollower::legacyTaskThatEndedIsFetched_data() {
    QTest::addColumn<std::string>("status");
    QTest::newRow("completed") << "completed"s;
    QTest::newRow("failed") << "failed"s;
    QTest::newRow("waiting for an answer, which tasks/result brings") << "input_required"s;
}

void TestTaskFollower::legacyTaskThatEndedIsFetched() {
    QFETCH(std::string, status);
    TaskFollower atOnce(Era::Legacy);
    QCOMPARE(sends(atOnce.start(announced(Era::Legacy, status))), fetch);
    QCOMPARE(atOnce.polls(), 0U);
    TaskFollower later(Era::Legacy);
    later.start(announced(Era::Legacy));
    QCOMPARE(sends(later.answered(legacyTask(status))), fetch);
}

void TestTaskFollower::modernTaskIsPolledUntilItHoldsTheResult() {
    TaskFollower follower(Era::Modern);
    Next next = follower.start(announced(Era::Modern));
    QCOMPARE(sends(next), get);
    QCOMPARE(after(next), Duration(50ms));
    QCOMPARE(sends(follower.answered(modernTask("working"))), get);
    next = follower.answered(modernTask("completed", {{"result", toolResult}}));
    QCOMPARE(std::get<json>(outcome(next).value()), toolResult);
    QCOMPARE(follower.polls(), 2U);
}

void TestTaskFollower::modernTaskThatEndedAtOnceIsAskedForItsResult() {
    TaskFollower follower(Era::Modern);
    const Next next = follower.start(announced(Era::Modern, "completed"));
    QCOMPARE(sends(next), get);
    QCOMPARE(after(next), Duration(0));
}

void TestTaskFollower::modernFailureIsTheToolsError() {
    TaskFollower follower(Era::Modern);
    follower.start(announced(Era::Modern));
    const json error = {{"code", -32603}, {"message", "disk full"}, {"data", 7}};
    const Next next = follower.answered(modernTask("failed", {{"error", error}}));
    const auto& given = std::get<ErrorObject>(outcome(next).value());
    QCOMPARE(given.code, -32603);
    QCOMPARE(given.message, "disk full"s);
    QCOMPARE(given.data, json(7));
}

void TestTaskFollower::modernFailureWithoutErrorFailsTheTool() {
    TaskFollower follower(Era::Modern);
    follower.start(announced(Era::Modern));
    const Next next = follower.answered(modernTask("failed", {{"statusMessage", "no luck"}}));
    QCOMPARE(outcome(next).error().kind, ErrorKind::ToolFailed);
    QCOMPARE(outcome(next).error().message, "the task failed: no luck"s);
}

void TestTaskFollower::completedWithoutResultIsAProtocolError() {
    TaskFollower follower(Era::Modern);
    follower.start(announced(Era::Modern));
    const Next next = follower.answered(modernTask("completed"));
    QCOMPARE(outcome(next).error().kind, ErrorKind::Protocol);
}

void TestTaskFollower::modernQuestionsAreAskedOnce() {
    TaskFollower follower(Era::Modern);
    follower.start(announced(Era::Modern));
    const json one = modernTask("input_required", {{"inputRequests", {{"a", question}}}});
    Next next = follower.answered(one);
    QCOMPARE(std::get<TaskFollower::Questions>(next).inputRequests, (json{{"a", question}}));
    next = follower.inputGathered(json{{"a", {{"action", "decline"}}}});
    QCOMPARE(sends(next), R"(tasks/update {"taskId":"t1","inputResponses":{"a":{"action":"decline"}}})"s);
    QCOMPARE(sends(follower.answered(json::object())), get);
    next = follower.answered(one); // our answer has not reached it yet
    QCOMPARE(sends(next), get);
    QCOMPARE(after(next), Duration(50ms));
    next = follower.answered(
        modernTask("input_required", {{"inputRequests", {{"a", question}, {"b", question}}}}));
    QCOMPARE(std::get<TaskFollower::Questions>(next).inputRequests, (json{{"b", question}}));
}

void TestTaskFollower::cancelledTaskFailsTheTool_data() {
    QTest::addColumn<int>("era");
    QTest::newRow("legacy") << int(Era::Legacy);
    QTest::newRow("modern") << int(Era::Modern);
}

void TestTaskFollower::cancelledTaskFailsTheTool() {
    QFETCH(int, era);
    TaskFollower follower{Era(era)};
    follower.start(announced(Era(era)));
    json task = Era(era) == Era::Modern ? modernTask("cancelled") : legacyTask("cancelled");
    task["statusMessage"] = "shutting down";
    const Next next = follower.answered(task);
    QCOMPARE(outcome(next).error().kind, ErrorKind::ToolFailed);
    QCOMPARE(outcome(next).error().message, "the server cancelled the task: shutting down"s);
}

void TestTaskFollower::anErrorInAnyAnswerEndsIt_data() {
    cancelledTaskFailsTheTool_data();
}

void TestTaskFollower::anErrorInAnyAnswerEndsIt() {
    QFETCH(int, era);
    TaskFollower follower{Era(era)};
    follower.start(announced(Era(era)));
    const Next next = follower.answered(ErrorObject{-32602, "task not found", {}});
    QCOMPARE(std::get<ErrorObject>(outcome(next).value()).message, "task not found"s);
}

void TestTaskFollower::unknownStatusIsAProtocolError_data() {
    cancelledTaskFailsTheTool_data();
}

void TestTaskFollower::unknownStatusIsAProtocolError() {
    QFETCH(int, era);
    TaskFollower atOnce{Era(era)};
    QCOMPARE(outcome(atOnce.start(announced(Era(era), "dreaming"))).error().kind, ErrorKind::Protocol);
    QVERIFY(!atOnce.cancellation());
    TaskFollower later{Era(era)};
    later.start(announced(Era(era)));
    QCOMPARE(outcome(later.answered(legacyTask("dreaming"))).error().kind, ErrorKind::Protocol);
}

void TestTaskFollower::pollIntervalMayChange() {
    TaskFollower follower(Era::Modern);
    follower.start(announced(Era::Modern));
    json slower = modernTask("working");
    slower["pollIntervalMs"] = 900;
    QCOMPARE(after(follower.answered(slower)), Duration(900ms));
}

void TestTaskFollower::cancellationNamesTheTask() {
    TaskFollower follower(Era::Legacy);
    QVERIFY(!follower.cancellation());
    follower.start(announced(Era::Legacy));
    QCOMPARE(std::string(follower.cancellation()->method), "tasks/cancel"s);
    QCOMPARE(follower.cancellation()->params, R"({"taskId":"t1"})"s);
}

QTEST_APPLESS_MAIN(TestTaskFollower)
#include "tst_task_follower.moc"
