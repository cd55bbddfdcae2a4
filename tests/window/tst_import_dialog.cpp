#include "ui/dialogs/import/import_dialog.h"
#include "ui/file_drop.h"

#include "tests/support/fail_on_warning.h"

#include <QApplication>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace dyno::ui;

namespace {

ImportFile twoEntries() {
    return {{{u"files"_s, u"command"_s, u"npx files"_s, {}, {}, false},
             {u"mail"_s, u"URL"_s, u"https://mail/mcp"_s, {}, {u"token"_s}, false}},
            {{u"token"_s, u"A token"_s, true, {}, {}}}};
}

// As the window system does: a drop goes to the widget that took the drag.
void deliverDrop(QWidget& target, const QUrl& url) {
    QMimeData data;
    data.setUrls({url});
    data.setText(url.toString());
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &enter);
    QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &drop);
}

} // namespace

class tst_import_dialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dyno::test::failOnWarning();
        m_dialog = new ImportDialog(m_theme, nullptr);
        m_dialog->show();
        m_imported.clear();
        connect(m_dialog, &ImportDialog::importRequested, this,
                [this](const QList<int>& rows, const std::map<std::string, std::string>& values) {
                    m_imported = rows;
                    m_values = values;
                });
    }
    void cleanup() { delete m_dialog; }

    void placeIsReadWhenItIsChosen() {
        m_dialog->setPlaces({{u"Claude Desktop"_s, u"/a.json"_s, 2, {}}, {u"Zed"_s, u"/b.json"_s, 1, {}}});
        auto* places = child<QListWidget>("importPlaces");
        QCOMPARE(places->item(0)->text(), u"Claude Desktop\n2 servers"_s);
        QCOMPARE(places->item(1)->text(), u"Zed\n1 server"_s);
        QSignalSpy asked(m_dialog, &ImportDialog::fileRequested);
        places->setCurrentRow(1);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), u"/b.json"_s);
        m_dialog->openFile(u"/dropped.json"_s);
        QVERIFY(places->selectedItems().isEmpty());
    }

    void checkedEntriesAreImportedWithTheirInputs() {
        show(twoEntries());
        auto* import = child<QPushButton>("importChecked");
        QVERIFY(!import->isEnabled());
        auto* inputs = child<QTableView>("importInputs");
        QVERIFY(inputs->isVisible());
        inputs->edit(inputs->model()->index(0, 1));
        auto* field = inputs->findChild<QLineEdit*>();
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        QTest::keyClicks(field, u"s3cret"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(import->isEnabled());
        import->click();
        QCOMPARE(m_imported, QList<int>({0, 1}));
        QCOMPARE(m_values, (std::map<std::string, std::string>{{"token", "s3cret"}}));
    }

    void uncheckedEntryNeedsNothing() {
        show(twoEntries());
        auto* table = child<QTableView>("importTable");
        table->model()->setData(table->model()->index(1, 0), Qt::Unchecked, Qt::CheckStateRole);
        QVERIFY(!child<QTableView>("importInputs")->isVisible());
        child<QPushButton>("importChecked")->click();
        QCOMPARE(m_imported, QList<int>({0}));
        QVERIFY(m_values.empty());
    }

    void unreadableFileSaysWhy() {
        m_dialog->openFile(u"/a.json"_s);
        m_dialog->showProblem(u"/a.json"_s, u"line 3: no JSON"_s);
        QVERIFY(child<QWidget>("importProblem")->isVisible());
        m_dialog->openFile(u"/b.json"_s);
        QVERIFY(!child<QWidget>("importProblem")->isVisible());
    }

    void fileThatIsNoLongerWantedIsIgnored() {
        m_dialog->openFile(u"/a.json"_s);
        m_dialog->openFile(u"/b.json"_s);
        m_dialog->showFile(u"/a.json"_s, twoEntries());
        QCOMPARE(child<QTableView>("importTable")->model()->rowCount(), 0);
    }

    void tenThousandEntriesAreShown() {
        ImportFile file = twoEntries();
        file.entries.resize(10'000, file.entries[0]);
        show(file);
        QCOMPARE(child<QTableView>("importTable")->model()->rowCount(), 10'000);
        QVERIFY(m_dialog->findChildren<QWidget*>().size() < 200);
        QCOMPARE(child<QLabel>("importCount")->text(), u"10,000 of 10,000 checked"_s);
    }

    void jsonFileIsTakenAnywhereOnTheWindow() {
        QWidget window;
        auto* field = new QPlainTextEdit(&window);
        FileDrop drop(u".json"_s, &window);
        QSignalSpy dropped(&drop, &FileDrop::dropped);
        deliverDrop(*field->viewport(), QUrl::fromLocalFile(u"/a/mcp.JSON"_s));
        QCOMPARE(dropped.size(), 1);
        QCOMPARE(dropped[0][0].toString(), u"/a/mcp.JSON"_s);
        QVERIFY(field->toPlainText().isEmpty());
        QWidget other;
        deliverDrop(other, QUrl::fromLocalFile(u"/a/mcp.json"_s));
        deliverDrop(window, QUrl::fromLocalFile(u"/a/picture.png"_s));
        QCOMPARE(dropped.size(), 1);
    }

private:
    template<class Widget>
    Widget* child(const char* name) {
        return m_dialog->findChild<Widget*>(QString::fromLatin1(name));
    }
    void show(const ImportFile& file) {
        m_dialog->openFile(u"/a.json"_s);
        m_dialog->showFile(u"/a.json"_s, file);
    }

    Theme m_theme;
    QPointer<ImportDialog> m_dialog;
    QList<int> m_imported;
    std::map<std::string, std::string> m_values;
};

QTEST_MAIN(tst_import_dialog)
#include "tst_import_dialog.moc"
