#include "ui/panels/knob_row.h"
#include "ui/panels/knob_scale.h"
#include "ui/panels/tuning_panel.h"

#include "tests/support/fail_on_warning.h"

#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using dyno::settings::Tuning;

namespace {

/// A tuning with these three turned.
Tuning tuningOf(int pool, int workers, dyno::async::Duration callTimeout) {
    Tuning tuning;
    tuning.pool.min = pool;
    tuning.workers = workers;
    tuning.timeouts.call = callTimeout;
    return tuning;
}

} // namespace

class tst_tuning_panel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void turnAppliesAtOnce() {
        Theme theme;
        TuningPanel panel(theme, nullptr);
        QSignalSpy tuned(&panel, &TuningPanel::tuned);
        box(panel, u"pool"_s)->setValue(4);
        QCOMPARE(tuned.size(), 1);
        QCOMPARE(panel.tuning().pool.min, 4);
    }

    void undoAndRedoAreSent() {
        Theme theme;
        TuningPanel panel(theme, nullptr);
        box(panel, u"pool"_s)->setValue(4);
        box(panel, u"workers"_s)->setValue(20);
        QSignalSpy tuned(&panel, &TuningPanel::tuned);
        panel.undoStack()->undo();
        QCOMPARE(panel.tuning(), tuningOf(4, 8, 30s));
        QCOMPARE(box(panel, u"workers"_s)->value(), 8);
        panel.undoStack()->undo();
        QCOMPARE(panel.tuning(), Tuning{});
        panel.undoStack()->redo();
        QCOMPARE(panel.tuning().pool.min, 4);
        QCOMPARE(tuned.size(), 3);
    }

    void dragIsOneUndo() {
        Theme theme;
        TuningPanel panel(theme, nullptr);
        auto* slider = panel.findChild<KnobRow*>(u"pool"_s)->findChild<QSlider*>();
        for (int position = 1; position <= 10; ++position)
            slider->setValue(position);
        QCOMPARE(panel.tuning().pool.min, 11);
        QCOMPARE(panel.undoStack()->count(), 1);
        panel.undoStack()->undo();
        QCOMPARE(panel.tuning().pool.min, 1);
    }

    void changedKnobIsMarkedAndGoesBack() {
        Theme theme;
        TuningPanel panel(theme, nullptr);
        auto* reset = panel.findChild<KnobRow*>(u"pool"_s)->findChild<QToolButton*>(u"reset"_s);
        QVERIFY(reset->isHidden());
        box(panel, u"pool"_s)->setValue(4);
        QVERIFY(!reset->isHidden());
        reset->click();
        QVERIFY(reset->isHidden());
        QCOMPARE(panel.tuning(), Tuning{});
    }

    void oldSnapshotDoesNotTurnBack() {
        Theme theme;
        TuningPanel panel(theme, nullptr);
        box(panel, u"pool"_s)->setValue(4);
        panel.setTuning(Tuning{});
        QCOMPARE(panel.tuning().pool.min, 4);
        panel.setTuningtuned(4, 8, 30s);
        panel.setTuningtuned(2, 8, 30s);
        QCOMPARE(panel.tuning().pool.min, 2);
        QCOMPARE(box(panel, u"pool"_s)->value(), 2);
    }

    void timeOutIsWrittenAsPeopleDo() {
        Theme theme;
        TuningPanel panel(theme, nullptr);
        QSpinBox* timeout = box(panel, u"callTimeout"_s);
        QCOMPARE(timeout->text(), u"30 s"_s);
        timeout->stepBy(-1);
        QCOMPARE(panel.tuning().timeouts.call, dyno::async::Duration(20s));
        timeout->setValue(250);
        QCOMPARE(timeout->text(), u"250 ms"_s);
    }

    void scalesGoThereAndBack_data() {
        QTest::addColumn<int>("low");
        QTest::addColumn<int>("high");
        QTest::addColumn<bool>("logarithmic");
        QTest::newRow("pool") << 1 << 64 << false;
        QTest::newRow("workers") << 1 << 1000 << true;
        QTest::newRow("time-out") << 1 << 3'600'000 << true;
    }
    void scalesGoThereAndBack() {
        QFETCH(int, low);
        QFETCH(int, high);
        QFETCH(bool, logarithmic);
        const KnobScale scale{low, high, logarithmic};
        QCOMPARE(scale.value(0), low);
        QCOMPARE(scale.value(scale.positions()), high);
        QCOMPARE(scale.position(low), 0);
        QCOMPARE(scale.position(high), scale.positions());
        for (int position = 1; position <= scale.positions(); ++position)
            QVERIFY(scale.value(position) >= scale.value(position - 1));
    }

private:
    static QSpinBox* box(const TuningPanel& panel, const QString& knob) {
        return panel.findChild<KnobRow*>(knob)->findChild<QSpinBox*>();
    }
};

QTEST_MAIN(tst_tuning_panel)
#include "tst_tuning_panel.moc"
