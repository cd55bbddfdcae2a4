#include "ui/models/connection_model.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QSortFilterProxyModel>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using dyno::telemetry::ConnectionStatus;

namespace {

ConnectionStatus connection(dyno::ConnectionId id, std::uint64_t calls = 0) {
    ConnectionStatus status;
    status.id = id;
    status.serverName = "everything";
    status.transport = "stdio";
    status.pid = 4000 + int(id);
    status.calls = calls;
    return status;
}

} // namespace

class tst_connection_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void rowsComeAndGoOneByOne() {
        ConnectionModel model;
        QAbstractItemModelTester tester(&model);
        model.setConnections({connection(1), connection(3), connection(5)});
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setConnections({connection(5), connection(2), connection(3), connection(6)});
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 2);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.index(0, 0).data(ConnectionModel::IdRole).toUInt(), 2u);
        QCOMPARE(model.index(3, 0).data(ConnectionModel::IdRole).toUInt(), 6u);
    }

    void onlyCellsThatDifferChange() {
        ConnectionModel model;
        QAbstractItemModelTester tester(&model);
        model.setConnections({connection(1, 10), connection(2, 10)});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setConnections({connection(1, 10), connection(2, 11)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex(), model.index(1, ConnectionModel::Calls));
        QCOMPARE(changed[0][1].toModelIndex(), model.index(1, ConnectionModel::Calls));
    }

    void selectionStaysWithItsConnection() {
        ConnectionModel model;
        model.setConnections({connection(1), connection(2), connection(3)});
        QItemSelectionModel selection(&model);
        selection.select(model.index(1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        model.setConnections({connection(2, 7), connection(3), connection(4)});
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(selection.selectedRows().front().data(ConnectionModel::IdRole).toUInt(), 2u);
    }

    void numbersSortAsNumbers() {
        ConnectionModel model;
        QSortFilterProxyModel proxy;
        proxy.setSourceModel(&model);
        proxy.setSortRole(ConnectionModel::SortRole);
        model.setConnections({connection(1, 1000), connection(2, 9), connection(3, 200)});
        proxy.sort(ConnectionModel::Calls);
        QStringList calls;
        for (int row = 0; row < proxy.rowCount(); ++row)
            calls << proxy.index(row, ConnectionModel::Calls).data().toString();
        QCOMPARE(calls, QStringList({u"9"_s, u"200"_s, u"1,000"_s}));
    }

    void urlServerHasSocketsInPlaceOfAProcess() {
        ConnectionModel model;
        ConnectionStatus http = connection(2);
        http.transport = "http";
        http.pid = 0;
        http.httpVersion = "2";
        http.socketsOpened = 3;
        http.socketsReused = 12345;
        model.setConnections({connection(1), http});
        const auto text = [&model](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(text(1, ConnectionModel::Http), u"2"_s);
        QCOMPARE(text(1, ConnectionModel::Sockets), u"3 + 12,345 reused"_s);
        for (const int column : {ConnectionModel::Pid, ConnectionModel::Rss, ConnectionModel::Cpu})
            QCOMPARE(text(1, column), QString());
        QCOMPARE(text(0, ConnectionModel::Http), QString());
        QCOMPARE(text(0, ConnectionModel::Sockets), QString());
    }

    void missingProcessIsADash() {
        ConnectionModel model;
        ConnectionStatus waiting = connection(1);
        waiting.pid = 0;
        waiting.state = dyno::telemetry::ConnectionState::Waiting;
        model.setConnections({waiting});
        QCOMPARE(model.index(0, ConnectionModel::Pid).data().toString(), u"–"_s);
        QCOMPARE(model.index(0, ConnectionModel::State).data().toString(), u"restarting"_s);
    }
};

QTEST_MAIN(tst_connection_model)
#include "tst_connection_model.moc"
