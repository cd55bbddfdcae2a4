#include "ui/models/server_model.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using namespace dyno::telemetry;
using Tools = std::vector<dyno::mcp::Tool>;

namespace {

ServerStatus server(dyno::ServerId id, std::shared_ptr<const Tools> tools = std::make_shared<Tools>()) {
    ServerStatus status;
    status.id = id;
    status.name = "server " + std::to_string(id);
    status.transport = "stdio";
    status.tools = std::move(tools);
    return status;
}

std::shared_ptr<const Tools> twoTools() {
    return std::make_shared<Tools>(Tools{{"echo", "Echo", "Says it again", {true, false, true, false}, "{}"},
                                         {"write", "", "", {}, "{}"}});
}

} // namespace

class tst_server_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void toolsAreBeneathTheirServer() {
        ServerModel model;
        QAbstractItemModelTester tester(&model);
        model.setServers({server(1), server(2, twoTools())}, {});
        const QModelIndex second = model.index(1, 0);
        QCOMPARE(model.rowCount(second), 2);
        const QModelIndex echo = model.index(0, 0, second);
        QCOMPARE(echo.data().toString(), u"echo"_s);
        QCOMPARE(echo.data(ServerModel::ReadOnlyRole).toBool(), true);
        QCOMPARE(echo.data(ServerModel::ServerIdRole).toUInt(), 2u);
        QVERIFY(echo.data(Qt::ToolTipRole).toString().startsWith(u"Echo"_s));
        QCOMPARE(model.index(1, 0, second).data(ServerModel::ReadOnlyRole).toBool(), false);
    }

    void toolKeepsItsParentWhenAServerBeforeItGoes() {
        ServerModel model;
        QAbstractItemModelTester tester(&model);
        const auto tools = twoTools();
        model.setServers({server(1), server(2, tools)}, {});
        const QPersistentModelIndex echo = model.index(0, 0, model.index(1, 0));
        model.setServers({server(2, tools)}, {});
        QVERIFY(echo.isValid());
        QCOMPARE(echo.parent(), model.index(0, 0));
        QCOMPARE(echo.data().toString(), u"echo"_s);
    }

    void toolsComeAndGo() {
        ServerModel model;
        QAbstractItemModelTester tester(&model);
        model.setServers({server(1)}, {});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setServers({server(1, twoTools())}, {});
        QCOMPARE(model.rowCount(model.index(0, 0)), 2);
        model.setServers({server(1, twoTools())}, {});
        QCOMPARE(model.rowCount(model.index(0, 0)), 2);
        model.setServers({server(1)}, {});
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
        QCOMPARE(reset.size(), 0);
    }

    void secondLineSaysTransportProcessAndProtocol() {
        ServerStatus ready = server(1);
        ready.state = ServerState::Ready;
        ready.protocolVersion = "2025-06-18";
        ConnectionStatus connection;
        connection.server = 1;
        connection.pid = 4711;
        ServerModel model;
        model.setServers({ready}, {connection});
        QCOMPARE(model.index(0, 0).data(ServerModel::SecondLineRole).toString(),
                 u"ready · stdio · pid 4711 · 2025-06-18"_s);
        model.setServers({ready}, {connection, connection});
        QCOMPARE(model.index(0, 0).data(ServerModel::SecondLineRole).toString(),
                 u"ready · stdio · 2 processes · 2025-06-18"_s);
    }

    void urlServerSaysHowItWasFound() {
        ServerStatus ready = server(1);
        ready.state = ServerState::Ready;
        ready.address = "https://host/mcp";
        ready.transport = "http";
        ready.protocolVersion = "2026-07-28";
        ready.era = "modern";
        ready.found = "it answered server/discover";
        ConnectionStatus connection;
        connection.server = 1;
        ServerModel model;
        model.setServers({ready}, {connection});
        const QModelIndex index = model.index(0, 0);
        QCOMPARE(index.data(ServerModel::SecondLineRole).toString(), u"ready · http · 2026-07-28"_s);
        QCOMPARE(index.data(Qt::ToolTipRole).toString(),
                 u"https://host/mcp\nprotocol: 2026-07-28 (modern era)\ntransport: http\n"
                 "found: it answered server/discover"_s);
    }

    void failureSaysKindAndMessage() {
        ServerStatus failed = server(1);
        failed.state = ServerState::Failed;
        failed.error = dyno::Error{dyno::ErrorKind::Spawn, "no such program", "errno 2"};
        ServerModel model;
        model.setServers({failed}, {});
        const QModelIndex index = model.index(0, 0);
        QCOMPARE(index.data(ServerModel::SecondLineRole).toString(), u"Spawn: no such program"_s);
        QCOMPARE(index.data(ServerModel::FailedRole).toBool(), true);
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(u"errno 2"_s));
    }
};

QTEST_MAIN(tst_server_model)
#include "tst_server_model.moc"
