#include "engine/settings/knobs.h"
#include "engine/settings/workspace_file.h"
#include "printing.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>

#include <fstream>
#include <sstream>

#include <sys/stat.h>

using namespace dyno::settings;
using dyno::ErrorKind;
using nlohmann::ordered_json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

/// Every knob off its default, as far as they go together.
Tuning everythingTurned() {
    Tuning tuning;
    for (const Knob& knob : knobs()) {
        const KnobValue standard = knob.get(tuning);
        KnobValue value = knob.mayBeOff && standard != KnobValue() ? KnobValue() : KnobValue(knob.high);
        if (const bool* flag = std::get_if<bool>(&standard))
            value = !*flag;
        else if (!knob.choices.empty())
            value = std::string(knob.choices.back());
        else if (knob.kind == KnobKind::Text)
            value = "one"s;
        else if (knob.kind == KnobKind::Rules)
            value = parseKnob(knob, R"([{"tool": "a", "batchTool": "b", "size": 3, "wait": "1ms"}])").value();
        knob.set(tuning, value);
    }
    return tuning;
}

std::string contentOf(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

} // namespace

class TestWorkspaceFile : public QObject {
    Q_OBJECT

private slots:
    void knobsAreApplied();
    void onlyWhatDiffersIsWritten();
    void everyKnobComesBack();
    void unknownMembersAreKeptAndReported();
    void fileThatWouldFillTheStackIsRefused_data();
    void fileThatWouldFillTheStackIsRefused();
    void badValueNamesKeyAndRange_data();
    void badValueNamesKeyAndRange();
    void fileIsReplacedAndKeepsItsPermissions();
    void errorsAndWarningsNameTheFile();
    void fileThatCannotBeWrittenIsNamed();
};

void TestWorkspaceFile::knobsAreApplied() {
    const auto workspace = parseWorkspace(R"({"tuning": {
        "pool.max": 8, "cache.ttl": "2 m", "cache.on": true, "retry.budget": 0.5, "retry.factor": 1.5,
        "result.bytes": 2048, "pool.idle": null, "timeouts.total": "off", "breaker.counts": null,
        "batch.rules": [{"tool": "get", "batchTool": "get_many", "size": 5}]}})");
    QVERIFY(workspace.has_value());
    Tuning expected;
    expected.pool.max = 8;
    expected.pool.idle.reset();
    expected.cache.timeToLive = 2min;
    expected.cache.on = true;
    expected.retry.budget = 0.5;
    expected.retry.factor = 1.5;
    expected.result.bytes = 2048;
    expected.breaker.counts = {false, false, false};
    expected.batch.rules.resize(1);
    expected.batch.rules[0].tool = "get";
    expected.batch.rules[0].batchTool = "get_many";
    expected.batch.rules[0].size = 5;
    QVERIFY(workspace->tuning == expected);
    QVERIFY(workspace->warnings.empty());
}

void TestWorkspaceFile::onlyWhatDiffersIsWritten() {
    Workspace workspace;
    workspace.tuning.pool.max = 8;
    workspace.tuning.pool.idle.reset();
    workspace.tuning.cache.on = true;
    workspace.tuning.timeouts.call = 1500ms;
    workspace.tuning.retry.factor = 1.5;
    workspace.tuning.balance.strategy = BalanceStrategy::PowerOfTwo;
    QCOMPARE(ordered_json::parse(workspaceText(workspace)).dump(),
             R"({"tuning":{"cache.on":true,"retry.factor":1.5,"pool.max":8,"pool.idle":"off",)"
             R"("balance.strategy":"power-of-two","timeouts.call":"1500 ms"}})"s);
    QCOMPARE(workspaceText({}), "{\n  \"tuning\": {}\n}\n"s);
}

void TestWorkspaceFile::everyKnobComesBack() {
    Workspace workspace;
    workspace.tuning = everythingTurned();
    const std::string text = workspaceText(workspace);
    QCOMPARE(ordered_json::parse(text).at("tuning").size(), knobs().size());
    const auto again = parseWorkspace(text);
    QVERIFY2(again.has_value(), again.has_error() ? again.error().message.c_str() : "");
    QVERIFY(again->tuning == workspace.tuning);
}

void TestWorkspaceFile::unknownMembersAreKeptAndReported() {
    auto workspace = parseWorkspace(
        R"({"servers": [{"name": "a"}], "tuning": {"pool.maxx": {"deep": [1, null]}, "pool.max": 8}, "v": 2})");
    QVERIFY(workspace.has_value());
    const std::vector<std::string> expected{
        "\"servers\" is not known to this version; it is kept, without effect",
        "\"pool.maxx\" is no knob of this version (the nearest is pool.max); it is kept, without effect",
        "\"v\" is not known to this version; it is kept, without effect"};
    QVERIFY(workspace->warnings == expected);
    workspace->tuning.pool.max = 4;
    workspace->tuning.workers = 3;
    QCOMPARE(
        ordered_json::parse(workspaceText(*workspace)).dump(),
        R"({"tuning":{"workload.workers":3,"pool.maxx":{"deep":[1,null]}},"servers":[{"name":"a"}],"v":2})"s);
}

void TestWorkspaceFile::fileThatWouldFillTheStackIsRefused_data() {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    QTest::addColumn<std::string>("text");
    QTest::newRow("an unknown member") << "{\"more\":" + deep + "}";
    QTest::newRow("an unknown knob") << "{\"tuning\":{\"more\":" + deep + "}}";
    QTest::newRow("a knob") << "{\"tuning\":{\"pool.max\":" + deep + "}}";
}

void TestWorkspaceFile::fileThatWouldFillTheStackIsRefused() {
    QFETCH(std::string, text);
    const auto workspace = parseWorkspace(text);
    QVERIFY(workspace.has_error());
    QCOMPARE(workspace.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(workspace.error().message, "this nests too deep for a workspace"s);
}

void TestWorkspaceFile::badValueNamesKeyAndRange_data() {
    QTest::addColumn<std::string>("tuning");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* tuning, const char* message) {
        QTest::newRow(tuning) << std::string(tuning) << std::string(message);
    };
    row(R"({"pool.max": 65})", "pool.max must be between 1 and 64, not 65");
    row(R"({"pool.max": 2.5})", "pool.max must be a whole number between 1 and 64, not 2.5");
    row(R"({"pool.max": -1e300})", "pool.max must be between 1 and 64, not -1e+300");
    row(R"({"pool.max": "many"})", "pool.max must be between 1 and 64, not \"many\"");
    row(R"({"pool.max": null})", "pool.max must be between 1 and 64, not \"off\"");
    row(R"({"pool.max": true})", "pool.max must be between 1 and 64, not true");
    row(R"({"pool.max": [1]})", "pool.max must be between 1 and 64, not [1]");
    row(R"({"cache.on": 1})", "cache.on must be on or off, not 1");
    row(R"({"cache.ttl": 60})",
        "cache.ttl must be between 1 ms and 24 h, such as \"500 ms\" or \"10 s\", not 60");
    row(R"({"cache.ttl": "60"})",
        "cache.ttl must be between 1 ms and 24 h, such as 500ms, 10s or 2m, not \"60\"");
    row(R"({"balance.strategy": "best"})", "balance.strategy must be one of round-robin, random, "
                                           "least-in-flight, power-of-two, ewma, not \"best\"");
    row(R"({"batch.rules": [{"tool": "a"}]})",
        "batch.rules: rule 1: batchTool must name the tool that takes them");
    row(R"({"batch.rules": {}})", "batch.rules must be a JSON list of rules, not {}");
    row(R"({"pool.min": 9})", "pool.min (9) must not be more than pool.max (4)");
    row("8", "\"tuning\" must be an object such as {\"pool.max\": 8}");
}

void TestWorkspaceFile::badValueNamesKeyAndRange() {
    QFETCH(std::string, tuning);
    QFETCH(std::string, message);
    const auto workspace = parseWorkspace("{\"tuning\": " + tuning + "}");
    QVERIFY(workspace.has_error());
    QCOMPARE(workspace.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(workspace.error().message, message);
}

void TestWorkspaceFile::fileIsReplacedAndKeepsItsPermissions() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("deep/w.json")).toStdString();
    Workspace workspace;
    workspace.tuning.workers = 3;
    QVERIFY(writeWorkspace(file, workspace).has_value());
    QCOMPARE(contentOf(file), workspaceText(workspace));
    QCOMPARE(::chmod(file.c_str(), 0640), 0);
    workspace.tuning.workers = 4;
    QVERIFY(writeWorkspace(file, workspace).has_value());
    const auto again = readWorkspace(file);
    QVERIFY(again.has_value());
    QVERIFY(again->tuning == workspace.tuning);
    struct stat after {};
    QCOMPARE(::stat(file.c_str(), &after), 0);
    QCOMPARE(int(after.st_mode & 07777), 0640);
    QCOMPARE(QDir(folder.filePath(QStringLiteral("deep"))).entryList(QDir::Files).size(), 1);
}

void TestWorkspaceFile::errorsAndWarningsNameTheFile() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("w.json")).toStdString();
    QCOMPARE(readWorkspace(file).error().message, file + ": cannot be read: No such file or directory");
    std::ofstream(file) << "{";
    QCOMPARE(readWorkspace(file).error().message, file + ": this is not JSON");
    std::ofstream(file) << "[]";
    QCOMPARE(readWorkspace(file).error().message,
             file + ": a workspace must be a JSON object such as {\"tuning\": {\"pool.max\": 8}}");
    std::ofstream(file) << R"({"tuning": {"pool.max": 0}})";
    QCOMPARE(readWorkspace(file).error().message, file + ": pool.max must be between 1 and 64, not 0");
    std::ofstream(file) << R"({"more": 1})";
    QCOMPARE(readWorkspace(file).value().warnings.at(0),
             file + ": \"more\" is not known to this version; it is kept, without effect");
}

void TestWorkspaceFile::fileThatCannotBeWrittenIsNamed() {
    const QTemporaryDir folder;
    const std::string file = folder.path().toStdString(); // a folder
    const auto written = writeWorkspace(file, {});
    QVERIFY(written.has_error());
    QCOMPARE(written.error().kind, ErrorKind::Io);
    QVERIFY2(written.error().message.starts_with(file + ": cannot be written: "),
             written.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestWorkspaceFile)
#include "tst_workspace_file.moc"
