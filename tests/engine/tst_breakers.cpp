#include "engine/calls/breaker/breakers.h"
#include "printing.h"

using dyno::Error;
using dyno::ErrorKind;
using dyno::Result;
using dyno::ServerId;
using dyno::async::Duration;
using dyno::async::TimePoint;
using dyno::calls::Breakers;
using dyno::calls::Verdict;
using dyno::calls::verdictOf;
using dyno::settings::Scope;
using dyno::settings::Tuning;
using dyno::telemetry::BreakerState;
using dyno::telemetry::BreakerStatus;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{1h};
const Error died{ErrorKind::PeerClosed, "the server exited with status 1"};

/// Breakers that open at the second failure, and a time to turn.
struct Stage {
    explicit Stage(Scope scope = Scope::Server) {
        turn([&](Tuning& to) {
            to.breaker.on = true;
            to.breaker.scope = scope;
            to.breaker.failures = 2;
        });
    }

    void turn(const std::function<void(Tuning&)>& knobs) {
        Tuning next = *tuning;
        knobs(next);
        tuning = std::make_shared<const Tuning>(next);
        breakers.tuningChanged(now);
    }
    void fail(ServerId server, std::string_view tool, int times = 1, const Error& error = died) {
        for (int i = 0; i < times; ++i)
            breakers.enter(server, tool, now)->failed(error, now);
    }
    bool lets(ServerId server, std::string_view tool) {
        return breakers.enter(server, tool, now).has_value();
    }
    std::string words(ServerId server, std::string_view tool) {
        return breakers.enter(server, tool, now).error().message;
    }
    std::vector<BreakerStatus> described() {
        std::vector<BreakerStatus> all;
        breakers.describe(all, start, now);
        return all;
    }

    std::shared_ptr<const Tuning> tuning = std::make_shared<const Tuning>();
    Breakers breakers{tuning};
    TimePoint now = start;
};

} // namespace

class TestBreakers : public QObject {
    Q_OBJECT

private slots:
    void judgesHowACallEnded_data();
    void judgesHowACallEnded();
    void whileOffEveryCallPasses();
    void eachServerHasItsOwn();
    void eachToolHasItsOwn();
    void saysWhyItIsOpenAndHowLong();
    void saysThatProbesAreUnderWay();
    void namesALongFailureByItsKind();
    void aPassThatDiesFreesItsProbe();
    void aPassMayOutliveTheBreakers();
    void reportsAResult();
    void switchedOffAndOnItStartsClosed();
    void anotherScopeClosesWhatIsOpenAndSaysSo();
    void isTrippedAndResetByHand();
    void forgetsAServerThatIsGone();
    void describesThoseThatHaveSeenAFailure();
};

void TestBreakers::judgesHowACallEnded_data() {
    QTest::addColumn<std::optional<ErrorKind>>("error");
    QTest::addColumn<Verdict>("verdict");
    using Kind = std::optional<ErrorKind>;
    QTest::newRow("succeeded") << Kind() << Verdict::Success;
    QTest::newRow("died") << Kind(ErrorKind::PeerClosed) << Verdict::Failure;
    QTest::newRow("late") << Kind(ErrorKind::TimedOut) << Verdict::Failure;
    QTest::newRow("status") << Kind(ErrorKind::Http) << Verdict::Failure;
    QTest::newRow("the tool failed: it is there") << Kind(ErrorKind::ToolFailed) << Verdict::Success;
    QTest::newRow("rejected: it is there") << Kind(ErrorKind::Rejected) << Verdict::Success;
    QTest::newRow("cancelled") << Kind(ErrorKind::Cancelled) << Verdict::None;
    QTest::newRow("throttled") << Kind(ErrorKind::Throttled) << Verdict::None;
}

void TestBreakers::judgesHowACallEnded() {
    QFETCH(std::optional<ErrorKind>, error);
    QFETCH(Verdict, verdict);
    QCOMPARE(verdictOf(error, {}), verdict);
    if (verdict == Verdict::Failure)
        QCOMPARE(verdictOf(error, {false, false, false}), Verdict::None);
    QCOMPARE(verdictOf(ErrorKind::ToolFailed, {true, true, true}), Verdict::Failure);
}

void TestBreakers::whileOffEveryCallPasses() {
    Stage stage;
    stage.turn([](Tuning& to) { to.breaker.on = false; });
    stage.fail(1, "echo", 10);
    QVERIFY(stage.lets(1, "echo"));
    stage.breakers.trip(1, "echo", stage.now);
    QVERIFY(stage.lets(1, "echo"));
    QVERIFY(stage.described().empty());
}

void TestBreakers::eachServerHasItsOwn() {
    Stage stage;
    stage.fail(1, "echo");
    stage.fail(1, "add");
    QVERIFY(!stage.lets(1, "echo"));
    QVERIFY(!stage.lets(1, "another"));
    QVERIFY(stage.lets(2, "echo"));
}

void TestBreakers::eachToolHasItsOwn() {
    Stage stage(Scope::Tool);
    stage.fail(1, "echo");
    stage.fail(1, "add");
    QVERIFY(stage.lets(1, "echo"));
    stage.fail(1, "echo");
    QVERIFY(!stage.lets(1, "echo"));
    QVERIFY(stage.lets(1, "add"));
    QVERIFY(stage.lets(2, "echo"));
}

void TestBreakers::saysWhyItIsOpenAndHowLong() {
    Stage stage(Scope::Tool);
    stage.fail(1, "echo", 2);
    const Result<Breakers::Pass> refused = stage.breakers.enter(1, "echo", stage.now);
    QCOMPARE(refused.error().kind, ErrorKind::BreakerOpen);
    stage.now += 18s;
    const std::string because =
        "the breaker of the tool echo is open after 2 failures in a row (last: the server "
        "exited with status 1); it lets a call through in ";
    QCOMPARE(stage.words(1, "echo"), because + "42 s (breaker.recovery)");
    stage.now += 1ms;
    QCOMPARE(stage.words(1, "echo"), because + "42 s (breaker.recovery)");
    stage.now += 1s;
    QCOMPARE(stage.words(1, "echo"), because + "41 s (breaker.recovery)");
    stage.now = start + 59'765ms;
    QCOMPARE(stage.words(1, "echo"), because + "240 ms (breaker.recovery)");
    stage.turn([](Tuning& to) { to.breaker.recovery = 120s; });
    QCOMPARE(stage.words(1, "echo"), because + "61 s (breaker.recovery)");
    stage.breakers.trip(1, "echo", stage.now);
    QCOMPARE(stage.words(1, "echo"),
             std::string("the breaker of the tool echo is open by hand; it lets a call "
                         "through in 2 m (breaker.recovery)"));
}

void TestBreakers::saysThatProbesAreUnderWay() {
    Stage stage;
    stage.fail(1, "echo", 2);
    stage.now += 60s;
    Result<Breakers::Pass> probe = stage.breakers.enter(1, "echo", stage.now);
    QVERIFY(probe.has_value());
    QCOMPARE(stage.words(1, "echo"),
             std::string("the breaker of this server is half-open, and its probes are "
                         "under way (breaker.probes)"));
    probe->failed({ErrorKind::TimedOut, "no answer"}, stage.now);
    QCOMPARE(
        stage.words(1, "echo"),
        std::string("the breaker of this server is open again after a failed probe (last: no answer); it "
                    "lets a call through in 1 m (breaker.recovery)"));
}

// A secret in it might be cut, and would then not be known for one.
void TestBreakers::namesALongFailureByItsKind() {
    Stage stage;
    stage.fail(1, "echo", 2, {ErrorKind::PeerClosed, std::string(190, 'x') + "a long secret"});
    QCOMPARE(
        stage.words(1, "echo"),
        std::string("the breaker of this server is open after 2 failures in a row (last: PeerClosed); it "
                    "lets a call through in 1 m (breaker.recovery)"));
}

void TestBreakers::aPassThatDiesFreesItsProbe() {
    Stage stage;
    stage.fail(1, "echo", 2);
    stage.now += 60s;
    {
        const Result<Breakers::Pass> probe = stage.breakers.enter(1, "echo", stage.now);
        QVERIFY(probe.has_value());
        QVERIFY(!stage.lets(1, "echo"));
    }
    QVERIFY(stage.lets(1, "echo"));
}

void TestBreakers::aPassMayOutliveTheBreakers() {
    auto stage = std::make_unique<Stage>();
    stage->fail(1, "echo", 2);
    const Result<Breakers::Pass> probe = stage->breakers.enter(1, "echo", stage->now + 60s);
    QVERIFY(probe.has_value());
    stage.reset(); // the sanitizers would object when the pass dies
}

void TestBreakers::reportsAResult() {
    Stage stage;
    for (int i = 0; i < 2; ++i)
        stage.breakers.enter(1, "echo", stage.now)->report(Result<int>(died), stage.now);
    QVERIFY(!stage.lets(1, "echo"));
    stage.now += 60s;
    for (int i = 0; i < 2; ++i)
        stage.breakers.enter(1, "echo", stage.now)->report(Result<int>(7), stage.now);
    QCOMPARE(stage.described().at(0).state, BreakerState::Closed);
}

void TestBreakers::switchedOffAndOnItStartsClosed() {
    Stage stage;
    stage.fail(1, "echo");
    Result<Breakers::Pass> before = stage.breakers.enter(1, "echo", stage.now);
    stage.fail(1, "echo");
    stage.turn([](Tuning& to) { to.breaker.on = false; });
    QVERIFY(stage.lets(1, "echo"));
    stage.turn([](Tuning& to) { to.breaker.on = true; });
    QVERIFY(stage.lets(1, "echo"));
    before->failed(died, stage.now);
    stage.fail(1, "echo");
    QVERIFY(stage.lets(1, "echo"));
}

void TestBreakers::anotherScopeClosesWhatIsOpenAndSaysSo() {
    Stage stage;
    stage.fail(1, "echo", 2);
    stage.now += 10s;
    stage.turn([](Tuning& to) { to.breaker.scope = Scope::Tool; });
    QVERIFY(stage.lets(1, "echo"));
    stage.turn([](Tuning& to) { to.breaker.scope = Scope::Server; });
    QVERIFY(stage.lets(1, "echo"));
    const BreakerStatus status = stage.described().at(0);
    QCOMPARE(status.history.back().to, BreakerState::Closed);
    QCOMPARE(status.history.back().at, Duration(10s));
    QVERIFY(status.history.back().byHand);
}

void TestBreakers::isTrippedAndResetByHand() {
    Stage stage;
    stage.breakers.trip(1, {}, stage.now);
    QVERIFY(!stage.lets(1, "echo"));
    QVERIFY(stage.described().at(0).history.at(0).byHand);
    stage.breakers.reset(1, "any", stage.now);
    QVERIFY(stage.lets(1, "echo"));
    stage.now += 60s;
    QVERIFY(stage.lets(1, "echo"));
    QCOMPARE(stage.described().at(0).state, BreakerState::Closed);
}

void TestBreakers::forgetsAServerThatIsGone() {
    Stage stage(Scope::Tool);
    stage.fail(1, "echo", 2);
    stage.fail(2, "echo", 2);
    stage.breakers.forget(1);
    QVERIFY(stage.lets(1, "echo"));
    QVERIFY(!stage.lets(2, "echo"));
}

void TestBreakers::describesThoseThatHaveSeenAFailure() {
    Stage stage(Scope::Tool);
    stage.now += 5s;
    stage.breakers.enter(3, "well", stage.now)->succeeded(stage.now);
    stage.fail(2, "b");
    stage.fail(2, "a", 2);
    stage.fail(1, "z");
    stage.breakers.enter(1, "z", stage.now)->succeeded(stage.now);
    stage.now += 18s;
    const std::vector<BreakerStatus> all = stage.described();
    QCOMPARE(all.size(), std::size_t(3));
    QCOMPARE(all[0].tool, std::string("z"));
    QCOMPARE(all[0].failures, 0);
    QCOMPARE(all[1].tool, std::string("a"));
    QCOMPARE(all[1].state, BreakerState::Open);
    QCOMPARE(all[1].reopensIn, Duration(42s));
    QCOMPARE(all[1].history.at(0).at, Duration(5s));
    QCOMPARE(all[2].server, ServerId(2));
    QCOMPARE(all[2].failures, 1);
    stage.now += 42s;
    QCOMPARE(stage.described()[1].state, BreakerState::HalfOpen);
}

QTEST_APPLESS_MAIN(TestBreakers)
#include "tst_breakers.moc"
