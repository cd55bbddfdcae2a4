#include "engine/calls/breaker/breaker.h"
#include "printing.h"
#include "random_seed.h"

#include <fmt/format.h>

#include <map>

using dyno::async::Duration;
using dyno::async::TimePoint;
using dyno::calls::Breaker;
using dyno::calls::Verdict;
using dyno::settings::BreakerTuning;
using namespace std::chrono_literals;
using namespace std::string_literals;
using State = Breaker::State;

namespace {

constexpr TimePoint start{1h};

/// What happens at a second, and what the breaker is after it. "call a" asks for leave, "ok a", "fail a" and
/// "none a" report that call; "turn failures 3" turns a knob.
struct Step {
    int at;
    std::string event;
    State after;
    bool through = true; ///< of a call: it has leave
};
using Story = std::vector<Step>;

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

void turn(BreakerTuning& tuning, const std::string& knob, int value) {
    if (knob == "failures")
        tuning.failures = value;
    else if (knob == "recovery")
        tuning.recovery = std::chrono::seconds(value);
    else if (knob == "probes")
        tuning.probes = value;
    else if (knob == "successes")
        tuning.successes = value;
}

/// Plays a story on a breaker.
struct Stage {
    Breaker breaker;
    BreakerTuning tuning;
    std::map<std::string, Breaker::Generation> calls;

    /// False when a call is turned away.
    bool play(const std::string& event, TimePoint now) {
        const auto word = words(event);
        const std::map<std::string, Verdict> verdicts{
            {"ok", Verdict::Success}, {"fail", Verdict::Failure}, {"none", Verdict::None}};
        if (word[0] == "call") {
            const auto generation = breaker.enter(tuning, now);
            calls[word[1]] = generation.value_or(0);
            return generation.has_value();
        }
        if (word[0] == "turn")
            turn(tuning, word[1], std::stoi(word[2]));
        else if (word[0] == "trip")
            breaker.trip(now);
        else if (word[0] == "reset")
            breaker.reset(now);
        else if (word[0] == "look")
            breaker.advance(tuning, now);
        else
            breaker.report(tuning, calls.at(word[1]), verdicts.at(word[0]), now);
        return true;
    }
};

/// Opens it at 0 s, by one failure.
const Story opened = {{0, "turn failures 1", State::Closed},
                      {0, "call x", State::Closed},
                      {0, "call late", State::Closed},
                      {0, "fail x", State::Open}};

Story after(Story story, const Story& more) {
    story.insert(story.end(), more.begin(), more.end());
    return story;
}

std::vector<std::pair<int, std::string>> historyOf(const Breaker& breaker) {
    std::vector<std::pair<int, std::string>> changes;
    for (const auto& change : breaker.history())
        changes.emplace_back((change.at - start) / 1s,
                             std::string(name(change.to)) + (change.byHand ? " by hand" : ""));
    return changes;
}

/// Whether it has opened after these calls, at these times.
bool opensByShare(double share, const std::vector<std::pair<Duration, bool>>& calls) {
    Breaker breaker;
    BreakerTuning tuning;
    tuning.failures = 1'000;
    tuning.share = share;
    for (const auto& [at, failed] : calls)
        if (const auto generation = breaker.enter(tuning, start + at))
            breaker.report(tuning, *generation, failed ? Verdict::Failure : Verdict::Success, start + at);
    return breaker.state() == State::Open;
}

using Calls = std::vector<std::pair<Duration, bool>>;

Calls calls(Duration at, int failed, int succeeded) {
    Calls result(static_cast<std::size_t>(failed), {at, true});
    result.insert(result.end(), static_cast<std::size_t>(succeeded), {at, false});
    return result;
}

Calls both(Calls first, const Calls& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace

class TestBreaker : public QObject {
    Q_OBJECT

private slots:
    void followsTheTimeline_data();
    void followsTheTimeline();
    void opensByTheShareInTheWindow_data();
    void opensByTheShareInTheWindow();
    void saysWhyItOpened();
    void saysWhenItReopens();
    void keepsTheLatestChanges();
    void doesWhatTheModelDoes();
};

void TestBreaker::followsTheTimeline_data() {
    QTest::addColumn<Story>("story");
    QTest::newRow("five failures in a row open it")
        << Story{{0, "call a", State::Closed},     {0, "fail a", State::Closed}, {1, "fail a", State::Closed},
                 {2, "fail a", State::Closed},     {3, "fail a", State::Closed}, {4, "fail a", State::Open},
                 {5, "call b", State::Open, false}};
    QTest::newRow("a success ends the row")
        << Story{{0, "turn failures 2", State::Closed}, {0, "call a", State::Closed},
                 {0, "fail a", State::Closed},          {0, "ok a", State::Closed},
                 {0, "fail a", State::Closed},          {0, "fail a", State::Open}};
    QTest::newRow("no verdict neither ends the row nor adds to it")
        << Story{{0, "turn failures 2", State::Closed},
                 {0, "call a", State::Closed},
                 {0, "fail a", State::Closed},
                 {0, "none a", State::Closed},
                 {0, "fail a", State::Open}};
    QTest::newRow("it recovers by two probes") << after(opened, {{59, "call a", State::Open, false},
                                                                 {60, "call a", State::HalfOpen},
                                                                 {60, "call b", State::HalfOpen, false},
                                                                 {61, "ok a", State::HalfOpen},
                                                                 {61, "call b", State::HalfOpen},
                                                                 {62, "ok b", State::Closed}});
    QTest::newRow("a failed probe opens it anew") << after(opened, {{60, "call a", State::HalfOpen},
                                                                    {70, "fail a", State::Open},
                                                                    {129, "call b", State::Open, false},
                                                                    {130, "call b", State::HalfOpen}});
    QTest::newRow("a probe without verdict frees its place") << after(
        opened,
        {{60, "call a", State::HalfOpen}, {61, "none a", State::HalfOpen}, {61, "call b", State::HalfOpen}});
    QTest::newRow("several probes at once") << after(opened, {{60, "turn probes 2", State::Open},
                                                              {60, "call a", State::HalfOpen},
                                                              {60, "call b", State::HalfOpen},
                                                              {60, "call c", State::HalfOpen, false},
                                                              {61, "ok a", State::HalfOpen},
                                                              {61, "ok b", State::Closed}});
    QTest::newRow("a call from before the opening counts no more")
        << after(opened, {{60, "call a", State::HalfOpen},
                          {60, "ok late", State::HalfOpen},
                          {60, "fail late", State::HalfOpen},
                          {61, "none late", State::HalfOpen},
                          {61, "call b", State::HalfOpen, false},
                          {61, "ok a", State::HalfOpen}});
    QTest::newRow("a probe that comes back after the closing counts no more")
        << after(opened, {{60, "turn probes 3", State::Open},
                          {60, "call a", State::HalfOpen},
                          {60, "call b", State::HalfOpen},
                          {60, "call c", State::HalfOpen},
                          {61, "ok a", State::HalfOpen},
                          {61, "ok b", State::Closed},
                          {62, "fail c", State::Closed}});
    QTest::newRow("two probes that fail open it once") << after(opened, {{60, "turn probes 2", State::Open},
                                                                         {60, "call a", State::HalfOpen},
                                                                         {60, "call b", State::HalfOpen},
                                                                         {61, "fail a", State::Open},
                                                                         {70, "fail b", State::Open},
                                                                         {121, "look", State::HalfOpen}});
    QTest::newRow("a shorter recovery acts at once") << after(
        opened,
        {{10, "look", State::Open}, {10, "turn recovery 10", State::Open}, {10, "call a", State::HalfOpen}});
    QTest::newRow("a longer recovery acts at once") << after(opened, {{50, "turn recovery 100", State::Open},
                                                                      {99, "call a", State::Open, false},
                                                                      {100, "call a", State::HalfOpen}});
    QTest::newRow("fewer successes act at once") << after(opened, {{60, "call a", State::HalfOpen},
                                                                   {60, "ok a", State::HalfOpen},
                                                                   {61, "turn successes 1", State::HalfOpen},
                                                                   {61, "call b", State::Closed}});
    QTest::newRow("fewer failures act at the next one") << Story{
        {0, "call a", State::Closed},          {0, "fail a", State::Closed}, {0, "fail a", State::Closed},
        {1, "turn failures 2", State::Closed}, {1, "call b", State::Closed}, {1, "fail b", State::Open}};
    QTest::newRow("tripped by hand it recovers as usual") << Story{{0, "call a", State::Closed},
                                                                   {0, "trip", State::Open},
                                                                   {1, "ok a", State::Open},
                                                                   {59, "call b", State::Open, false},
                                                                   {60, "call b", State::HalfOpen}};
    QTest::newRow("tripped once more it waits anew") << after(
        opened,
        {{30, "trip", State::Open}, {89, "call a", State::Open, false}, {90, "call a", State::HalfOpen}});
    QTest::newRow("reset by hand it begins anew") << after(opened, {{1, "turn failures 2", State::Open},
                                                                    {1, "reset", State::Closed},
                                                                    {1, "fail late", State::Closed},
                                                                    {1, "call a", State::Closed},
                                                                    {1, "fail a", State::Closed},
                                                                    {1, "reset", State::Closed},
                                                                    {1, "call b", State::Closed},
                                                                    {1, "fail b", State::Closed},
                                                                    {1, "fail b", State::Open}});
}

void TestBreaker::followsTheTimeline() {
    QFETCH(Story, story);
    Stage stage;
    for (const Step& step : story) {
        const bool through = stage.play(step.event, start + std::chrono::seconds(step.at));
        const std::string where = std::to_string(step.at) + " s, " + step.event;
        QVERIFY2(through == step.through, where.c_str());
        QVERIFY2(stage.breaker.state() == step.after, where.c_str());
    }
}

void TestBreaker::opensByTheShareInTheWindow_data() {
    QTest::addColumn<Calls>("calls");
    QTest::addColumn<bool>("opens");
    QTest::newRow("half of twenty") << calls(0s, 10, 10) << true;
    QTest::newRow("less than half") << calls(0s, 9, 12) << false;
    QTest::newRow("all, but too few to tell") << calls(0s, 19, 0) << false;
    QTest::newRow("twenty") << calls(0s, 20, 0) << true;
    QTest::newRow("the twentieth call decides, though it succeeds") << calls(0s, 19, 1) << true;
    QTest::newRow("failures have left the window") << both(calls(0s, 10, 0), calls(10s, 9, 11)) << false;
    QTest::newRow("successes have left the window") << both(calls(0s, 0, 100), calls(10s, 20, 0)) << true;
    QTest::newRow("the oldest are still in it") << both(calls(0s, 10, 0), calls(9999ms, 0, 10)) << true;
}

void TestBreaker::opensByTheShareInTheWindow() {
    QFETCH(Calls, calls);
    QFETCH(bool, opens);
    QCOMPARE(opensByShare(0.5, calls), opens);
}

void TestBreaker::saysWhyItOpened() {
    Stage stage;
    stage.tuning.failures = 2;
    for (const char* event : {"call a", "call b", "fail a", "fail b"})
        stage.play(event, start);
    QCOMPARE(stage.breaker.opening().cause, Breaker::Cause::InARow);
    QCOMPARE(stage.breaker.opening().counts.failed, std::uint64_t(2));
    stage.play("call a", start + 60s);
    stage.play("fail a", start + 60s);
    QCOMPARE(stage.breaker.opening().cause, Breaker::Cause::Probe);
    stage.play("trip", start + 61s);
    QCOMPARE(stage.breaker.opening().cause, Breaker::Cause::ByHand);
}

void TestBreaker::saysWhenItReopens() {
    Stage stage;
    QCOMPARE(stage.breaker.reopensIn(stage.tuning, start), Duration(0));
    stage.play("trip", start);
    QCOMPARE(stage.breaker.reopensIn(stage.tuning, start + 18s), Duration(42s));
    QCOMPARE(stage.breaker.reopensIn(stage.tuning, start + 61s), Duration(0));
    stage.play("look", start + 61s);
    QCOMPARE(stage.breaker.reopensIn(stage.tuning, start + 61s), Duration(0));
}

void TestBreaker::keepsTheLatestChanges() {
    Stage stage;
    stage.play("trip", start);
    stage.play("look", start + 60s);
    stage.play("reset", start + 61s);
    const std::vector<std::pair<int, std::string>> expected{
        {0, "open by hand"}, {60, "half-open"}, {61, "closed by hand"}};
    QVERIFY(historyOf(stage.breaker) == expected);
    for (int second = 100; second < 200; ++second)
        stage.play("trip", start + std::chrono::seconds(second));
    QCOMPARE(stage.breaker.history().size(), std::size_t(64));
    QCOMPARE(historyOf(stage.breaker).front().first, 136);
    QCOMPARE(historyOf(stage.breaker).back().first, 199);
}

// Random sequences against a model that keeps every verdict and counts them anew each time.

namespace {

class Model {
public:
    std::optional<int> enter(const BreakerTuning& tuning, TimePoint now) {
        look(tuning, now);
        if (m_state == State::Closed)
            return m_stay;
        if (m_state == State::Open || m_probesOut >= tuning.probes)
            return std::nullopt;
        ++m_probesOut;
        return m_stay;
    }
    void report(const BreakerTuning& tuning, int stay, Verdict verdict, TimePoint now) {
        if (stay != m_stay)
            return;
        if (m_state == State::HalfOpen)
            --m_probesOut;
        if (verdict == Verdict::None)
            return;
        if (m_window != tuning.window && tuning.share)
            m_inWindow.clear();
        m_verdicts.push_back(verdict);
        if (tuning.share) {
            m_window = tuning.window;
            m_inWindow.emplace_back(now, verdict);
        }
        if (tripsBy(tuning, now))
            become(State::Open, now);
        else
            look(tuning, now);
    }
    void look(const BreakerTuning& tuning, TimePoint now) {
        if (m_state == State::Open && now >= m_since + tuning.recovery)
            become(State::HalfOpen, now);
        else if (m_state == State::HalfOpen && m_verdicts.size() >= std::size_t(tuning.successes))
            become(State::Closed, now);
    }
    void become(State state, TimePoint now) { *this = Model(state, m_stay + 1, now); }
    Model() = default;

    State state() const { return m_state; }
    int failures() const {
        const auto success = std::find(m_verdicts.rbegin(), m_verdicts.rend(), Verdict::Success);
        return m_state == State::Closed ? int(success - m_verdicts.rbegin()) : 0;
    }

private:
    Model(State state, int stay, TimePoint since)
        : m_state(state)
        , m_stay(stay)
        , m_since(since) {}

    bool tripsBy(const BreakerTuning& tuning, TimePoint now) const {
        if (m_state == State::HalfOpen)
            return m_verdicts.back() == Verdict::Failure;
        if (m_verdicts.back() == Verdict::Failure && failures() >= tuning.failures)
            return true;
        return tuning.share && sharePasses(tuning, now);
    }
    bool sharePasses(const BreakerTuning& tuning, TimePoint now) const {
        const auto tenth = [&](TimePoint at) { return at.time_since_epoch() / (tuning.window / 10); };
        int all = 0, failed = 0;
        for (const auto& [at, verdict] : m_inWindow) {
            if (tenth(at) + 10 <= tenth(now))
                continue;
            ++all;
            failed += verdict == Verdict::Failure;
        }
        return all >= 20 && failed > 0 && failed >= *tuning.share * all;
    }

    State m_state = State::Closed;
    int m_stay = 0;
    TimePoint m_since;
    int m_probesOut = 0;
    std::vector<Verdict> m_verdicts;
    Duration m_window{};
    std::vector<std::pair<TimePoint, Verdict>> m_inWindow;
};

struct Random {
    std::mt19937_64 engine;
    int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(engine); }
};

void turnSomething(BreakerTuning& tuning, Random& random) {
    switch (random.below(6)) {
    case 0:
        tuning.failures = 1 + random.below(6);
        break;
    case 1:
        tuning.share = random.below(3) == 0 ? std::nullopt : std::optional(0.1 * (1 + random.below(10)));
        break;
    case 2:
        tuning.window = std::chrono::seconds(1 + random.below(10));
        break;
    case 3:
        tuning.recovery = std::chrono::seconds(1 + random.below(10));
        break;
    case 4:
        tuning.probes = 1 + random.below(3);
        break;
    default:
        tuning.successes = 1 + random.below(3);
    }
}

/// One random sequence; what went differently, or nothing.
std::string sequence(std::uint64_t seed) {
    Random random{std::mt19937_64(seed)};
    Breaker breaker;
    Model model;
    BreakerTuning tuning;
    tuning.failures = random.below(2) ? 5 : 1'000;
    tuning.share = 0.5;
    TimePoint now = start;
    std::vector<std::pair<Breaker::Generation, int>> out; ///< calls under way, as both know them
    const int failing = random.below(100);
    for (int step = 0; step < 120; ++step) {
        const int what = random.below(100);
        if (what < 45) {
            const auto real = breaker.enter(tuning, now);
            const auto expected = model.enter(tuning, now);
            if (real.has_value() != expected.has_value())
                return fmt::format("step {}: let through {}", step, real.has_value());
            if (real)
                out.emplace_back(*real, *expected);
        } else if (what < 90 && !out.empty()) {
            const auto call = out.begin() + random.below(int(out.size()));
            const Verdict verdict = random.below(20) == 0         ? Verdict::None
                                    : random.below(100) < failing ? Verdict::Failure
                                                                  : Verdict::Success;
            breaker.report(tuning, call->first, verdict, now);
            model.report(tuning, call->second, verdict, now);
            out.erase(call);
        } else if (what < 97) {
            now += std::chrono::milliseconds(random.below(3'000));
        } else if (what < 99) {
            turnSomething(tuning, random);
        } else if (random.below(4) == 0) {
            random.below(2) ? breaker.trip(now) : breaker.reset(now);
            model.become(breaker.state(), now);
        }
        if (breaker.state() != model.state())
            return fmt::format("step {}: {} instead of {}", step, name(breaker.state()), name(model.state()));
        if (breaker.failures() != model.failures())
            return fmt::format("step {}: {} failures in a row instead of {}", step, breaker.failures(),
                               model.failures());
    }
    return {};
}

} // namespace

void TestBreaker::doesWhatTheModelDoes() {
    const std::uint64_t first = dyno::test::randomSeed();
    for (std::uint64_t seed = first; seed < first + 10'000; ++seed) {
        const std::string difference = sequence(seed);
        QVERIFY2(difference.empty(), fmt::format("DYNO_SEED={}: {}", seed, difference).c_str());
    }
}

QTEST_APPLESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
