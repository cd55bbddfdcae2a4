#include "engine/sessions/compare/comparison.h"

#include "engine/reports/comparison_json.h"
#include "engine/reports/comparison_text.h"
#include "made_sample.h"
#include "printing.h"

#include <algorithm>
#include <random>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;
using test::MadeCall;
using test::MadeSample;

namespace {

/// Latencies around `middle`, spread evenly by a tenth, always the same ones.
std::vector<MadeCall> made(int count, double middle, std::string_view tool = "echo") {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> spread(0.9, 1.1);
    std::vector<MadeCall> list;
    for (int i = 0; i < count; ++i)
        list.push_back({middle * spread(random), tool, false});
    return list;
}

std::vector<MadeCall> failing(std::vector<MadeCall> calls, std::size_t oneOf) {
    for (std::size_t i = 0; i < calls.size(); i += oneOf)
        calls[i].failed = true;
    return calls;
}

std::vector<MadeCall> joined(std::vector<MadeCall> one, const std::vector<MadeCall>& other) {
    one.insert(one.end(), other.begin(), other.end());
    std::shuffle(one.begin(), one.end(), std::mt19937_64(1));
    return one;
}

Sample sampleOf(const std::vector<MadeCall>& calls) {
    return MadeSample(calls).sample;
}

/// As one that loaded a server of this machine.
Sample described(Sample sample) {
    sample.info.machine = {"Debian 12", "6.1", "A CPU", 4, "performance", 1 << 30, 0.5};
    sample.info.dynoVersion = "1.0";
    telemetry::ServerStatus server;
    server.id = 1;
    server.serverName = "demo";
    server.serverVersion = "1.0";
    server.protocolVersion = "2025-11-25";
    server.era = "legacy";
    server.transport = "stdio";
    sample.state.servers = {server};
    sample.state.workload.scenario = {1, "echo", "{}", {10'000, {}}, {}};
    return sample;
}

const Difference& of(const Comparison& comparison, std::string_view metric) {
    const auto found = std::find_if(comparison.headline.begin(), comparison.headline.end(),
                                    [&](const Difference& one) { return one.metric == metric; });
    return *found;
}

const PartDifference& partOf(const std::vector<PartDifference>& parts, std::string_view name) {
    return *std::find_if(parts.begin(), parts.end(), [&](const auto& one) { return one.name == name; });
}

const Circumstance* circumstance(const Comparison& comparison, std::string_view what) {
    const auto found = std::find_if(comparison.circumstances.begin(), comparison.circumstances.end(),
                                    [&](const Circumstance& one) { return one.what == what; });
    return found == comparison.circumstances.end() ? nullptr : &*found;
}

} // namespace

class TestComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSampleDoesNotDifferFromItself() {
        const Sample sample = sampleOf(made(10'000, 5000));
        const Comparison comparison = compare(sample, sample);
        QCOMPARE(comparison.verdict, Verdict::NoDifference);
        for (const Difference& difference : comparison.headline) {
            QCOMPARE(difference.change, 0.0);
            QVERIFY(difference.low <= 0 && difference.high >= 0);
        }
    }

    void slowerIsWorseAndTheIntervalHoldsTheTruth() {
        const Comparison comparison = compare(sampleOf(made(10'000, 5000)), sampleOf(made(10'000, 6000)));
        QCOMPARE(comparison.verdict, Verdict::Worse);
        for (const char* metric : {"p50", "p90", "p99", "mean"}) {
            const Difference& difference = of(comparison, metric);
            QCOMPARE(difference.verdict, Verdict::Worse);
            QVERIFY(difference.low < 0.2 && difference.high > 0.2);
        }
        QCOMPARE(of(comparison, "throughput").verdict, Verdict::Worse); // fewer are worse
        QVERIFY(of(comparison, "throughput").change < 0);
        QCOMPARE(of(comparison, "errors").verdict, Verdict::NoDifference);
    }

    void theInverseIsBetter() {
        const Comparison comparison = compare(sampleOf(made(10'000, 6000)), sampleOf(made(10'000, 5000)));
        QCOMPARE(comparison.verdict, Verdict::Better);
        QCOMPARE(of(comparison, "throughput").verdict, Verdict::Better);
        QVERIFY(comparison.summary.find("better") != std::string::npos);
    }

    void whatIsTooSmallToMatterIsNoDifference() {
        const Comparison comparison =
            compare(sampleOf(made(1'000'000, 500'000)), sampleOf(made(1'000'000, 502'000)));
        const Difference& p50 = of(comparison, "p50");
        QVERIFY(p50.low > 0); // no chance
        QCOMPARE(p50.verdict, Verdict::NoDifference);
        QVERIFY(p50.why.find("1 %") != std::string::npos);
    }

    void oneMicrosecondIsNotToldApart() {
        const std::vector<MadeCall> three(10'000, MadeCall{3});
        const std::vector<MadeCall> four(10'000, MadeCall{4});
        const Comparison comparison = compare(sampleOf(three), sampleOf(four));
        QCOMPARE(of(comparison, "p50").verdict, Verdict::NoDifference);
        QVERIFY(of(comparison, "p50").why.find("1 µs") != std::string::npos);
    }

    void fewCallsTellOfNoHighPercentile() {
        const Comparison comparison = compare(sampleOf(made(50, 5000)), sampleOf(made(50, 9000)));
        QCOMPARE(of(comparison, "p50").verdict, Verdict::Worse);
        QCOMPARE(of(comparison, "p99").verdict, Verdict::TooFewCalls);
        QVERIFY(of(comparison, "p99").why.find("calls") != std::string::npos);
    }

    void nothingIsToldOfAnEmptySample() {
        const Sample full = sampleOf(made(1000, 5000));
        const Sample empty = sampleOf({});
        for (const Comparison& comparison :
             {compare(empty, full), compare(full, empty), compare(empty, empty)}) {
            QCOMPARE(comparison.verdict, Verdict::TooFewCalls);
            QVERIFY(circumstance(comparison, "no calls"));
        }
    }

    void aMomentTellsNothing() {
        const Sample brief = MadeSample(made(10'000, 5000), 8, 3).sample;
        const Sample other = MadeSample(made(10'000, 9000), 8, 3).sample;
        const Comparison comparison = compare(brief, other);
        QCOMPARE(comparison.verdict, Verdict::TooFewCalls);
        QVERIFY(of(comparison, "p50").why.find("briefly") != std::string::npos);
    }

    void oneSlowMomentIsNoDifference() {
        std::vector<MadeCall> slow = made(10'000, 5000);
        for (std::size_t i = 4000; i < 4300; ++i)
            slow[i].micros *= 3;
        const Comparison comparison = compare(sampleOf(made(10'000, 5000)), sampleOf(slow));
        QVERIFY(of(comparison, "p99").change > 1);
        QCOMPARE(of(comparison, "p99").verdict, Verdict::TooFewCalls);
        QVERIFY(of(comparison, "p99").why.find("varies") != std::string::npos);
        QCOMPARE(comparison.verdict, Verdict::NoDifference);
    }

    void errorsAreComparedAsShares() {
        const Sample before = sampleOf(failing(made(10'000, 5000), 1000));
        const Comparison comparison = compare(before, sampleOf(failing(made(10'000, 5000), 50)));
        const Difference& errors = of(comparison, "errors");
        QCOMPARE(errors.verdict, Verdict::Worse);
        QVERIFY(std::abs(errors.change - 0.019) < 1e-9);
        QVERIFY(errors.low > 0 && errors.low < 0.019 && errors.high > 0.019);
        QCOMPARE(of(comparison, "p50").verdict, Verdict::NoDifference);
    }

    void oneBurstOfErrorsIsNoDifference() {
        std::vector<MadeCall> burst = made(10'000, 5000);
        for (std::size_t i = 4000; i < 4100; ++i)
            burst[i].failed = true;
        const Comparison comparison = compare(sampleOf(made(10'000, 5000)), sampleOf(burst));
        QCOMPARE(of(comparison, "errors").verdict, Verdict::NoDifference);
    }

    void aFailureForHalfOfTheRunIsWorse() {
        std::vector<MadeCall> down = made(10'000, 5000);
        for (std::size_t i = 5000; i < down.size(); ++i)
            down[i].failed = true;
        const Comparison comparison = compare(sampleOf(made(10'000, 5000)), sampleOf(down));
        QCOMPARE(of(comparison, "errors").verdict, Verdict::Worse);
    }

    void aToolThatDiffersComesFirstAndCounts() {
        const Sample before = sampleOf(joined(made(50'000, 5000, "large"), made(2000, 3000, "small")));
        const Sample after = sampleOf(joined(made(50'000, 5000, "large"), made(2000, 4000, "small")));
        const Comparison comparison = compare(before, after);
        QCOMPARE(comparison.tools.front().name, std::string("small"));
        QCOMPARE(comparison.tools.front().callsBefore, std::uint64_t(2000));
        QCOMPARE(comparison.tools.front().differences.front().verdict, Verdict::Worse);
        QCOMPARE(partOf(comparison.tools, "large").differences.front().verdict, Verdict::NoDifference);
        QCOMPARE(comparison.verdict, Verdict::Worse);
        QVERIFY(comparison.summary.find("small") != std::string::npos);
    }

    void otherToolsAreNotComparable() {
        const Comparison comparison =
            compare(sampleOf(made(10'000, 5000, "echo")), sampleOf(made(10'000, 9000, "add")));
        QCOMPARE(comparison.verdict, Verdict::NotComparable);
        QCOMPARE(comparison.circumstances.front().kind, Circumstance::Kind::Blocker);
        for (const Difference& difference : comparison.headline) {
            QCOMPARE(difference.verdict, Verdict::NotComparable);
            QVERIFY(difference.why.find("echo and add") != std::string::npos);
        }
        for (const PartDifference& tool : comparison.tools)
            QCOMPARE(tool.differences.front().verdict, Verdict::NotComparable);
    }

    void ofAnotherMixOnlyTheCommonToolsAreCompared() {
        const Sample before = sampleOf(joined(made(5000, 5000, "a"), made(5000, 50'000, "b")));
        const Sample after = sampleOf(joined(made(5000, 5000, "a"), made(500, 80'000, "b")));
        const Comparison comparison = compare(before, after);
        QCOMPARE(comparison.verdict, Verdict::NotComparable);
        QCOMPARE(of(comparison, "p50").verdict, Verdict::NotComparable);
        QCOMPARE(partOf(comparison.tools, "a").differences.front().verdict, Verdict::NoDifference);
        QCOMPARE(partOf(comparison.tools, "b").differences.front().verdict, Verdict::Worse);
        QCOMPARE(partOf(comparison.phases, "server").differences.front().verdict, Verdict::NotComparable);
    }

    void overAnotherTransportPhasesAreNotCompared() {
        const Sample before = described(sampleOf(made(10'000, 5000)));
        Sample after = described(sampleOf(made(10'000, 9000)));
        after.state.servers.front().transport = "http";
        const Comparison comparison = compare(before, after);
        QCOMPARE(comparison.verdict, Verdict::Worse);
        QCOMPARE(circumstance(comparison, "transport")->kind, Circumstance::Kind::Warning);
        QCOMPARE(partOf(comparison.phases, "server").differences.front().verdict, Verdict::NotComparable);
    }

    void whatDiffersIsSaid_data() {
        using Change = std::function<void(Sample&)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* what, Circumstance::Kind kind, Change change) {
            QTest::newRow(what) << change << QString::fromUtf8(what) << int(kind);
        };
        constexpr auto note = Circumstance::Kind::Note;
        constexpr auto warning = Circumstance::Kind::Warning;
        row("CPU", warning, [](Sample& s) { s.info.machine.cpu = "Another"; });
        row("cores", warning, [](Sample& s) { s.info.machine.cores = 8; });
        row("governor", warning, [](Sample& s) { s.info.machine.governor = "powersave"; });
        row("kernel", warning, [](Sample& s) { s.info.machine.kernel = "6.2"; });
        row("load", warning, [](Sample& s) { s.info.machine.load = 3; });
        row("MCP Dyno", warning, [](Sample& s) { s.info.dynoVersion = "1.1"; });
        row("transport", warning, [](Sample& s) { s.state.servers[0].transport = "sse"; });
        row("era", warning, [](Sample& s) { s.state.servers[0].era = "modern"; });
        row("protocol version", warning,
            [](Sample& s) { s.state.servers[0].protocolVersion = "2025-06-18"; });
        row("server version", note, [](Sample& s) { s.state.servers[0].serverVersion = "1.1"; });
        row("arguments", warning, [](Sample& s) { s.state.workload.scenario.arguments = "{\"n\":1}"; });
        row("warm-up", warning, [](Sample& s) { s.state.workload.scenario.warmup = {100, {}}; });
        row("extent", note, [](Sample& s) { s.state.workload.scenario.extent.calls = 1; });
        row("pool.max", note, [](Sample& s) { s.state.tuning.pool.max = 9; });
        row("workload.workers", note, [](Sample& s) { s.state.tuning.workers = 9; });
        row("lost figures", warning, [](Sample& s) { s.info.figuresLost = 2s; });
        row("not closed", warning, [](Sample& s) { s.info.complete = false; });
        row("tuning", warning, [](Sample& s) {
            s.state.journal = std::make_shared<std::vector<settings::TuningChange>>(
                1, settings::TuningChange{s.range.to / 2, "pool.max", "1", "2"});
        });
    }
    void whatDiffersIsSaid() {
        QFETCH(std::function<void(Sample&)>, change);
        QFETCH(QString, what);
        QFETCH(int, kind);
        const Sample before = described(sampleOf(made(100, 5000)));
        QVERIFY(compare(before, before).circumstances.empty());
        Sample after = before;
        change(after);
        const Comparison comparison = compare(before, after);
        QCOMPARE(comparison.circumstances.size(), std::size_t(1));
        QCOMPARE(comparison.circumstances[0].what, what.toStdString());
        QCOMPARE(int(comparison.circumstances[0].kind), kind);
        QVERIFY(!comparison.circumstances[0].text.empty());
    }

    void rulesAreRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("metric");
        QTest::addColumn<int>("direction");
        QTest::addColumn<double>("by");
        QTest::newRow("plain") << "p99 worse by 10%"
                               << "p99" << int(Verdict::Worse) << 0.1;
        QTest::newRow("blanks") << "  throughput   better by 2.5 % "
                                << "throughput" << int(Verdict::Better) << 0.025;
        QTest::newRow("dot") << "p99.9 worse by 0%"
                             << "p999" << int(Verdict::Worse) << 0.0;
        QTest::newRow("no sign") << "errors worse by 1"
                                 << "errors" << int(Verdict::Worse) << 0.01;
    }
    void rulesAreRead() {
        QFETCH(QString, text);
        QFETCH(QString, metric);
        QFETCH(int, direction);
        QFETCH(double, by);
        const auto rule = parseFailRule(text.toStdString());
        QVERIFY(rule.has_value());
        QCOMPARE(rule->metric, metric.toStdString());
        QCOMPARE(int(rule->direction), direction);
        QCOMPARE(rule->by, by);
    }

    void nonsenseIsNoRule_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << ""
                               << "METRIC worse|better by N%";
        QTest::newRow("metric") << "p98 worse by 10%"
                                << "did you mean p9";
        QTest::newRow("nearest") << "thruput worse by 10%"
                                 << "did you mean throughput";
        QTest::newRow("direction") << "p99 larger by 10%"
                                   << "neither worse nor better";
        QTest::newRow("by") << "p99 worse than 10%"
                            << "not of that form";
        QTest::newRow("amount") << "p99 worse by much"
                                << "no percentage";
        QTest::newRow("negative") << "p99 worse by -3%"
                                  << "no percentage";
        QTest::newRow("infinite") << "p99 worse by inf%"
                                  << "no percentage";
        QTest::newRow("more") << "p99 worse by 3% or so"
                              << "not of that form";
        QTest::newRow("long") << QStringLiteral("x").repeated(100'000) << "did you mean";
    }
    void nonsenseIsNoRule() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto rule = parseFailRule(text.toStdString());
        QVERIFY(rule.has_error());
        QCOMPARE(rule.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(rule.error().message.find(says.toStdString()) != std::string::npos,
                 rule.error().message.c_str());
    }

    void onlyARealAndLargeDifferenceBreaksARule() {
        const Comparison worse = compare(sampleOf(made(10'000, 5000)), sampleOf(made(10'000, 6000)));
        QVERIFY(breaks(*parseFailRule("p50 worse by 10%"), worse));
        QVERIFY(breaks(*parseFailRule("throughput worse by 10%"), worse));
        QVERIFY(!breaks(*parseFailRule("p50 worse by 30%"), worse));
        QVERIFY(!breaks(*parseFailRule("p50 better by 10%"), worse));
        QVERIFY(!breaks(*parseFailRule("errors worse by 0%"), worse));
        const Comparison few = compare(sampleOf(made(50, 5000)), sampleOf(made(50, 6000)));
        QVERIFY(!breaks(*parseFailRule("p99 worse by 0%"), few));
        const Comparison other = compare(sampleOf(made(1000, 5000)), sampleOf(made(1000, 9000, "add")));
        QVERIFY(!breaks(*parseFailRule("p50 worse by 0%"), other));
    }

    void theTextSaysWhatDifferedFirst() {
        const Sample before = described(sampleOf(made(10'000, 5000)));
        Sample after = described(sampleOf(made(10'000, 6000)));
        after.state.tuning.pool.max = 9;
        after.name = "evil \x1b[2J\nname";
        const Comparison comparison = compare(before, after);
        const std::string text = reports::comparisonText(comparison);
        QVERIFY(text.find("pool.max: 4 → 9") < text.find(comparison.summary));
        QVERIFY(text.find(comparison.summary) < text.find("throughput "));
        QVERIFY(text.find('\x1b') == std::string::npos);
    }

    void theJsonHasEveryFigure() {
        const Comparison comparison = compare(sampleOf(made(100, 5000)), sampleOf(made(100, 6000)));
        const auto json = reports::comparisonJson(comparison);
        QCOMPARE(json["headline"].size(), std::size_t(8));
        QCOMPARE(json["headline"][0]["metric"].get<std::string>(), std::string("p50"));
        QCOMPARE(json["headline"][0]["verdict"].get<std::string>(), std::string("worse"));
        QVERIFY(json["headline"][0]["low"].is_number());
        QVERIFY(json["headline"][4]["low"].is_null()); // p999 of a hundred calls
        QCOMPARE(json["tools"][0]["callsBefore"].get<int>(), 100);
    }
};

QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
