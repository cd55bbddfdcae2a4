// What is secret in a server's configuration reaches nothing that is shown, whoever says it.

#include "engine/engine.h"
#include "printing.h"
#include "tests/support/demo_over_http.h"
#include "tests/support/engine_loop.h"

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

using namespace dyno;
using namespace std::string_literals;
using nlohmann::json;

namespace {

const std::string secret = "hunter2-s3cr\"t/é+x";
const std::string quoted = json(secret).dump();
const std::string inJson = quoted.substr(1, quoted.size() - 2);

std::string textOf(const Error& error) {
    return error.message + "\n" + error.detail + "\n";
}

/// All that is shown of an engine's state and could hold what a server or a configuration says.
std::string everythingIn(const telemetry::Snapshot& snapshot) {
    std::string text;
    for (const auto& entry : *snapshot.log)
        text += entry.source + ": " + entry.text + "\n";
    for (const auto& entry : *snapshot.trace)
        text += entry.method + " " + entry.id + " " + entry.text + "\n";
    for (const auto& error : snapshot.errors)
        text += error.example + "\n";
    for (const auto& question : snapshot.questions)
        text += question.message + "\n";
    for (const auto& server : snapshot.servers) {
        text += server.address + "\n" + server.found + "\n" + server.stderrTail + "\n";
        if (server.error)
            text += textOf(*server.error);
    }
    if (snapshot.workload.error)
        text += textOf(*snapshot.workload.error);
    return text;
}

class Bench {
public:
    explicit Bench(settings::ServerConfig config) {
        mark.putInto(config);
        engine.watchTrace(true);
        engine.addServer(1, std::move(config));
        engine.startServer(1);
    }
    ~Bench() { loop.await(engine.shutdown()); }

    Result<void> up() { return loop.await(engine.serverUp(1)); }
    Error failure(const std::string& tool, const json& arguments = json::object()) {
        const auto result = loop.await(engine.call(calls::Target{1, tool, arguments.dump()})).result;
        return result.has_error() ? result.error() : Error{};
    }
    /// Everything that was shown, and in which the secret stands, or should.
    std::string shown() { return everythingIn(*engine.snapshot()) + written.str(); }
    bool runUntilShown(const std::string& text) {
        return loop.runUntil([&] { return shown().find(text) != std::string::npos; });
    }

    test::EngineLoop loop;
    test::Mark mark;
    std::ostringstream written; ///< by the logger
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_st>(written, true));
    Engine engine{loop.executor(), loop.clock(), {}, logger};
};

/// A shell, since the demo server does not say by itself what is in its environment.
settings::ServerConfig script(const std::string& commands) {
    settings::ServerConfig config{"demo", {"sh", "-c", commands, DYNO_DEMO_SERVER}};
    config.environment["API_TOKEN"] = secret;
    return config;
}

bool hides(const std::string& text) {
    return text.find(secret) == std::string::npos && text.find(inJson) == std::string::npos &&
           text.find("hunter2") == std::string::npos;
}

bool blacksOut(const std::string& text) {
    return text.find("•••") != std::string::npos;
}

} // namespace

class TestEngineSecrets : public QObject {
    Q_OBJECT

private slots:
    void stderrIsBlackedOut();
    void failedStartIsBlackedOut();
    void failedCallIsBlackedOut();
    void traceIsBlackedOut();
    void commandLineIsBlackedOut();
    void urlIsBlackedOut();
    void refusalOfTheProbeIsBlackedOut();
    void questionIsBlackedOut();
    void serverGetsWhatIsSecret();
};

void TestEngineSecrets::stderrIsBlackedOut() {
    Bench bench(script(R"(echo "token is $API_TOKEN." >&2; exec "$0")"));
    QVERIFY(bench.up().has_value());
    QVERIFY(bench.runUntilShown("token is •••."));
    QVERIFY(
        bench.loop.runUntil([&] { return !bench.engine.snapshot()->servers.front().stderrTail.empty(); }));
    QCOMPARE(bench.engine.snapshot()->servers.front().stderrTail, "token is •••.\n"s);
    QVERIFY2(bench.written.str().find("token is •••.") != std::string::npos, bench.written.str().c_str());
    QVERIFY2(hides(bench.shown()), bench.shown().c_str());
}

void TestEngineSecrets::failedStartIsBlackedOut() {
    Bench bench(script(R"(echo "bad token $API_TOKEN" >&2; exit 9)"));
    bench.engine.startWorkload({1, "echo", "{}", {1, {}}, {}});
    const Error why = bench.up().error();
    QVERIFY2(why.detail.find("bad token •••") != std::string::npos, why.detail.c_str());
    QVERIFY2(hides(textOf(why)), why.detail.c_str());
    QVERIFY(hides(textOf(bench.up().error()))); // and later
    const auto snapshot = bench.engine.snapshot();
    QVERIFY(blacksOut(snapshot->servers.front().error->detail));
    QVERIFY(blacksOut(snapshot->workload.error->detail));
    QVERIFY2(hides(bench.shown()), bench.shown().c_str());
}

void TestEngineSecrets::failedCallIsBlackedOut() {
    Bench bench(script(R"(exec "$0")"));
    QVERIFY(bench.up().has_value());
    const Error rejected = bench.failure(secret); // no tool of that name, says the server
    QCOMPARE(rejected.kind, ErrorKind::Rejected);
    QVERIFY2(blacksOut(textOf(rejected)), rejected.message.c_str());
    QVERIFY2(hides(textOf(rejected)), rejected.message.c_str());
    QVERIFY(blacksOut(bench.engine.snapshot()->errors.front().example));
    QVERIFY2(hides(bench.shown()), bench.shown().c_str());
}

void TestEngineSecrets::traceIsBlackedOut() {
    Bench bench(script(R"(exec "$0")"));
    QVERIFY(bench.up().has_value());
    bench.failure("echo", {{"message", secret}});
    const auto trace = bench.engine.snapshot()->trace;
    QCOMPARE(
        std::count_if(trace->begin(), trace->end(), [](const auto& entry) { return blacksOut(entry.text); }),
        2); // there and back
    QVERIFY2(hides(bench.shown()), bench.shown().c_str());
}

void TestEngineSecrets::commandLineIsBlackedOut() {
    settings::ServerConfig config = script(R"(exec "$0")");
    config.environment.clear();
    config.argv.insert(config.argv.end(), {"--api-key", "hunter2-of-the-option"});
    Bench bench(std::move(config));
    QVERIFY(bench.up().has_value());
    const std::string address = bench.engine.snapshot()->servers.front().address;
    QVERIFY2(address.find("--api-key •••") != std::string::npos, address.c_str());
    QVERIFY(bench.runUntilShown("starting: "));
    QVERIFY2(hides(bench.shown()), bench.shown().c_str());
}

void TestEngineSecrets::urlIsBlackedOut() {
    const test::DemoOverHttp demo({QStringLiteral("--token"), QStringLiteral("hunter2-bearer")});
    settings::ServerConfig config{"demo"};
    config.http = settings::HttpConfig{
        demo.url("/mcp?access_token=hunter2-query"), {{"Authorization", "Bearer hunter2-bearer"}}, {}, {}};
    {
        Bench bench(config);
        QVERIFY(bench.up().has_value());
        const std::string address = bench.engine.snapshot()->servers.front().address;
        QVERIFY2(address.ends_with("/mcp?access_token=•••"), address.c_str());
        QVERIFY2(hides(bench.shown()), bench.shown().c_str());
    }
    config.http->headers.clear();
    Bench refused(config);
    QCOMPARE(refused.up().error().kind, ErrorKind::NeedsAuthorization);
    QVERIFY2(hides(refused.shown()), refused.shown().c_str());
    config.http->url = demo.url("/fault/redirect_loop?access_token=hunter2-query");
    Bench circling(config);
    QVERIFY(circling.up().has_error());
    QVERIFY2(hides(circling.shown()), circling.shown().c_str());
}

/// The reason why a server was taken for a legacy one is the server's own words.
void TestEngineSecrets::refusalOfTheProbeIsBlackedOut() {
    settings::ServerConfig config = script(R"(
        read probe
        printf '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"%s is not mine"}}\n' "$API_TOKEN"
        exec "$0" --era legacy)");
    config.environment["API_TOKEN"] = "hunter2-plain";
    Bench bench(std::move(config));
    QVERIFY(bench.up().has_value());
    const std::string found = bench.engine.snapshot()->servers.front().found;
    QVERIFY2(found.find("••• is not mine") != std::string::npos, found.c_str());
    QVERIFY2(hides(bench.shown()), bench.shown().c_str());
}

void TestEngineSecrets::questionIsBlackedOut() {
    Bench bench(script(R"(exec "$0")"));
    telemetry::Question question;
    question.message = "Is " + secret + " yours?";
    bench.engine.ask(question, [](const std::optional<std::string>&) {});
    QCOMPARE(bench.engine.snapshot()->questions.front().message, "Is ••• yours?"s);
    QVERIFY(bench.up().has_value());
}

void TestEngineSecrets::serverGetsWhatIsSecret() {
    Bench bench(script(R"(test "${#API_TOKEN}" -gt 10 && exec "$0")"));
    QVERIFY(bench.up().has_value());
    const auto result =
        bench.loop.await(bench.engine.call(calls::Target{1, "echo", json{{"message", secret}}.dump()}))
            .result;
    QCOMPARE((**result)["content"][0]["text"], json(secret)); // whoever calls gets it, too
}

QTEST_GUILESS_MAIN(TestEngineSecrets)
#include "tst_engine_secrets.moc"
