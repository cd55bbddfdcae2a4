#include "ui/models/changes_model.h"

#include "tests/support/fail_on_warning.h"
#include "tests/support/memory_session.h"
#include "ui/models/change_verdicts.h"
#include "ui/models/difference_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using dyno::sessions::ChangeVerdict;
using dyno::sessions::Verdict;
using dyno::settings::TuningChange;
using Changes = std::vector<TuningChange>;

namespace {

ChangeVerdict judged(Changes changes, Verdict verdict) {
    ChangeVerdict judged{std::move(changes), {}, {}, {{}}, verdict, "p99 is 12 % better."};
    judged.headline.front().metric = "p99";
    return judged;
}

/// Two changes that go together, and one.
struct Shown {
    Shown() { model.setJournal(std::make_shared<Changes>(changes)); }

    QString textAt(int row, int column) const { return model.index(row, column).data().toString(); }
    QVariant verdictAt(int row) const { return model.index(row, ChangesModel::Verdict).data(VerdictRole); }

    const Changes changes{{1s, "pool", "1", "4"}, {1200ms, "cache", "off", "on"}, {9s, "pool", "4", "8"}};
    ChangesModel model;
    QAbstractItemModelTester tester{&model};
};

} // namespace

class tst_changes_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void longerJournalAppends() {
        ChangesModel model;
        QAbstractItemModelTester tester(&model);
        const Changes first{{1s, "pool", "1", "4"}};
        Changes second = first;
        second.push_back({2s, "workers", "8", "16"});
        model.setJournal(std::make_shared<Changes>(first));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setJournal(std::make_shared<Changes>(second));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.index(1, ChangesModel::Knob).data().toString(), u"workers"_s);
        QCOMPARE(model.index(1, ChangesModel::Time).data().toString(), u"00:00:02.000"_s);
    }

    void anotherJournalReplaces() {
        ChangesModel model;
        QAbstractItemModelTester tester(&model);
        model.setJournal(std::make_shared<Changes>(Changes{{1s, "pool", "1", "4"}, {2s, "pool", "4", "5"}}));
        model.setJournal(std::make_shared<Changes>(Changes{{2s, "pool", "4", "5"}}));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, ChangesModel::To).data().toString(), u"5"_s);
    }

    void changesThatGoTogetherHaveOneVerdict() {
        Shown shown;
        const Changes hidden{{1s, "pool", "***", "***"}, shown.changes[1]};
        shown.model.setVerdicts({judged(hidden, Verdict::Better)});
        QCOMPARE(shown.textAt(0, ChangesModel::Verdict), u"better"_s);
        QCOMPARE(shown.textAt(1, ChangesModel::Brought), u"p99 is 12 % better."_s);
        QCOMPARE(shown.verdictAt(1).toInt(), int(Verdict::Better));
        QCOMPARE(shown.textAt(2, ChangesModel::Verdict), QString());
        QVERIFY(!shown.verdictAt(2).isValid());
    }

    void lastChangeMayBeTooEarlyWhileRecorded() {
        Shown shown;
        shown.model.setVerdicts({judged({shown.changes[0], shown.changes[1]}, Verdict::TooFewCalls),
                                 judged({shown.changes[2]}, Verdict::TooFewCalls)});
        QCOMPARE(shown.textAt(2, ChangesModel::Verdict), u"too few calls"_s);
        QSignalSpy spy(&shown.model, &ChangesModel::judged);
        shown.model.setLive(true);
        QCOMPARE(spy.size(), 1);
        QCOMPARE(shown.textAt(0, ChangesModel::Verdict), u"too few calls"_s);
        QCOMPARE(shown.textAt(2, ChangesModel::Verdict), u"too early"_s);
        QCOMPARE(shown.textAt(2, ChangesModel::Brought), QString());
    }

    void changeBesideARunHasNoVerdict() {
        Shown shown;
        ChangeVerdict beside = judged({shown.changes[2]}, Verdict::TooFewCalls);
        beside.headline.clear();
        shown.model.setLive(true);
        shown.model.setVerdicts({beside});
        QCOMPARE(shown.textAt(2, ChangesModel::Verdict), u"not measured"_s);
        QVERIFY(!shown.verdictAt(2).isValid());
    }

    void markupIsShownAsText() {
        ChangesModel model;
        model.setJournal(std::make_shared<Changes>(Changes{{1s, "pool", "1", "<img src='x'>\n4"}}));
        const QString toolTip = model.index(0, ChangesModel::To).data(Qt::ToolTipRole).toString();
        QVERIFY2(!toolTip.contains(u"<img"_s) && toolTip.contains(u"&lt;img"_s), qPrintable(toolTip));
        QCOMPARE(model.index(0, ChangesModel::Knob).data(Qt::ToolTipRole).toString(), u"pool"_s);
    }

    void sessionIsAskedWhileSomebodyLooks() {
        dyno::test::MemorySession session;
        session.turn({1s, "pool", "1", "4"});
        SessionSource source("changes.dyno", session.opener());
        ChangeVerdicts verdicts(1ms);
        std::vector<std::size_t> told;
        connect(&verdicts, &ChangeVerdicts::arrived, this,
                [&](const ChangeVerdicts::Verdicts& arrived) { told.push_back(arrived.size()); });
        verdicts.setSource(&source);
        QVERIFY(told.empty());
        verdicts.setWatched(true);
        QTRY_COMPARE(told.size(), std::size_t(1));
        session.turn({9s, "pool", "4", "8"});
        verdicts.noteChange(); // of another session: this one is not recorded
        verdicts.setLive(true);
        QTRY_VERIFY(told.back() == 2 && told.size() > 3); // more than once: the time after it grows
    }

    void sessionThatCannotBeReadSaysSo() {
        dyno::test::MemorySession session;
        session.fail(dyno::Error{dyno::ErrorKind::Io, "the disk is gone"});
        SessionSource source("changes.dyno", session.opener());
        ChangeVerdicts verdicts(1ms);
        QSignalSpy failed(&verdicts, &ChangeVerdicts::failed);
        verdicts.setWatched(true);
        verdicts.setSource(&source);
        QTRY_COMPARE(failed.size(), 1);
    }
};

QTEST_MAIN(tst_changes_model)
#include "tst_changes_model.moc"
