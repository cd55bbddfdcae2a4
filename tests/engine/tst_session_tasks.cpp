// Calls that a server answers with a task, in both eras.

#include "session_bench.h"

using dyno::settings::AnswerBy;
using dyno::settings::ClientPolicy;

namespace {

const Tool taskTool{.name = "echo",
                    .title = {},
                    .description = {},
                    .annotations = {},
                    .inputSchema = "{}",
                    .taskSupport = TaskSupport::Required};

/// A call that a legacy server answers with a task.
Outcome<ToolReply> taskCall(Conversation& talk, Duration limit = 30s) {
    return talk.call("{}", limit, {}, &taskTool);
}

json legacyTask(const std::string& status, int pollInterval = 200) {
    return {{"taskId", "t1"}, {"status", status}, {"pollInterval", pollInterval}, {"ttl", 30000}};
}

json modernTask(const std::string& status, json members = json::object()) {
    json task = {{"resultType", "task"}, {"taskId", "t1"}, {"status", status}, {"pollIntervalMs", 200}};
    task.update(members);
    return task;
}

const json question = {
    {"method", "elicitation/create"},
    {"params",
     {{"message", "Go on?"},
      {"requestedSchema",
       {{"type", "object"}, {"properties", {{"yes", {{"type", "boolean"}, {"default", true}}}}}}}}}};

ClientAnswers byDefaults() {
    ClientPolicy policy;
    policy.elicitation = AnswerBy::Defaults;
    return ClientAnswers(policy);
}

std::size_t polls(const Conversation& talk) {
    return talk.wire->sent("tasks/get").size();
}

void answerPoll(Conversation& talk, const json& task) {
    talk.answer(talk.wire->lastSent("tasks/get"), task);
}

/// A call whose task works, up to before its first poll.
Outcome<ToolReply> workingTask(Conversation& talk, bool modern, Duration limit = 30s) {
    modern ? talk.connectModern() : talk.connectLegacy();
    const auto reply = taskCall(talk, limit);
    talk.answer(talk.lastCall(), modern ? modernTask("working") : json{{"task", legacyTask("working")}});
    return reply;
}

void addEras() {
    QTest::addColumn<bool>("modern");
    QTest::newRow("legacy") << false;
    QTest::newRow("modern") << true;
}

} // namespace

class TestSessionTasks : public QObject {
    Q_OBJECT

private slots:
    void legacyClientAsksForATaskOnlyWhereOneIsRequired_data();
    void legacyClientAsksForATaskOnlyWhereOneIsRequired();
    void legacyTaskIsPolledThenItsResultRead();
    void legacyTaskThatHasEndedIsNotPolled();
    void legacyTaskThatFailedGivesItsError();
    void legacyTaskMayAskInBetween();
    void legacyResultWithAMemberTaskIsAResult();
    void modernTaskIsPolledUntilItIsCompleted();
    void modernTaskThatFailedGivesItsError();
    void modernTaskAsksInBetween();
    void modernTaskAsksAPersonWhoTakesTooLong();
    void taskThatTheServerCancelledFails_data() { addEras(); }
    void taskThatTheServerCancelledFails();
    void unknownTaskEndsTheCall_data() { addEras(); }
    void unknownTaskEndsTheCall();
    void cancellingBetweenPollsCancelsTheTask_data() { addEras(); }
    void cancellingBetweenPollsCancelsTheTask();
    void cancellingDuringAPollCancelsTheTask_data() { addEras(); }
    void cancellingDuringAPollCancelsTheTask();
    void cancellingLeavesTheNextCallAlone();
    void timeOutBetweenPollsCancelsTheTask_data() { addEras(); }
    void timeOutBetweenPollsCancelsTheTask();
    void timeOutDuringAPollCancelsTheTask_data() { addEras(); }
    void timeOutDuringAPollCancelsTheTask();
    void lossBetweenPollsEndsTheCall_data() { addEras(); }
    void lossBetweenPollsEndsTheCall();
    void closingBetweenPollsEndsTheCall_data() { addEras(); }
    void closingBetweenPollsEndsTheCall();
    void unseenPollIsNoUnseenCall();
    void taskRequestsNameTheirTask_data();
    void taskRequestsNameTheirTask();
};

void TestSessionTasks::legacyClientAsksForATaskOnlyWhereOneIsRequired_data() {
    QTest::addColumn<int>("support");
    QTest::addColumn<bool>("modern");
    QTest::addColumn<bool>("asks");
    QTest::newRow("forbidden") << int(TaskSupport::Forbidden) << false << false;
    QTest::newRow("optional") << int(TaskSupport::Optional) << false << false;
    QTest::newRow("required") << int(TaskSupport::Required) << false << true;
    QTest::newRow("modern: the server decides") << int(TaskSupport::Required) << true << false;
}

void TestSessionTasks::legacyClientAsksForATaskOnlyWhereOneIsRequired() {
    QFETCH(int, support);
    QFETCH(bool, modern);
    QFETCH(bool, asks);
    Conversation talk;
    modern ? talk.connectModern() : talk.connectLegacy();
    Tool tool = taskTool;
    tool.taskSupport = TaskSupport(support);
    const auto reply = talk.call("{}", 12500us, {}, &tool);
    const json params = talk.lastCall().at("params");
    QCOMPARE(params.contains("task"), asks);
    if (asks)
        QCOMPARE(params.at("task"), (json{{"ttl", 13}})); // as long as the call may take
}

void TestSessionTasks::legacyTaskIsPolledThenItsResultRead() {
    Conversation talk;
    const auto reply = workingTask(talk, false);
    talk.loop.advance(199ms);
    QCOMPARE(polls(talk), 0U);
    talk.loop.advance(1ms);
    QCOMPARE(polls(talk), 1U);
    QCOMPARE(talk.wire->lastSent("tasks/get").at("params"), (json{{"taskId", "t1"}}));
    answerPoll(talk, legacyTask("working", 1000)); // the interval may change
    talk.loop.advance(999ms);
    QCOMPARE(polls(talk), 1U);
    talk.loop.advance(1ms);
    answerPoll(talk, legacyTask("completed"));
    const json wanted = talk.wire->lastSent("tasks/result");
    QCOMPARE(wanted.at("params"), (json{{"taskId", "t1"}}));
    QVERIFY(!*reply);
    talk.loop.advance(3ms);
    talk.answer(wanted, done);
    QCOMPARE(reply->value().result.value(), done);
    QCOMPARE(reply->value().taskPolls, 2U);
    QCOMPARE(reply->value().taskEnded, talk.loop.clock().now());
    QCOMPARE(reply->value().times.decoded, talk.loop.clock().now() - 1203ms); // of the task's announcement
    QVERIFY(talk.wire->sent("tasks/cancel").empty());
}

void TestSessionTasks::legacyTaskThatHasEndedIsNotPolled() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = taskCall(talk);
    talk.answer(talk.lastCall(), {{"task", legacyTask("completed")}});
    QCOMPARE(polls(talk), 0U);
    talk.answer(talk.wire->lastSent("tasks/result"), done);
    QVERIFY(reply->value().result.has_value());
    QCOMPARE(reply->value().taskPolls, 0U);
}

void TestSessionTasks::legacyTaskThatFailedGivesItsError() {
    Conversation talk;
    const auto reply = workingTask(talk, false);
    talk.loop.advance(200ms);
    answerPoll(talk, legacyTask("failed"));
    talk.answer(talk.wire->lastSent("tasks/result"), {{"isError", true}, {"content", json::array()}});
    QCOMPARE(errorOf(reply).kind, ErrorKind::ToolFailed);
    QVERIFY(talk.wire->sent("tasks/cancel").empty());
}

void TestSessionTasks::legacyTaskMayAskInBetween() {
    Conversation talk(byDefaults());
    const auto reply = workingTask(talk, false);
    talk.loop.advance(200ms);
    answerPoll(talk, legacyTask("input_required"));
    const json wanted = talk.wire->lastSent("tasks/result");
    talk.deliver(
        {{"jsonrpc", "2.0"}, {"id", "q"}, {"method", "elicitation/create"}, {"params", question["params"]}});
    QCOMPARE(talk.wire->sent().back(),
             (json{{"jsonrpc", "2.0"},
                   {"id", "q"},
                   {"result", {{"action", "accept"}, {"content", {{"yes", true}}}}}}));
    talk.answer(wanted, done);
    QVERIFY(reply->value().result.has_value());
}

/// A call that did not ask for a task cannot be answered with one.
void TestSessionTasks::legacyResultWithAMemberTaskIsAResult() {
    Conversation talk;
    talk.connectLegacy();
    const auto reply = talk.call();
    json result = done;
    result["task"] = {{"title", "buy milk"}};
    talk.answer(talk.lastCall(), result);
    QCOMPARE(reply->value().result.value(), result);
}

void TestSessionTasks::modernTaskIsPolledUntilItIsCompleted() {
    Conversation talk;
    const auto reply = workingTask(talk, true);
    talk.loop.advance(200ms);
    const json meta = json::parse(modernMeta());
    QCOMPARE(talk.wire->lastSent("tasks/get").at("params"), (json{{"taskId", "t1"}, {"_meta", meta}}));
    answerPoll(talk, modernTask("working"));
    talk.loop.advance(200ms);
    answerPoll(talk, modernTask("completed", {{"result", done}}));
    QCOMPARE(reply->value().result.value(), done);
    QCOMPARE(reply->value().taskPolls, 2U);
    QVERIFY(talk.wire->sent("tasks/result").empty());
    QVERIFY(talk.wire->sent("tasks/cancel").empty());
}

void TestSessionTasks::modernTaskThatFailedGivesItsError() {
    Conversation talk;
    const auto reply = workingTask(talk, true);
    talk.loop.advance(200ms);
    answerPoll(talk, modernTask("failed", {{"error", {{"code", -32000}, {"message", "no disk"}}}}));
    QCOMPARE(errorOf(reply).kind, ErrorKind::Rejected);
    QVERIFY(contains(errorOf(reply).message, "no disk"));
    QVERIFY(!reply->value().unseen);
}

void TestSessionTasks::modernTaskAsksInBetween() {
    Conversation talk(byDefaults());
    const auto reply = workingTask(talk, true);
    talk.loop.advance(200ms);
    const json asking = modernTask("input_required", {{"inputRequests", {{"q", question}}}});
    answerPoll(talk, asking);
    const json update = talk.wire->lastSent("tasks/update");
    QCOMPARE(update.at("params").at("taskId"), json("t1"));
    QCOMPARE(update.at("params").at("inputResponses"),
             (json{{"q", {{"action", "accept"}, {"content", {{"yes", true}}}}}}));
    talk.answer(update, {{"resultType", "complete"}});
    talk.loop.advance(200ms);
    answerPoll(talk, asking); // the answer has not reached it yet
    QCOMPARE(talk.wire->sent("tasks/update").size(), 1U);
    talk.loop.advance(200ms);
    answerPoll(talk, modernTask("completed", {{"result", done}}));
    QVERIFY(reply->value().result.has_value());
}

void TestSessionTasks::modernTaskAsksAPersonWhoTakesTooLong() {
    ClientPolicy policy;
    policy.elicitation = AnswerBy::Ask;
    std::function<void(std::optional<std::string>)> answer;
    Conversation talk(
        ClientAnswers(policy, [&](const ClientQuestion&, auto answered) { answer = answered; }));
    const auto reply = workingTask(talk, true, 5s);
    talk.loop.advance(200ms);
    answerPoll(talk, modernTask("input_required", {{"inputRequests", {{"q", question}}}}));
    QVERIFY(answer != nullptr);
    talk.loop.advance(4800ms);
    QCOMPARE(errorOf(reply).kind, ErrorKind::TimedOut);
    QCOMPARE(talk.wire->sent("tasks/cancel").size(), 1U);
    answer(R"({"yes":true})");
    talk.loop.settle();
    QVERIFY(talk.wire->sent("tasks/update").empty());
}

void TestSessionTasks::taskThatTheServerCancelledFails() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern);
    talk.loop.advance(200ms);
    json task = modern ? modernTask("cancelled") : legacyTask("cancelled");
    task["statusMessage"] = "maintenance";
    answerPoll(talk, task);
    QCOMPARE(errorOf(reply).kind, ErrorKind::ToolFailed);
    QVERIFY(contains(errorOf(reply).message, "maintenance"));
    QVERIFY(talk.wire->sent("tasks/cancel").empty());
}

void TestSessionTasks::unknownTaskEndsTheCall() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern);
    talk.loop.advance(200ms);
    talk.refuse(talk.wire->lastSent("tasks/get"), {{"code", -32602}, {"message", "Unknown task"}});
    QCOMPARE(errorOf(reply).kind, ErrorKind::Rejected);
    QVERIFY(!reply->value().unseen);
    talk.loop.advance(1h);
    QCOMPARE(polls(talk), 1U);
}

void TestSessionTasks::cancellingBetweenPollsCancelsTheTask() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern);
    talk.session.cancelCalls("stop it");
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    QCOMPARE(errorOf(reply).message, "stop it"s);
    QCOMPARE(talk.wire->lastSent("tasks/cancel").at("params").at("taskId"), json("t1"));
    QVERIFY(talk.wire->sent("notifications/cancelled").empty());
    talk.loop.advance(1s);
    QCOMPARE(polls(talk), 0U);
    talk.answer(talk.wire->lastSent("tasks/cancel"), json::object());
    QCOMPARE(talk.session.strays().unknownReplies, 0U);
    QCOMPARE(talk.session.strays().lateReplies, 0U);
}

void TestSessionTasks::cancellingDuringAPollCancelsTheTask() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern);
    talk.loop.advance(200ms);
    talk.session.cancelCalls("stop it");
    talk.session.cancelCalls("stop it"); // nothing is left but the task's cancellation, which goes on
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    QCOMPARE(talk.wire->sent("tasks/cancel").size(), 1U);
    QCOMPARE(talk.wire->sent("notifications/cancelled").size(), 1U);
    QCOMPARE(talk.wire->lastSent("notifications/cancelled").at("params").at("requestId"),
             talk.wire->lastSent("tasks/get").at("id"));
}

namespace {

/// A worker: its next call begins in the very turn in which the last one ends.
dyno::async::Awaitable<ToolReply> twoCalls(Session& session, TimePoint deadline) {
    ToolCall first{"echo", "{}", deadline, 30s, {}, false, &taskTool};
    ToolCall second = first;
    co_await session.callTool(std::move(first));
    co_return co_await session.callTool(std::move(second));
}

} // namespace

void TestSessionTasks::cancellingLeavesTheNextCallAlone() {
    Conversation talk;
    talk.connectLegacy();
    const auto second = talk.loop.start(twoCalls(talk.session, talk.loop.clock().now() + 30s));
    talk.answer(talk.lastCall(), {{"task", legacyTask("working")}});
    talk.session.cancelCalls("stop it");
    talk.loop.settle();
    QCOMPARE(talk.wire->sent("tools/call").size(), 2U);
    QVERIFY(!*second);
    talk.answer(talk.lastCall(), done);
    QVERIFY(second->value().result.has_value());
}

void TestSessionTasks::timeOutBetweenPollsCancelsTheTask() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern, 300ms);
    talk.loop.advance(200ms);
    answerPoll(talk, modern ? modernTask("working") : legacyTask("working"));
    talk.loop.advance(99ms);
    QVERIFY(!*reply);
    talk.loop.advance(1ms);
    QCOMPARE(errorOf(reply).kind, ErrorKind::TimedOut);
    QCOMPARE(errorOf(reply).message, "the task did not end within 300 ms (call time-out)"s);
    QCOMPARE(talk.wire->sent("tasks/cancel").size(), 1U);
    QCOMPARE(reply->value().taskPolls, 2U);
}

void TestSessionTasks::timeOutDuringAPollCancelsTheTask() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern, 300ms);
    talk.loop.advance(300ms);
    QCOMPARE(errorOf(reply).kind, ErrorKind::TimedOut);
    QCOMPARE(errorOf(reply).message, "no answer to tasks/get within 300 ms (call time-out)"s);
    QCOMPARE(talk.wire->sent("tasks/cancel").size(), 1U);
    talk.loop.advance(30s); // and should that go unanswered, nobody minds
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionTasks::lossBetweenPollsEndsTheCall() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern);
    talk.wire->breakOff({ErrorKind::PeerClosed, "gone"});
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, ErrorKind::PeerClosed);
    QVERIFY(!reply->value().unseen);
    talk.loop.advance(1h);
    QCOMPARE(polls(talk), 0U);
    QVERIFY(talk.wire->sent("tasks/cancel").empty());
}

void TestSessionTasks::closingBetweenPollsEndsTheCall() {
    QFETCH(bool, modern);
    Conversation talk;
    const auto reply = workingTask(talk, modern);
    talk.close();
    QCOMPARE(errorOf(reply).kind, ErrorKind::Cancelled);
    QCOMPARE(talk.loop.clock().armed(), 0U);
}

void TestSessionTasks::unseenPollIsNoUnseenCall() {
    Conversation talk;
    const auto reply = workingTask(talk, false);
    talk.loop.advance(200ms);
    const json poll = talk.wire->lastSent("tasks/get");
    talk.wire->breakOff({ErrorKind::PeerClosed, "the session is unknown"}, poll.at("id"));
    talk.loop.settle();
    QCOMPARE(errorOf(reply).kind, ErrorKind::PeerClosed);
    QVERIFY(!reply->value().unseen);
}

void TestSessionTasks::taskRequestsNameTheirTask_data() {
    QTest::addColumn<std::string>("transport");
    QTest::addColumn<bool>("named");
    QTest::newRow("http") << "http"s << true;
    QTest::newRow("stdio") << "stdio"s << false;
}

void TestSessionTasks::taskRequestsNameTheirTask() {
    QFETCH(std::string, transport);
    QFETCH(bool, named);
    using Headers = std::vector<dyno::http::Header>;
    Conversation talk(byDefaults());
    talk.wire->transportName = transport;
    talk.connectModern();
    const auto reply = taskCall(talk);
    QCOMPARE(talk.wire->lastHeaders("tools/call"), (named ? Headers{{"Mcp-Name", "echo"}} : Headers{}));
    json task = modernTask("working");
    task["taskId"] = "é 1";
    talk.answer(talk.lastCall(), task);
    talk.loop.advance(200ms);
    const Headers expected = named ? Headers{{"Mcp-Name", "=?base64?w6kgMQ==?="}} : Headers{};
    QCOMPARE(talk.wire->lastHeaders("tasks/get"), expected);
    task["status"] = "input_required";
    task["inputRequests"] = {{"q", question}};
    answerPoll(talk, task);
    QCOMPARE(talk.wire->lastHeaders("tasks/update"), expected);
    talk.answer(talk.wire->lastSent("tasks/update"), json::object());
    talk.session.cancelCalls("stop it");
    talk.loop.settle();
    QCOMPARE(talk.wire->sent("tasks/cancel").size(), 1U);
    QCOMPARE(talk.wire->lastHeaders("tasks/cancel"), expected);
}

QTEST_APPLESS_MAIN(TestSessionTasks)
#include "tst_session_tasks.moc"
