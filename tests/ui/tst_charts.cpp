#include "ui/charts/markers.h"
#include "ui/charts/runs.h"
#include "ui/charts/value_scale.h"

#include "tests/support/fail_on_warning.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using dyno::settings::TuningChange;
using dyno::telemetry::SeriesPoint;

namespace {

SeriesPoint point(dyno::async::Duration at, std::uint64_t calls) {
    SeriesPoint point;
    point.at = at;
    point.length = 200ms;
    point.calls = calls;
    return point;
}

std::optional<double> calls(const SeriesPoint& point) {
    return point.calls == 0 ? std::nullopt : std::optional(double(point.calls));
}

QString plain(double value) {
    return QString::number(value);
}

QStringList labels(const ValueScale& scale) {
    QStringList list;
    for (const ScaleTick& tick : scale.ticks)
        list << tick.label;
    return list;
}

} // namespace

class tst_charts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void intervalWithoutCallsIsAGap() {
        const std::vector<SeriesPoint> points{point(200ms, 1), point(400ms, 2), point(600ms, 0),
                                              point(800ms, 4)};
        const auto runs = runsOf(points, 1s, calls);
        QCOMPARE(runs.size(), 2u);
        QCOMPARE(runs[0], QPolygonF({{-0.8, 1}, {-0.6, 2}}));
        QCOMPARE(runs[1], QPolygonF({{-0.2, 4}}));
    }

    void holeInTimeIsAGap() {
        const std::vector<SeriesPoint> points{point(200ms, 1), point(400ms, 2), point(1000ms, 3),
                                              point(1200ms, 4)};
        QCOMPARE(runsOf(points, 2s, calls).size(), 2u);
    }

    void noPointsGiveNoRuns() { QVERIFY(runsOf({}, 1s, calls).empty()); }

    void spanGrowsWithTheSeries() {
        QCOMPARE(spanOf({}, 5s), dyno::async::Duration(1min));
        QCOMPARE(spanOf({point(0ms, 1)}, 60s), dyno::async::Duration(1min));
        QCOMPARE(spanOf({point(0ms, 1)}, 61s), dyno::async::Duration(2min));
    }

    void pointIsFoundByItsInterval() {
        const std::vector<SeriesPoint> points{point(200ms, 1), point(400ms, 2), point(1000ms, 3)};
        QCOMPARE(pointAt(points, 300ms)->calls, 2u);
        QCOMPARE(pointAt(points, 400ms)->calls, 2u);
        QCOMPARE(pointAt(points, 600ms), nullptr);
        QCOMPARE(pointAt(points, 1100ms), nullptr);
    }

    void draggedKnobIsOneMarker() {
        const std::vector<TuningChange> journal{{1s, "pool", "1", "2"},
                                                {1100ms, "pool", "2", "3"},
                                                {1200ms, "pool", "3", "4"},
                                                {3s, "pool", "4", "5"}};
        const auto markers = markersOf(journal);
        QCOMPARE(markers.size(), 2u);
        QCOMPARE(markers[0].text(), u"pool 1 → 4"_s);
        QCOMPARE(markers[1].text(), u"pool 4 → 5"_s);
    }

    void knobThatCameBackIsNoMarker() {
        QVERIFY(markersOf({{1s, "pool", "1", "2"}, {1100ms, "pool", "2", "1"}}).empty());
    }

    void labelsNeverOverlap() {
        const auto labels = placeLabels({{100, 80}, {120, 80}, {125, 80}}, 0, 300, 3);
        QCOMPARE(labels[2].row, 0);
        QCOMPARE(labels[2].left, 125.0);
        QCOMPARE(labels[1].row, 1);
        QCOMPARE(labels[0].row, 0);
        QCOMPARE(labels[0].left, 20.0); // to the left of its line
    }

    void labelStaysInsideThePlot() {
        const auto labels = placeLabels({{290, 80}}, 0, 300, 1);
        QCOMPARE(labels[0].left, 210.0);
    }

    void oldestLabelGivesWay() {
        const auto labels = placeLabels({{10, 80}, {20, 80}}, 0, 300, 1);
        QCOMPARE(labels[0].row, -1);
        QCOMPARE(labels[1].row, 0);
    }

    void linearScaleStartsAtZero() {
        const ValueScale scale = linearScale(2600, 5, plain);
        QCOMPARE(labels(scale), QStringList({u"0"_s, u"1000"_s, u"2000"_s, u"3000"_s}));
        QCOMPARE(scale.high, 3000.0);
        QCOMPARE(scale.position(-1), 0.0);
    }

    void logarithmicScaleHasEveryStepWhereItFits() {
        const ValueScale scale = logarithmicScale(0.0021, 0.018, 9, plain);
        QCOMPARE(labels(scale), QStringList({u"0.002"_s, u"0.005"_s, u"0.01"_s, u"0.02"_s}));
        QCOMPARE(scale.position(0.01), -2.0);
        QCOMPARE(scale.position(0), scale.low);
    }

    void logarithmicScaleFallsBackToDecades() {
        QCOMPARE(labels(logarithmicScale(0.001, 5, 4, plain)),
                 QStringList({u"0.001"_s, u"0.01"_s, u"0.1"_s, u"1"_s, u"10"_s}));
    }
};

QTEST_GUILESS_MAIN(tst_charts)
#include "tst_charts.moc"
