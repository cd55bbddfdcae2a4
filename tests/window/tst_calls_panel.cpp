#include "tests/support/fail_on_warning.h"
#include "tests/support/memory_session.h"
#include "ui/panels/calls/calls_panel.h"
#include "ui/panels/calls/duration_filter.h"
#include "ui/panels/calls/json_folds.h"
#include "ui/panels/calls/json_view.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTextBlock>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno;
using namespace dyno::ui;
using test::MemorySession;

namespace {

telemetry::Snapshot snapshotOf(std::uint64_t kept, std::uint64_t seen) {
    telemetry::Snapshot snapshot;
    snapshot.recording.callsKept = kept;
    snapshot.recording.callsSeen = seen;
    auto tools = std::make_shared<std::vector<mcp::Tool>>(2);
    (*tools)[0].name = "odd";
    (*tools)[1].name = "even";
    for (const ServerId id : {1, 2}) {
        telemetry::ServerStatus& server = snapshot.servers.emplace_back();
        server.id = id;
        server.name = id == 1 ? "one" : "two";
        server.tools = tools;
    }
    return snapshot;
}

/// The panel in a window, with a session of so many calls.
struct Shown {
    explicit Shown(std::uint32_t calls) {
        session.grow(calls);
        panel.resize(1200, 400);
        panel.show();
        panel.setSnapshot(snapshotOf(calls, calls * 3));
        panel.setSource(&source);
    }

    template<class Widget>
    Widget& child(const QString& name) {
        return *panel.findChild<Widget*>(name);
    }
    QTableView& table() { return child<QTableView>(u"callsTable"_s); }
    int rows() { return table().model()->rowCount(); }
    QString count() { return child<QLabel>(u"callsCount"_s).text(); }
    void choose(int row) { table().setCurrentIndex(table().model()->index(row, 0)); }
    QString title() { return child<QLabel>(u"callTitle"_s).toolTip(); }
    void lookForMore() {
        panel.setLive(false);
        panel.setLive(true);
    }

    MemorySession session;
    SessionSource source{"calls.dyno", session.opener()};
    Theme theme;
    CallsPanel panel{theme, nullptr};
};

} // namespace

class tst_calls_panel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarning(); }

    void emptyPanelTeaches() {
        Theme theme;
        CallsPanel panel(theme, nullptr);
        panel.show();
        QStringList texts;
        for (const QLabel* label : panel.findChildren<QLabel*>())
            texts << (label->isVisible() ? label->text() : QString());
        QVERIFY2(texts.join(u'\n').contains(u"While a session is recorded"_s), qPrintable(texts.join(u'\n')));
        QVERIFY(!panel.findChild<QLineEdit*>(u"callsText"_s)->isEnabled());
    }

    void countSaysWhatIsShownAndWhatItStandsFor() {
        Shown shown(1000);
        QTRY_COMPARE(shown.rows(), 1000);
        QCOMPARE(shown.count(), u"1,000 kept calls, which stand for 2,800 · 33.3 % of all calls are kept"_s);
        auto& tool = shown.child<QComboBox>(u"callsTool"_s);
        tool.setCurrentText(u"odd"_s);
        QTRY_COMPARE(shown.rows(), 500);
        QVERIFY2(shown.count().startsWith(u"500 of 1,000 kept calls, which stand for 1,500"_s),
                 qPrintable(shown.count()));
    }

    void filtersByWhatIsChosen() {
        Shown shown(1000);
        shown.child<QComboBox>(u"callsServer"_s).setCurrentText(u"one"_s);
        QTRY_COMPARE(shown.rows(), 500);
        shown.child<QComboBox>(u"callsOutcome"_s).setCurrentText(u"all errors"_s);
        QTRY_COMPARE(shown.rows(), 100);
        shown.child<QComboBox>(u"callsOutcome"_s).setCurrentText(u"Protocol"_s);
        QTRY_COMPARE(shown.rows(), 0);
        shown.child<QComboBox>(u"callsOutcome"_s).setCurrentText(u"TimedOut"_s);
        shown.child<QLineEdit>(u"callsAtLeast"_s).setText(u"1.4"_s);
        shown.child<QLineEdit>(u"callsAtMost"_s).setText(u"1.45ms"_s);
        QTRY_COMPARE(shown.rows(), 6);
        shown.child<QToolButton>(u"callsClear"_s).click();
        QTRY_COMPARE(shown.rows(), 1000);
        shown.panel.setRange(sessions::Range{100ms, 200ms});
        QTRY_COMPARE(shown.rows(), 100);
        QVERIFY2(shown.count().contains(u"00:00:00.100 – 00:00:00.200"_s), qPrintable(shown.count()));
    }

    void textIsReachedAndClearedByKeys() {
        Shown shown(100);
        QVERIFY(QTest::qWaitForWindowActive(&shown.panel));
        QTRY_COMPARE(shown.rows(), 100);
        shown.table().setFocus();
        QTest::keyClick(&shown.table(), Qt::Key_F, Qt::ControlModifier);
        auto& text = shown.child<QLineEdit>(u"callsText"_s);
        QTRY_VERIFY(text.hasFocus());
        QTest::keyClicks(&text, u"odd"_s);
        QTRY_COMPARE(shown.rows(), 50);
        QTest::keyClick(&text, Qt::Key_Escape);
        QVERIFY(text.text().isEmpty());
        QTRY_COMPARE(shown.rows(), 100);
        QTest::keyClick(&text, Qt::Key_Return);
        QVERIFY(shown.table().hasFocus());
    }

    void searchThatTakesLongShowsItAndIsGivenUpByTypingOn() {
        Shown shown(100);
        QTRY_COMPARE(shown.rows(), 100);
        auto& text = shown.child<QLineEdit>(u"callsText"_s);
        text.setText(QString::fromUtf8(MemorySession::endless));
        auto& progress = shown.child<QWidget>(u"callsProgress"_s);
        QTRY_VERIFY(progress.isVisible());
        QCOMPARE(shown.rows(), 100);
        text.setText(u"odd"_s);
        QTRY_COMPARE(shown.rows(), 50);
        QVERIFY(!progress.isVisible());
    }

    void followsAtItsEndAndStaysPutElsewhere() {
        Shown shown(1000);
        QTRY_COMPARE(shown.rows(), 1000);
        QScrollBar& bar = *shown.table().verticalScrollBar();
        QTRY_COMPARE(bar.value(), bar.maximum());
        shown.session.grow(50);
        shown.lookForMore();
        QTRY_COMPARE(shown.rows(), 1050);
        QTRY_COMPARE(bar.value(), bar.maximum());
        bar.setValue(300);
        shown.choose(305);
        shown.session.grow(50);
        shown.lookForMore();
        QTRY_COMPARE(shown.rows(), 1100);
        QCOMPARE(bar.value(), 300);
        QCOMPARE(shown.table().currentIndex().row(), 305);
    }

    void chosenCallStaysChosenUnderAnotherFilter() {
        Shown shown(1000);
        QTRY_COMPARE(shown.rows(), 1000);
        shown.choose(300); // the 301st: odd
        QTRY_COMPARE(shown.title(), u"odd"_s);
        shown.child<QComboBox>(u"callsTool"_s).setCurrentText(u"odd"_s);
        QTRY_COMPARE(shown.rows(), 500);
        QCOMPARE(shown.table().currentIndex().row(), 150);
    }

    void headingOfLatencySorts() {
        Shown shown(1000);
        QTRY_COMPARE(shown.rows(), 1000);
        auto& model = *shown.table().model();
        QHeaderView& header = *shown.table().horizontalHeader();
        header.setSortIndicator(4, Qt::AscendingOrder); // the first click shows the slowest
        QTRY_COMPARE(model.index(0, 0).data().toString(), u"00:00:01.000"_s);
        QCOMPARE(header.sortIndicatorOrder(), Qt::DescendingOrder);
        header.setSortIndicator(1, Qt::AscendingOrder); // no order by tool
        QCOMPARE(header.sortIndicatorSection(), 4);
        header.setSortIndicator(0, Qt::DescendingOrder);
        QTRY_COMPARE(model.index(0, 0).data().toString(), u"00:00:00.001"_s);
        QCOMPARE(header.sortIndicatorOrder(), Qt::AscendingOrder);
    }

    void inspectorShowsBodiesAndFailures() {
        Shown shown(100);
        QTRY_COMPARE(shown.rows(), 100);
        shown.choose(0);
        QTRY_COMPARE(shown.title(), u"odd"_s);
        QCOMPARE(shown.child<QPlainTextEdit>(u"callRequest"_s).toPlainText(), u"{\n  \"id\": 1\n}"_s);
        QVERIFY(!shown.child<QWidget>(u"callFailure"_s).isVisible());
        shown.choose(29); // the 30th: failed, its bodies were not kept
        QTRY_COMPARE(shown.title(), u"even"_s);
        QVERIFY(shown.child<QWidget>(u"callFailure"_s).isVisible());
        QVERIFY(shown.child<QPlainTextEdit>(u"callEvidence"_s).toPlainText().contains(u"very slow"_s));
        QVERIFY(shown.child<QPlainTextEdit>(u"callResponse"_s).toPlainText().contains(u"not kept"_s));
        QVERIFY(!shown.child<QToolButton>(u"copyCall"_s).isEnabled());
    }

    void problemIsShownWhereItHappens() {
        Shown shown(100);
        QTRY_COMPARE(shown.rows(), 100);
        shown.session.fail(Error{ErrorKind::Io, "the disk is gone"});
        shown.child<QComboBox>(u"callsTool"_s).setCurrentText(u"odd"_s);
        auto& problem = shown.child<QWidget>(u"callsProblem"_s);
        QTRY_VERIFY(problem.isVisible());
        QVERIFY(problem.findChild<QLabel*>()->text().contains(u"the disk is gone"_s));
        shown.session.fail({});
        shown.child<QToolButton>(u"callsClear"_s).click();
        QTRY_VERIFY(!problem.isVisible());
    }

    void durationIsReadAsPeopleWriteIt_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("microseconds"); // -1: none
        QTest::addColumn<bool>("invalid");
        QTest::newRow("empty") << u" "_s << qint64(-1) << false;
        QTest::newRow("bare") << u"5"_s << qint64(5000) << false;
        QTest::newRow("unit") << u"1.5 s"_s << qint64(1'500'000) << false;
        QTest::newRow("micro") << u"20µs"_s << qint64(20) << false;
        QTest::newRow("words") << u"fast"_s << qint64(-1) << true;
        QTest::newRow("negative") << u"-3"_s << qint64(-1) << true;
    }
    void durationIsReadAsPeopleWriteIt() {
        QFETCH(QString, text);
        QFETCH(qint64, microseconds);
        QFETCH(bool, invalid);
        DurationFilter field(nullptr);
        field.setText(text);
        QCOMPARE(field.duration() ? *field.duration() / 1us : qint64(-1), microseconds);
        QCOMPARE(field.property("invalid").toBool(), invalid);
    }

    void foldsAreFound() {
        const auto folds =
            jsonFolds({u"{"_s, u"  \"a\": ["_s, u"    1"_s, u"  ],"_s, u"  \"b\": {}"_s, u"}"_s});
        QCOMPARE(folds.size(), std::size_t(2));
        QCOMPARE(folds[0].last, 5);
        QCOMPARE(folds[1].first, 1);
        QCOMPARE(folds[1].last, 3);
        QCOMPARE(folds[1].depth, 1);
        const auto cut = jsonFolds({u"{"_s, u"  \"a\": ["_s, u"    1"_s});
        QCOMPARE(cut.size(), std::size_t(2));
        QCOMPARE(cut[1].last, 2);
        QVERIFY(jsonFolds({u"}"_s, u"["_s}).empty());
    }

    void foldedLinesAreHiddenAndCopied() {
        Theme theme;
        JsonView view(theme, nullptr);
        view.setJson(R"({"a":[1,2],"b":3})");
        const auto visible = [&view](int line) {
            return view.document()->findBlockByNumber(line).isVisible();
        };
        view.moveCursor(QTextCursor::Start);
        view.moveCursor(QTextCursor::Down);
        QTest::keyClick(&view, Qt::Key_Space);
        QVERIFY(visible(1) && !visible(2) && !visible(4) && visible(5));
        view.selectAll();
        QVERIFY(view.textCursor().selectedText().contains(u"1"_s));
        view.moveCursor(QTextCursor::Start);
        QTest::keyClick(&view, Qt::Key_Space);
        QVERIFY(visible(0) && !visible(1) && !visible(5) && !visible(6));
        QTest::keyClick(&view, Qt::Key_Space);
        QVERIFY(visible(1) && !visible(2) && visible(6));
    }
};

QTEST_MAIN(tst_calls_panel)
#include "tst_calls_panel.moc"
