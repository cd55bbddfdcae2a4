#include "ui/charts/percentile_chart.h"
#include "ui/models/difference_model.h"
#include "ui/models/difference_text.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using dyno::sessions::Difference;
using dyno::sessions::PartDifference;
using dyno::sessions::Verdict;

namespace {

Difference difference(const std::string& metric, double before, double after, Verdict verdict) {
    Difference difference;
    difference.metric = metric;
    difference.before = before;
    difference.after = after;
    difference.change = metric == "errors" ? after - before : after / before - 1;
    difference.low = difference.change - 0.02;
    difference.high = difference.change + 0.03;
    difference.verdict = verdict;
    return difference;
}

QString text(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

} // namespace

class tst_difference_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void figuresHaveTheirUnits_data() {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("latency") << u"p99"_s << 12'345.0 << u"12.3 ms"_s;
        QTest::newRow("no latency") << u"p50"_s << 0.0 << u"–"_s;
        QTest::newRow("throughput") << u"throughput"_s << 1234.0 << u"1.23 k/s"_s;
        QTest::newRow("errors") << u"errors"_s << 0.0123 << u"1.2 %"_s;
        QTest::newRow("no errors") << u"errors"_s << 0.0 << u"0.0 %"_s;
    }
    void figuresHaveTheirUnits() {
        QFETCH(QString, metric);
        QFETCH(double, value);
        QTEST(figureText(metric.toStdString(), value), "text");
    }

    void changesAreSigned_data() {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("before");
        QTest::addColumn<double>("after");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("interval");
        QTest::newRow("more") << u"p99"_s << 100.0 << 112.0 << u"+12.0 %"_s << u"+10.0 … +15.0 %"_s;
        QTest::newRow("less") << u"p50"_s << 100.0 << 50.0 << u"−50.0 %"_s << u"−52.0 … −47.0 %"_s;
        QTest::newRow("twice") << u"p50"_s << 100.0 << 300.0 << u"+200 %"_s << u"+198 … +203 %"_s;
        QTest::newRow("errors") << u"errors"_s << 0.01 << 0.05 << u"+4.00 pt"_s << u"+2.00 … +7.00 pt"_s;
    }
    void changesAreSigned() {
        QFETCH(QString, metric);
        QFETCH(double, before);
        QFETCH(double, after);
        const Difference shown = difference(metric.toStdString(), before, after, Verdict::Worse);
        QTEST(changeText(shown), "change");
        QTEST(intervalText(shown), "interval");
    }

    void whatCannotBeToldHasNoInterval() {
        DifferenceModel model;
        QAbstractItemModelTester tester(&model);
        Difference few = difference("p99", 100, 200, Verdict::TooFewCalls);
        few.why = "p99 needs about 800 calls on both sides";
        model.setDifferences({difference("p50", 100, 150, Verdict::Worse), few});
        const QModelIndex told = model.index(0, DifferenceModel::Interval);
        const QModelIndex untold = model.index(1, DifferenceModel::Interval);
        QCOMPARE(told.data(IntervalRole).value<QList<double>>().size(), 3);
        QVERIFY(untold.data(IntervalRole).value<QList<double>>().isEmpty());
        QVERIFY(untold.data(Qt::ToolTipRole).toString().contains(u"needs about 800 calls"));
        QCOMPARE(text(model, 1, DifferenceModel::Verdict), u"too few calls"_s);
        QVERIFY(told.data(ReachRole).toDouble() >= told.data(IntervalRole).value<QList<double>>().last());
    }

    void partThatOnlyOneHasIsListed() {
        PartDifferenceModel model(u"tool"_s, nullptr);
        QAbstractItemModelTester tester(&model);
        model.setParts({{"echo",
                         90,
                         100,
                         {difference("p50", 100, 100, Verdict::NoDifference),
                          difference("p99", 100, 200, Verdict::Worse)}},
                        {"gone", 5, 0, {}}});
        QCOMPARE(text(model, 0, PartDifferenceModel::P99After), u"200 µs"_s);
        QCOMPARE(text(model, 0, PartDifferenceModel::P99Change), u"+100 %"_s);
        QCOMPARE(model.index(0, PartDifferenceModel::P99Change).data(VerdictRole).toInt(),
                 int(Verdict::Worse));
        QVERIFY(!model.index(0, PartDifferenceModel::P99After).data(VerdictRole).isValid());
        QCOMPARE(text(model, 1, PartDifferenceModel::CallsAfter), u"0"_s);
        QCOMPARE(text(model, 1, PartDifferenceModel::P50Before), u"–"_s);
        QVERIFY(!model.index(1, PartDifferenceModel::P50Change).data(VerdictRole).isValid());
    }

    void eachNineIsAsWideAsTheOneBefore() {
        QCOMPARE(ninesOf(0), 0.0);
        QCOMPARE(ninesOf(90), 1.0);
        QCOMPARE(ninesOf(99.9), 3.0);
        QCOMPARE(percentOf(2), 99.0);
        QCOMPARE(percentileText(ninesOf(50)), u"50 %"_s);
        QCOMPARE(percentileText(3), u"99.9 %"_s);
        QCOMPARE(percentileText(5), u"99.999 %"_s);
    }
};

QTEST_MAIN(tst_difference_model)
#include "tst_difference_model.moc"
