#include "ui/charts/time_frame.h"
#include "ui/charts/time_ticks.h"

#include "tests/support/fail_on_warning.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using dyno::sessions::Range;

namespace {

QStringList labels(const std::vector<ScaleTick>& ticks) {
    QStringList list;
    for (const ScaleTick& tick : ticks)
        list << tick.label;
    return list;
}

} // namespace

class tst_time_frame : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dyno::test::failOnWarning();
        m_frame = std::make_unique<TimeFrame>();
        m_frame->setWhole({0s, 60s}, false);
    }

    void zoomKeepsWhatIsPointedAt() {
        m_frame->zoom(0.5, 15s);
        QCOMPARE(m_frame->shown(), (Range{7500ms, 37500ms}));
        QVERIFY(m_frame->isZoomed());
    }

    void zoomOutEndsAtTheWhole() {
        m_frame->zoom(0.5, 15s);
        m_frame->zoom(4, 15s);
        QVERIFY(!m_frame->isZoomed());
        QCOMPARE(m_frame->shown(), (Range{0s, 60s}));
    }

    void zoomEndsWhereIntervalsAre() {
        for (int i = 0; i < 100; ++i)
            m_frame->zoom(0.5, 30s);
        QVERIFY(m_frame->shown().to - m_frame->shown().from >= 500ms);
    }

    void zoomedStretchMovesNoFurtherThanThereIs() {
        m_frame->zoom(0.5, 30s);
        m_frame->move(100s);
        QCOMPARE(m_frame->shown(), (Range{30s, 60s}));
        m_frame->move(-100s);
        QCOMPARE(m_frame->shown(), (Range{0s, 30s}));
    }

    void zoomStaysWhileTimeGoesOn() {
        m_frame->setWhole({0s, 60s}, true);
        m_frame->zoom(0.5, 30s);
        m_frame->setWhole({10s, 70s}, true);
        QCOMPARE(m_frame->shown(), (Range{15s, 45s}));
        m_frame->showWhole();
        QCOMPARE(m_frame->shown(), (Range{10s, 70s}));
    }

    void drawnRangeIsAskedForInOrder() {
        QSignalSpy chosen(m_frame.get(), &TimeFrame::chosen);
        m_frame->draw(40s, 20s);
        QCOMPARE(m_frame->marked(), std::optional(Range{20s, 40s}));
        QCOMPARE(chosen.size(), 0);
        m_frame->choose();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<std::optional<Range>>(), std::optional(Range{20s, 40s}));
    }

    void drawingEndsAtTheEdge() {
        m_frame->draw(50s, 90s);
        QCOMPARE(m_frame->marked(), std::optional(Range{50s, 60s}));
    }

    void clearedRangeIsSaidOnce() {
        QSignalSpy chosen(m_frame.get(), &TimeFrame::chosen);
        m_frame->setChosen(Range{20s, 40s});
        QCOMPARE(chosen.size(), 0);
        m_frame->clear();
        m_frame->clear();
        QCOMPARE(chosen.size(), 1);
        QVERIFY(!m_frame->marked());
    }

    void ticksAreRound_data() {
        QTest::addColumn<Range>("shown");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("seconds") << Range{0s, 60s}
                                 << QStringList{u"0 s"_s, u"15 s"_s, u"30 s"_s, u"45 s"_s, u"1:00"_s};
        QTest::newRow("parts of a second")
            << Range{12300ms, 13100ms} << QStringList{u"12.4 s"_s, u"12.6 s"_s, u"12.8 s"_s, u"13.0 s"_s};
        QTest::newRow("hours") << Range{0s, 3h}
                               << QStringList{u"0 s"_s, u"1:00:00"_s, u"2:00:00"_s, u"3:00:00"_s};
        QTest::newRow("weeks") << Range{0s, 24h * 14}
                               << QStringList{u"0 s"_s, u"96:00:00"_s, u"192:00:00"_s, u"288:00:00"_s};
    }

    void ticksAreRound() {
        QFETCH(const Range, shown);
        QTEST(labels(timeTicks(shown, 5)), "expected");
    }

    void ticksBeforeNowEndNow() {
        QCOMPARE(labels(ticksBeforeNow(60s)),
                 QStringList({u"−60 s"_s, u"−45 s"_s, u"−30 s"_s, u"−15 s"_s, u"now"_s}));
    }

private:
    std::unique_ptr<TimeFrame> m_frame;
};

QTEST_GUILESS_MAIN(tst_time_frame)
#include "tst_time_frame.moc"
