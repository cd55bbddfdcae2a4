#include "engine/settings/tuning.h"
#include "printing.h"

using namespace dyno::settings;
using dyno::ErrorKind;
using dyno::async::Duration;
using namespace std::chrono_literals;
using namespace std::string_literals;

Q_DECLARE_METATYPE(Tuning)

namespace {

/// A tuning with these three turned.
Tuning tuned(int pool, int workers, Duration callTimeout) {
    Tuning tuning;
    tuning.pool.min = pool;
    tuning.workers = workers;
    tuning.timeouts.call = callTimeout;
    return tuning;
}

} // namespace

class TestTuning : public QObject {
    Q_OBJECT

private slots:
    void acceptsTheWholeRange_data();
    void acceptsTheWholeRange();
    void refusesWhatIsOutOfRange_data();
    void refusesWhatIsOutOfRange();
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
    QTest::newRow("no workers") << tuned(1, 0, 1s) << "workers must be between 1 and 1000, not 0"s;
    QTest::newRow("too many workers")
        << tuned(1, 1001, 1s) << "workers must be between 1 and 1000, not 1001"s;
    QTest::newRow("too short") << tuned(1, 8, 999us)
                               << "timeouts.call must be between 1 ms and 1 h, not 999 us"s;
    QTest::newRow("too long") << tuned(1, 8, 1h + 1s)
                              << "timeouts.call must be between 1 ms and 1 h, not 3601 s"s;
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
    const std::vector<TuningChange> expected{
        {7s, "pool.min", "1", "4"}, {7s, "workers", "8", "16"}, {7s, "timeouts.call", "30 s", "1500 ms"}};
    QVERIFY(changes(tuned(1, 8, 30s), tuned(4, 16, 1500ms), 7s) == expected);
}

void TestTuning::onlyWhatDiffersIsAChange() {
    const std::vector<TuningChange> expected{{7s, "workers", "8", "1"}};
    QVERIFY(changes(tuned(1, 8, 30s), tuned(1, 1, 30s), 7s) == expected);
}

QTEST_APPLESS_MAIN(TestTuning)
#include "tst_tuning.moc"
