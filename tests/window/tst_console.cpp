// The real window on a real screen with a real server: what a person does in the first minutes.

#include "tests/support/memory_store.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/bridge/server_book.h"
#include "ui/main_window.h"

#include <QAbstractItemView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>

using namespace dyno;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

/// All of it, as the program puts it together, without servers that are remembered.
struct Console {
    ui::EngineBridge bridge;
    test::MemoryStore keychain;
    ui::ServerBook book{bridge, keychain, {}};
    ui::MainWindow window{bridge, book};

    bool open() {
        window.show();
        return QTest::qWaitForWindowExposed(&window);
    }
};

template<class Widget>
Widget* child(QWidget& window, const QString& name) {
    return window.findChild<Widget*>(name);
}

void addServerByHand(ui::MainWindow& window, const QString& command) {
    child<QWidget>(window, u"addServer"_s)->setFocus();
    QTest::mouseClick(child<QWidget>(window, u"addServer"_s), Qt::LeftButton);
    auto* dialog = child<QWidget>(window, u"addServerDialog"_s);
    QTRY_VERIFY(dialog && dialog->isVisible());
    QTest::keyClicks(child<QLineEdit>(*dialog, u"commandLine"_s), command);
    QTest::mouseClick(child<QPushButton>(*dialog, u"addAndStart"_s), Qt::LeftButton);
}

int rows(QWidget& window, const QString& table) {
    return child<QAbstractItemView>(window, table)->model()->rowCount();
}

} // namespace

class ConsoleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // The window remembers its layout, theme and servers; not those of the person who runs this.
        QVERIFY(m_settings.isValid());
        qputenv("XDG_CONFIG_HOME", m_settings.path().toLocal8Bit());
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void emptyWindowOffersTheDemo() {
        Console console;
        ui::MainWindow& window = console.window;
        QVERIFY(console.open());
        auto* demo = child<QPushButton>(window, u"startDemo"_s);
        QVERIFY(demo && demo->isVisible());
        QSignalSpy asked(&window, &ui::MainWindow::demoRequested);
        QTest::mouseClick(demo, Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
    }

    void serverIsAddedLoadedAndTuned() {
        Console console;
        ui::MainWindow& window = console.window;
        const ui::EngineBridge& bridge = console.bridge;
        window.resize(1440, 900);
        QVERIFY(console.open());
        addServerByHand(window, QStringLiteral(DYNO_DEMO_SERVER));
        QTRY_COMPARE_WITH_TIMEOUT(rows(window, u"connectionTable"_s), 1, patience);
        auto* run = child<QPushButton>(window, u"workloadRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), patience);
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(bridge.snapshot()->counts.succeeded > 1000,
                                  qPrintable(child<QLabel>(window, u"workloadStatus"_s)->text()), patience);

        child<QWidget>(window, u"pool.min"_s)->findChild<QSlider*>()->setValue(2); // the third of 1 … 64
        QTRY_COMPARE_WITH_TIMEOUT(rows(window, u"connectionTable"_s), 3, patience);
        QTRY_COMPARE_WITH_TIMEOUT(rows(window, u"changesTable"_s), 1, patience);
        QCOMPARE(bridge.snapshot()->tuning.pool.min, 3);

        QTest::mouseClick(child<QPushButton>(window, u"workloadStop"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(bridge.snapshot()->workload.phase, telemetry::WorkloadPhase::Idle,
                                  patience);
        QCOMPARE(bridge.snapshot()->counts.errors(), std::uint64_t(0));
    }

    void wrongCommandIsShownWithoutABoxThatStopsTheCharts() {
        Console console;
        ui::MainWindow& window = console.window;
        QVERIFY(console.open());
        addServerByHand(window, u"no-such-program-anywhere --flag"_s);
        auto* banner = child<QWidget>(window, u"problemBanner"_s);
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
        QVERIFY(QApplication::activeModalWidget() == nullptr);
        QVERIFY(rows(window, u"logTable"_s) > 0);
        QTest::mouseClick(child<QWidget>(window, u"dismissProblem"_s), Qt::LeftButton);
        QVERIFY(!banner->isVisible());
    }

    void stripsFitASmallScreen() {
        Console console;
        ui::MainWindow& window = console.window;
        QVERIFY(console.open());
        window.resize(1024, 675); // the frame of a window of 700
        addServerByHand(window, u"no-such-program-anywhere --flag"_s);
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(window, u"problemBanner"_s)->isVisible(), patience);
        settings::ServerConfig asking{"demo", {DYNO_DEMO_SERVER}};
        asking.policy.elicitation = settings::AnswerBy::Ask;
        const ServerId server = console.bridge.addServer(asking);
        console.bridge.startServer(server);
        console.bridge.startWorkload({server, "ask", R"({"method":"elicitation/create"})", {}, {}});
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(window, u"questionStrip"_s)->isVisible(), patience);
        QTRY_COMPARE(window.size(), QSize(1024, 675));
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(ConsoleTest)
#include "tst_console.moc"
