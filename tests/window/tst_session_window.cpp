// The real window with a session file: opened with no server, looked at in ranges, saved, and left again.

#include "tests/support/memory_store.h"
#include "tests/support/sample_session.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/bridge/server_book.h"
#include "ui/charts/latency_chart.h"
#include "ui/main_window.h"
#include "ui/sessions/session_desk.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QAbstractItemView>
#include <QAction>
#include <QChart>
#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace dyno;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 20'000;

/// All of it, as the program puts it together, without servers that are remembered.
struct Console {
    ui::EngineBridge bridge;
    test::MemoryStore keychain;
    ui::ServerBook book{bridge, keychain, {}};
    ui::MainWindow window{bridge, book};

    bool open() {
        window.resize(1440, 900);
        window.show();
        return QTest::qWaitForWindowExposed(&window);
    }
    ui::SessionView& view() { return window.sessions().view(); }
    const telemetry::Snapshot& shown() { return *view().shown().snapshot; }
    ui::TimeChart& chart() { return window.findChild<ui::LatencyChart*>()->chart(); }
    QWidget& part(const QString& name) { return *window.findChild<QWidget*>(name); }
    int rows(const QString& table) {
        return window.findChild<QAbstractItemView*>(table)->model()->rowCount();
    }
};

QPoint at(ui::TimeChart& chart, double share) {
    const QRectF plot = chart.chart()->plotArea();
    return QPointF(plot.left() + share * plot.width(), plot.center().y()).toPoint();
}

void drag(ui::TimeChart& chart, double from, double to) {
    QWidget* plot = chart.viewport();
    QTest::mousePress(plot, Qt::LeftButton, {}, at(chart, from));
    QTest::mouseMove(plot, at(chart, (from + to) / 2));
    QTest::mouseMove(plot, at(chart, to));
    QTest::mouseRelease(plot, Qt::LeftButton, {}, at(chart, to));
}

} // namespace

class tst_session_window : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // Not the settings of the person who runs this.
        QVERIFY(m_folder.isValid());
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        m_file = m_folder.filePath(u"sample.dyno"_s);
        m_written = test::writeSession(m_file.toStdString(), {});
    }

    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void sessionIsShownWithNoServer() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(console.part(u"sessionStrip"_s).isVisible(), patience);
        QVERIFY(!console.view().shown().live);
        QCOMPARE(console.shown().counts.ended(), m_written.run.counts.ended());
        QCOMPARE(console.shown().recording.callsSeen, console.view().session()->calls);
        QCOMPARE(console.rows(u"connectionTable"_s), 4);
    }

    void whatNeedsAnEngineIsGreyedOutWithTheReason() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(!console.view().shown().live, patience);
        const auto* run = console.window.findChild<QAction*>(u"run"_s);
        QVERIFY(!run->isEnabled());
        QVERIFY(run->toolTip().contains(u"recording"_s));
        QVERIFY(!console.part(u"pool.min"_s).isEnabled());
        QVERIFY(!console.part(u"addServer"_s).isEnabled());

        QTest::mouseClick(&console.part(u"backToLive"_s), Qt::LeftButton);
        QVERIFY(console.view().shown().live);
        QVERIFY(!console.part(u"sessionStrip"_s).isVisible());
        QVERIFY(console.part(u"pool.min"_s).isEnabled());
        QVERIFY(!run->toolTip().contains(u"recording"_s));
        QCOMPARE(console.rows(u"connectionTable"_s), 0);
    }

    void draggedRangeIsWhatFiguresSpeakOf() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(!console.view().shown().live, patience);
        QCoreApplication::processEvents();
        drag(console.chart(), 0.4, 0.6);
        QTRY_VERIFY_WITH_TIMEOUT(console.part(u"rangeStrip"_s).isVisible(), patience);
        const sessions::Range range = *console.view().shown().range;
        const auto reader = sessions::SessionReader::open(m_file.toStdString());
        QVERIFY(reader.has_value());
        QCOMPARE((*reader)->snapped(range).value(), range);
        const telemetry::Figures figures = (*reader)->figures(range).value();
        QVERIFY(figures.counts.ended() > 0);
        QVERIFY(figures.counts.ended() < m_written.run.counts.ended() / 2);
        QCOMPARE(console.shown().counts.ended(), figures.counts.ended());
        QCOMPARE(console.shown().total.count, telemetry::summarize(figures.latency).count);
        QCOMPARE(console.shown().recent.latency.p99, telemetry::summarize(figures.latency).p99);

        QTest::keyClick(&console.window, Qt::Key_Escape);
        QVERIFY(!console.part(u"rangeStrip"_s).isVisible());
        QCOMPARE(console.shown().counts.ended(), m_written.run.counts.ended());
    }

    void clickTakesTheRangeAway() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(!console.view().shown().live, patience);
        QCoreApplication::processEvents();
        drag(console.chart(), 0.2, 0.3);
        QTRY_VERIFY_WITH_TIMEOUT(console.view().shown().range, patience);
        QTest::mouseClick(console.chart().viewport(), Qt::LeftButton, {}, at(console.chart(), 0.8));
        QVERIFY(!console.view().shown().range);
    }

    void rangeIsChosenWithKeys() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(!console.view().shown().live, patience);
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(&console.chart(), Qt::Key_Left);
        for (int i = 0; i < 30; ++i)
            QTest::keyClick(&console.chart(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&console.chart(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(console.view().shown().range, patience);
        const sessions::Range range = *console.view().shown().range;
        const sessions::Range whole = console.view().shown().whole;
        const double share =
            double((range.to - range.from).count()) / double((whole.to - whole.from).count());
        QVERIFY2(share > 0.2 && share < 0.4, qPrintable(QString::number(share)));
    }

    void zoomedStretchIsReadFromTheFile() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(!console.view().shown().live, patience);
        const auto whole = console.shown().series;
        QTest::keyClick(&console.chart(), Qt::Key_Plus);
        QTest::keyClick(&console.chart(), Qt::Key_Plus);
        QTRY_VERIFY_WITH_TIMEOUT(console.shown().series != whole, patience);
        QTest::keyClick(&console.chart(), Qt::Key_Escape);
        QCOMPARE(console.shown().series, whole);
    }

    void fileThatCannotBeOpenedIsSaidWithoutABox() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_folder.filePath(u"none.dyno"_s));
        auto& notice = console.part(u"sessionNotice"_s);
        QTRY_VERIFY_WITH_TIMEOUT(notice.isVisible(), patience);
        QVERIFY(QApplication::activeModalWidget() == nullptr);
        QVERIFY(console.view().shown().live);
        QTest::mouseClick(notice.findChild<QWidget*>(u"dismissNotice"_s), Qt::LeftButton);
        QVERIFY(!notice.isVisible());
    }

    void rangeWithoutARecordingSaysWhatToDo() {
        Console console;
        QVERIFY(console.open());
        drag(console.chart(), 0.4, 0.6);
        QVERIFY(console.part(u"sessionNotice"_s).isVisible());
        QVERIFY(!console.view().shown().range);
    }

    void sessionIsSavedUnderAnotherName() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(!console.view().shown().live, patience);
        console.window.findChild<QAction*>(u"saveSessionAs"_s)->trigger();
        auto* dialog = console.window.findChild<QFileDialog*>(u"saveSession"_s);
        QVERIFY(dialog);
        const QString copy = m_folder.filePath(u"copy.dyno"_s);
        dialog->setDirectory(m_folder.path());
        dialog->selectFile(copy);
        QMetaObject::invokeMethod(dialog, "accept");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(copy), patience);
        QVERIFY(sessions::SessionReader::open(copy.toStdString()).has_value());
    }

    void sessionThatWasNotClosedIsOffered() {
        const QString folder = newFolder();
        const QString left = folder % u"/left.dyno"_s;
        QVERIFY(QFile::copy(m_file, left));
        SQLite::Database(left.toStdString(), SQLite::OPEN_READWRITE)
            .exec("UPDATE meta SET value = '0' WHERE key = 'complete'");
        Console console;
        QVERIFY(console.open());
        console.window.sessions().keepSessionsIn(folder.toStdString(), false);
        auto& offer = console.part(u"recoveryStrip"_s);
        QTRY_VERIFY_WITH_TIMEOUT(offer.isVisible(), patience);
        QTest::mouseClick(offer.findChild<QWidget*>(u"openRecovered"_s), Qt::LeftButton);
        QVERIFY(!offer.isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(console.view().session(), patience);
        QCOMPARE(QString::fromStdString(console.view().session()->file.string()), left);
    }

    void oldSessionsThatAreNeededOutliveTheCleanUp() {
        const QString folder = newFolder();
        const QString left = folder % u"/left.dyno"_s, opened = folder % u"/opened.dyno"_s,
                      old = folder % u"/old.dyno"_s;
        for (const QString& file : {left, opened, old})
            QVERIFY(QFile::copy(m_file, file));
        SQLite::Database(left.toStdString(), SQLite::OPEN_READWRITE)
            .exec("UPDATE meta SET value = '0' WHERE key = 'complete'");
        for (const QString& file : {left, opened, old})
            std::filesystem::last_write_time(file.toStdString(),
                                             std::filesystem::file_time_type::clock::now() - 1000h);
        Console console;
        QVERIFY(console.open());
        console.window.sessions().open(opened);
        console.window.sessions().keepSessionsIn(folder.toStdString(), false);
        QTRY_VERIFY_WITH_TIMEOUT(console.part(u"recoveryStrip"_s).isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(console.view().session(), patience);
        QVERIFY(QFile::exists(left) && QFile::exists(opened) && !QFile::exists(old));
    }

    void discardedSessionIsDeleted() {
        const QString folder = newFolder();
        const QString left = folder % u"/left.dyno"_s;
        QVERIFY(QFile::copy(m_file, left));
        SQLite::Database(left.toStdString(), SQLite::OPEN_READWRITE)
            .exec("UPDATE meta SET value = '0' WHERE key = 'complete'");
        Console console;
        QVERIFY(console.open());
        console.window.sessions().keepSessionsIn(folder.toStdString(), false);
        auto& offer = console.part(u"recoveryStrip"_s);
        QTRY_VERIFY_WITH_TIMEOUT(offer.isVisible(), patience);
        QTest::mouseClick(offer.findChild<QWidget*>(u"discardRecovered"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(left), patience);
    }

    void runningEngineIsRecordedAndLookedBackAt() {
        Console console;
        QVERIFY(console.open());
        console.window.sessions().keepSessionsIn(newFolder().toStdString(), true);
        const ServerId server = console.bridge.addServer({"demo", {DYNO_DEMO_SERVER}, {}, {}});
        console.bridge.startServer(server);
        console.bridge.startWorkload({server, "echo", R"({"message":"hello"})", {}, {}});
        const auto recording = [&]() -> const telemetry::RecordingStatus& {
            return console.bridge.snapshot()->recording;
        };
        QTRY_VERIFY_WITH_TIMEOUT(recording().on && recording().callsSeen > 1000, patience);
        QTRY_VERIFY_WITH_TIMEOUT(console.shown().series->size() > 10, patience);
        drag(console.chart(), 0.5, 1);
        QTRY_VERIFY_WITH_TIMEOUT(console.part(u"rangeStrip"_s).isVisible(), patience);
        QVERIFY(console.view().shown().live);
        const std::uint64_t ranged = console.shown().counts.ended();
        QVERIFY(ranged > 0);
        QTRY_VERIFY_WITH_TIMEOUT(console.bridge.snapshot()->counts.ended() > ranged + 1000, patience);
        QCOMPARE(console.shown().counts.ended(), ranged);
        QTest::keyClick(&console.window, Qt::Key_Escape);
        QVERIFY(console.shown().counts.ended() > ranged);

        console.window.close();
        auto* question = console.window.findChild<QMessageBox*>(u"unsavedQuestion"_s);
        QVERIFY(question && console.window.isVisible());
        QTest::mouseClick(question->findChild<QPushButton*>(u"discardUnsaved"_s), Qt::LeftButton);
        QVERIFY(!console.window.isVisible());
    }

private:
    QString newFolder() {
        const QString folder = m_folder.filePath(QString::number(++m_folders));
        QDir().mkpath(folder);
        return folder;
    }

    int m_folders = 0;
    QTemporaryDir m_folder;
    QString m_file;
    test::WrittenSession m_written;
};

QTEST_MAIN(tst_session_window)
#include "tst_session_window.moc"
