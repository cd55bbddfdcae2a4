#include "ui/models/breaker_model.h"
#include "ui/models/pool_model.h"
#include "ui/models/stage_effect.h"
#include "ui/panels/path/breakers_card.h"
#include "ui/panels/path/cache_card.h"
#include "ui/panels/path/path_panel.h"
#include "ui/panels/path/stage_box.h"
#include "ui/panels/path/stage_view.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using namespace dyno::telemetry;

namespace {

Snapshot snapshotAt(dyno::async::Duration at) {
    Snapshot snapshot;
    snapshot.at = at;
    return snapshot;
}

StageFlow& flow(Snapshot& snapshot, Stage stage) {
    return snapshot.path.stages[std::size_t(stage)];
}

void addServer(Snapshot& snapshot, dyno::ServerId id, const std::string& name) {
    ServerStatus server;
    server.id = id;
    server.name = name;
    server.tools = std::make_shared<std::vector<dyno::mcp::Tool>>();
    snapshot.servers.push_back(std::move(server));
}

/// "120 breaker open", one for each way out of the path.
QStringList branches(const StageFacts& facts) {
    QStringList texts;
    for (const StageFacts::Branch& branch : facts.branches)
        texts << u"%1 %2"_s.arg(branch.calls).arg(branch.why);
    return texts;
}

} // namespace

class tst_stage_view : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void ratesAreOfTheLastMoments() {
        FlowWindow window;
        for (int tick = 0; tick <= 60; ++tick) {
            Snapshot snapshot = snapshotAt(tick * 50ms);
            flow(snapshot, Stage::Pool).in = tick < 30 ? 0 : std::uint64_t(tick - 30) * 5;
            window.add(snapshot);
        }
        QCOMPARE(window.rates(Stage::Pool).in, 100.0);
        window.add(snapshotAt(3100ms)); // a new measured part
        QCOMPARE(window.rates(Stage::Pool).in, 0.0);
    }

    void ratesOfThePastAreThoseOfAllOfIt() {
        Snapshot snapshot = snapshotAt(60s);
        snapshot.measured = 10s;
        flow(snapshot, Stage::Pool).in = 500;
        QCOMPARE(FlowWindow::of(snapshot).rates(Stage::Pool).in, 50.0);
        QCOMPARE(FlowWindow::of(snapshotAt(60s)).rates(Stage::Pool).in, 0.0);
    }

    void ratesAfterARangeAreThoseOfNow() {
        Theme theme;
        StageView view(theme, nullptr);
        Snapshot range = snapshotAt(60s);
        range.measured = 10s;
        flow(range, Stage::Pool).out = 500;
        view.setSnapshot(range, true);
        QCOMPARE(view.box(Stage::Pool).facts().outRate, 50.0);
        Snapshot live = snapshotAt(60s);
        flow(live, Stage::Pool).out = 300'000;
        view.setSnapshot(live);
        live.at += 50ms;
        flow(live, Stage::Pool).out += 5;
        view.setSnapshot(live);
        QCOMPARE(view.box(Stage::Pool).facts().outRate, 100.0);
    }

    void stageWhereCallsWaitStandsOut() {
        Theme theme;
        StageView view(theme, nullptr);
        for (int tick = 0; tick < 20; ++tick) {
            Snapshot snapshot = snapshotAt(tick * 50ms);
            flow(snapshot, Stage::Server).held = 3;
            flow(snapshot, Stage::Pool).held = tick == 10 ? 0 : 9; // one moment decides nothing
            view.setSnapshot(snapshot);
            QCOMPARE(view.box(Stage::Pool).isEmphasised(), true);
            QCOMPARE(view.box(Stage::Server).isEmphasised(), false);
        }
        QCOMPARE(view.box(Stage::Pool).facts().share, 0.75);
        StageView idle(theme, nullptr);
        idle.setSnapshot(snapshotAt(0ms));
        QVERIFY(!idle.box(Stage::Server).isEmphasised());
    }

    void reasonsAreNamed() {
        Snapshot snapshot = snapshotAt(1s);
        flow(snapshot, Stage::Admission).turnedAway = 13;
        snapshot.path.queueFull = 10;
        snapshot.path.waitedTooLong = 2;
        flow(snapshot, Stage::Cache).answered = 7;
        flow(snapshot, Stage::Breaker).turnedAway = snapshot.path.breakerOpen = 120;
        flow(snapshot, Stage::Server).turnedAway = 4;
        const auto at = [&](Stage stage) { return branches(stageFacts(stage, snapshot, {})); };
        QCOMPARE(at(Stage::Admission),
                 QStringList({u"10 queue full"_s, u"2 waited too long"_s, u"1 gave up"_s}));
        QCOMPARE(at(Stage::Cache), QStringList({u"7 answered"_s}));
        QCOMPARE(at(Stage::Breaker), QStringList({u"120 breaker open"_s}));
        QCOMPARE(at(Stage::Pool), QStringList());
        QCOMPARE(at(Stage::Server), QStringList({u"4 failed"_s}));
    }

    void stageThatIsOffIsMuted() {
        Snapshot snapshot = snapshotAt(1s);
        QVERIFY(stageFacts(Stage::Cache, snapshot, {}).off);
        QVERIFY(stageFacts(Stage::Retry, snapshot, {}).off);
        QVERIFY(!stageFacts(Stage::Pool, snapshot, {}).off);
        snapshot.tuning.cache.on = true;
        snapshot.tuning.retry.attempts = 2;
        QVERIFY(!stageFacts(Stage::Cache, snapshot, {}).off);
        QVERIFY(!stageFacts(Stage::Retry, snapshot, {}).off);
        flow(snapshot, Stage::Breaker).turnedAway = 1; // tripped by hand
        QVERIFY(!stageFacts(Stage::Breaker, snapshot, {}).off);
    }

    void stagesAreReadAloud() {
        Theme theme;
        StageView view(theme, nullptr);
        Snapshot snapshot = snapshotAt(1s);
        flow(snapshot, Stage::Pool) = {1234, 1200, 0, 4, 30};
        snapshot.path.noConnection = 4;
        view.setSnapshot(snapshot);
        const StageBox& pool = view.box(Stage::Pool);
        QCOMPARE(pool.accessibleName(), u"Pool"_s);
        for (const QString& part : {u"in 1,234"_s, u"out 1,200"_s, u"held 30"_s, u"4 no connection"_s})
            QVERIFY2(pool.accessibleDescription().contains(part), qPrintable(pool.accessibleDescription()));
    }

    void numbersHaveRoomAtEveryWidth() {
        Theme theme;
        StageView view(theme, nullptr);
        const int needed = view.box(Stage::Pool).minimumSizeHint().width();
        for (int width = view.minimumSizeHint().width(); width < 2000; width += 37) {
            view.resize(width, view.heightForWidth(width));
            QResizeEvent resized(view.size(), {});
            QCoreApplication::sendEvent(&view, &resized);
            for (int i = 0; i < stageCount; ++i) {
                QVERIFY(view.box(Stage(i)).width() >= needed);
                QVERIFY(view.rect().contains(view.box(Stage(i)).geometry()));
            }
        }
    }

    void stageIsAskedForByKey() {
        Theme theme;
        StageView view(theme, nullptr);
        QSignalSpy activated(&view, &StageView::stageActivated);
        QTest::keyClick(&view.box(Stage::Retry), Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].value<Stage>(), Stage::Retry);
    }

    void effectsAreOneShortLine() {
        Snapshot snapshot = snapshotAt(1s);
        addServer(snapshot, 1, "one");
        addServer(snapshot, 2, "two");
        snapshot.path.cache = {80, 2, 18, 4100ms};
        snapshot.path.batch = {10, 98};
        snapshot.path.retry = {31, 28};
        snapshot.path.pools = {{1, 6, 2, 0, 0, 0, 0, 4}};
        snapshot.path.breakers = {{1, "", BreakerState::Open, 5, 42s, {}}};
        flow(snapshot, Stage::Breaker).turnedAway = 120;
        snapshot.path.replicas = {{1, "g", 3, false, 0, 75}, {2, "g", 1, true, 1, 25}};
        QCOMPARE(stageEffect("cache", snapshot), u"82 % hits · 4.10 s saved"_s);
        QCOMPARE(stageEffect("batch", snapshot), u"9.8 calls a batch"_s);
        QCOMPARE(stageEffect("retry", snapshot), u"31 retries · 28 recovered"_s);
        QCOMPARE(stageEffect("pool", snapshot), u"4 ready · 0 waiting · 6 opened, 2 closed"_s);
        QCOMPARE(stageEffect("breaker", snapshot), u"open, 42.0 s · 120 rejected"_s);
        QCOMPARE(stageEffect("balance", snapshot), u"one 75 % · two ejected"_s);
        QCOMPARE(stageEffect("breaker", Snapshot{}), u"off"_s);
    }

    void breakersAreTrippedAndReset() {
        Theme theme;
        BreakersCard card(theme, nullptr);
        QAbstractItemModelTester tester(card.findChild<QTableView*>()->model());
        QSignalSpy tripped(&card, &BreakersCard::tripRequested), reset(&card, &BreakersCard::resetRequested);
        auto* trip = card.findChild<QPushButton*>(u"tripBreaker"_s);
        auto* close = card.findChild<QPushButton*>(u"resetBreaker"_s);
        QVERIFY(!trip->isEnabled());
        Snapshot snapshot = snapshotAt(10s);
        addServer(snapshot, 7, "one");
        card.setSnapshot(snapshot);
        QVERIFY(!trip->isEnabled()); // breakers are off
        snapshot.tuning.breaker.on = true;
        card.setSnapshot(snapshot); // a server that never failed
        QVERIFY(trip->isEnabled() && !close->isEnabled());
        trip->click();
        QCOMPARE(tripped.size(), 1);
        QCOMPARE(tripped[0][0].value<dyno::ServerId>(), 7u);
        snapshot.at = 11s;
        snapshot.path.breakers = {{7, "", BreakerState::Open, 0, 60s, {{10s, BreakerState::Open, true}}}};
        card.setSnapshot(snapshot);
        QVERIFY(!trip->isEnabled() && close->isEnabled());
        close->click();
        QCOMPARE(reset.size(), 1);
    }

    void poolsSayWhyTheyClosedConnections() {
        PoolModel model;
        QAbstractItemModelTester tester(&model);
        Snapshot snapshot = snapshotAt(1s);
        addServer(snapshot, 1, "one");
        snapshot.path.pools = {{1, 9, 5, 3, 0, 1, 1, 4}};
        model.setSnapshot(snapshot);
        QCOMPARE(model.index(0, PoolModel::Closed).data().toString(), u"5: 3 idle, 1 used up, 1 lost"_s);
        QVERIFY(!model.hasReplicas());
        snapshot.path.replicas = {{1, "g", 3, true, 2, 75}};
        model.setSnapshot(snapshot);
        QVERIFY(model.hasReplicas());
        QCOMPARE(model.index(0, PoolModel::State).data().toString(), u"ejected"_s);
        QCOMPARE(model.index(0, PoolModel::Weight).data().toString(), u"3"_s);
    }

    void cacheIsEmptiedByServerAndTool() {
        CacheCard card(nullptr);
        QSignalSpy asked(&card, &CacheCard::invalidateRequested);
        Snapshot snapshot = snapshotAt(1s);
        addServer(snapshot, 3, "one");
        dyno::mcp::Tool tool;
        tool.name = "get-sum";
        snapshot.servers[0].tools = std::make_shared<std::vector<dyno::mcp::Tool>>(1, tool);
        card.setSnapshot(snapshot);
        auto* menu = card.findChild<QPushButton*>(u"invalidateCache"_s)->menu();
        Q_EMIT menu->aboutToShow();
        menu->actions().front()->trigger();
        QCOMPARE(asked[0][0].value<std::optional<dyno::ServerId>>(), std::optional<dyno::ServerId>());
        menu->actions().back()->menu()->actions().back()->trigger();
        QCOMPARE(asked[1][0].value<std::optional<dyno::ServerId>>(), std::optional<dyno::ServerId>(3));
        QCOMPARE(asked[1][1].value<std::string>(), std::string("get-sum"));
    }
};

QTEST_MAIN(tst_stage_view)
#include "tst_stage_view.moc"
