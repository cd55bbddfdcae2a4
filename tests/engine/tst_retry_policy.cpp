#include "engine/calls/retry/failure_class.h"
#include "engine/calls/retry/retry_policy.h"
#include "printing.h"
#include "random_seed.h"

#include <fmt/format.h>

#include <cmath>

using dyno::ErrorKind;
using dyno::async::Duration;
using dyno::calls::FailureClass;
using dyno::calls::failureClass;
using dyno::calls::isAmong;
using dyno::calls::longestWait;
using dyno::calls::RetryPolicy;
using dyno::settings::FailureClasses;
using dyno::settings::RetryTuning;
using namespace std::chrono_literals;

namespace {

RetryTuning threeAttempts() {
    RetryTuning tuning;
    tuning.attempts = 3;
    return tuning;
}

/// One that never runs out of budget.
struct Rich {
    RetryPolicy policy{std::mt19937_64(1)};
    RetryTuning tuning = threeAttempts();

    std::optional<Duration> next(int attempt = 1, ErrorKind failure = ErrorKind::PeerClosed, bool safe = true,
                                 std::optional<Duration> retryAfter = {}, Duration remaining = 1h) {
        for (int call = 0; call < 10; ++call)
            policy.called(tuning);
        return policy.next(tuning, attempt, failure, safe, retryAfter, remaining);
    }
};

/// How many retries of safe calls are granted in a row.
int granted(RetryPolicy& policy, const RetryTuning& tuning, int asked) {
    int count = 0;
    for (int i = 0; i < asked; ++i)
        count += policy.next(tuning, 1, ErrorKind::PeerClosed, true, {}, 1h).has_value();
    return count;
}

} // namespace

class TestRetryPolicy : public QObject {
    Q_OBJECT

private slots:
    void tellsFailuresApart_data();
    void tellsFailuresApart();
    void theLongestWaitGrowsToTheCap_data();
    void theLongestWaitGrowsToTheCap();
    void waitsAreSpreadEvenly();
    void repeatsAsManyTimesAsItMay();
    void repeatsNothingThatMightBeDoneTwice();
    void repeatsOnlyTheFailuresThatCount();
    void waitsAsLongAsTheServerAsks();
    void doesNotWaitBeyondTheCall();
    void theBudgetIsAShareOfCalls();
    void theReserveIsBounded();
    void aBudgetOfNothingAllowsNone();
    void doesWhatTheModelDoes();
};

void TestRetryPolicy::tellsFailuresApart_data() {
    QTest::addColumn<ErrorKind>("error");
    QTest::addColumn<FailureClass>("expected");
    QTest::newRow("died") << ErrorKind::PeerClosed << FailureClass::Transport;
    QTest::newRow("status") << ErrorKind::Http << FailureClass::Transport;
    QTest::newRow("garbage") << ErrorKind::Protocol << FailureClass::Transport;
    QTest::newRow("not started") << ErrorKind::Spawn << FailureClass::Transport;
    QTest::newRow("pipe") << ErrorKind::Io << FailureClass::Transport;
    QTest::newRow("late") << ErrorKind::TimedOut << FailureClass::TimeOut;
    QTest::newRow("tool") << ErrorKind::ToolFailed << FailureClass::Tool;
    QTest::newRow("cancelled") << ErrorKind::Cancelled << FailureClass::None;
    QTest::newRow("rejected") << ErrorKind::Rejected << FailureClass::None;
    QTest::newRow("no token") << ErrorKind::NeedsAuthorization << FailureClass::None;
    QTest::newRow("too large") << ErrorKind::Limit << FailureClass::None;
    QTest::newRow("throttled") << ErrorKind::Throttled << FailureClass::None;
    QTest::newRow("breaker") << ErrorKind::BreakerOpen << FailureClass::None;
    QTest::newRow("input") << ErrorKind::InvalidInput << FailureClass::None;
}

void TestRetryPolicy::tellsFailuresApart() {
    QFETCH(ErrorKind, error);
    QFETCH(FailureClass, expected);
    QCOMPARE(failureClass(error), expected);
    const FailureClasses one{expected == FailureClass::Transport, expected == FailureClass::TimeOut,
                             expected == FailureClass::Tool};
    const FailureClasses others{!one.transport, !one.timeOut, !one.tool};
    QCOMPARE(isAmong(one, error), expected != FailureClass::None);
    QVERIFY(!isAmong(others, error));
}

void TestRetryPolicy::theLongestWaitGrowsToTheCap_data() {
    QTest::addColumn<double>("factor");
    QTest::addColumn<int>("retry");
    QTest::addColumn<Duration>("longest");
    QTest::newRow("first") << 2.0 << 0 << Duration(100ms);
    QTest::newRow("second") << 2.0 << 1 << Duration(200ms);
    QTest::newRow("below the cap") << 2.0 << 6 << Duration(6400ms);
    QTest::newRow("at the cap") << 2.0 << 7 << Duration(10s);
    QTest::newRow("no growth") << 1.0 << 19 << Duration(100ms);
    QTest::newRow("past all integers") << 10.0 << 19 << Duration(10s);
    QTest::newRow("past all numbers") << 10.0 << 1'000 << Duration(10s);
}

void TestRetryPolicy::theLongestWaitGrowsToTheCap() {
    QFETCH(double, factor);
    QFETCH(int, retry);
    QFETCH(Duration, longest);
    RetryTuning tuning;
    tuning.factor = factor;
    QCOMPARE(longestWait(tuning, retry), longest);
}

void TestRetryPolicy::waitsAreSpreadEvenly() {
    Rich rich;
    constexpr int draws = 100'000, parts = 10;
    std::array<int, parts> counts{};
    double sum = 0;
    for (int i = 0; i < draws; ++i) {
        const Duration wait = rich.next(2).value();
        QVERIFY(wait >= 0ms && wait <= 200ms);
        sum += std::chrono::duration<double>(wait).count();
        ++counts[static_cast<std::size_t>(std::min<std::int64_t>(wait / 20ms, parts - 1))];
    }
    QVERIFY(std::abs(sum / draws - 0.1) < 0.001);
    for (const int count : counts) // five standard deviations
        QVERIFY2(std::abs(count - draws / parts) < 475, std::to_string(count).c_str());
}

void TestRetryPolicy::repeatsAsManyTimesAsItMay() {
    Rich rich;
    QVERIFY(rich.next(1));
    QVERIFY(rich.next(2));
    QVERIFY(!rich.next(3));
    rich.tuning.attempts = 1;
    QVERIFY(!rich.next(1));
    QCOMPARE(rich.policy.overBudget() + rich.policy.unsafe(), std::uint64_t(0));
}

void TestRetryPolicy::repeatsNothingThatMightBeDoneTwice() {
    Rich rich;
    QVERIFY(!rich.next(1, ErrorKind::TimedOut, false));
    QVERIFY(rich.next(1, ErrorKind::TimedOut, true));
    QCOMPARE(rich.policy.unsafe(), std::uint64_t(1));
}

void TestRetryPolicy::repeatsOnlyTheFailuresThatCount() {
    Rich rich;
    QVERIFY(!rich.next(1, ErrorKind::ToolFailed));
    QVERIFY(!rich.next(1, ErrorKind::Rejected));
    rich.tuning.counts.tool = true;
    QVERIFY(rich.next(1, ErrorKind::ToolFailed));
    rich.tuning.counts = {false, true, false};
    QVERIFY(!rich.next(1, ErrorKind::Http));
    QVERIFY(!rich.next(1, ErrorKind::Http, false));
    QCOMPARE(rich.policy.unsafe(), std::uint64_t(0));
}

void TestRetryPolicy::waitsAsLongAsTheServerAsks() {
    Rich rich;
    QCOMPARE(rich.next(1, ErrorKind::Http, true, 5s).value(), Duration(5s));
    const Duration drawn = rich.next(1, ErrorKind::Http, true, 0s).value();
    QVERIFY(drawn > 0s && drawn <= 100ms);
}

void TestRetryPolicy::doesNotWaitBeyondTheCall() {
    Rich rich;
    QVERIFY(!rich.next(1, ErrorKind::Http, true, 5s, 5s));
    QVERIFY(rich.next(1, ErrorKind::Http, true, 5s, 5001ms));
    QVERIFY(!rich.next(1, ErrorKind::Http, true, {}, 0s));
    QVERIFY(!rich.next(1, ErrorKind::Http, true, {}, -1s));
}

void TestRetryPolicy::theBudgetIsAShareOfCalls() {
    RetryPolicy policy{std::mt19937_64(1)};
    const RetryTuning tuning = threeAttempts();
    QCOMPARE(granted(policy, tuning, 100), 10);
    QCOMPARE(policy.overBudget(), std::uint64_t(90));
    for (int call = 0; call < 29; ++call)
        policy.called(tuning);
    QCOMPARE(granted(policy, tuning, 100), 2);
    policy.called(tuning);
    QCOMPARE(granted(policy, tuning, 100), 1);
}

void TestRetryPolicy::theReserveIsBounded() {
    RetryPolicy policy{std::mt19937_64(1)};
    const RetryTuning tuning = threeAttempts();
    for (int call = 0; call < 100'000; ++call)
        policy.called(tuning);
    QCOMPARE(granted(policy, tuning, 100), 10);
}

void TestRetryPolicy::aBudgetOfNothingAllowsNone() {
    RetryPolicy policy{std::mt19937_64(1)};
    RetryTuning tuning = threeAttempts();
    tuning.budget = 0;
    QCOMPARE(granted(policy, tuning, 3), 0);
    QCOMPARE(policy.overBudget(), std::uint64_t(3));
}

// Random sequences against a model that remembers all calls and retries and counts in thousandths.

namespace {

/// One random sequence; what went differently, or nothing.
std::string sequence(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); };
    constexpr std::array kinds{ErrorKind::PeerClosed, ErrorKind::Http, ErrorKind::TimedOut,
                               ErrorKind::ToolFailed, ErrorKind::Rejected};
    RetryPolicy policy(std::mt19937_64{seed});
    RetryTuning tuning;
    tuning.attempts = 1 + below(5);
    const int thousandths = 50 * below(21);
    tuning.budget = thousandths / 1000.0;
    tuning.factor = 1 + below(10);
    tuning.counts = {below(2) == 0, below(2) == 0, below(2) == 0};
    int kept = 10'000;
    std::uint64_t overBudget = 0, unsafe = 0;
    for (int step = 0; step < 100; ++step) {
        if (below(2) == 0) {
            policy.called(tuning);
            kept = std::min(10'000, kept + thousandths);
            continue;
        }
        const int attempt = 1 + below(5);
        const ErrorKind kind = kinds[static_cast<std::size_t>(below(kinds.size()))];
        const bool safe = below(3) > 0;
        const auto asked =
            below(2) ? std::nullopt : std::optional<Duration>(std::chrono::seconds(below(100)));
        const Duration remaining = std::chrono::seconds(20 + below(80)); // more than the cap
        const auto wait = policy.next(tuning, attempt, kind, safe, asked, remaining);

        const bool counted = kind == ErrorKind::TimedOut     ? tuning.counts.timeOut
                             : kind == ErrorKind::ToolFailed ? tuning.counts.tool
                             : kind == ErrorKind::Rejected   ? false
                                                             : tuning.counts.transport;
        const bool wanted = attempt < tuning.attempts && counted;
        const bool inTime = asked.value_or(0s) < remaining;
        const bool affordable = thousandths > 0 && kept >= 1'000;
        unsafe += wanted && !safe;
        overBudget += wanted && safe && inTime && !affordable;
        const bool again = wanted && safe && inTime && affordable;
        if (again)
            kept -= 1'000;
        if (wait.has_value() != again)
            return fmt::format("step {}: a retry {}", step, again ? "is missing" : "too many");
        const double most = 100e6 * std::pow(tuning.factor, attempt - 1);
        if (wait && *wait != asked.value_or(-1s) &&
            (double(wait->count()) > std::min(most, 10e9) || *wait < asked.value_or(0s)))
            return fmt::format("step {}: waits {} ns", step, wait->count());
    }
    if (policy.overBudget() != overBudget || policy.unsafe() != unsafe)
        return fmt::format("{} over budget and {} unsafe instead of {} and {}", policy.overBudget(),
                           policy.unsafe(), overBudget, unsafe);
    return {};
}

} // namespace

void TestRetryPolicy::doesWhatTheModelDoes() {
    const std::uint64_t first = dyno::test::randomSeed();
    for (std::uint64_t seed = first; seed < first + 10'000; ++seed) {
        const std::string difference = sequence(seed);
        QVERIFY2(difference.empty(), fmt::format("DYNO_SEED={}: {}", seed, difference).c_str());
    }
}

QTEST_APPLESS_MAIN(TestRetryPolicy)
#include "tst_retry_policy.moc"
