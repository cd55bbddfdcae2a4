#include "ui/models/changes_model.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno::ui;
using Changes = std::vector<dyno::settings::TuningChange>;

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
};

QTEST_MAIN(tst_changes_model)
#include "tst_changes_model.moc"
