// The stages of the call path together, over scripted servers and with time turned by hand.

#include "pool_bench.h"

using calls::AnsweredBy;
using calls::CallResult;
using calls::Refusal;
using nlohmann::json;
using settings::Tuning;
using telemetry::Stage;

namespace {

using Pending = std::shared_ptr<const std::optional<CallResult>>;

const Script reading{.answersCalls = false, .readOnly = true};
const Error gone{ErrorKind::PeerClosed, "the connection broke"};

std::size_t callsSeen(const Bench& bench) {
    return bench.servers[0]->transport()->sent("tools/call").size();
}

/// The oldest call that waits at the server fails after the server had begun with it.
void fail(Bench& bench) {
    const json request = bench.servers[0]->waitingCalls().front();
    bench.servers[0]->dropCall();
    bench.servers[0]->transport()->fail(request, gone, false);
    bench.loop.settle();
}

std::uint32_t held(Bench& bench, Stage stage) {
    telemetry::PathStatus status;
    bench.path.describe(status, {});
    return status.stages[std::size_t(stage)].held;
}

void withCache(Tuning& tuning) {
    tuning.cache.on = true;
}

void withBreaker(Tuning& tuning) {
    tuning.breaker.on = true;
    tuning.breaker.failures = 2;
    tuning.breaker.recovery = 60s;
    tuning.breaker.successes = 1;
}

void withRetries(Tuning& tuning) {
    tuning.retry.attempts = 3;
    tuning.retry.base = 100ms;
}

void withBatches(Tuning& tuning) {
    tuning.batch.mode = settings::BatchMode::Tool;
    settings::BatchRule& rule = tuning.batch.rules.emplace_back();
    rule.tool = "echo";
    rule.batchTool = "echo_batch";
    rule.results = "content";
}

} // namespace

class TestPathStages : public QObject {
    Q_OBJECT

private slots:
    void callBeyondTheLimitWaitsForItsTurn();
    void fullQueueTurnsAwayWithoutServer();
    void equalCallIsAnsweredByTheCache();
    void thousandEqualCallsReachTheServerOnce();
    void toolThatMayWriteIsNotCached();
    void workloadOfKeptAnswersLetsOthersHaveTheirTurn();
    void openBreakerTurnsAwayUntilItHasRecovered();
    void workloadThatIsTurnedAwayPauses();
    void poolWithoutRoomDoesNotOpenTheBreaker();
    void failedReadIsTriedAgain();
    void failedWriteIsNot();
    void wholeCallHasOneLimit();
    void serverThatIsDownOpensTheBreaker();
    void groupSharesOneCache();
    void callsOfABatchAreOneRequest();
    void noCallIsLostWhereverItWaits();
    void turnedKnobDropsNoCallInFlight();
};

void TestPathStages::callBeyondTheLimitWaitsForItsTurn() {
    Bench bench(1, holding);
    bench.turn([](Tuning& tuning) { tuning.admission.perServer = 1; });
    const Pending first = bench.call(), second = bench.call();
    QCOMPARE(callsSeen(bench), 1U);
    QCOMPARE(held(bench, Stage::Admission), 1U);
    QCOMPARE(held(bench, Stage::Server), 1U);
    bench.loop.advance(20ms);
    bench.answerWaiting();
    QVERIFY(first->has_value());
    QCOMPARE(callsSeen(bench), 2U);
    bench.answerWaiting();
    const calls::CallRecord& record = (*second)->record;
    QCOMPARE(record.admitted - record.started, Duration(20ms));
    QCOMPARE(bench.lost(), 0U);
}

void TestPathStages::fullQueueTurnsAwayWithoutServer() {
    Bench bench(1, holding);
    bench.turn([](Tuning& tuning) {
        tuning.admission.perServer = 1;
        tuning.admission.queue = 1;
    });
    const Pending first = bench.call(), second = bench.call(), third = bench.call();
    QCOMPARE((*third)->result.error().kind, ErrorKind::Throttled);
    QVERIFY((*third)->record.refusal == Refusal::QueueFull);
    QVERIFY(!*first && !*second);
    QCOMPARE(bench.figures().counts.failed, 1U);
    QCOMPARE(bench.figures().total.count, 0); // being turned away fast is no latency
    bench.answerWaiting();
    bench.answerWaiting();
    QVERIFY((*second)->result.has_value());
}

void TestPathStages::equalCallIsAnsweredByTheCache() {
    Bench bench(1, reading);
    bench.turn(withCache);
    const Pending first = bench.call(R"({"a":1,"b":[2]})");
    bench.loop.advance(30ms);
    bench.answerWaiting();
    const Pending second = bench.call(R"({ "b": [2.0], "a": 1e0 })");
    QVERIFY(second->has_value());
    QCOMPARE(callsSeen(bench), 1U);
    QVERIFY((*second)->record.answeredBy == AnsweredBy::Cache);
    QCOMPARE((*second)->record.saved, Duration(30ms));
    QVERIFY(*(*second)->result == *(*first)->result);
    QCOMPARE(bench.figures().counts.succeeded, 2U);
}

void TestPathStages::thousandEqualCallsReachTheServerOnce() {
    Bench bench(1, reading);
    bench.turn(withCache);
    std::vector<Pending> calls;
    for (int i = 0; i < 1000; ++i)
        calls.push_back(bench.call());
    QCOMPARE(callsSeen(bench), 1U);
    QCOMPARE(held(bench, Stage::Cache), 999U);
    bench.answerWaiting();
    for (const Pending& call : calls)
        QVERIFY((*call)->result.has_value());
    QCOMPARE(callsSeen(bench), 1U);
    telemetry::PathStatus status;
    bench.path.describe(status, {});
    QCOMPARE(status.cache.shared, 999U);
}

void TestPathStages::toolThatMayWriteIsNotCached() {
    Bench bench(1, holding);
    bench.turn(withCache);
    bench.call();
    bench.answerWaiting();
    const Pending second = bench.call();
    QCOMPARE(callsSeen(bench), 2U);
    bench.answerWaiting();
    QVERIFY((*second)->record.answeredBy == AnsweredBy::Server);
}

void TestPathStages::workloadOfKeptAnswersLetsOthersHaveTheirTurn() {
    Script script = reading;
    script.answersCalls = true;
    Bench bench(1, script);
    bench.turn(withCache);
    bench.workload.start({1, "echo", "{}", exactly(10'000), std::nullopt});
    int turns = 0;
    while (!bench.workload.idle() && turns < 100'000) {
        bench.loop.settle();
        ++turns;
    }
    QVERIFY(bench.workload.idle());
    QCOMPARE(bench.figures().counts.succeeded, 10'000U);
    QCOMPARE(callsSeen(bench), 1U);
}

void TestPathStages::openBreakerTurnsAwayUntilItHasRecovered() {
    Bench bench(1, holding);
    bench.turn(withBreaker);
    for (int i = 0; i < 2; ++i) {
        bench.call();
        fail(bench);
    }
    const Pending turnedAway = bench.call();
    QCOMPARE((*turnedAway)->result.error().kind, ErrorKind::BreakerOpen);
    QVERIFY((*turnedAway)->record.refusal == Refusal::BreakerOpen);
    QCOMPARE(callsSeen(bench), 2U);
    bench.loop.advance(60s);
    const Pending probe = bench.call();
    bench.answerWaiting();
    QVERIFY((*probe)->result.has_value());
    telemetry::PathStatus status;
    bench.path.describe(status, {});
    QCOMPARE(status.breakers.size(), 1U);
    QVERIFY(status.breakers[0].state == telemetry::BreakerState::Closed);
    QCOMPARE(status.breakerOpen, 1U);
}

void TestPathStages::workloadThatIsTurnedAwayPauses() {
    Bench bench(1, holding);
    bench.turn(withBreaker);
    bench.path.breakers().trip(1, "echo", bench.loop.clock().now());
    bench.turn([](Tuning& tuning) { tuning.workers = 1; });
    bench.run(lasting(1s));
    for (int i = 0; i < 120; ++i)
        bench.loop.advance(10ms);
    QVERIFY(bench.workload.idle());
    QVERIFY(!bench.workload.status().error); // the server is not gone
    const std::uint64_t failed = bench.figures().counts.failed;
    QVERIFY2(failed >= 90 && failed <= 110, std::to_string(failed).c_str());
}

void TestPathStages::poolWithoutRoomDoesNotOpenTheBreaker() {
    Bench bench(1, holding);
    bench.turn(withBreaker);
    bench.turn([](Tuning& tuning) {
        tuning.pool.max = 1;
        tuning.pool.perConnection = 1;
        tuning.pool.acquire = 1s;
    });
    const Pending served = bench.call();
    std::vector<Pending> waiting{bench.call(), bench.call(), bench.call()};
    bench.loop.advance(1s);
    for (const Pending& call : waiting) {
        QCOMPARE((*call)->result.error().kind, ErrorKind::TimedOut);
        QVERIFY((*call)->record.refusal == Refusal::NoConnection);
    }
    bench.answerWaiting();
    const Pending next = bench.call();
    bench.answerWaiting();
    QVERIFY((*next)->result.has_value());
}

void TestPathStages::failedReadIsTriedAgain() {
    Bench bench(1, reading);
    bench.turn(withRetries);
    const Pending call = bench.call();
    fail(bench);
    QCOMPARE(held(bench, Stage::Retry), 1U);
    bench.loop.advance(100ms); // full jitter: at most
    QCOMPARE(callsSeen(bench), 2U);
    bench.answerWaiting();
    QVERIFY((*call)->result.has_value());
    const calls::CallRecord& record = (*call)->record;
    QCOMPARE(int(record.attempts), 2);
    QVERIFY(record.retried > Duration::zero() && record.retried <= Duration(100ms));
    QCOMPARE(calls::phases(record)[std::size_t(calls::Phase::Retry)].value(), record.retried);
}

void TestPathStages::failedWriteIsNot() {
    Bench bench(1, holding);
    bench.turn(withRetries);
    const Pending call = bench.call();
    fail(bench);
    QVERIFY((*call)->result.error() == gone);
    bench.loop.advance(10s);
    QCOMPARE(callsSeen(bench), 1U);
    telemetry::PathStatus status;
    bench.path.describe(status, {});
    QCOMPARE(status.retry.unsafe, 1U);
}

void TestPathStages::wholeCallHasOneLimit() {
    Bench bench(1, reading);
    bench.turn([](Tuning& tuning) {
        tuning.retry.attempts = 10;
        tuning.timeouts.call = 1s;
        tuning.timeouts.total = 1500ms;
    });
    const Pending call = bench.call();
    for (int i = 0; i < 15; ++i)
        bench.loop.advance(100ms);
    QVERIFY(call->has_value());
    QCOMPARE((*call)->result.error().kind, ErrorKind::TimedOut);
    QVERIFY((*call)->record.latency() <= Duration(1500ms));
    QVERIFY((*call)->record.attempts > 1);
}

void TestPathStages::serverThatIsDownOpensTheBreaker() {
    Script script = holding;
    Bench bench(1, script);
    bench.turn(withBreaker);
    bench.turn([](Tuning& tuning) { tuning.timeouts.call = 1s; });
    bench.script.answersHandshake = false; // the next connection does not come up
    bench.servers[0]->crash();
    for (int i = 0; i < 2; ++i) {
        const Pending waiting = bench.call();
        bench.loop.advance(1s);
        QCOMPARE((*waiting)->result.error().kind, ErrorKind::TimedOut);
    }
    const Pending turnedAway = bench.call();
    QCOMPARE((*turnedAway)->result.error().kind, ErrorKind::BreakerOpen);
}

void TestPathStages::groupSharesOneCache() {
    Bench one(1, reading), other(1, reading);
    one.turn(withCache);
    one.path.removePool(1);
    one.path.addPool(1, one.pool, "twins");
    one.path.addPool(2, other.pool, "twins");
    QCOMPARE(one.path.groupId(2), one.path.groupId(1));
    const auto call = [&](ServerId server) {
        calls::Call made{std::make_shared<const calls::Target>(calls::Target{server, "echo", "{}"}),
                         one.loop.clock().now()};
        return one.loop.start(one.path.call(std::move(made)));
    };
    const Pending first = call(1);
    for (Bench* bench : {&one, &other})
        if (!bench->servers[0]->waitingCalls().empty())
            bench->servers[0]->answerCall();
    one.loop.settle();
    QVERIFY(first->has_value());
    const Pending second = call(2);
    QVERIFY((*second)->record.answeredBy == AnsweredBy::Cache);
    one.path.invalidateCache(2);
    const Pending third = call(1);
    QVERIFY(!*third);
    for (Bench* bench : {&one, &other})
        if (!bench->servers[0]->waitingCalls().empty())
            bench->servers[0]->answerCall();
    one.loop.settle();
    QVERIFY(third->has_value());
    one.path.removePool(2);
}

void TestPathStages::callsOfABatchAreOneRequest() {
    Script script = holding;
    script.tools = {"echo", "echo_batch"};
    Bench bench(1, script);
    bench.turn(withBatches);
    std::vector<Pending> calls;
    for (int i = 0; i < 10; ++i)
        calls.push_back(bench.call(R"({"message":")" + std::to_string(i) + "\"}"));
    QCOMPARE(callsSeen(bench), 1U);
    QCOMPARE(held(bench, Stage::Server), 10U);
    const json request = bench.servers[0]->waitingCalls().front();
    QCOMPARE(request.at("params").at("name"), json("echo_batch"));
    json content = json::array();
    for (const json& item : request.at("params").at("arguments").at("items"))
        content.push_back({{"type", "text"}, {"text", item.at("message")}});
    bench.servers[0]->dropCall();
    bench.servers[0]->transport()->deliver(
        {{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"result", {{"content", content}}}});
    bench.loop.settle();
    for (int i = 0; i < 10; ++i) {
        QVERIFY((*calls[i])->result.has_value());
        QCOMPARE((**(*calls[i])->result).at("content")[0].at("text"), json(std::to_string(i)));
        QCOMPARE(int((*calls[i])->record.batch), 10);
    }
    QCOMPARE(bench.path.inFlight(), 0U);
    QCOMPARE(bench.lost(), 0U);
}

void TestPathStages::noCallIsLostWhereverItWaits() {
    Script script = reading;
    script.tools = {"echo", "echo_batch"};
    Bench bench(1, script);
    bench.turn([](Tuning& tuning) {
        withCache(tuning);
        withRetries(tuning);
        tuning.admission.perTool = 4;
        tuning.pool.max = 1;
        tuning.pool.perConnection = 1;
    });
    std::vector<Pending> calls;
    calls.push_back(bench.call(R"({"n":1})"));
    fail(bench);                               // waits for its second attempt
    calls.push_back(bench.call(R"({"n":2})")); // at the server
    calls.push_back(bench.call(R"({"n":2})")); // joined to it
    calls.push_back(bench.call(R"({"n":3})")); // for a connection
    calls.push_back(bench.call(R"({"n":4})")); // for its turn
    for (const Stage stage : {Stage::Retry, Stage::Server, Stage::Cache, Stage::Pool, Stage::Admission})
        QCOMPARE(held(bench, stage), 1U);
    bench.path.cancelWaiting({ErrorKind::Cancelled, "enough"});
    bench.pool.cancelCalls("enough");
    bench.loop.settle();
    for (const Pending& call : calls) {
        QVERIFY(call->has_value());
        QCOMPARE((*call)->result.error().kind, ErrorKind::Cancelled);
    }
    QCOMPARE(bench.path.inFlight(), 0U);
    QCOMPARE(bench.lost(), 0U);
}

void TestPathStages::turnedKnobDropsNoCallInFlight() {
    Script script = reading;
    script.tools = {"echo", "echo_batch"};
    Bench bench(1, script);
    std::vector<Pending> calls;
    const auto callAFew = [&] {
        for (int i = 0; i < 3; ++i)
            calls.push_back(bench.call("{\"n\":" + std::to_string(calls.size()) + "}"));
    };
    callAFew();
    for (const auto turn : {withCache, withBreaker, withRetries, withBatches}) {
        bench.turn(turn);
        callAFew();
    }
    bench.turn([](Tuning& tuning) { tuning = Tuning(); });
    for (int i = 0; i < 20; ++i) {
        bench.loop.advance(10ms);
        bench.answerWaiting();
    }
    for (const Pending& call : calls)
        QVERIFY(call->has_value());
    QCOMPARE(bench.path.inFlight(), 0U);
    QCOMPARE(bench.lost(), 0U);
}

QTEST_GUILESS_MAIN(TestPathStages)
#include "tst_path_stages.moc"
