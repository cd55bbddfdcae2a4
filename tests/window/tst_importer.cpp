#include "ui/dialogs/import/import_dialog.h"
#include "ui/dialogs/import/importer.h"

#include "tests/support/fail_on_warning.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QWidget>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using dyno::settings::ServerConfig;

class tst_importer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dyno::test::failOnWarning();
        m_window = new QWidget;
        m_importer = new Importer(m_theme, m_window);
        m_imported.clear();
        connect(m_importer, &Importer::serverImported, this,
                [this](const ServerConfig& config) { m_imported.push_back(config); });
    }
    void cleanup() { delete m_window; }

    void checkedServersAreImported() {
        m_importer->openFile(file("{\"mcpServers\":{\"files\":{\"command\":\"npx\",\"args\":[\"files\"]},"
                                  "\"web\":{\"url\":\"https://host/mcp?token=s3cret\"},\"broken\":{}}}"));
        QTRY_COMPARE(rows(), 3);
        QVERIFY(!cell(1, 2).contains(u"s3cret"_s));
        QVERIFY(cell(2, 3).startsWith(u"cannot be used"_s));
        button()->click();
        QCOMPARE(m_imported.size(), std::size_t(2));
        QCOMPARE(m_imported[0].argv, (std::vector<std::string>{"npx", "files"}));
        QCOMPARE(m_imported[1].http->url, std::string("https://host/mcp?token=s3cret"));
        QTRY_VERIFY(m_window->findChild<ImportDialog*>() == nullptr);
    }

    void fileThatIsNoJsonSaysWhere() {
        m_importer->openFile(file("{\"mcpServers\": nonsense}"));
        auto* problem = m_window->findChild<QWidget*>(u"importProblem"_s);
        QTRY_VERIFY(problem->isVisible());
        QCOMPARE(rows(), 0);
        QVERIFY(!button()->isEnabled());
    }

    void windowCanGoWhileAFileIsRead() {
        QByteArray many = "{\"mcpServers\":{";
        for (int i = 0; i < 10'000; ++i)
            many += "\"s" + QByteArray::number(i) + "\":{\"command\":\"npx\"},";
        m_importer->openFile(file(many + "}}"));
        delete m_window;
        QVERIFY(m_imported.empty());
    }

private:
    QString file(const QByteArray& text) {
        const QString path = m_folder.filePath(u"%1.json"_s.arg(++m_number));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return path;
    }
    QAbstractItemModel* model() { return m_window->findChild<QTableView*>(u"importTable"_s)->model(); }
    int rows() { return model()->rowCount(); }
    QString cell(int row, int column) { return model()->index(row, column).data().toString(); }
    QPushButton* button() { return m_window->findChild<QPushButton*>(u"importChecked"_s); }

    Theme m_theme;
    QTemporaryDir m_folder;
    int m_number = 0;
    QPointer<QWidget> m_window;
    Importer* m_importer = nullptr;
    std::vector<ServerConfig> m_imported;
};

QTEST_MAIN(tst_importer)
#include "tst_importer.moc"
