#include "ui/models/log_filter.h"
#include "ui/models/log_model.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using namespace dyno::telemetry;

namespace {

std::vector<LogEntry> entries(std::uint64_t first, std::uint64_t last) {
    std::vector<LogEntry> log;
    for (std::uint64_t sequence = first; sequence <= last; ++sequence)
        log.push_back({sequence, std::chrono::seconds(sequence), LogLevel(sequence % 3), "engine",
                       "entry " + std::to_string(sequence)});
    return log;
}

} // namespace

class tst_log_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void slidesWithTheBoundedLog() {
        LogModel model;
        QAbstractItemModelTester tester(&model);
        model.setLog(entries(1, 5));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setLog(entries(3, 8));
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.index(0, LogModel::Text).data().toString(), u"entry 3"_s);
        QCOMPARE(model.index(5, LogModel::Text).data().toString(), u"entry 8"_s);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 1);
    }

    void sameLogChangesNothing() {
        LogModel model;
        model.setLog(entries(1, 5));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setLog(entries(1, 5));
        QCOMPARE(inserted.size(), 0);
    }

    void emptyLogEmptiesTheModel() {
        LogModel model;
        QAbstractItemModelTester tester(&model);
        model.setLog(entries(1, 5));
        model.setLog({});
        QCOMPARE(model.rowCount(), 0);
        model.setLog(entries(9, 9));
        QCOMPARE(model.rowCount(), 1);
    }

    void longEntriesShowTheirFirstLine() {
        LogModel model;
        model.setLog({{1, {}, LogLevel::Error, "demo", "exited with status 1\nstderr:\nboom\n"}});
        QCOMPARE(model.index(0, LogModel::Text).data().toString(), u"exited with status 1  (+2 lines)"_s);
        QVERIFY(model.line(0).endsWith(u"boom"_s));
    }

    void filtersByLevelAndText() {
        LogModel model;
        LogFilter filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&filter);
        model.setLog(entries(1, 9));
        filter.setLeast(LogLevel::Error);
        QCOMPARE(filter.rowCount(), 3);
        filter.setText(u"ENTRY 5"_s);
        QCOMPARE(filter.rowCount(), 1);
        filter.setLeast(LogLevel::Info);
        filter.setText(u"engine"_s);
        QCOMPARE(filter.rowCount(), 9);
    }
};

QTEST_MAIN(tst_log_model)
#include "tst_log_model.moc"
