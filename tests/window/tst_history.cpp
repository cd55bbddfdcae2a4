// The history, the comparison and the reports of real session files, as a person uses them.

#include "tests/support/fail_on_warning.h"
#include "tests/support/sample_session.h"
#include "ui/models/history_model.h"
#include "ui/panels/compare/compare_window.h"
#include "ui/panels/history/history_panel.h"
#include "ui/sessions/report_writer.h"
#include "ui/sessions/session_shelf.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace dyno;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

template<class Widget>
Widget* child(QWidget& window, const QString& name) {
    return window.findChild<Widget*>(name);
}

/// The cell of a table whose row says that somewhere.
QModelIndex cellOf(QTableView& table, const QString& text) {
    const QAbstractItemModel& model = *table.model();
    for (int row = 0; row < model.rowCount(); ++row)
        for (int column = 0; column < model.columnCount(); ++column)
            if (model.index(row, column).data().toString().contains(text))
                return model.index(row, column);
    return {};
}

} // namespace

class tst_history : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder.filePath(u"config"_s)));
        make("one.dyno", {.calls = 3000, .seed = 1, .title = "one"});
        make("two.dyno", {.calls = 3000, .seed = 2, .slower = 2, .title = "two"});
    }
    void init() { test::failOnWarning(); }

    void sessionsAreListedAndBrokenOnesSayWhy() {
        cut("one.dyno", "broken.dyno");
        ui::SessionShelf shelf;
        ui::HistoryPanel panel(m_theme, shelf, nullptr);
        QTableView& table = open(panel, shelf);
        QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 3, patience);
        const QModelIndex broken = cellOf(table, u"broken.dyno"_s);
        QVERIFY(broken.isValid());
        table.selectRow(broken.row());
        const auto* facts = child<QLabel>(panel, u"sessionFacts"_s);
        QVERIFY2(facts->text().contains(u"cannot be read"), qPrintable(facts->text()));
        // Its 99th percentile comes later.
        QTRY_VERIFY_WITH_TIMEOUT(
            !cellOf(table, u"one"_s).siblingAtColumn(ui::HistoryModel::P99).data().toString().isEmpty(),
            patience);
        QFile::remove(path("broken.dyno"));
    }

    void labelsAreKeptInTheFile() {
        ui::SessionShelf shelf;
        ui::HistoryPanel panel(m_theme, shelf, nullptr);
        QTableView& table = open(panel, shelf);
        QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 2, patience);
        table.selectRow(cellOf(table, u"one"_s).row());
        QTest::keyClicks(child<QLineEdit>(panel, u"sessionTags"_s), u"ssd, fast"_s);
        child<QPlainTextEdit>(panel, u"sessionNotes"_s)->setFocus();
        QTest::keyClicks(child<QPlainTextEdit>(panel, u"sessionNotes"_s), u"before the index"_s);
        child<QLineEdit>(panel, u"sessionTitle"_s)->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(cellOf(table, u"#ssd  #fast  before the index"_s).isValid(), patience);
        const auto listed = sessions::listSessions({path("one.dyno").toStdString()});
        QCOMPARE(listed.size(), std::size_t(1));
        QVERIFY(listed[0].info->tags == std::vector<std::string>({"ssd", "fast"}));
        QCOMPARE(listed[0].info->notes, std::string("before the index"));
        QCOMPARE(listed[0].info->title, std::string("one"));
    }

    void deletingAsksFirst() {
        make("three.dyno", {.calls = 100, .seed = 3, .title = "three"});
        ui::SessionShelf shelf;
        ui::HistoryPanel panel(m_theme, shelf, nullptr);
        QTableView& table = open(panel, shelf);
        QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 3, patience);
        table.selectRow(cellOf(table, u"three"_s).row());
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Delete);
        QTRY_VERIFY(child<QPushButton>(panel, u"confirmDelete"_s));
        QVERIFY(QFile::exists(path("three.dyno")));
        QTest::mouseClick(child<QPushButton>(panel, u"confirmDelete"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 2, patience);
        QVERIFY(!QFile::exists(path("three.dyno")));
    }

    void selectedSessionsAreCompared() {
        ui::SessionShelf shelf;
        ui::HistoryPanel panel(m_theme, shelf, nullptr);
        QTableView& table = open(panel, shelf);
        QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 2, patience);
        std::vector<std::filesystem::path> asked;
        connect(&panel, &ui::HistoryPanel::compareRequested, this, [&](const auto& files) { asked = files; });
        table.selectRow(0);
        QVERIFY(!panel.compare());
        QVERIFY(asked.empty());
        table.selectAll();
        QVERIFY(panel.compare());
        QCOMPARE(asked.size(), std::size_t(2));
    }

    void whatIsTwiceAsSlowIsWorse() {
        auto* window = new ui::CompareWindow(
            m_theme, {path("one.dyno").toStdString(), path("two.dyno").toStdString()}, nullptr);
        window->show();
        auto* verdict = child<QLabel>(*window, u"verdictText"_s);
        QTRY_COMPARE_WITH_TIMEOUT(verdict->text(), u"B is worse than A"_s, patience);
        QTest::mouseClick(child<QPushButton>(*window, u"swapSides"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(verdict->text(), u"B is better than A"_s, patience);
        auto* run = child<QComboBox>(*window, u"runA"_s);
        QCOMPARE(run->count(), 2);
        QVERIFY(run->itemText(0).startsWith(u"run 1 of 1"));
        delete window;
    }

    void unreadableSideIsSaid() {
        auto* window = new ui::CompareWindow(
            m_theme, {path("one.dyno").toStdString(), path("missing.dyno").toStdString()}, nullptr);
        window->show();
        auto* problem = child<QWidget>(*window, u"compareProblem"_s);
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), patience);
        QVERIFY(!child<QPushButton>(*window, u"copyComparison"_s)->isEnabled());
        delete window;
    }

    void everyFormatIsWritten_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("start");
        const std::map<ui::ReportFormat, QByteArray> starts{{ui::ReportFormat::Html, "<!DOCTYPE html"},
                                                            {ui::ReportFormat::Pdf, "%PDF-"},
                                                            {ui::ReportFormat::Markdown, "#"},
                                                            {ui::ReportFormat::Json, "{"},
                                                            {ui::ReportFormat::Junit, "<?xml"},
                                                            {ui::ReportFormat::CallsCsv, "id,"},
                                                            {ui::ReportFormat::HdrLog, "#"},
                                                            {ui::ReportFormat::Trace, "{"}};
        for (const ui::ReportFormatText& text : ui::reportFormats())
            QTest::newRow(text.name) << int(text.format) << starts.at(text.format);
    }
    void everyFormatIsWritten() {
        QFETCH(int, format);
        QFETCH(QByteArray, start);
        ui::ReportWriter writer;
        QSignalSpy written(&writer, &ui::ReportWriter::written);
        const QString to = m_folder.filePath(u"every"_s);
        QFile::remove(to);
        writer.write(ui::ReportFormat(format), path("one.dyno").toStdString(), {}, to);
        QTRY_COMPARE_WITH_TIMEOUT(written.size(), 1, patience);
        QFile file(to);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray beginning = file.read(80);
        QVERIFY2(beginning.startsWith(start), beginning.constData());
    }

    void reportIsWholeOrNotThere() {
        ui::ReportWriter writer;
        QSignalSpy written(&writer, &ui::ReportWriter::written);
        QSignalSpy failed(&writer, &ui::ReportWriter::failed);
        const std::filesystem::path session = path("one.dyno").toStdString();
        const QString to = m_folder.filePath(u"reports/one.md"_s);
        writer.write(ui::ReportFormat::Markdown, session, {}, to);
        QTRY_COMPARE_WITH_TIMEOUT(written.size(), 1, patience);
        QFile file(to);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("p99"));
        // A folder is in its place.
        writer.write(ui::ReportFormat::CallsCsv, session, {}, m_folder.filePath(u"reports"_s));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        writer.write(ui::ReportFormat::Json, path("missing.dyno").toStdString(), {},
                     m_folder.filePath(u"missing.json"_s));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 2, patience);
        QVERIFY(!QFile::exists(m_folder.filePath(u"missing.json"_s)));
    }

    void cancelledReportLeavesNothing() {
        ui::ReportWriter writer;
        QSignalSpy failed(&writer, &ui::ReportWriter::failed);
        std::optional<ErrorKind> kind;
        connect(&writer, &ui::ReportWriter::failed, this,
                [&](const QString&, const Error& error) { kind = error.kind; });
        const QString to = m_folder.filePath(u"cancelled.csv"_s);
        writer.write(ui::ReportFormat::CallsCsv, path("one.dyno").toStdString(), {}, to);
        writer.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        QVERIFY(kind == ErrorKind::Cancelled);
        QVERIFY(!QFile::exists(to));
        QVERIFY(!writer.isBusy());
    }

private:
    QString path(const char* name) const { return m_folder.filePath(u"sessions/"_s + QLatin1String(name)); }

    void make(const char* name, const test::SampleSession& sample) {
        QDir(m_folder.path()).mkpath(u"sessions"_s);
        test::writeSession(path(name).toStdString(), sample);
    }

    void cut(const char* whole, const char* half) {
        QFile from(path(whole)), to(path(half));
        QVERIFY(from.open(QIODevice::ReadOnly) && to.open(QIODevice::WriteOnly));
        to.write(from.read(from.size() / 2));
    }

    QTableView& open(ui::HistoryPanel& panel, ui::SessionShelf& shelf) {
        panel.resize(1200, 300);
        shelf.setFolder(m_folder.filePath(u"sessions"_s).toStdString());
        panel.show();
        panel.activateWindow();
        if (!QTest::qWaitForWindowActive(&panel))
            QTest::qFail("the panel does not become active", __FILE__, __LINE__);
        return *child<QTableView>(panel, u"historyTable"_s);
    }

    QTemporaryDir m_folder;
    ui::Theme m_theme;
};

QTEST_MAIN(tst_history)
#include "tst_history.moc"
