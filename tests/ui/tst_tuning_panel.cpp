#include "engine/settings/workspace_file.h"
#include "ui/dialogs/tuning_file.h"
#include "ui/panels/tuning/knob_row.h"
#include "ui/panels/tuning/knob_scale.h"
#include "ui/panels/tuning/knob_section.h"
#include "ui/panels/tuning/number_box.h"
#include "ui/panels/tuning/tuning_panel.h"

#include "tests/support/fail_on_warning.h"
#include "ui/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using dyno::settings::Tuning;
using dyno::telemetry::Snapshot;

namespace {

Snapshot snapshotOf(const Tuning& tuning) {
    Snapshot snapshot;
    snapshot.tuning = tuning;
    return snapshot;
}

struct Panel {
    Theme theme;
    TuningPanel panel{theme, nullptr};
    QSignalSpy tuned{&panel, &TuningPanel::tuned};

    KnobRow& row(const QString& key) { return *panel.findChild<KnobRow*>(key); }
    NumberBox& box(const QString& key) { return *row(key).findChild<NumberBox*>(); }
    QSlider& slider(const QString& key) { return *row(key).findChild<QSlider*>(); }
    QLineEdit& edit(const QString& key) { return *row(key).findChild<QLineEdit*>(); }
    QCheckBox& tick(const QString& key) { return *row(key).findChild<QCheckBox*>(); }
    KnobSection& section(const QString& stage) {
        return *panel.findChild<KnobSection*>(QString(u"section."_s % stage));
    }

    /// As by hand, key by key, but for the Enter.
    void type(const QString& key, const QString& text) {
        edit(key).selectAll();
        QTest::keyClicks(&edit(key), text);
    }
    void enter(const QString& key, const QString& text) {
        type(key, text);
        QTest::keyClick(&edit(key), Qt::Key_Return);
    }
};

} // namespace

class tst_tuning_panel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void everyKnobHasARow() {
        Panel ui;
        for (const auto& knob : dyno::settings::knobs()) {
            const KnobRow& row = ui.row(toQString(knob.key));
            QCOMPARE(row.value(), knob.get(Tuning{}));
            QVERIFY(row.toolTip().startsWith(toQString(knob.key)));
            QVERIFY(!row.differs());
        }
    }

    void turnAppliesAtOnce() {
        Panel ui;
        ui.enter(u"retry.attempts"_s, u"9"_s);
        QCOMPARE(ui.tuned.size(), 1);
        QCOMPARE(ui.panel.tuning().retry.attempts, 9);
    }

    void undoAndRedoAreSent() {
        Panel ui;
        ui.enter(u"retry.attempts"_s, u"9"_s);
        ui.enter(u"workload.workers"_s, u"20"_s);
        ui.panel.undoStack()->undo();
        QCOMPARE(ui.panel.tuning().workers, 8);
        QCOMPARE(ui.box(u"workload.workers"_s).text(), u"8"_s);
        ui.panel.undoStack()->undo();
        QCOMPARE(ui.panel.tuning(), Tuning{});
        ui.panel.undoStack()->redo();
        QCOMPARE(ui.panel.tuning().retry.attempts, 9);
        QCOMPARE(ui.tuned.size(), 5);
    }

    void dragIsOneUndo() {
        Panel ui;
        for (int position = 1; position <= 10; ++position)
            ui.slider(u"retry.attempts"_s).setValue(position);
        QCOMPARE(ui.panel.tuning().retry.attempts, 11);
        QCOMPARE(ui.panel.undoStack()->count(), 1);
        ui.panel.undoStack()->undo();
        QCOMPARE(ui.panel.tuning().retry.attempts, 1);
    }

    void changedKnobIsMarkedAndGoesBack() {
        Panel ui;
        auto* reset = ui.row(u"retry.attempts"_s).findChild<QToolButton*>(u"reset"_s);
        QVERIFY(reset->isHidden());
        ui.enter(u"retry.attempts"_s, u"9"_s);
        QVERIFY(ui.row(u"retry.attempts"_s).differs());
        QVERIFY(!reset->isHidden());
        reset->click();
        QVERIFY(reset->isHidden());
        QCOMPARE(ui.panel.tuning(), Tuning{});
    }

    void oldSnapshotDoesNotTurnBack() {
        Panel ui;
        ui.enter(u"retry.attempts"_s, u"9"_s);
        ui.panel.setSnapshot(snapshotOf(Tuning{}));
        QCOMPARE(ui.panel.tuning().retry.attempts, 9);
        Tuning tuning;
        tuning.retry.attempts = 9;
        ui.panel.setSnapshot(snapshotOf(tuning));
        tuning.retry.attempts = 7;
        ui.panel.setSnapshot(snapshotOf(tuning));
        QCOMPARE(ui.panel.tuning().retry.attempts, 7);
        QCOMPARE(ui.box(u"retry.attempts"_s).text(), u"7"_s);
    }

    void leastAboveMostIsMarkedAtBothAndWaits() {
        Panel ui;
        ui.enter(u"pool.min"_s, u"6"_s);
        QCOMPARE(ui.tuned.size(), 0);
        QVERIFY(ui.row(u"pool.min"_s).problem().contains(u"pool.max"_s));
        QCOMPARE(ui.row(u"pool.max"_s).problem(), ui.row(u"pool.min"_s).problem());
        QVERIFY(ui.row(u"pool.idle"_s).problem().isEmpty());
        ui.enter(u"workload.workers"_s, u"20"_s); // has nothing to do with it
        QCOMPARE(ui.tuned.size(), 1);
        QCOMPARE(ui.panel.tuning().pool.min, 1);
        QCOMPARE(ui.box(u"pool.min"_s).text(), u"6"_s);
        ui.enter(u"pool.max"_s, u"8"_s);
        QCOMPARE(ui.tuned.size(), 2);
        QCOMPARE(ui.panel.tuning().pool.min, 6);
        QCOMPARE(ui.panel.tuning().pool.max, 8);
        QVERIFY(ui.row(u"pool.min"_s).problem().isEmpty());
        ui.panel.undoStack()->undo();
        QCOMPARE(ui.panel.tuning().pool.min, 1);
    }

    void whatIsNoValueIsMarkedAndNotSent_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::newRow("not a number") << u"workload.workers"_s << u"nan"_s;
        QTest::newRow("negative") << u"workload.workers"_s << u"-3"_s;
        QTest::newRow("absurd") << u"cache.bytes"_s << u"99999 GiB"_s;
        QTest::newRow("words") << u"timeouts.call"_s << u"soon"_s;
        QTest::newRow("no JSON") << u"batch.rules"_s << u"[{"_s;
        QTest::newRow("a rule without tools") << u"batch.rules"_s << u"[{}]"_s;
    }
    void whatIsNoValueIsMarkedAndNotSent() {
        QFETCH(QString, key);
        QFETCH(QString, text);
        Panel ui;
        ui.type(key, text);
        QVERIFY(!ui.row(key).problem().isEmpty()); // before anything is confirmed
        QVERIFY(ui.edit(key).property("invalid").toBool());
        QTest::keyClick(&ui.edit(key), Qt::Key_Return);
        QCOMPARE(ui.tuned.size(), 0);
        QCOMPARE(ui.edit(key).text(), text);
        ui.row(key).findChild<QToolButton*>(u"reset"_s)->click();
        QVERIFY(ui.row(key).problem().isEmpty());
        QCOMPARE(ui.tuned.size(), 0);
    }

    void rulesAreTakenAsJson() {
        Panel ui;
        ui.enter(u"batch.rules"_s, u"[{\"tool\":\"get\",\"batchTool\":\"get_many\"}]"_s);
        QCOMPARE(ui.panel.tuning().batch.rules.size(), std::size_t(1));
        QCOMPARE(ui.panel.tuning().batch.rules[0].batchTool, std::string("get_many"));
    }

    void tickSwitchesOffAndOn() {
        Panel ui;
        QVERIFY(!ui.tick(u"pool.perConnection"_s).isChecked());
        QCOMPARE(ui.box(u"pool.perConnection"_s).text(), u"off"_s);
        ui.enter(u"pool.perConnection"_s, u"2"_s);
        QCOMPARE(ui.panel.tuning().pool.perConnection, std::optional(2));
        ui.tick(u"pool.perConnection"_s).setChecked(false);
        QCOMPARE(ui.panel.tuning().pool.perConnection, std::optional<int>());
        ui.tick(u"pool.perConnection"_s).setChecked(true);
        QCOMPARE(ui.panel.tuning().pool.perConnection, std::optional(2));
    }

    void headingSwitchesItsStage() {
        Panel ui;
        auto* heading = ui.section(u"cache"_s).findChild<QCheckBox*>(u"switch"_s);
        heading->setChecked(true);
        QVERIFY(ui.panel.tuning().cache.on);
        ui.panel.undoStack()->undo();
        QVERIFY(!heading->isChecked());
    }

    void namesAreTicked() {
        Panel ui;
        for (auto* box : ui.row(u"breaker.counts"_s).findChildren<QCheckBox*>())
            if (box->text() == u"tool"_s)
                box->setChecked(true);
        QVERIFY(ui.panel.tuning().breaker.counts.tool);
        QVERIFY(ui.panel.tuning().breaker.counts.transport);
    }

    void knobThatCannotActSaysWhy() {
        Panel ui;
        QVERIFY(!ui.box(u"pool.max"_s).isEnabled());
        const auto says = [&ui](const QString& key, const QString& word) {
            const auto labels = ui.row(key).findChildren<QLabel*>();
            return std::ranges::any_of(labels, [&](const QLabel* label) {
                return !label->isHidden() && label->text().contains(word);
            });
        };
        QVERIFY(says(u"pool.max"_s, u"only with a limit of calls per connection"_s));
        ui.enter(u"pool.perConnection"_s, u"1"_s);
        QVERIFY(ui.box(u"pool.max"_s).isEnabled());
        QVERIFY(ui.box(u"cache.ttl"_s).isEnabled()); // may be prepared while the cache is off
        Snapshot snapshot = snapshotOf(ui.panel.tuning());
        snapshot.servers.resize(1);
        snapshot.servers[0].protocolVersion = "2025-06-18";
        ui.panel.setSnapshot(snapshot);
        ui.row(u"batch.mode"_s).findChild<QComboBox*>()->setCurrentText(u"jsonrpc"_s);
        QVERIFY(says(u"batch.mode"_s, u"2025-03-26: nothing"_s));
    }

    void searchUnfoldsWhatMatches() {
        Panel ui;
        auto* search = ui.panel.findChild<QLineEdit*>(u"knobSearch"_s);
        search->setText(u"ttl"_s);
        QVERIFY(!ui.row(u"cache.ttl"_s).isHidden());
        QVERIFY(ui.row(u"cache.entries"_s).isHidden());
        QVERIFY(!ui.section(u"cache"_s).isHidden());
        QVERIFY(ui.section(u"pool"_s).isHidden());
        search->clear();
        QVERIFY(!ui.section(u"cache"_s).isUnfolded());
        QVERIFY(!ui.section(u"pool"_s).isHidden());
        ui.enter(u"retry.attempts"_s, u"3"_s);
        ui.panel.findChild<QToolButton*>(u"onlyChanged"_s)->setChecked(true);
        QVERIFY(ui.section(u"pool"_s).isHidden());
        QVERIFY(!ui.row(u"retry.attempts"_s).isHidden());
        QVERIFY(ui.row(u"retry.base"_s).isHidden());
    }

    void fileGivesBackWhatWasSaved() {
        Panel ui;
        QTemporaryDir folder;
        const QString path = folder.filePath(u"tuning.json"_s);
        TuningFile file(&ui.panel);
        QSignalSpy remarked(&file, &TuningFile::remarked);
        connect(&file, &TuningFile::loaded, &ui.panel, &TuningPanel::load);
        ui.enter(u"retry.attempts"_s, u"3"_s);
        file.write(path, ui.panel.tuning());
        ui.panel.load({});
        QCOMPARE(ui.panel.tuning(), Tuning{});
        file.read(path);
        QCOMPARE(ui.panel.tuning().retry.attempts, 3);
        QCOMPARE(remarked.last()[0].toString(), QString());
        ui.panel.undoStack()->undo();
        QCOMPARE(ui.panel.tuning(), Tuning{});
        file.read(folder.filePath(u"none.json"_s));
        QVERIFY(remarked.last()[0].toString().contains(u"none.json"_s));
    }

    void fileKeepsWhatIsUnknownInIt() {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"tuning.json"_s);
        TuningFile file(nullptr);
        file.opened(path, R"({"tuning":{"future.knob":3}})");
        file.write(path, Tuning{});
        const auto again = dyno::settings::readWorkspace(path.toStdString());
        QCOMPARE(again.value().unknown, std::string(R"({"tuning":{"future.knob":3}})"));
    }

    void scalesGoThereAndBack() {
        for (const auto& knob : dyno::settings::knobs()) {
            if (knob.high <= knob.low)
                continue;
            const KnobScale scale = scaleOf(knob);
            QCOMPARE(scale.value(0), knob.low);
            QCOMPARE(scale.value(scale.positions()), knob.high);
            QCOMPARE(scale.position(knob.low), 0);
            QCOMPARE(scale.position(knob.high), scale.positions());
            for (int position = 1; position <= scale.positions(); ++position) {
                QVERIFY2(scale.value(position) >= scale.value(position - 1), knob.key.data());
                QVERIFY2(fits(knob, scale.value(position)), knob.key.data());
            }
        }
    }

    void stepsGoAlongRoundValues() {
        const KnobScale seconds = scaleOf(*dyno::settings::findKnob("timeouts.call"));
        QCOMPARE(seconds.neighbour(30, false), 20.0);
        QCOMPARE(seconds.neighbour(30, true), 50.0);
        QCOMPARE(seconds.neighbour(0.5, true), 1.0);
        QCOMPARE(seconds.neighbour(seconds.high, true), seconds.high);
        const KnobScale connections = scaleOf(*dyno::settings::findKnob("pool.max"));
        QCOMPARE(connections.neighbour(4, true), 5.0);
    }
};

QTEST_MAIN(tst_tuning_panel)
#include "tst_tuning_panel.moc"
