#include "ui/models/trace_filter.h"
#include "ui/models/trace_model.h"
#include "ui/models/trace_text.h"

#include "tests/support/fail_on_warning.h"

#include <nlohmann/json.hpp>

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using namespace dyno::telemetry;

namespace {

std::vector<TraceEntry> entries(std::uint64_t first, std::uint64_t last) {
    std::vector<TraceEntry> trace;
    for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
        TraceEntry entry;
        entry.sequence = sequence;
        entry.at = std::chrono::milliseconds(sequence);
        entry.server = sequence % 2 ? 1 : 2;
        entry.connection = 7;
        entry.direction = TraceEntry::Direction(sequence % 2);
        entry.kind = TraceEntry::Kind(sequence % 5);
        entry.method = "tools/call";
        entry.id = std::to_string(sequence);
        entry.text = "{\"id\":" + std::to_string(sequence) + "}";
        entry.bytes = entry.text.size();
        trace.push_back(entry);
    }
    return trace;
}

std::vector<ServerStatus> servers() {
    std::vector<ServerStatus> servers(2);
    servers[0].id = 1;
    servers[0].name = "one";
    servers[1].id = 2;
    servers[1].name = "two";
    return servers;
}

} // namespace

class tst_trace_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void slidesWithTheBoundedTrace() {
        TraceModel model;
        QAbstractItemModelTester tester(&model);
        model.setTrace(entries(1, 5));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setTrace(entries(3, 8));
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.index(0, TraceModel::Id).data().toString(), u"3"_s);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        model.setTrace(entries(20, 22));
        QCOMPARE(model.rowCount(), 3);
        model.setTrace({});
        QCOMPARE(model.rowCount(), 0);
    }

    void selectionStaysWithItsMessage() {
        TraceModel model;
        model.setTrace(entries(1, 5));
        QItemSelectionModel selection(&model);
        selection.select(model.index(3, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        model.setTrace(entries(3, 8));
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(selection.selectedRows(TraceModel::Id).front().data().toString(), u"4"_s);
    }

    void clearedMessagesDoNotComeBack() {
        TraceModel model;
        QAbstractItemModelTester tester(&model);
        model.setTrace(entries(1, 5));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        model.setTrace(entries(1, 6));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, TraceModel::Id).data().toString(), u"6"_s);
    }

    void serverKeepsItsNameAfterItWent() {
        TraceModel model;
        QAbstractItemModelTester tester(&model);
        model.setTrace(entries(1, 2));
        model.setServers(servers());
        model.setServers({});
        QCOMPARE(model.index(0, TraceModel::Server).data().toString(), u"one"_s);
        QCOMPARE(model.index(1, TraceModel::Server).data().toString(), u"two"_s);
    }

    void filtersByWhatIsChosen() {
        TraceModel model;
        TraceFilter filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&filter);
        model.setTrace(entries(1, 10));
        filter.setServer(2);
        QCOMPARE(filter.rowCount(), 5);
        filter.setServer(0);
        filter.setDirection(TraceEntry::Direction::In);
        QCOMPARE(filter.rowCount(), 5);
        filter.setKind(TraceEntry::Kind::Error);
        QCOMPARE(filter.rowCount(), 1);
        filter.setDirection({});
        QCOMPARE(filter.rowCount(), 2);
        filter.setKind({});
        filter.setText(u"TOOLS/"_s);
        QCOMPARE(filter.rowCount(), 10);
        filter.setText(u"\"ID\":10"_s);
        QCOMPARE(filter.rowCount(), 1);
    }

    void copiesAsJson() {
        TraceModel model;
        model.setServers(servers());
        auto trace = entries(1, 3);
        trace[1].text = "not \"JSON\"";
        model.setTrace(trace);
        const auto json = nlohmann::json::parse(model.json({0, 1}).toStdString());
        QCOMPARE(json.size(), std::size_t(2));
        QVERIFY(json[0] == (nlohmann::json{{"at", 0.001},
                                           {"server", "one"},
                                           {"connection", 7},
                                           {"direction", "in"},
                                           {"message", {{"id", 1}}}}));
        QVERIFY(json[1]["message"] == "not \"JSON\"");
        QCOMPARE(model.json({}), u"[]"_s);
    }

    void messageThatWasCutSaysSo() {
        TraceEntry entry = entries(1, 1).front();
        QCOMPARE(traceMessage(entry), u"{\n  \"id\": 1\n}"_s);
        entry.text = "{\"params\":{\"text\":\"aaa";
        entry.bytes = 2'500'000;
        QVERIFY(traceMessage(entry).endsWith(u"only the beginning was kept of 2.50 MB"_s));
    }
};

QTEST_MAIN(tst_trace_model)
#include "tst_trace_model.moc"
