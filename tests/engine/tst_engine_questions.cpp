// What a server asks of a person: shown in the snapshot until it is answered or nobody waits any longer.

#include "engine/engine.h"
#include "printing.h"
#include "tests/support/engine_loop.h"
#include "tests/support/test_loop.h"

#include <nlohmann/json.hpp>

using namespace dyno;
using namespace std::chrono_literals;
using namespace std::string_literals;
using nlohmann::json;

namespace {

/// A demo server that may ask.
class Bench {
public:
    explicit Bench(const std::string& era) {
        settings::ServerConfig config{"asker", {DYNO_DEMO_SERVER, "--era", era}};
        config.policy.elicitation = config.policy.sampling = settings::AnswerBy::Ask;
        engine.addServer(7, std::move(config));
        engine.startServer(7);
        const Result<void> up = loop.await(engine.serverUp(7));
        if (up.has_error())
            qFatal("%s", up.error().message.c_str());
    }
    ~Bench() {
        if (!down)
            loop.await(engine.shutdown());
    }

    void ask(const std::string& method = "elicitation/create") {
        call = loop.begin(engine.call(calls::Target{7, "ask", json{{"method", method}}.dump()}));
    }
    std::vector<telemetry::Question> questions() { return engine.snapshot()->questions; }
    bool runUntilAsked() {
        return loop.runUntil([&] { return !questions().empty(); });
    }
    bool runUntilEnded() {
        return loop.runUntil([&] { return call->has_value(); });
    }
    std::string text() const {
        const auto& result = (*call)->result;
        return result.has_error() ? "failed: " + result.error().message
                                  : (**result)["content"][0]["text"].get<std::string>();
    }

    test::EngineLoop loop;
    Engine engine{loop.executor(), loop.clock()};
    std::shared_ptr<std::optional<calls::CallResult>> call;
    bool down = false;
};

telemetry::Question about(std::string message) {
    telemetry::Question question;
    question.server = 1;
    question.message = std::move(message);
    return question;
}

/// An engine whose time is turned by hand.
struct StillBench {
    ~StillBench() { loop.start(engine.shutdown()); }

    void ask(std::string message) {
        engine.ask(about(std::move(message)), [this](std::optional<std::string> answer) {
            answers.push_back(answer.value_or("(none)"));
        });
    }
    std::vector<telemetry::Question> questions() { return engine.snapshot()->questions; }

    test::TestLoop loop;
    std::vector<std::string> answers;
    Engine engine{loop.executor(), loop.clock()};
};

void addEras() {
    QTest::addColumn<std::string>("era");
    QTest::newRow("legacy") << "legacy"s;
    QTest::newRow("modern") << "modern"s;
}

} // namespace

class TestEngineQuestions : public QObject {
    Q_OBJECT

private slots:
    void formIsFilledIn_data() { addEras(); }
    void formIsFilledIn();
    void modelIsSpokenFor_data() { addEras(); }
    void modelIsSpokenFor();
    void formIsDeclined_data() { addEras(); }
    void formIsDeclined();
    void stoppingTheServerEndsTheCallThatAsks_data() { addEras(); }
    void stoppingTheServerEndsTheCallThatAsks();
    void shutdownDeclines_data() { addEras(); }
    void shutdownDeclines();
    void questionsAreShownInOrder();
    void questionExpiresWithTheCallTimeOut();
    void answeringAQuestionThatIsGoneDoesNothing();
    void answerMayAskTheNextQuestion();
};

void TestEngineQuestions::formIsFilledIn() {
    QFETCH(std::string, era);
    Bench bench(era);
    bench.ask();
    QVERIFY(bench.runUntilAsked());
    const telemetry::Question question = bench.questions().front();
    QCOMPARE(question.server, 7U);
    QCOMPARE(question.serverName, "asker"s);
    QCOMPARE(question.method, "elicitation/create"s);
    QCOMPARE(question.message, "What is your name?"s);
    QVERIFY(json::parse(question.requestedSchema).at("properties").contains("name"));
    QVERIFY(question.asked > async::Duration::zero());
    bench.engine.answerQuestion(question.id, R"({"name":"Ann"})");
    QVERIFY(bench.questions().empty());
    QVERIFY(bench.runUntilEnded());
    QVERIFY2(bench.text().find(R"("name":"Ann")") != std::string::npos, bench.text().c_str());
}

void TestEngineQuestions::modelIsSpokenFor() {
    QFETCH(std::string, era);
    Bench bench(era);
    bench.ask("sampling/createMessage");
    QVERIFY(bench.runUntilAsked());
    const telemetry::Question question = bench.questions().front();
    QCOMPARE(question.method, "sampling/createMessage"s);
    QVERIFY(question.message.find("Say something.") != std::string::npos);
    QVERIFY(question.requestedSchema.empty());
    bench.engine.answerQuestion(question.id, "Something.");
    QVERIFY(bench.runUntilEnded());
    QVERIFY2(bench.text().find(R"("text":"Something.")") != std::string::npos, bench.text().c_str());
}

void TestEngineQuestions::formIsDeclined() {
    QFETCH(std::string, era);
    Bench bench(era);
    bench.ask();
    QVERIFY(bench.runUntilAsked());
    bench.engine.answerQuestion(bench.questions().front().id, std::nullopt);
    QVERIFY(bench.runUntilEnded());
    QVERIFY2(bench.text().find(R"("action":"decline")") != std::string::npos, bench.text().c_str());
}

void TestEngineQuestions::stoppingTheServerEndsTheCallThatAsks() {
    QFETCH(std::string, era);
    Bench bench(era);
    bench.ask();
    QVERIFY(bench.runUntilAsked());
    const std::uint64_t id = bench.questions().front().id;
    bench.engine.stopServer(7);
    QVERIFY(bench.runUntilEnded());
    QCOMPARE((*bench.call)->result.error().kind, ErrorKind::Cancelled);
    QVERIFY(bench.loop.runUntil(
        [&] { return bench.engine.snapshot()->servers.front().state == telemetry::ServerState::Stopped; }));
    bench.engine.answerQuestion(id, R"({"name":"Ann"})"); // the session is gone by now
    QVERIFY(bench.questions().empty());
}

void TestEngineQuestions::shutdownDeclines() {
    QFETCH(std::string, era);
    Bench bench(era);
    bench.ask();
    QVERIFY(bench.runUntilAsked());
    bench.down = true;
    bench.loop.await(bench.engine.shutdown());
    QVERIFY(bench.questions().empty());
    QVERIFY(bench.runUntilEnded());
}

void TestEngineQuestions::questionsAreShownInOrder() {
    StillBench bench;
    for (const char* message : {"one", "two", "three"})
        bench.ask(message);
    QCOMPARE(bench.questions().size(), 3U);
    QCOMPARE(bench.questions()[1].message, "two"s);
    bench.engine.answerQuestion(bench.questions()[1].id, "2");
    QCOMPARE(bench.answers, std::vector<std::string>{"2"});
    QCOMPARE(bench.questions().size(), 2U);
    QCOMPARE(bench.questions()[1].message, "three"s);
}

void TestEngineQuestions::questionExpiresWithTheCallTimeOut() {
    StillBench bench;
    settings::Tuning tuning;
    tuning.timeouts.call = 5s;
    QVERIFY(bench.engine.tune(tuning).has_value());
    bench.ask("anybody?");
    bench.loop.advance(4999ms);
    QCOMPARE(bench.questions().size(), 1U);
    QVERIFY(bench.answers.empty());
    bench.loop.advance(1ms);
    QVERIFY(bench.questions().empty());
    QCOMPARE(bench.answers, std::vector<std::string>{"(none)"});
}

void TestEngineQuestions::answeringAQuestionThatIsGoneDoesNothing() {
    StillBench bench;
    bench.ask("anybody?");
    const std::uint64_t id = bench.questions().front().id;
    bench.engine.answerQuestion(id + 1, "not asked yet");
    bench.engine.answerQuestion(id, "me");
    bench.engine.answerQuestion(id, "me, too");
    bench.loop.advance(1h);
    QCOMPARE(bench.answers, std::vector<std::string>{"me"});
}

void TestEngineQuestions::answerMayAskTheNextQuestion() {
    StillBench bench;
    bench.engine.ask(about("first"), [&](const std::optional<std::string>&) { bench.ask("second"); });
    const std::uint64_t first = bench.questions().front().id;
    bench.engine.answerQuestion(first, "yes");
    QCOMPARE(bench.questions().size(), 1U);
    QCOMPARE(bench.questions().front().message, "second"s);
    QVERIFY(bench.questions().front().id != first);
}

QTEST_GUILESS_MAIN(TestEngineQuestions)
#include "tst_engine_questions.moc"
