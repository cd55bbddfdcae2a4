#include "ui/models/phase_text.h"
#include "ui/models/waterfall_model.h"
#include "ui/theme/colours.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using dyno::async::TimePoint;
using dyno::telemetry::RecentCall;

namespace {

std::vector<RecentCall> recent(std::uint64_t first, std::uint64_t last, dyno::async::Duration length = 3ms) {
    std::vector<RecentCall> list;
    for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
        RecentCall call;
        call.sequence = sequence;
        call.tool = "tool " + std::to_string(sequence);
        call.record.connection = 7;
        call.record.intended = TimePoint(1s);
        call.record.acquired = TimePoint(1s) + 1ms;
        call.record.done = TimePoint(1s) + length;
        list.push_back(call);
    }
    return list;
}

QString textAt(const WaterfallModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

} // namespace

class tst_waterfall_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void slidesWithTheLatestCalls() {
        WaterfallModel model;
        QAbstractItemModelTester tester(&model);
        model.setCalls(recent(1, 5));
        QItemSelectionModel selection(&model);
        selection.select(model.index(3, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        model.setCalls(recent(3, 8));
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(textAt(model, 0, WaterfallModel::Tool), u"tool 3"_s);
        QCOMPARE(selection.selectedRows().front().data().toString(), u"tool 4"_s);
        model.setCalls(recent(20, 21));
        QCOMPARE(model.rowCount(), 2);
        model.setCalls({});
        QCOMPARE(model.rowCount(), 0);
    }

    void scaleIsTheLongestCallRoundedUp_data() {
        QTest::addColumn<qint64>("microseconds");
        QTest::addColumn<qint64>("scale");
        QTest::newRow("nothing") << qint64(0) << qint64(10);
        QTest::newRow("exact") << qint64(5000) << qint64(5000);
        QTest::newRow("a little more") << qint64(5001) << qint64(10'000);
        QTest::newRow("to two") << qint64(12'000) << qint64(20'000);
        QTest::newRow("seconds") << qint64(30'000'000) << qint64(50'000'000);
    }
    void scaleIsTheLongestCallRoundedUp() {
        QFETCH(qint64, microseconds);
        QFETCH(qint64, scale);
        WaterfallModel model;
        auto list = recent(1, 2, 0us);
        list.front().record.done = list.front().record.intended + std::chrono::microseconds(microseconds);
        model.setCalls(list);
        QCOMPARE(std::chrono::microseconds(scale), model.scale());
    }

    void anotherScaleRedrawsEveryBar() {
        WaterfallModel model;
        QAbstractItemModelTester tester(&model);
        model.setCalls(recent(1, 3));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy heading(&model, &QAbstractItemModel::headerDataChanged);
        auto more = recent(1, 3);
        const auto longer = recent(4, 4, 90ms);
        more.insert(more.end(), longer.begin(), longer.end());
        model.setCalls(more);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(heading.size(), 1);
        QCOMPARE(model.headerData(WaterfallModel::Bars, Qt::Horizontal).toString(),
                 u"0 … 100 ms from the intended start"_s);
    }

    void failureAndMissingConnectionAreShown() {
        auto list = recent(1, 1);
        list[0].record.connection = 0;
        list[0].record.error = dyno::ErrorKind::Cancelled;
        list[0].record.taskPolls = 4;
        WaterfallModel model;
        model.setCalls(list);
        QCOMPARE(textAt(model, 0, WaterfallModel::Connection), u"–"_s);
        QCOMPARE(textAt(model, 0, WaterfallModel::Outcome), u"Cancelled"_s);
        QCOMPARE(textAt(model, 0, WaterfallModel::Total), u"3.00 ms"_s);
        QCOMPARE(textAt(model, 0, WaterfallModel::Polls), u"4"_s);
        QCOMPARE(model.index(0, 0).data(WaterfallModel::ColourRole).toInt(), int(Colour::Bad));
        const QString details = model.index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(details.contains(u"queue: 1.00 ms"_s), qPrintable(details));
        QVERIFY2(details.contains(u"polls of its task: 4"_s), qPrintable(details));
    }

    void everyPhaseHasWordsAndAColourOfItsOwn() {
        QSet<QString> titles;
        QSet<int> colours;
        for (int i = 0; i < dyno::calls::phaseCount; ++i) {
            titles << phaseTitle(dyno::calls::Phase(i));
            colours << int(phaseColour(dyno::calls::Phase(i)));
        }
        QCOMPARE(titles.size(), dyno::calls::phaseCount);
        QCOMPARE(colours.size(), dyno::calls::phaseCount);
        QCOMPARE(phaseColour(dyno::calls::Phase::Task), Colour::PhaseTask);
    }

    void phasesAreFoundByTheirNames() {
        dyno::telemetry::Snapshot snapshot;
        snapshot.phases.push_back({"server", {}});
        snapshot.phases.push_back({"tls", {}});
        snapshot.phases[1].latency.count = 2;
        const auto phases = phasesOf(snapshot);
        QVERIFY(!phases[std::size_t(dyno::calls::Phase::Server)]);
        QCOMPARE(phases[std::size_t(dyno::calls::Phase::Tls)]->count, std::int64_t(2));
    }
};

QTEST_GUILESS_MAIN(tst_waterfall_model)
#include "tst_waterfall_model.moc"
