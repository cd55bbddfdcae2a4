#include "ui/models/history_filter.h"
#include "ui/models/history_model.h"
#include "ui/models/history_text.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using namespace std::chrono_literals;
using dyno::sessions::Labels;
using dyno::sessions::ListedSession;
using dyno::sessions::SessionInfo;

namespace {

// 25 November 2026, in whatever place this runs.
const dyno::sessions::WallTime day{std::chrono::hours(498'888)};

SessionInfo info(const std::string& name, const std::string& title) {
    SessionInfo info;
    info.file = "/sessions/" + name;
    info.title = title;
    info.startedAt = day;
    info.length = 12'340ms;
    info.calls = 1000;
    info.errors = 3;
    info.fileBytes = 84'200;
    info.sparkline = {1, 5, 3};
    return info;
}

ListedSession listed(const SessionInfo& info) {
    return {info.file, info, false};
}

ListedSession unreadable(const std::string& name) {
    return {"/sessions/" + name, dyno::Error{dyno::ErrorKind::Protocol, "it is not a session file"}, false};
}

QString text(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

QStringList titles(const QAbstractItemModel& model) {
    QStringList titles;
    for (int row = 0; row < model.rowCount(); ++row)
        titles << text(model, row, HistoryModel::Title);
    return titles;
}

} // namespace

class tst_history_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void figuresOfASessionAreListed() {
        HistoryModel model;
        QAbstractItemModelTester tester(&model);
        model.setSessions({listed(info("a.dyno", "echo"))});
        QCOMPARE(text(model, 0, HistoryModel::Title), u"echo"_s);
        QCOMPARE(text(model, 0, HistoryModel::Length), u"12.3 s"_s);
        QCOMPARE(text(model, 0, HistoryModel::Calls), u"1,000"_s);
        QCOMPARE(text(model, 0, HistoryModel::Errors), u"3"_s);
        QCOMPARE(text(model, 0, HistoryModel::P99), QString());
        QCOMPARE(text(model, 0, HistoryModel::Size), u"84.2 kB"_s);
        const auto sparkline = model.index(0, HistoryModel::Rate).data(HistoryModel::SparklineRole);
        QCOMPARE(sparkline.value<QList<float>>(), QList<float>({1, 5, 3}));
    }

    void unreadableFileSaysWhy() {
        HistoryModel model;
        QAbstractItemModelTester tester(&model);
        model.setSessions({unreadable("b.dyno"), listed(info("a.dyno", "echo"))});
        const int row = model.rowOf("/sessions/b.dyno");
        QCOMPARE(text(model, row, HistoryModel::Title), u"b.dyno"_s);
        QCOMPARE(text(model, row, HistoryModel::Tags), u"it is not a session file"_s);
        QVERIFY(!model.flags(model.index(row, HistoryModel::Title)).testFlag(Qt::ItemIsEditable));
        QVERIFY(model.withoutP99() == std::vector<std::filesystem::path>{"/sessions/a.dyno"});
    }

    void rowsStayWhenOthersComeAndGo() {
        HistoryModel model;
        QAbstractItemModelTester tester(&model);
        model.setSessions({listed(info("a.dyno", "one")), listed(info("c.dyno", "three"))});
        const QPersistentModelIndex third = model.index(1, HistoryModel::Title);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setSession(listed(info("b.dyno", "two")));
        QCOMPARE(titles(model), QStringList({u"one"_s, u"two"_s, u"three"_s}));
        model.setSessions({listed(info("c.dyno", "third")), listed(info("b.dyno", "two"))});
        QCOMPARE(titles(model), QStringList({u"two"_s, u"third"_s}));
        QCOMPARE(third.data().toString(), u"third"_s);
        QCOMPARE(reset.size(), 0);
    }

    void p99IsReadAnewWhenTheSessionHasGrown() {
        HistoryModel model;
        model.setSessions({listed(info("a.dyno", "echo"))});
        model.setP99("/sessions/a.dyno", 9'870us);
        QCOMPARE(text(model, 0, HistoryModel::P99), u"9.87 ms"_s);
        QVERIFY(model.withoutP99().empty());
        SessionInfo grown = info("a.dyno", "echo");
        grown.calls = 2000;
        model.setSession(listed(grown));
        QCOMPARE(text(model, 0, HistoryModel::P99), u"9.87 ms"_s);
        QCOMPARE(model.withoutP99().size(), std::size_t(1));
    }

    void theOneThatIsRecordedIsMarked() {
        HistoryModel model;
        model.setSessions({listed(info("a.dyno", "echo")), listed(info("b.dyno", "echo"))});
        model.setRecorded("/sessions/b.dyno");
        QVERIFY(!model.isRecorded(0));
        QVERIFY(text(model, 1, HistoryModel::When).contains(u"recording"));
        model.setRecorded({});
        QVERIFY(!text(model, 1, HistoryModel::When).contains(u"recording"));
    }

    void renamingKeepsTheOtherLabels() {
        HistoryModel model;
        SessionInfo labelled = info("a.dyno", "echo");
        labelled.notes = "slow\ndisk";
        labelled.tags = {"ssd", "baseline"};
        labelled.pinned = true;
        model.setSessions({listed(labelled)});
        std::vector<Labels> asked;
        connect(&model, &HistoryModel::labelled, &model,
                [&](const std::filesystem::path&, const Labels& labels) { asked.push_back(labels); });
        const QModelIndex title = model.index(0, HistoryModel::Title);
        QVERIFY(!model.setData(title, u"echo"_s));
        QVERIFY(model.setData(title, u"  before \n the index "_s));
        QCOMPARE(asked.size(), std::size_t(1));
        QCOMPARE(asked[0].title, std::string("before the index"));
        QCOMPARE(asked[0].notes, labelled.notes);
        QCOMPARE(asked[0].tags, labelled.tags);
        QVERIFY(asked[0].pinned);
    }

    void everyWordIsLookedFor_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("nothing") << u" "_s << QStringList({u"echo"_s, u"search"_s, u"c.dyno"_s});
        QTest::newRow("title") << u"ECHO"_s << QStringList({u"echo"_s});
        QTest::newRow("tag") << u"#ssd"_s << QStringList({u"search"_s});
        QTest::newRow("server and note") << u"every disk"_s << QStringList({u"search"_s});
        QTest::newRow("tool of a run") << u"get_many"_s << QStringList({u"search"_s});
        QTest::newRow("why it cannot be read") << u"not a session"_s << QStringList({u"c.dyno"_s});
        QTest::newRow("one word too many") << u"echo disk"_s << QStringList();
    }
    void everyWordIsLookedFor() {
        QFETCH(QString, words);
        QFETCH(QStringList, found);
        SessionInfo second = info("b.dyno", "search");
        second.notes = "slow disk";
        second.tags = {"ssd"};
        second.servers = {"everything"};
        second.runs.resize(1);
        second.runs[0].scenario = R"({"tool":"get_many"})";
        HistoryModel model;
        HistoryFilter filter(nullptr);
        QAbstractItemModelTester tester(&filter);
        filter.setSourceModel(&model);
        model.setSessions({listed(info("a.dyno", "echo")), listed(second), unreadable("c.dyno")});
        filter.setText(words);
        QCOMPARE(titles(filter), found);
    }

    void pinnedOnesStayOnTop_data() {
        QTest::addColumn<Qt::SortOrder>("order");
        QTest::addColumn<QStringList>("sorted");
        QTest::newRow("up") << Qt::AscendingOrder << QStringList({u"b"_s, u"a"_s, u"c"_s});
        QTest::newRow("down") << Qt::DescendingOrder << QStringList({u"b"_s, u"c"_s, u"a"_s});
    }
    void pinnedOnesStayOnTop() {
        QFETCH(Qt::SortOrder, order);
        QFETCH(QStringList, sorted);
        std::vector<ListedSession> sessions;
        for (const char* name : {"a", "b", "c"}) {
            SessionInfo one = info(name, name);
            one.calls = name[0] == 'a' ? 1 : name[0] == 'b' ? 20 : 300;
            one.pinned = name[0] == 'b';
            sessions.push_back(listed(one));
        }
        HistoryModel model;
        HistoryFilter filter(nullptr);
        filter.setSourceModel(&model);
        model.setSessions(sessions);
        filter.sort(HistoryModel::Calls, order);
        QCOMPARE(titles(filter), sorted);
    }

    void tagsAreSplitAtCommas() {
        QVERIFY(tagsOf(u" a ,b,, a, two  words "_s) == std::vector<std::string>({"a", "b", "two words"}));
        QCOMPARE(tagsText({"a", "two words"}), u"a, two words"_s);
        QVERIFY(tagsOf(u" , "_s).empty());
    }
};

QTEST_MAIN(tst_history_model)
#include "tst_history_model.moc"
