#include "engine/telemetry/histogram.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <cmath>
#include <fstream>

using dyno::telemetry::Histogram;
using nlohmann::json;

namespace {

/// The generator of histogram_reference.py, where its shapes are described too.
class Lcg {
public:
    explicit Lcg(std::uint64_t seed)
        : m_state(seed) {}

    std::int64_t next() {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::int64_t>(m_state >> 32);
    }

private:
    std::uint64_t m_state;
};

std::int64_t number(const json& part, const char* key) {
    return part.at(key).get<std::int64_t>();
}

std::int64_t uniform(Lcg& lcg, const json& part) {
    const std::int64_t low = number(part, "low");
    return low + lcg.next() % (number(part, "high") - low + 1);
}

std::int64_t exponential(Lcg& lcg, const json& part) {
    std::int64_t draw = lcg.next() | 1 << 12;
    int octave = 0;
    for (; draw % 2 == 0; draw /= 2)
        ++octave;
    const std::int64_t start = number(part, "base") << octave;
    return start + lcg.next() % start;
}

std::int64_t lognormal(Lcg& lcg, const json& part) {
    std::int64_t value = number(part, "base");
    for (int factor = 0; factor < 6; ++factor)
        value = value * (80 + lcg.next() % 41) / 100;
    return value;
}

std::int64_t bimodal(Lcg& lcg, const json& part) {
    const std::int64_t mode = lcg.next() % 20 == 0 ? number(part, "slow") : number(part, "fast");
    return mode + lcg.next() % number(part, "spread");
}

std::int64_t sample(const std::string& shape, Lcg& lcg, const json& part) {
    if (shape == "uniform")
        return uniform(lcg, part);
    if (shape == "exponential")
        return exponential(lcg, part);
    return shape == "lognormal" ? lognormal(lcg, part) : bimodal(lcg, part);
}

void recordGenerated(Histogram& histogram, const json& part) {
    Lcg lcg(part.at("lcg").get<std::uint64_t>());
    const auto shape = part.at("shape").get<std::string>();
    for (std::int64_t left = number(part, "count"); left > 0; --left)
        histogram.record(sample(shape, lcg, part));
}

Histogram recorded(const json& recipe) {
    Histogram histogram;
    for (const json& part : recipe) {
        if (part.contains("values"))
            for (const json& value : part.at("values"))
                histogram.record(value.get<std::int64_t>());
        else if (part.contains("value"))
            histogram.record(number(part, "value"), number(part, "times"));
        else
            recordGenerated(histogram, part);
    }
    return histogram;
}

const json& reference() {
    static const json cases = json::parse(std::ifstream(DYNO_HISTOGRAM_REFERENCE));
    return cases;
}

void compareEverything(const Histogram& actual, const Histogram& expected) {
    QCOMPARE(actual.count(), expected.count());
    QCOMPARE(actual.min(), expected.min());
    QCOMPARE(actual.max(), expected.max());
    QCOMPARE(actual.mean(), expected.mean());
    for (int tenth = 0; tenth <= 1000; ++tenth)
        QCOMPARE(actual.percentile(tenth / 10.0), expected.percentile(tenth / 10.0));
}

Histogram of(std::initializer_list<std::int64_t> values) {
    Histogram histogram;
    for (const std::int64_t value : values)
        histogram.record(value);
    return histogram;
}

} // namespace

class TestHistogram : public QObject {
    Q_OBJECT

private slots:
    void agreesWithTheReference_data();
    void agreesWithTheReference();
    void widensByLessThanOneInAThousand_data();
    void widensByLessThanOneInAThousand();
    void percentBeyondItsRangeIsClamped();
    void recordingTimesEqualsRecordingOneByOne();
    void recordingZeroTimesChangesNothing();
    void mergingIntoEmptyGivesTheOther();
    void mergingEmptyChangesNothing();
    void mergingEqualsRecordingBoth();
    void resetForgetsEverything();
    void recordsAfterReset();
};

void TestHistogram::agreesWithTheReference_data() {
    QTest::addColumn<int>("index");
    for (std::size_t index = 0; index < reference().size(); ++index)
        QTest::newRow(reference()[index].at("name").get<std::string>().c_str()) << static_cast<int>(index);
}

void TestHistogram::agreesWithTheReference() {
    QFETCH(int, index);
    const json& given = reference()[static_cast<std::size_t>(index)];
    const json& expected = given.at("expected");
    Histogram histogram = recorded(given.at("record"));
    if (given.contains("merge"))
        histogram.merge(recorded(given.at("merge")));

    QCOMPARE(histogram.count(), number(expected, "count"));
    QCOMPARE(histogram.min(), number(expected, "min"));
    QCOMPARE(histogram.max(), number(expected, "max"));
    const double mean = expected.at("mean").get<double>();
    QVERIFY2(std::abs(histogram.mean() - mean) <= 1e-9 * mean,
             qPrintable(QString::number(histogram.mean(), 'g', 17)));
    for (const json& pair : expected.at("percentiles"))
        QCOMPARE(histogram.percentile(pair[0].get<double>()), pair[1].get<std::int64_t>());
}

void TestHistogram::widensByLessThanOneInAThousand_data() {
    QTest::addColumn<qint64>("value");
    for (qint64 value = 1; value <= Histogram::highest; value = value * 3 / 2 + 1)
        QTest::newRow(QByteArray::number(value).constData()) << value;
}

void TestHistogram::widensByLessThanOneInAThousand() {
    QFETCH(qint64, value);
    const Histogram histogram = of({value});
    QVERIFY(histogram.min() <= value && value <= histogram.max());
    QVERIFY((histogram.max() - histogram.min()) * 1000 < value);
    QCOMPARE(histogram.percentile(0), histogram.min());
    QCOMPARE(histogram.percentile(100), histogram.max());
}

void TestHistogram::percentBeyondItsRangeIsClamped() {
    const Histogram histogram = of({10, 20, 30});
    QCOMPARE(histogram.percentile(-1), 10);
    QCOMPARE(histogram.percentile(101), 30);
}

void TestHistogram::recordingTimesEqualsRecordingOneByOne() {
    Histogram atOnce;
    atOnce.record(12345, 3);
    compareEverything(atOnce, of({12345, 12345, 12345}));
}

void TestHistogram::recordingZeroTimesChangesNothing() {
    Histogram histogram = of({7});
    histogram.record(9000, 0);
    histogram.record(9000, -1);
    compareEverything(histogram, of({7}));
}

// The reference's own add() forgets the minimum here; a merge must not invent a zero.
void TestHistogram::mergingIntoEmptyGivesTheOther() {
    Histogram histogram;
    histogram.merge(of({40, 50000}));
    compareEverything(histogram, of({40, 50000}));
}

void TestHistogram::mergingEmptyChangesNothing() {
    Histogram histogram = of({40, 50000});
    histogram.merge(Histogram());
    compareEverything(histogram, of({40, 50000}));
}

void TestHistogram::mergingEqualsRecordingBoth() {
    Histogram histogram = of({3, 5000, 5001});
    histogram.merge(of({1, 5000, Histogram::highest}));
    compareEverything(histogram, of({1, 3, 5000, 5000, 5001, Histogram::highest}));
}

void TestHistogram::resetForgetsEverything() {
    Histogram histogram = of({1, 70000, Histogram::highest});
    histogram.reset();
    QVERIFY(histogram.empty());
    compareEverything(histogram, Histogram());
}

void TestHistogram::recordsAfterReset() {
    Histogram histogram = of({1, Histogram::highest});
    histogram.reset();
    histogram.record(2500);
    compareEverything(histogram, of({2500}));
}

QTEST_APPLESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
