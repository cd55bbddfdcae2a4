#include "ui/models/server_detail_model.h"
#include "ui/panels/server_detail/detail_page.h"
#include "ui/panels/server_detail/server_detail_panel.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using namespace dyno::telemetry;
using Section = ServerDetailModel::Section;
using Tools = std::vector<dyno::mcp::Tool>;

namespace {

ServerStatus server() {
    ServerStatus status;
    status.id = 1;
    status.name = "one";
    status.address = "https://host/mcp?<b>";
    status.state = ServerState::Ready;
    status.protocolVersion = "2025-11-25";
    status.found = "initialize was answered";
    status.tools = std::make_shared<Tools>(
        Tools{{"echo", "Echo", "Says <it> again", {true, false, false, true}, "{\"type\":\"object\"}"},
              {"drop", "", "", {false, true, false, false}, "{}", dyno::mcp::TaskSupport::Required}});
    auto detail = std::make_shared<dyno::mcp::ServerDetail>();
    detail->capabilities = "{\"tools\":{}}";
    detail->prompts.push_back({"ask", "", "", {{"city", "Where", true}}});
    detail->resourcesProblem = "Rejected: no";
    status.detail = detail;
    return status;
}

Snapshot snapshotOf(const ServerStatus& status) {
    Snapshot snapshot;
    snapshot.servers = {status};
    return snapshot;
}

} // namespace

class tst_server_detail : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void outlineListsWhatIsOffered() {
        ServerDetailModel model;
        QAbstractItemModelTester tester(&model);
        ServerStatus status = server();
        QVERIFY(model.setServer(&status));
        QCOMPARE(titles(model), QStringList({u"Overview"_s, u"Capabilities"_s, u"Instructions"_s,
                                             u"Tools (2)"_s, u"Resources (0)"_s, u"Prompts (1)"_s}));
        const QModelIndex tools = model.indexOf(Section::Tools);
        QCOMPARE(model.rowCount(tools), 2);
        QCOMPARE(model.index(0, 0, tools).data().toString(), u"echo"_s);
    }

    void onlyAnotherListResets() {
        ServerDetailModel model;
        QAbstractItemModelTester tester(&model);
        ServerStatus status = server();
        model.setServer(&status);
        status.state = ServerState::Stopping;
        QVERIFY(!model.setServer(&status));
        status.tools = std::make_shared<Tools>();
        QVERIFY(model.setServer(&status));
        QVERIFY(model.setServer(nullptr));
        QCOMPARE(model.rowCount(), 0);
    }

    void serverThatIsNotReadyHasAnOverview() {
        ServerDetailModel model;
        QAbstractItemModelTester tester(&model);
        ServerStatus status = server();
        status.detail = nullptr;
        status.error = dyno::Error{dyno::ErrorKind::NeedsAuthorization, "who asks?"};
        model.setServer(&status);
        QCOMPARE(titles(model), QStringList(u"Overview"_s));
        QVERIFY(detailPage(status, Section::Overview, -1, m_theme).html.contains(u"who asks?"_s));
    }

    void whatAServerSaysIsNeverMarkup() {
        const ServerStatus status = server();
        QVERIFY(detailPage(status, Section::Overview, -1, m_theme).html.contains(u"?&lt;b&gt;"_s));
        QVERIFY(detailPage(status, Section::Tools, 0, m_theme).html.contains(u"Says &lt;it&gt; again"_s));
    }

    void toolShowsItsHints() {
        const ServerStatus status = server();
        const DetailPage echo = detailPage(status, Section::Tools, 0, m_theme);
        QVERIFY(echo.html.contains(u"read-only"_s) && !echo.html.contains(u"may destroy"_s));
        QCOMPARE(echo.json, u"{\n  \"type\": \"object\"\n}"_s);
        const DetailPage drop = detailPage(status, Section::Tools, 1, m_theme);
        QVERIFY(drop.html.contains(u"may destroy"_s) && drop.html.contains(u"task required"_s));
    }

    void listThatCouldNotBeReadSaysWhy() {
        const ServerStatus status = server();
        QVERIFY(detailPage(status, Section::Resources, -1, m_theme).html.contains(u"Rejected: no"_s));
        const QString prompt = detailPage(status, Section::Prompts, 0, m_theme).html;
        QVERIFY(prompt.contains(u"city (required)"_s) && prompt.contains(u"Where"_s));
    }

    void choiceStaysWhenTheListIsSentAgain() {
        ServerDetailPanel panel(m_theme, nullptr);
        ServerStatus status = server();
        panel.setSnapshot(snapshotOf(status), 1);
        auto* outline = panel.findChild<QTreeView*>(u"detailOutline"_s);
        QCOMPARE(outline->currentIndex().data().toString(), u"Overview"_s);
        panel.showTool(u"drop"_s);
        Tools tools = *status.tools;
        tools.insert(tools.begin(), {"another", "", "", {}, "{}"});
        status.tools = std::make_shared<Tools>(tools);
        panel.setSnapshot(snapshotOf(status), 1);
        QCOMPARE(outline->currentIndex().data().toString(), u"drop"_s);
        QVERIFY(panel.findChild<QTextBrowser*>()->toPlainText().contains(u"may destroy"_s));
        panel.setSnapshot(snapshotOf(status), 0);
        QVERIFY(panel.findChild<QTextBrowser*>()->toPlainText().isEmpty());
    }

    void filterFindsByName() {
        ServerDetailPanel panel(m_theme, nullptr);
        panel.setSnapshot(snapshotOf(server()), 1);
        auto* outline = panel.findChild<QTreeView*>(u"detailOutline"_s);
        panel.findChild<QLineEdit*>(u"detailSearch"_s)->setText(u"ECH"_s);
        QCOMPARE(outline->model()->rowCount(), 1);
        QCOMPARE(outline->model()->rowCount(outline->model()->index(0, 0)), 1);
    }

    void schemaIsCopied() {
        ServerDetailPanel panel(m_theme, nullptr);
        panel.setSnapshot(snapshotOf(server()), 1);
        panel.showTool(u"echo"_s);
        panel.findChild<QToolButton*>(u"copyDetailJson"_s)->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"{\n  \"type\": \"object\"\n}"_s);
    }

private:
    static QStringList titles(const ServerDetailModel& model) {
        QStringList list;
        for (int row = 0; row < model.rowCount(); ++row)
            list << model.index(row, 0).data().toString();
        return list;
    }

    Theme m_theme;
};

QTEST_MAIN(tst_server_detail)
#include "tst_server_detail.moc"
