#include "engine/settings/tuning.h"
#include "printing.h"

#include <limits>

using namespace dyno::settings;
using dyno::ErrorKind;
using dyno::async::Duration;
using namespace std::chrono_literals;
using namespace std::string_literals;

Q_DECLARE_METATYPE(Tuning)

namespace {

/// A tuning with these turned.
Tuning tuned(int pool, int workers, Duration callTimeout) {
    Tuning tuning;
    tuning.pool.min = tuning.pool.max = pool;
    tuning.workers = workers;
    tuning.timeouts.call = callTimeout;
    return tuning;
}

BatchRule rule(const char* tool, const char* batchTool) {
    BatchRule rule;
    rule.tool = tool;
    rule.batchTool = batchTool;
    return rule;
}

} // namespace

class TestTuning : public QObject {
    Q_OBJECT

private slots:
    void acceptsTheWholeRange_data();
    void acceptsTheWholeRange();
    void refusesWhatIsOutOfRange_data();
    void refusesWhatIsOutOfRange();
    void refusesWhatDoesNotGoTogether_data();
    void refusesWhatDoesNotGoTogether();
    void equalTuningsHaveNoChanges();
    void eachKnobThatDiffersIsAChange();
    void onlyWhatDiffersIsAChange();
};

void TestTuning::acceptsTheWholeRange_data() {
    QTest::addColumn<Tuning>("tuning");
    QTest::newRow("default") << Tuning{};
    QTest::newRow("least") << tuned(1, 1, 1ms);
    QTest::newRow("most") << tuned(64, 1000, 1h);
}

void TestTuning::acceptsTheWholeRange() {
    QFETCH(Tuning, tuning);
    QVERIFY(validate(tuning).has_value());
}

void TestTuning::refusesWhatIsOutOfRange_data() {
    QTest::addColumn<Tuning>("tuning");
    QTest::addColumn<std::string>("message");
    QTest::newRow("no pool") << tuned(0, 8, 1s) << "pool.min must be between 1 and 64, not 0"s;
    QTest::newRow("too large a pool") << tuned(65, 8, 1s) << "pool.min must be between 1 and 64, not 65"s;
    QTest::newRow("no workers") << tuned(1, 0, 1s) << "workload.workers must be between 1 and 1000, not 0"s;
    QTest::newRow("too many workers")
        << tuned(1, 1001, 1s) << "workload.workers must be between 1 and 1000, not 1001"s;
    QTest::newRow("too short") << tuned(1, 8, 999us)
                               << "timeouts.call must be between 1 ms and 1 h, not 999 us"s;
    QTest::newRow("too long") << tuned(1, 8, 1h + 1s)
                              << "timeouts.call must be between 1 ms and 1 h, not 3601 s"s;
    Tuning bent;
    bent.retry.factor = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("no number") << bent << "retry.factor must be between 1 and 10, not nan"s;
    bent = {};
    bent.admission.callsPerSecond = std::numeric_limits<double>::infinity();
    QTest::newRow("endless") << bent << "admission.rate must be off or between 0.01 and 1000000, not inf"s;
    bent = {};
    bent.cache.timeToLive = -1s;
    QTest::newRow("negative") << bent << "cache.ttl must be between 1 ms and 24 h, not -1 s"s;
    bent = {};
    bent.result.bytes = std::numeric_limits<std::uint64_t>::max();
    QTest::newRow("absurd") << bent << "result.bytes must be between 1 KiB and 64 MiB, not 17179869184 GiB"s;
    bent = {};
    bent.balance.strategy = BalanceStrategy(99);
    QTest::newRow("no member of its enumeration")
        << bent
        << "balance.strategy must be one of round-robin, random, least-in-flight, power-of-two, ewma, not none"s;
}

void TestTuning::refusesWhatDoesNotGoTogether_data() {
    QTest::addColumn<Tuning>("tuning");
    QTest::addColumn<std::string>("message");
    Tuning bent;
    bent.pool.min = 8;
    QTest::newRow("pool") << bent << "pool.min (8) must not be more than pool.max (4)"s;
    bent = {};
    bent.retry.base = 11s;
    QTest::newRow("back-off") << bent << "retry.base (11 s) must not be more than retry.cap (10 s)"s;
    bent = {};
    bent.batch.rules = {rule("get", "get_many"), rule("get", "all")};
    QTest::newRow("two rules for a tool")
        << bent << "batch.rules: rule 2: the tool \"get\" has a rule already"s;
    bent.batch.rules = {rule("get", "")};
    QTest::newRow("rule without batch tool")
        << bent << "batch.rules: rule 1: batchTool must name the tool that takes them"s;
    bent.batch.rules = {rule("get", "get_many")};
    bent.batch.rules[0].size = 0;
    QTest::newRow("rule for batches of none")
        << bent << "batch.rules: rule 1: size must be a whole number from 1 to 1000"s;
}

void TestTuning::refusesWhatDoesNotGoTogether() {
    refusesWhatIsOutOfRange();
}

void TestTuning::refusesWhatIsOutOfRange() {
    QFETCH(Tuning, tuning);
    QFETCH(std::string, message);
    const auto valid = validate(tuning);
    QVERIFY(valid.has_error());
    QCOMPARE(valid.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(valid.error().message, message);
}

void TestTuning::equalTuningsHaveNoChanges() {
    QVERIFY(changes(tuned(2, 9, 5s), tuned(2, 9, 5s), 1s).empty());
}

void TestTuning::eachKnobThatDiffersIsAChange() {
    const std::vector<TuningChange> expected{{7s, "pool.min", "1", "4"},
                                             {7s, "pool.max", "1", "4"},
                                             {7s, "timeouts.call", "30 s", "1500 ms"},
                                             {7s, "workload.workers", "8", "16"}};
    QVERIFY(changes(tuned(1, 8, 30s), tuned(4, 16, 1500ms), 7s) == expected);
}

void TestTuning::onlyWhatDiffersIsAChange() {
    const std::vector<TuningChange> expected{{7s, "workload.workers", "8", "1"}};
    QVERIFY(changes(tuned(1, 8, 30s), tuned(1, 1, 30s), 7s) == expected);
}

QTEST_APPLESS_MAIN(TestTuning)
#include "tst_tuning.moc"
