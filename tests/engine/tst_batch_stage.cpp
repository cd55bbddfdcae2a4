#include "engine/async/waiter.h"
#include "engine/calls/batch/batch_stage.h"
#include "printing.h"
#include "test_loop.h"

#include <boost/asio/post.hpp>

#include <deque>

using dyno::Error;
using dyno::ErrorKind;
using dyno::async::Awaitable;
using dyno::async::TimePoint;
using dyno::calls::AnsweredBy;
using dyno::calls::BatchStage;
using dyno::calls::CallRecord;
using dyno::calls::CallResult;
using dyno::calls::Target;
using dyno::settings::BatchMode;
using dyno::settings::BatchRule;
using dyno::settings::Tuning;
using nlohmann::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Outcome = std::shared_ptr<const std::optional<CallResult>>;

const Error gone{ErrorKind::PeerClosed, "the server went away"};

Tuning batching(int size = 3) {
    Tuning tuning;
    tuning.batch.mode = BatchMode::Tool;
    tuning.batch.size = size;
    tuning.batch.rules = {BatchRule{"echo", "echo_batch", "items", "results", {}, {}},
                          BatchRule{"lost", "lost_batch", "items", "results", {}, {}}};
    return tuning;
}

/// The stage, and the rest of the path, which the test plays.
class Bench {
public:
    explicit Bench(Tuning tuning = batching())
        : m_tuning(std::make_shared<const Tuning>(std::move(tuning)))
        , stage(
              loop.executor(), loop.clock(), m_tuning,
              [this](std::shared_ptr<const Target> target, TimePoint deadline, std::size_t) {
                  return carry(std::move(target), deadline);
              },
              [](dyno::ServerId, std::string_view tool) { return tool != "lost_batch"; }) {}

    struct Request {
        std::shared_ptr<const Target> target;
        TimePoint deadline;
        dyno::async::Waiter<CallResult> waiter;
    };

    Awaitable<CallResult> start(const std::string& message, std::chrono::milliseconds limit = 30s,
                                dyno::ServerId server = 1) {
        const json arguments = {{"message", message}};
        return stage.call(std::make_shared<const Target>(Target{server, "echo", arguments.dump()}),
                          loop.clock().now() + limit);
    }
    Outcome call(const std::string& message, std::chrono::milliseconds limit = 30s,
                 dyno::ServerId server = 1) {
        return loop.start(start(message, limit, server));
    }
    void tune(const Tuning& tuning) {
        m_tuning = std::make_shared<const Tuning>(tuning);
        stage.tuningChanged();
        loop.settle();
    }
    /// Answers the oldest request.
    void answer(const json& result, CallRecord record = {}) {
        complete({std::make_shared<const json>(result), record});
    }
    void answerItems(const json& results, const CallRecord& record = {}) {
        answer({{"content", json::array()}, {"structuredContent", {{"results", results}}}}, record);
    }
    void complete(CallResult result) {
        const auto request = requests.front();
        requests.pop_front();
        request->waiter.complete(std::move(result));
        loop.settle();
    }
    /// The messages that the oldest request carries.
    json carried() const {
        json messages = json::array();
        const json arguments = json::parse(requests.front()->target->arguments);
        for (const json& item : arguments.at("items"))
            messages.push_back(item.at("message"));
        return messages;
    }

    dyno::test::TestLoop loop;
    std::deque<std::shared_ptr<Request>> requests; ///< that wait for their answer, oldest first

private:
    Awaitable<CallResult> carry(std::shared_ptr<const Target> target, TimePoint deadline) {
        const auto request = std::make_shared<Request>();
        request->target = std::move(target);
        request->deadline = deadline;
        requests.push_back(request);
        co_return co_await request->waiter.wait();
    }

    std::shared_ptr<const Tuning> m_tuning;

public:
    BatchStage stage;
};

std::string textOf(const Outcome& outcome) {
    return (**outcome->value().result).at("content").at(0).at("text");
}

Error errorOf(const Outcome& outcome) {
    return outcome->value().result.error();
}

} // namespace

class TestBatchStage : public QObject {
    Q_OBJECT

private slots:
    void fullBatchIsOneCallWithEachResultAtItsCaller();
    void batchLeavesWhenTheFirstHasWaited();
    void loneCallGoesAsItself();
    void callWithoutRulePassesAtOnce_data();
    void callWithoutRulePassesAtOnce();
    void ruleHasItsOwnSizeAndWait();
    void failedItemFailsItsCallerOnly();
    void failedBatchFailsAllAlike();
    void wrongCountFailsAllAlike();
    void missingBatchToolIsNamed();
    void bytesAreSharedOut();
    void eachCallerHasItsOwnDeadline();
    void turnedOffGatheredCallsLeaveAtOnce();
    void otherKnobDisturbsNoGathering();
    void cancelFailsThoseThatWait_data();
    void cancelFailsThoseThatWait();
    void cancelledCallGoesOutNoMore();
    void cancelOfAServerLeavesOthersAlone();
    void callerMayCallAgainFromItsFailure();
    void requestMayOutliveTheStage();
};

void TestBatchStage::fullBatchIsOneCallWithEachResultAtItsCaller() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b");
    QVERIFY(bench.requests.empty());
    QCOMPARE(bench.stage.waiting(), 2U);
    const auto c = bench.call("c");
    QCOMPARE(bench.requests.size(), 1U);
    QCOMPARE(bench.requests[0]->target->tool, "echo_batch"s);
    QCOMPARE(bench.requests[0]->target->server, 1U);
    QCOMPARE(bench.carried(), (json{"a", "b", "c"}));
    QCOMPARE(bench.stage.waiting(), 0U);
    CallRecord record;
    record.server = 2; // another one of its name
    record.connection = 7;
    record.attempts = 2;
    bench.answerItems({"A", "B", "C"}, record);
    QCOMPARE(textOf(a), "A"s);
    QCOMPARE(textOf(b), "B"s);
    QCOMPARE(textOf(c), "C"s);
    QCOMPARE(a->value().record.server, 2U);
    QCOMPARE(a->value().record.connection, 7U);
    QCOMPARE(a->value().record.attempts, 2);
    QCOMPARE(a->value().record.batch, 3);
    QCOMPARE(a->value().record.batched, bench.loop.clock().now());
}

void TestBatchStage::batchLeavesWhenTheFirstHasWaited() {
    Bench bench;
    const auto a = bench.call("a");
    bench.loop.advance(3ms);
    const auto b = bench.call("b");
    bench.loop.advance(2ms - 1ns);
    QVERIFY(bench.requests.empty());
    bench.loop.advance(1ns);
    QCOMPARE(bench.carried(), (json{"a", "b"}));
    const TimePoint left = bench.loop.clock().now();
    bench.loop.advance(1s);
    bench.answerItems({"A", "B"});
    QCOMPARE(textOf(b), "B"s);
    QCOMPARE(b->value().record.batched, left);
}

void TestBatchStage::loneCallGoesAsItself() {
    Bench bench;
    const auto a = bench.call("a");
    bench.loop.advance(5ms);
    QCOMPARE(bench.requests.size(), 1U);
    QCOMPARE(bench.requests[0]->target->tool, "echo"s);
    QCOMPARE(bench.requests[0]->target->arguments, R"({"message":"a"})"s);
    QCOMPARE(bench.requests[0]->deadline, bench.loop.clock().now() - 5ms + 30s);
    const TimePoint left = bench.loop.clock().now();
    bench.answer({{"content", {{{"type", "text"}, {"text", "A"}}}}});
    QCOMPARE(textOf(a), "A"s);
    QCOMPARE(a->value().record.batch, 1);
    QCOMPARE(a->value().record.batched, left);
}

void TestBatchStage::callWithoutRulePassesAtOnce_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<std::string>("tool");
    QTest::newRow("off") << int(BatchMode::Off) << "echo"s;
    QTest::newRow("another mode") << int(BatchMode::JsonRpc) << "echo"s;
    QTest::newRow("another tool") << int(BatchMode::Tool) << "sum"s;
}

void TestBatchStage::callWithoutRulePassesAtOnce() {
    QFETCH(int, mode);
    QFETCH(std::string, tool);
    Tuning tuning = batching();
    tuning.batch.mode = BatchMode(mode);
    Bench bench(tuning);
    QCOMPARE(bench.stage.ruleFor(tool), nullptr);
    const auto target = std::make_shared<const Target>(Target{1, tool});
    const auto call = bench.loop.start(bench.stage.call(target, bench.loop.clock().now() + 1s));
    QCOMPARE(bench.requests.size(), 1U);
    QCOMPARE(bench.requests[0]->target, target);
    bench.answer(json::object());
    QVERIFY(*call);
}

void TestBatchStage::ruleHasItsOwnSizeAndWait() {
    Tuning tuning = batching();
    tuning.batch.rules[0].size = 2;
    tuning.batch.rules[0].longestWait = 9ms;
    Bench bench(tuning);
    const auto a = bench.call("a");
    bench.loop.advance(8ms);
    QVERIFY(bench.requests.empty());
    const auto b = bench.call("b");
    QCOMPARE(bench.carried(), (json{"a", "b"}));
    bench.answerItems({"A", "B"});
    QCOMPARE(textOf(a), "A"s);
    QCOMPARE(textOf(b), "B"s);
}

void TestBatchStage::failedItemFailsItsCallerOnly() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b"), c = bench.call("c");
    bench.answerItems({"A", {{"error", "no"}}, "C"});
    QCOMPARE(textOf(a), "A"s);
    QCOMPARE(errorOf(b).kind, ErrorKind::ToolFailed);
    QCOMPARE(errorOf(b).message, "the tool failed: no"s);
    QCOMPARE(textOf(c), "C"s);
}

void TestBatchStage::failedBatchFailsAllAlike() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b"), c = bench.call("c");
    CallRecord record;
    record.attempts = 3;
    bench.complete({gone, record});
    for (const auto& call : {a, b, c}) {
        QVERIFY(errorOf(call) == gone);
        QCOMPARE(call->value().record.attempts, 3);
    }
}

void TestBatchStage::wrongCountFailsAllAlike() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b"), c = bench.call("c");
    bench.answerItems({"A", "B"});
    for (const auto& call : {a, b, c}) {
        QCOMPARE(errorOf(call).kind, ErrorKind::Protocol);
        QCOMPARE(errorOf(call).message, "the batch tool echo_batch gave 2 results for 3 calls"s);
    }
}

void TestBatchStage::missingBatchToolIsNamed() {
    Bench bench;
    const auto target = std::make_shared<const Target>(Target{1, "lost"});
    const auto call = bench.loop.start(bench.stage.call(target, bench.loop.clock().now() + 1s));
    QCOMPARE(errorOf(call).kind, ErrorKind::InvalidInput);
    QVERIFY(errorOf(call).message.find("lost_batch") != std::string::npos);
    QCOMPARE(call->value().record.server, 1U);
    QVERIFY(bench.requests.empty());
    QCOMPARE(bench.stage.waiting(), 0U);
}

void TestBatchStage::bytesAreSharedOut() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b"), c = bench.call("c");
    CallRecord record;
    record.bytesSent = 100;
    record.bytesReceived = 2;
    bench.answerItems({1, 2, 3}, record);
    std::uint64_t sent = 0, received = 0;
    for (const auto& call : {a, b, c}) {
        sent += call->value().record.bytesSent;
        received += call->value().record.bytesReceived;
        QVERIFY(call->value().record.bytesSent <= 34);
    }
    QCOMPARE(sent, 100U);
    QCOMPARE(received, 2U);
}

void TestBatchStage::eachCallerHasItsOwnDeadline() {
    Bench bench;
    const TimePoint start = bench.loop.clock().now();
    const auto a = bench.call("a", 3s), b = bench.call("b", 1s), c = bench.call("c", 2s);
    QCOMPARE(bench.requests[0]->deadline, start + 3s);
    bench.loop.advance(1s - 1ns);
    QVERIFY(!*b);
    bench.loop.advance(1ns);
    QCOMPARE(errorOf(b).kind, ErrorKind::TimedOut);
    QCOMPARE(b->value().record.batch, 3);
    QCOMPARE(b->value().record.answeredBy, AnsweredBy::Server);
    QVERIFY(!*a && !*c);
    bench.loop.advance(1s);
    QCOMPARE(errorOf(c).kind, ErrorKind::TimedOut);
    bench.answerItems({"A", "B", "C"});
    QCOMPARE(textOf(a), "A"s);
}

void TestBatchStage::turnedOffGatheredCallsLeaveAtOnce() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b");
    bench.tune(Tuning());
    QCOMPARE(bench.carried(), (json{"a", "b"}));
    const auto c = bench.call("c");
    QCOMPARE(bench.requests[1]->target->tool, "echo"s);
    bench.answerItems({"A", "B"});
    QCOMPARE(textOf(a), "A"s);
    QCOMPARE(textOf(b), "B"s);
    bench.answer(json::object());
    QVERIFY(*c);
}

void TestBatchStage::otherKnobDisturbsNoGathering() {
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b");
    Tuning tuning = batching();
    tuning.pool.max = 9;
    bench.tune(tuning);
    QCOMPARE(bench.stage.waiting(), 2U);
    bench.stage.cancelAll(gone);
    bench.loop.settle();
    QVERIFY(*a && *b);
}

void TestBatchStage::cancelFailsThoseThatWait_data() {
    QTest::addColumn<bool>("underWay");
    QTest::newRow("while they gather") << false;
    QTest::newRow("while their request is under way") << true;
}

void TestBatchStage::cancelFailsThoseThatWait() {
    QFETCH(bool, underWay);
    Bench bench;
    const auto a = bench.call("a"), b = bench.call("b");
    if (underWay)
        bench.loop.advance(5ms);
    QCOMPARE(bench.requests.size(), underWay ? 1U : 0U);
    bench.stage.cancelAll(gone);
    QVERIFY(errorOf(a) == gone);
    QVERIFY(errorOf(b) == gone);
    QCOMPARE(bench.stage.waiting(), 0U);
    QCOMPARE(bench.loop.clock().armed(), 0U); // an event loop could not end
    if (underWay)
        bench.answerItems({"A", "B"}); // nobody's any more
    bench.loop.advance(1min);
    QVERIFY(bench.requests.empty());
}

// Between leaving and the request's own coroutine there is a turn of the event loop.
void TestBatchStage::cancelledCallGoesOutNoMore() {
    Bench bench(batching(2));
    const auto elsewhere = bench.call("a", 30s, 2);
    int failed = 0;
    const auto call = [](Bench& at, int& count) -> Awaitable<void> {
        const CallResult result = co_await at.start("b");
        count += result.result.has_error();
    };
    dyno::async::spawn(bench.loop.executor(), call(bench, failed));
    dyno::async::spawn(bench.loop.executor(), call(bench, failed));
    boost::asio::post(bench.loop.executor(), [&] { bench.stage.cancel(1, gone); });
    bench.loop.settle();
    QCOMPARE(failed, 2);
    QVERIFY(bench.requests.empty());
    bench.stage.cancelAll(gone);
    QVERIFY(*elsewhere);
}

void TestBatchStage::cancelOfAServerLeavesOthersAlone() {
    Bench bench;
    const auto here = bench.call("a"), there = bench.call("b", 30s, 2);
    bench.stage.cancel(1, gone);
    QVERIFY(errorOf(here) == gone);
    QVERIFY(!*there);
    bench.loop.advance(5ms);
    QCOMPARE(bench.requests.size(), 1U);
    bench.answer(json::object());
    QVERIFY(*there);
}

void TestBatchStage::callerMayCallAgainFromItsFailure() {
    Bench bench;
    const auto twice = [](Bench& at) -> Awaitable<CallResult> {
        const CallResult first = co_await at.start("first");
        if (first.result.has_value())
            co_return first;
        co_return co_await at.start("second");
    };
    const auto again = bench.loop.start(twice(bench));
    bench.stage.cancelAll(gone);
    QVERIFY(!*again);
    QCOMPARE(bench.stage.waiting(), 1U);
    bench.loop.advance(5ms);
    bench.answer({{"content", {{{"type", "text"}, {"text", "second"}}}}});
    QCOMPARE(textOf(again), "second"s);
}

void TestBatchStage::requestMayOutliveTheStage() {
    dyno::test::TestLoop loop;
    auto tuning = std::make_shared<const Tuning>(batching(2));
    dyno::async::Waiter<CallResult> waiter;
    const auto carry = [&](std::shared_ptr<const Target>, TimePoint, std::size_t) { return waiter.wait(); };
    const auto anyTool = [](dyno::ServerId, std::string_view) { return true; };
    auto stage = std::make_unique<BatchStage>(loop.executor(), loop.clock(), tuning, carry, anyTool);
    const auto target = std::make_shared<const Target>(Target{1, "echo"});
    const auto a = loop.start(stage->call(target, loop.clock().now() + 1s));
    const auto b = loop.start(stage->call(target, loop.clock().now() + 1s));
    stage->cancelAll(gone);
    QVERIFY(errorOf(a) == gone);
    QVERIFY(errorOf(b) == gone);
    stage.reset();
    waiter.complete({gone, {}});
    loop.settle();
}

QTEST_APPLESS_MAIN(TestBatchStage)
#include "tst_batch_stage.moc"
