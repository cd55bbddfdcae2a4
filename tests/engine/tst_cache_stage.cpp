#include "engine/calls/cache/cache_stage.h"
#include "printing.h"
#include "test_loop.h"

#include <deque>

using namespace dyno;
using async::Duration;
using async::TimePoint;
using calls::CacheStage;
using calls::ResultPtr;
using calls::Target;
using settings::CacheTuning;
using Visit = calls::CacheStage::Visit;
using namespace std::chrono_literals;

namespace {

using Outcome = std::shared_ptr<const std::optional<Result<ResultPtr>>>;

Result<ResultPtr> answer(int value) {
    return std::make_shared<const nlohmann::json>(value);
}

int valueOf(const Outcome& outcome) {
    return *outcome && (*outcome)->has_value() ? (**outcome)->get()->get<int>() : -1;
}

std::optional<ErrorKind> failureOf(const Outcome& outcome) {
    return *outcome && (*outcome)->has_error() ? std::optional((*outcome)->error().kind) : std::nullopt;
}

mcp::Tool tool(mcp::ToolAnnotations annotations) {
    mcp::Tool result;
    result.annotations = annotations;
    return result;
}

const mcp::Tool readOnly = tool({.readOnly = true});
const Error stopped{ErrorKind::Cancelled, "the server was stopped"};

/// The stage, callers who use it as the call path does, and a server that answers when it is told to.
class Bench {
public:
    Bench() {
        tune([](CacheTuning& cache) { cache.on = true; });
    }
    ~Bench() { // a coroutine that still waits would never be freed
        while (!requests.empty())
            reply(stopped);
    }

    template<class Turn>
    void tune(Turn turn) {
        settings::Tuning next = tuning ? *tuning : settings::Tuning();
        turn(next.cache);
        tuning = std::make_shared<const settings::Tuning>(next);
    }

    Outcome call(const Target& target, const mcp::Tool* definition = &readOnly, Duration limit = 30s) {
        return loop.start(path(target, definition, loop.clock().now() + limit));
    }
    /// Answers the request that has waited longest.
    void reply(const Result<ResultPtr>& result) {
        auto* const request = requests.front();
        requests.pop_front();
        request->complete(result);
    }
    telemetry::CacheStatus status() {
        telemetry::CacheStatus result;
        stage.describe(result);
        return result;
    }

    test::TestLoop loop;
    std::shared_ptr<const settings::Tuning> tuning;
    CacheStage stage{loop.clock(), tuning};
    std::deque<async::Waiter<Result<ResultPtr>>*> requests;
    int refusals = 0; ///< calls that the server turns away at once from now on
    const Target echo{1, "echo", R"({"a":1,"b":2})"};
    const Target same{1, "echo", R"({"b":2.0, "a":1})"};
    const Target other{1, "echo", R"({"a":1,"b":3})"};
    const Target elsewhere{2, "echo", R"({"a":1,"b":2})"};

private:
    async::Awaitable<Result<ResultPtr>> path(Target target, const mcp::Tool* definition, TimePoint deadline) {
        Visit visit(stage, target, definition);
        if (visit.hit())
            co_return visit.hit();
        if (visit.joined()) {
            auto shared = co_await visit.wait(deadline);
            if (shared)
                co_return std::move(*shared);
        }
        Result<ResultPtr> result = stopped;
        if (refusals > 0) {
            --refusals;
        } else {
            async::Waiter<Result<ResultPtr>> request;
            requests.push_back(&request);
            result = co_await request.wait();
        }
        visit.land(result, 10, 5ms);
        co_return result;
    }
};

} // namespace

class TestCacheStage : public QObject {
    Q_OBJECT

private slots:
    void servesToolsByMarkOrName_data();
    void servesToolsByMarkOrName();
    void argumentsWithoutCanonicalFormPass();
    void answersFromWhatIsKept();
    void switchedOffItKeepsAndDoesNoMore();
    void switchedOffUnderWayTheAnswerReachesThoseWhoJoined();
    void aThousandEqualCallsReachTheServerOnce();
    void onlyEqualCallsJoin();
    void aFailureIsEverybodysAndNotKept_data();
    void aFailureIsEverybodysAndNotKept();
    void oneThatGaveUpIsReplacedByTheFirstWhoJoined_data();
    void oneThatGaveUpIsReplacedByTheFirstWhoJoined();
    void oneThatDiesIsReplaced();
    void noneWhoseTimeIsOverTakesTheLead();
    void manyMayGiveUpAtOnce();
    void waitsNoLongerThanItsOwnDeadline();
    void theEarliestDeadlineRingsFirst();
    void anInvalidationUnderWayPartsBeforeFromAfter();
    void afterAnInvalidationTheNewerCallTakesOver();
    void cancelAllEndsEveryWait();
    void cancelEndsTheWaitsOfOneServer();
    void whoDiesWaitingLeavesNothingBehind();
    void whatIsTooOldDoesNotWaitForACall();
};

void TestCacheStage::servesToolsByMarkOrName_data() {
    using Turn = std::function<void(CacheTuning&)>;
    using Definition = std::optional<mcp::ToolAnnotations>;
    const Turn asItIs = [](CacheTuning&) {};
    const Turn named = [](CacheTuning& cache) { cache.tools = {"add", "echo"}; };
    const Turn onlyNamed = [](CacheTuning& cache) {
        cache.tools = {"echo"};
        cache.marked = false;
    };
    const Turn unmarked = [](CacheTuning& cache) { cache.marked = false; };
    const Turn off = [](CacheTuning& cache) {
        cache.on = false;
        cache.tools = {"echo"};
    };
    QTest::addColumn<Turn>("turn");
    QTest::addColumn<Definition>("annotations");
    QTest::addColumn<bool>("served");
    const Definition writes = mcp::ToolAnnotations{};
    const Definition reads = mcp::ToolAnnotations{.readOnly = true};
    const Definition repeats = mcp::ToolAnnotations{.idempotent = true};
    QTest::newRow("read-only") << asItIs << reads << true;
    QTest::newRow("idempotent, so it writes") << asItIs << repeats << false;
    QTest::newRow("neither") << asItIs << writes << false;
    QTest::newRow("unknown") << asItIs << Definition() << false;
    QTest::newRow("neither, named") << named << writes << true;
    QTest::newRow("unknown, named") << named << Definition() << true;
    QTest::newRow("marks do not count") << unmarked << reads << false;
    QTest::newRow("marks do not count, named") << onlyNamed << reads << true;
    QTest::newRow("switched off") << off << reads << false;
}

void TestCacheStage::servesToolsByMarkOrName() {
    QFETCH(std::function<void(CacheTuning&)>, turn);
    QFETCH(std::optional<mcp::ToolAnnotations>, annotations);
    QFETCH(bool, served);
    Bench bench;
    bench.tune(turn);
    const mcp::Tool definition = tool(annotations.value_or(mcp::ToolAnnotations()));
    const mcp::Tool* const known = annotations ? &definition : nullptr;
    QCOMPARE(Visit(bench.stage, bench.echo, known).asked(), served);
    bench.call(bench.echo, known);
    const auto second = bench.call(bench.echo, known);
    QCOMPARE(bench.requests.size(), served ? 1U : 2U);
    bench.reply(answer(1));
    QCOMPARE(second->has_value(), served);
    QCOMPARE(bench.status().entries, served ? 1U : 0U);
}

void TestCacheStage::argumentsWithoutCanonicalFormPass() {
    Bench bench;
    const Target twice{1, "echo", R"({"a":1,"a":2})"};
    QVERIFY(!Visit(bench.stage, twice, &readOnly).asked());
    bench.call(twice);
    bench.call(twice);
    QCOMPARE(bench.requests.size(), 2U);
    bench.reply(answer(1));
    QCOMPARE(bench.status().entries, 0U);
}

void TestCacheStage::answersFromWhatIsKept() {
    Bench bench;
    bench.call(bench.echo);
    const Result<ResultPtr> given = answer(4);
    bench.reply(given);
    const Visit visit(bench.stage, bench.same, &readOnly);
    QCOMPARE(visit.hit(), *given);
    QCOMPARE(visit.cost(), Duration(5ms));
    QVERIFY(visit.asked());
    QVERIFY(!visit.joined());
    QCOMPARE(bench.status().stored, 1U);
}

void TestCacheStage::switchedOffItKeepsAndDoesNoMore() {
    Bench bench;
    bench.call(bench.echo);
    bench.reply(answer(1));
    bench.tune([](CacheTuning& cache) { cache.on = false; });
    bench.call(bench.echo);
    bench.call(bench.echo);
    QCOMPARE(bench.requests.size(), 2U);
    bench.reply(answer(2));
    bench.loop.advance(59s);
    QCOMPARE(bench.status().entries, 1U);
    bench.tune([](CacheTuning& cache) { cache.on = true; });
    QCOMPARE(valueOf(bench.call(bench.echo)), 1);
    bench.tune([](CacheTuning& cache) { cache.on = false; });
    bench.loop.advance(1s);
    QCOMPARE(bench.status().entries, 1U);
    bench.tune([](CacheTuning& cache) { cache.on = true; });
    QVERIFY(!bench.call(bench.echo)->has_value());
    QCOMPARE(bench.status().expired, 1U);
}

void TestCacheStage::switchedOffUnderWayTheAnswerReachesThoseWhoJoined() {
    Bench bench;
    bench.call(bench.echo);
    const auto joined = bench.call(bench.echo);
    bench.tune([](CacheTuning& cache) { cache.on = false; });
    bench.reply(answer(1));
    QCOMPARE(valueOf(joined), 1);
    QCOMPARE(bench.status().entries, 0U);
}

void TestCacheStage::aThousandEqualCallsReachTheServerOnce() {
    Bench bench;
    std::vector<Outcome> callers;
    for (int i = 0; i < 1'000; ++i)
        callers.push_back(bench.call(i % 2 ? bench.echo : bench.same));
    QCOMPARE(bench.requests.size(), 1U);
    QCOMPARE(bench.stage.waiting(), 999U);
    const Result<ResultPtr> given = answer(4);
    bench.reply(given);
    for (const Outcome& caller : callers)
        QCOMPARE(caller->value().value(), *given);
    QCOMPARE(bench.stage.waiting(), 0U);
    QVERIFY(bench.requests.empty());
}

void TestCacheStage::onlyEqualCallsJoin() {
    Bench bench;
    bench.call(bench.echo);
    bench.call(bench.other);
    bench.call(bench.elsewhere);
    bench.call(Target{1, "add", bench.echo.arguments});
    QCOMPARE(bench.requests.size(), 4U);
}

void TestCacheStage::aFailureIsEverybodysAndNotKept_data() {
    QTest::addColumn<ErrorKind>("kind");
    for (const ErrorKind kind :
         {ErrorKind::PeerClosed, ErrorKind::Protocol, ErrorKind::ToolFailed, ErrorKind::Rejected,
          ErrorKind::Http, ErrorKind::NeedsAuthorization, ErrorKind::Spawn, ErrorKind::Io, ErrorKind::Limit,
          ErrorKind::Throttled, ErrorKind::BreakerOpen, ErrorKind::InvalidInput})
        QTest::newRow(std::string(name(kind)).c_str()) << kind;
}

void TestCacheStage::aFailureIsEverybodysAndNotKept() {
    QFETCH(ErrorKind, kind);
    Bench bench;
    const auto leader = bench.call(bench.echo);
    const auto second = bench.call(bench.echo);
    const auto third = bench.call(bench.echo);
    bench.reply(Error{kind, "it failed"});
    for (const auto& caller : {leader, second, third})
        QCOMPARE(caller->value().error(), (Error{kind, "it failed"}));
    QCOMPARE(bench.status().entries, 0U);
    bench.call(bench.echo);
    QCOMPARE(bench.requests.size(), 1U);
}

void TestCacheStage::oneThatGaveUpIsReplacedByTheFirstWhoJoined_data() {
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("cancelled") << ErrorKind::Cancelled;
    QTest::newRow("timed out") << ErrorKind::TimedOut;
}

void TestCacheStage::oneThatGaveUpIsReplacedByTheFirstWhoJoined() {
    QFETCH(ErrorKind, kind);
    Bench bench;
    const auto leader = bench.call(bench.echo);
    const auto second = bench.call(bench.same);
    const auto third = bench.call(bench.echo);
    bench.reply(Error{kind, "not this one"});
    QCOMPARE(failureOf(leader), kind);
    QVERIFY(!second->has_value() && !third->has_value());
    QCOMPARE(bench.requests.size(), 1U);
    QCOMPARE(bench.stage.waiting(), 1U);
    const auto late = bench.call(bench.echo); // joins the second
    QCOMPARE(bench.requests.size(), 1U);
    bench.reply(answer(7));
    for (const auto& caller : {second, third, late, bench.call(bench.echo)})
        QCOMPARE(valueOf(caller), 7);
}

void TestCacheStage::oneThatDiesIsReplaced() {
    Bench bench;
    std::optional<Visit> leader(std::in_place, bench.stage, bench.echo, &readOnly);
    const auto second = bench.call(bench.same);
    const auto third = bench.call(bench.echo);
    QVERIFY(bench.requests.empty());
    leader.reset();
    QCOMPARE(bench.requests.size(), 1U);
    bench.reply(answer(7));
    QCOMPARE(valueOf(second), 7);
    QCOMPARE(valueOf(third), 7);
}

void TestCacheStage::noneWhoseTimeIsOverTakesTheLead() {
    Bench bench;
    std::optional<Visit> leader(std::in_place, bench.stage, bench.echo, &readOnly);
    const auto late = bench.call(bench.echo, &readOnly, 0s);
    const auto inTime = bench.call(bench.echo, &readOnly, 1s);
    leader.reset();
    QCOMPARE(bench.requests.size(), 1U);
    bench.loop.advance(0s);
    QCOMPARE(failureOf(late), ErrorKind::TimedOut);
    bench.reply(answer(7));
    QCOMPARE(valueOf(inTime), 7);
    bench.stage.invalidate();
    leader.emplace(bench.stage, bench.echo, &readOnly);
    const auto alone = bench.call(bench.echo, &readOnly, 0s);
    leader.reset();
    QVERIFY(bench.requests.empty());
    bench.loop.advance(0s);
    QCOMPARE(failureOf(alone), ErrorKind::TimedOut);
}

/// As when a server is stopped: each that goes there is turned away at once, within its turn.
void TestCacheStage::manyMayGiveUpAtOnce() {
    Bench bench;
    std::vector<Outcome> callers;
    for (int i = 0; i < 20'000; ++i)
        callers.push_back(bench.call(bench.echo));
    bench.refusals = 19'998;
    bench.reply(stopped);
    QCOMPARE(bench.refusals, 0);
    QCOMPARE(std::count_if(callers.begin(), callers.end(),
                           [](const Outcome& caller) { return failureOf(caller) == ErrorKind::Cancelled; }),
             19'999);
    bench.reply(answer(7));
    QCOMPARE(valueOf(callers.back()), 7);
}

void TestCacheStage::waitsNoLongerThanItsOwnDeadline() {
    Bench bench;
    const auto leader = bench.call(bench.echo);
    const auto patient = bench.call(bench.echo, &readOnly, 10s);
    const auto hasty = bench.call(bench.echo, &readOnly, 2s);
    bench.loop.advance(2s - 1ns);
    QVERIFY(!hasty->has_value());
    bench.loop.advance(1ns);
    QCOMPARE(failureOf(hasty), ErrorKind::TimedOut);
    QVERIFY(!hasty->value().error().message.empty());
    QCOMPARE(bench.stage.waiting(), 1U);
    bench.reply(answer(7));
    QCOMPARE(valueOf(leader), 7);
    QCOMPARE(valueOf(patient), 7);
}

void TestCacheStage::theEarliestDeadlineRingsFirst() {
    Bench bench;
    bench.call(bench.echo);
    std::vector<Outcome> callers;
    for (const Duration limit : {3s, 1s, 2s, 5s})
        callers.push_back(bench.call(bench.echo, &readOnly, limit));
    for (const std::size_t next : {1U, 2U, 0U}) {
        QVERIFY(!callers[next]->has_value());
        bench.loop.advance(1s);
        QCOMPARE(failureOf(callers[next]), ErrorKind::TimedOut);
    }
    QCOMPARE(bench.stage.waiting(), 1U);
    bench.loop.advance(2s);
    QCOMPARE(failureOf(callers[3]), ErrorKind::TimedOut);
    QCOMPARE(bench.loop.clock().armed(), 0U);
}

void TestCacheStage::anInvalidationUnderWayPartsBeforeFromAfter() {
    Bench bench;
    const auto leader = bench.call(bench.echo);
    const auto before = bench.call(bench.echo);
    bench.stage.invalidate(1, "echo");
    const auto after = bench.call(bench.echo);
    QCOMPARE(bench.requests.size(), 2U);
    bench.reply(answer(1));
    QCOMPARE(valueOf(leader), 1);
    QCOMPARE(valueOf(before), 1);
    QVERIFY(!after->has_value());
    QCOMPARE(bench.status().entries, 0U);
    const auto last = bench.call(bench.echo); // joins the newer one still
    QCOMPARE(bench.requests.size(), 1U);
    bench.reply(answer(2));
    for (const auto& caller : {after, last, bench.call(bench.echo)})
        QCOMPARE(valueOf(caller), 2);
}

void TestCacheStage::afterAnInvalidationTheNewerCallTakesOver() {
    Bench bench;
    bench.call(bench.echo);
    const auto before = bench.call(bench.echo);
    bench.stage.invalidate(1);
    const auto after = bench.call(bench.echo);
    bench.reply(stopped);
    QCOMPARE(bench.requests.size(), 1U);
    bench.reply(answer(2));
    QCOMPARE(valueOf(before), 2);
    QCOMPARE(valueOf(after), 2);
}

void TestCacheStage::cancelAllEndsEveryWait() {
    Bench bench;
    const auto leader = bench.call(bench.echo);
    const auto second = bench.call(bench.echo);
    bench.call(bench.elsewhere);
    const auto third = bench.call(bench.elsewhere);
    bench.stage.cancelAll(stopped);
    QCOMPARE(second->value().error(), stopped);
    QCOMPARE(third->value().error(), stopped);
    QCOMPARE(bench.stage.waiting(), 0U);
    QCOMPARE(bench.loop.clock().armed(), 0U); // an event loop could not end
    QCOMPARE(bench.requests.size(), 2U);
    bench.reply(answer(1));
    QCOMPARE(valueOf(leader), 1);
    QCOMPARE(valueOf(bench.call(bench.echo)), 1);
}

void TestCacheStage::cancelEndsTheWaitsOfOneServer() {
    Bench bench;
    bench.call(bench.echo);
    const auto here = bench.call(bench.echo);
    bench.call(bench.elsewhere);
    const auto there = bench.call(bench.elsewhere);
    bench.stage.cancel(2, stopped);
    QVERIFY(!here->has_value());
    QCOMPARE(there->value().error(), stopped);
    bench.reply(answer(1));
    QCOMPARE(valueOf(here), 1);
}

void TestCacheStage::whoDiesWaitingLeavesNothingBehind() {
    Bench bench;
    const auto leader = bench.call(bench.echo);
    {
        const Visit visit(bench.stage, bench.echo, &readOnly);
        QVERIFY(visit.joined());
        QCOMPARE(bench.stage.waiting(), 1U);
    }
    QCOMPARE(bench.stage.waiting(), 0U);
    bench.reply(answer(1));
    QCOMPARE(valueOf(leader), 1);
}

void TestCacheStage::whatIsTooOldDoesNotWaitForACall() {
    Bench bench;
    bench.call(bench.echo);
    bench.reply(answer(1));
    QCOMPARE(bench.status().entries, 1U);
    bench.loop.advance(60s);
    QCOMPARE(bench.status().entries, 0U);
    QCOMPARE(bench.status().expired, 1U);
}

QTEST_APPLESS_MAIN(TestCacheStage)
#include "tst_cache_stage.moc"
