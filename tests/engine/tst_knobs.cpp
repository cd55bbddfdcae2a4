#include "engine/settings/knobs.h"
#include "printing.h"

#include <cmath>
#include <set>

using namespace dyno::settings;
using dyno::ErrorKind;
using namespace std::string_literals;

Q_DECLARE_METATYPE(const Knob*)

namespace {

void everyKnob() {
    QTest::addColumn<const Knob*>("knob");
    for (const Knob& knob : knobs())
        QTest::newRow(std::string(knob.key).c_str()) << &knob;
}

const std::string someRules =
    R"([{"batchTool":"many","items":"all","results":"content","size":7,"tool":"one","wait":"2 ms"}])";

/// The ends of its range, its default, each choice, and off.
std::vector<KnobValue> valuesOf(const Knob& knob) {
    std::vector<KnobValue> values{knob.get(Tuning{})};
    if (knob.mayBeOff)
        values.emplace_back();
    if (knob.kind == KnobKind::Flag)
        values.insert(values.end(), {true, false});
    else if (knob.kind == KnobKind::Rules)
        values.emplace_back(someRules);
    else if (knob.kind == KnobKind::Text)
        values.insert(values.end(), {"tool"s, ""s});
    else if (knob.kind != KnobKind::Choice)
        values.insert(values.end(), {knob.low, knob.high});
    for (const std::string_view choice : knob.choices)
        values.emplace_back(std::string(choice));
    return values;
}

} // namespace

class TestKnobs : public QObject {
    Q_OBJECT

private slots:
    void everyMemberOfTheTuningHasAKnob();
    void keysAreUniqueAndStagesTogether();
    void isExplainedInOneLine_data() { everyKnob(); }
    void isExplainedInOneLine();
    void defaultFits_data() { everyKnob(); }
    void defaultFits();
    void comesBackFromTheTuningAndFromItsText_data() { everyKnob(); }
    void comesBackFromTheTuningAndFromItsText();
    void refusesWhatIsOutOfRange_data() { everyKnob(); }
    void refusesWhatIsOutOfRange();
    void readsWhatPeopleType_data();
    void readsWhatPeopleType();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void saysItsRange_data();
    void saysItsRange();
    void cachedToolsAreMarkedOnesAndNames();
};

/// A member without a knob would be neither written, nor checked, nor journalled.
void TestKnobs::everyMemberOfTheTuningHasAKnob() {
    Tuning turned;
    for (const Knob& knob : knobs()) {
        const auto values = valuesOf(knob);
        const auto other = std::find_if(values.begin(), values.end(),
                                        [&](const KnobValue& value) { return value != knob.get(Tuning{}); });
        QVERIFY2(other != values.end(), knob.key.data());
        Tuning one;
        knob.set(one, *other);
        QVERIFY2(!(one == Tuning{}), knob.key.data());
        QCOMPARE(changes({}, one, {}).size(), std::size_t(1));
    }
    QCOMPARE(knobs().size(), std::size_t(50));
}

void TestKnobs::keysAreUniqueAndStagesTogether() {
    std::set<std::string_view> keys, stages;
    std::string_view stage;
    for (const Knob& knob : knobs()) {
        QVERIFY2(keys.insert(knob.key).second, knob.key.data());
        QCOMPARE(findKnob(knob.key), &knob);
        if (stageOf(knob) != stage)
            QVERIFY2(stages.insert(stageOf(knob)).second, knob.key.data());
        stage = stageOf(knob);
    }
    QVERIFY(!findKnob("pool"));
}

void TestKnobs::isExplainedInOneLine() {
    QFETCH(const Knob*, knob);
    for (const std::string_view text : {knob->label, knob->effect, knob->cost}) {
        QVERIFY(!text.empty());
        QVERIFY2(text.size() <= 96 && text.find('\n') == std::string_view::npos, text.data());
    }
}

void TestKnobs::defaultFits() {
    QFETCH(const Knob*, knob);
    QVERIFY(fits(*knob, knob->get(Tuning{})).has_value());
}

void TestKnobs::comesBackFromTheTuningAndFromItsText() {
    QFETCH(const Knob*, knob);
    for (const KnobValue& value : valuesOf(*knob)) {
        const std::string text = knobText(*knob, value);
        QVERIFY2(fits(*knob, value).has_value(), text.c_str());
        Tuning tuning;
        knob->set(tuning, value);
        QVERIFY2(knob->get(tuning) == value, text.c_str());
        const auto parsed = parseKnob(*knob, text);
        QVERIFY2(parsed.has_value() && *parsed == value, text.c_str());
        Tuning again;
        QVERIFY(setKnob(again, std::string(knob->key) + " = " + text).has_value());
        QVERIFY2(again == tuning, text.c_str());
    }
}

void TestKnobs::refusesWhatIsOutOfRange() {
    QFETCH(const Knob*, knob);
    std::vector<KnobValue> wrong{std::nan(""), -1.0, HUGE_VAL, -HUGE_VAL, 1e300};
    if (knob->high > 0)
        wrong.insert(wrong.end(),
                     {std::nextafter(knob->low, -1), std::nextafter(knob->high, HUGE_VAL), "x"s, true});
    if (!knob->mayBeOff)
        wrong.emplace_back();
    if (!knob->choices.empty())
        wrong.emplace_back("no such choice"s);
    for (const KnobValue& value : wrong) {
        const auto fit = fits(*knob, value);
        QVERIFY2(fit.has_error(), knobText(*knob, value).c_str());
        QCOMPARE(fit.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(fit.error().message.starts_with(knob->key), fit.error().message.c_str());
    }
}

void TestKnobs::readsWhatPeopleType_data() {
    QTest::addColumn<std::string>("assignment");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char* assignment, const char* text) {
        QTest::newRow(assignment) << std::string(assignment) << std::string(text);
    };
    row("cache.on=yes", "on");
    row("cache.on=TRUE", "on");
    row("cache.on=no", "off");
    row("cache.on = false ", "off");
    row("cache.ttl=30s", "30 s");
    row("cache.ttl= 1500 ms", "1500 ms");
    row("cache.ttl=1.5 S", "1500 ms");
    row("cache.bytes=64mib", "64 MiB");
    row("cache.bytes=16 MB", "16 MB");
    row("cache.bytes=1.5MiB", "1536 KiB");
    row("cache.bytes=4096", "4 KiB");
    row("cache.bytes=5001", "5001 B");
    row("retry.budget=7%", "7 %");
    row("retry.budget=0.07", "7 %");
    row("retry.budget=12.5 %", "12.5 %");
    row("breaker.share=Off", "off");
    row("breaker.share=50 %", "50 %");
    row("admission.rate=2.5", "2.5");
    row("admission.rate=none", "off");
    row("balance.strategy=EWMA", "ewma");
    row("batch.mode=JsonRpc", "jsonrpc");
    row("batch.mode=off", "off");
    row("breaker.counts=Tool,transport", "transport, tool");
    row("breaker.counts=", "none");
    row("balance.sticky=session", "session");
    row("balance.sticky=", "none");
    row("cache.tools=get_a,  get_b", "get_a, get_b");
    row("cache.tools=get_a,marked", "marked, get_a");
    row("cache.tools=none", "none");
    row("batch.rules=off", "[]");
    row(R"(batch.rules=[{"tool":"a","batchTool":"b","wait":"1ms"}])",
        R"([{"batchTool":"b","items":"items","results":"results","tool":"a","wait":"1 ms"}])");
}

void TestKnobs::readsWhatPeopleType() {
    QFETCH(std::string, assignment);
    QFETCH(std::string, text);
    Tuning tuning;
    const auto set = setKnob(tuning, assignment);
    QVERIFY2(set.has_value(), set.has_error() ? set.error().message.c_str() : "");
    const Knob* knob = findKnob(assignment.substr(0, assignment.find_first_of(" =")));
    QCOMPARE(knobText(*knob, knob->get(tuning)), text);
}

void TestKnobs::saysWhatIsWrong_data() {
    QTest::addColumn<std::string>("assignment");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* assignment, const char* message) {
        QTest::newRow(assignment) << std::string(assignment) << std::string(message);
    };
    row("pool.max", "\"pool.max\" must be of the form key=value, such as pool.max=8");
    row("pool.maks=8", "there is no knob \"pool.maks\"; did you mean pool.max?");
    row("retries=8", "there is no knob \"retries\"; did you mean retry.base?");
    row("pool.max=65", "pool.max must be between 1 and 64, not \"65\"");
    row("pool.max=2.5", "pool.max must be a whole number between 1 and 64, not \"2.5\"");
    row("pool.max=many", "pool.max must be between 1 and 64, not \"many\"");
    row("pool.max=", "pool.max must be between 1 and 64, not \"\"");
    row("pool.max=off", "pool.max must be between 1 and 64, not \"off\"");
    row("pool.calls=0", "pool.calls must be off or between 1 and 1000000000, not \"0\"");
    row("admission.rate=nan", "admission.rate must be off or between 0.01 and 1000000, not \"nan\"");
    row("admission.rate=-1", "admission.rate must be off or between 0.01 and 1000000, not \"-1\"");
    row("admission.rate=1e300", "admission.rate must be off or between 0.01 and 1000000, not \"1e300\"");
    row("admission.rate=inf", "admission.rate must be off or between 0.01 and 1000000, not \"inf\"");
    row("cache.ttl=30", "cache.ttl must be between 1 ms and 24 h, such as 500ms, 10s or 2m, not \"30\"");
    row("cache.ttl=25h", "cache.ttl must be between 1 ms and 24 h, not \"25h\"");
    row("cache.bytes=1 EiB", "cache.bytes must be between 1 KiB and 4 GiB, such as 64MiB, not \"1 EiB\"");
    row("retry.budget=10", "retry.budget must be between 0 % and 100 %, not \"10\"");
    row("cache.on=1", "cache.on must be on or off, not \"1\"");
    row("breaker.scope=all", "breaker.scope must be one of server, tool, not \"all\"");
    row("retry.counts=tool, http",
        "retry.counts must be any of transport, timeout, tool, or none, not \"tool, http\"");
    row("pool.max=äääääääääääääääääääääääääääääääääääääääää",
        "pool.max must be between 1 and 64, not \"äääääääääääääääääääääääääääää…");
    row("batch.rules={}", "batch.rules must be a JSON list of rules, such as [{\"tool\": \"get\", "
                          "\"batchTool\": \"get_many\"}]");
    row(R"(batch.rules=[{"tool":"a","batchTool":"b","seize":3}])",
        "batch.rules: rule 1: its members are tool, batchTool, items, results, size and wait");
    row(R"(batch.rules=[{"tool":"a","batchTool":"b"},{"tool":"a","batchTool":"c"}])",
        "batch.rules: rule 2: the tool \"a\" has a rule already");
    row(R"(batch.rules=[{"tool":"a","batchTool":"b","size":1e300}])",
        "batch.rules: rule 1: size must be a whole number from 1 to 1000");
    row(R"(batch.rules=[{"tool":"a","batchTool":"b","wait":"1h"}])",
        "batch.rules: rule 1: wait must be between 100 us and 10 s");
}

void TestKnobs::saysWhatIsWrong() {
    QFETCH(std::string, assignment);
    QFETCH(std::string, message);
    Tuning tuning;
    const auto set = setKnob(tuning, assignment);
    QVERIFY(set.has_error());
    QCOMPARE(set.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(set.error().message, message);
    QVERIFY(tuning == Tuning{});
}

void TestKnobs::saysItsRange_data() {
    QTest::addColumn<std::string>("key");
    QTest::addColumn<std::string>("range");
    QTest::newRow("count") << "pool.max"s
                           << "1 … 64 connections"s;
    QTest::newRow("off") << "admission.perTool"s
                         << "off, or 1 … 10000 calls"s;
    QTest::newRow("duration") << "timeouts.call"s
                              << "1 ms … 1 h"s;
    QTest::newRow("bytes") << "result.bytes"s
                           << "1 KiB … 64 MiB"s;
    QTest::newRow("share") << "breaker.share"s
                           << "off, or 1 % … 100 %"s;
    QTest::newRow("flag") << "cache.on"s
                          << "on, off"s;
    QTest::newRow("choice") << "breaker.scope"s
                            << "server, tool"s;
    QTest::newRow("names of some") << "retry.counts"s
                                   << "transport, timeout, tool, or none"s;
    QTest::newRow("any names") << "cache.tools"s
                               << "names of tools, or none"s;
    QTest::newRow("rules") << "batch.rules"s
                           << "a JSON list of rules"s;
}

void TestKnobs::saysItsRange() {
    QFETCH(std::string, key);
    QFETCH(std::string, range);
    QCOMPARE(rangeText(*findKnob(key)), range);
}

void TestKnobs::cachedToolsAreMarkedOnesAndNames() {
    Tuning tuning;
    QVERIFY(setKnob(tuning, "cache.tools=get, list").has_value());
    QVERIFY(!tuning.cache.marked);
    QVERIFY((tuning.cache.tools == std::vector{"get"s, "list"s}));
    QVERIFY(setKnob(tuning, "cache.tools=marked, list").has_value());
    QVERIFY(tuning.cache.marked);
    QVERIFY(tuning.cache.tools == std::vector{"list"s});
}

QTEST_APPLESS_MAIN(TestKnobs)
#include "tst_knobs.moc"
