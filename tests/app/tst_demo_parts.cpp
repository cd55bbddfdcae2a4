#include "app/demo_server/arguments.h"
#include "app/demo_server/line_buffer.h"
#include "app/demo_server/options.h"
#include "app/demo_server/service_time.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <cmath>
#include <cstring>
#include <map>

using namespace dyno::demo;
using namespace std::chrono_literals;

namespace {

double meanSeconds(const ServiceTimeSettings& settings, int count) {
    ServiceTime serviceTime(settings, 7);
    Duration sum{};
    for (int drawn = 0; drawn < count; ++drawn)
        sum += serviceTime.next();
    return std::chrono::duration<double>(sum).count() / count;
}

} // namespace

/// The parts of the demo server that need no process.
class TestDemoParts : public QObject {
    Q_OBJECT

private slots:
    void serviceTimeHasTheOrderedMean_data();
    void serviceTimeHasTheOrderedMean();
    void serviceTimeRepeatsWithItsSeed();
    void bimodalServiceTimeHasTwoValues();
    void durationsAreParsed_data();
    void durationsAreParsed();
    void linesAreFoundAcrossChunks();
    void aLineMayOutgrowTheBuffer();
    void argumentsAreChecked_data();
    void argumentsAreChecked();
    void missingArgumentsGetTheirDefaults();
};

void TestDemoParts::serviceTimeHasTheOrderedMean_data() {
    QTest::addColumn<int>("shape");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("none") << int(ServiceShape::None) << 0.0;
    QTest::newRow("constant") << int(ServiceShape::Constant) << 1e-9;
    QTest::newRow("exponential") << int(ServiceShape::Exponential) << 0.01;
    QTest::newRow("lognormal") << int(ServiceShape::Lognormal) << 0.01;
    QTest::newRow("bimodal") << int(ServiceShape::Bimodal) << 0.01;
}

void TestDemoParts::serviceTimeHasTheOrderedMean() {
    QFETCH(int, shape);
    QFETCH(double, tolerance);
    ServiceTimeSettings settings;
    settings.shape = ServiceShape(shape);
    settings.mean = 20ms;
    const double expected = settings.shape == ServiceShape::None ? 0 : 0.020;
    const double mean = meanSeconds(settings, 200'000);
    QVERIFY2(std::abs(mean - expected) <= tolerance * expected, qPrintable(QString::number(mean)));
}

void TestDemoParts::serviceTimeRepeatsWithItsSeed() {
    const ServiceTimeSettings settings{ServiceShape::Exponential, 5ms};
    ServiceTime one(settings, 3), same(settings, 3), other(settings, 4);
    const Duration first = one.next();
    QVERIFY(first == same.next());
    QVERIFY(first != other.next());
}

void TestDemoParts::bimodalServiceTimeHasTwoValues() {
    ServiceTimeSettings settings{ServiceShape::Bimodal, 10ms};
    settings.slowShare = 0.25;
    ServiceTime serviceTime(settings, 1);
    std::map<Duration, int> seen;
    for (int drawn = 0; drawn < 10'000; ++drawn)
        ++seen[serviceTime.next()];
    QCOMPARE(seen.size(), std::size_t(2));
    QCOMPARE(qRound(double(seen.rbegin()->first.count()) / double(seen.begin()->first.count())), 10);
    QVERIFY(std::abs(seen.rbegin()->second - 2500) < 200);
}

void TestDemoParts::durationsAreParsed_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoseconds"); // -1: refused
    QTest::newRow("us") << "250us" << qint64(250'000);
    QTest::newRow("ms") << "5ms" << qint64(5'000'000);
    QTest::newRow("fraction") << "1.5s" << qint64(1'500'000'000);
    QTest::newRow("zero") << "0ms" << qint64(0);
    QTest::newRow("no unit") << "5" << qint64(-1);
    QTest::newRow("no number") << "ms" << qint64(-1);
    QTest::newRow("negative") << "-5ms" << qint64(-1);
    QTest::newRow("two points") << "1.2.3ms" << qint64(-1);
    QTest::newRow("empty") << "" << qint64(-1);
}

void TestDemoParts::durationsAreParsed() {
    QFETCH(QString, text);
    QFETCH(qint64, nanoseconds);
    const auto parsed = parseDuration(text.toStdString());
    QCOMPARE(parsed ? qint64(parsed->count()) : -1, nanoseconds);
}

void TestDemoParts::linesAreFoundAcrossChunks() {
    LineBuffer buffer;
    QStringList lines;
    for (const std::string_view chunk : {"one\ntw", "o\r", "\n\nth", "", "ree\n"}) {
        std::memcpy(buffer.space().data(), chunk.data(), chunk.size());
        buffer.filled(chunk.size());
        while (const auto line = buffer.nextLine())
            lines << QString::fromUtf8(line->data(), qsizetype(line->size()));
    }
    QCOMPARE(lines, QStringList({"one", "two", "", "three"}));
}

void TestDemoParts::aLineMayOutgrowTheBuffer() {
    LineBuffer buffer;
    std::size_t size = 0;
    for (; size < 1'000'000; size += 50'000) {
        std::memset(buffer.space().data(), 'x', 50'000);
        buffer.filled(50'000);
        QVERIFY(!buffer.nextLine());
    }
    buffer.space()[0] = '\n';
    buffer.filled(1);
    QCOMPARE(buffer.nextLine().value_or("").size(), size);
}

void TestDemoParts::argumentsAreChecked_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("good") << R"({"n":3,"s":"a"})" << true;
    QTest::newRow("whole float") << R"({"n":3.0})" << true;
    QTest::newRow("unnamed ones are left alone") << R"({"n":3,"more":[1]})" << true;
    QTest::newRow("missing") << R"({"s":"a"})" << false;
    QTest::newRow("fraction") << R"({"n":3.5})" << false;
    QTest::newRow("wrong type") << R"({"n":"3"})" << false;
    QTest::newRow("null") << R"({"n":null})" << false;
    QTest::newRow("too small") << R"({"n":0})" << false;
    QTest::newRow("too large") << R"({"n":10})" << false;
    QTest::newRow("huge") << R"({"n":1e300})" << false;
    QTest::newRow("not in the enum") << R"({"n":3,"s":"c"})" << false;
    QTest::newRow("no object") << R"([1])" << false;
}

void TestDemoParts::argumentsAreChecked() {
    QFETCH(QString, arguments);
    QFETCH(bool, accepted);
    const json schema = json::parse(R"({"properties":{"n":{"type":"integer","minimum":1,"maximum":9},
                                        "s":{"type":"string","enum":["a","b"]}},"required":["n"]})");
    json given = json::parse(arguments.toStdString());
    const auto error = checkArguments(schema, given);
    QCOMPARE(!error.has_value(), accepted);
    if (error)
        QCOMPARE(error->code, -32602);
}

void TestDemoParts::missingArgumentsGetTheirDefaults() {
    const json schema =
        json::parse(R"({"properties":{"n":{"type":"integer","default":4},"m":{"type":"integer"}}})");
    json given = json::object();
    QVERIFY(!checkArguments(schema, given));
    QVERIFY(given == json({{"n", 4}}));
}

QTEST_APPLESS_MAIN(TestDemoParts)
#include "tst_demo_parts.moc"
