#include "ui/dialogs/import/import_model.h"
#include "ui/dialogs/import/input_model.h"

#include "tests/support/fail_on_warning.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno::ui;

namespace {

std::vector<ImportEntry> entries() {
    return {{u"files"_s, u"command"_s, u"npx files"_s, {}, {}, false},
            {u"mail"_s, u"URL"_s, u"https://mail/mcp"_s, {}, {u"token"_s, u"region"_s}, false},
            {u"broken"_s, {}, {}, u"it has neither command nor URL"_s, {}, false},
            {u"off"_s, u"command"_s, u"npx off"_s, {}, {u"token"_s}, true}};
}

std::vector<ImportInput> inputs() {
    return {{u"token"_s, u"A token"_s, true, {}, {}},
            {u"region"_s, {}, false, u"eu"_s, {u"eu"_s, u"us"_s}},
            {u"unused"_s, {}, false, {}, {}}};
}

} // namespace

class tst_import_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void whatCanBeUsedIsChecked() {
        ImportModel model;
        QAbstractItemModelTester tester(&model);
        model.setEntries(entries());
        QCOMPARE(model.checkedRows(), QList<int>({0, 1}));
        QCOMPARE(model.usableCount(), 3);
        QCOMPARE(model.neededInputs(), QSet<QString>({u"token"_s, u"region"_s}));
    }

    void stateIsSaid() {
        ImportModel model;
        model.setEntries(entries());
        QStringList states;
        for (int row = 0; row < model.rowCount(); ++row)
            states << model.index(row, ImportModel::State).data().toString();
        QCOMPARE(states, QStringList({u"ready"_s, u"needs input"_s,
                                      u"cannot be used: it has neither command nor URL"_s,
                                      u"needs input, switched off in the file"_s}));
    }

    void whatCannotBeUsedCannotBeChecked() {
        ImportModel model;
        QAbstractItemModelTester tester(&model);
        model.setEntries(entries());
        QVERIFY(!model.index(2, 0).data(Qt::CheckStateRole).isValid());
        QVERIFY(!model.setData(model.index(2, 0), Qt::Checked, Qt::CheckStateRole));
        QVERIFY(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(model.checkedRows(), QList<int>({1}));
        model.checkAll(true);
        QCOMPARE(model.checkedRows(), QList<int>({0, 1, 3}));
        model.setProblem(1, u"no"_s);
        QCOMPARE(model.checkedRows(), QList<int>({0, 3}));
        model.checkAll(false);
        QVERIFY(model.checkedRows().isEmpty());
    }

    void tenThousandEntriesAreOneReset() {
        std::vector<ImportEntry> many(10'000, entries()[1]);
        ImportModel model;
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy checks(&model, &ImportModel::checksChanged);
        model.setEntries(many);
        model.checkAll(false);
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(reset.size(), 1);
        QCOMPARE(checks.size(), 2);
    }

    void onlyNeededInputsAreAskedFor() {
        InputModel model;
        QAbstractItemModelTester tester(&model);
        model.setInputs(inputs());
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(model.isComplete());
        model.setNeeded({u"token"_s, u"region"_s});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, InputModel::Input).data().toString(), u"A token"_s);
        QCOMPARE(model.index(1, InputModel::Input).data().toString(), u"region"_s);
        QVERIFY(!model.isComplete());
    }

    void secretIsShownAsDotsAndKept() {
        InputModel model;
        QAbstractItemModelTester tester(&model);
        model.setInputs(inputs());
        model.setNeeded({u"token"_s, u"region"_s});
        QVERIFY(model.setData(model.index(0, InputModel::Value), u"s3cret"_s));
        QVERIFY(!model.index(0, InputModel::Value).data().toString().contains(u"s3cret"_s));
        QVERIFY(model.isComplete());
        model.setNeeded({});
        model.setNeeded({u"token"_s});
        QCOMPARE(model.values(), (std::map<std::string, std::string>{{"token", "s3cret"}}));
    }
};

QTEST_MAIN(tst_import_model)
#include "tst_import_model.moc"
