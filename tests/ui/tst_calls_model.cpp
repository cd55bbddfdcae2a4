#include "tests/support/fail_on_warning.h"
#include "tests/support/memory_session.h"
#include "ui/models/call_pages.h"
#include "ui/models/call_text.h"
#include "ui/models/calls_model.h"
#include "ui/theme/colours.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno;
using namespace dyno::ui;
using sessions::CallFilter;
using sessions::CallOrder;
using test::MemorySession;

namespace {

/// A model of a session that has been looked through.
struct Shown {
    explicit Shown(std::uint32_t calls) {
        session.grow(calls);
        model.setSource(&source);
        search({});
    }

    void search(const CallFilter& filter, CallOrder order = CallOrder::Ended) {
        model.search(filter, order);
        QTRY_VERIFY(!model.isSearching());
    }
    /// Until what is under way has been answered.
    void settle() {
        bool answered = false;
        source.ask<int>([](sessions::SessionReader&) { return Result<int>(0); },
                        [&](const Result<int>&) { answered = true; });
        QTRY_VERIFY(answered);
    }
    QString textAt(int row, int column = CallsModel::Time) const {
        return model.index(row, column).data().toString();
    }

    MemorySession session;
    SessionSource source{"calls.dyno", session.opener()};
    CallsModel model;
    QAbstractItemModelTester tester{&model};
};

} // namespace

class tst_calls_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarning(); }

    void rowsComeWhenTheyAreLookedAt() {
        Shown shown(1000);
        QCOMPARE(shown.model.rowCount(), 1000);
        shown.settle();
        const int before = shown.session.pagesRead;
        QSignalSpy changed(&shown.model, &QAbstractItemModel::dataChanged);
        QCOMPARE(shown.textAt(650), u"…"_s);
        QCOMPARE(shown.model.index(650, CallsModel::Outcome).data(CallsModel::ColourRole).toInt(),
                 int(Colour::Grid));
        QTRY_COMPARE(shown.textAt(650), u"00:00:00.651"_s);
        QCOMPARE(shown.session.pagesRead, before + 1);
        QCOMPARE(changed.back().front().toModelIndex().row(), 600);
        QCOMPARE(changed.back()[1].toModelIndex().row(), 799);
        QCOMPARE(shown.textAt(650, CallsModel::Tool), u"odd"_s);
        QCOMPARE(shown.textAt(649, CallsModel::Outcome), u"TimedOut"_s);
        QCOMPARE(shown.textAt(649, CallsModel::Failure), u"no answer within 500 ms"_s);
        QCOMPARE(shown.textAt(650, CallsModel::Latency), u"1.15 ms"_s);
    }

    void pagesThatWereUsedLongAgoAreForgotten() {
        const int pages = int(CallPages::mostPages) + 10;
        Shown shown(std::uint32_t(pages) * CallPages::pageRows);
        for (int page = 0; page < pages; ++page)
            QTRY_VERIFY(shown.textAt(page * CallPages::pageRows) != u"…"_s);
        QCOMPARE(shown.textAt(5 * CallPages::pageRows), u"…"_s);
        QVERIFY(shown.textAt((pages - 5) * CallPages::pageRows) != u"…"_s);
    }

    void onlyWhereTheScrollBarStopsIsRead() {
        Shown shown(50'000);
        shown.settle();
        const int before = shown.session.pagesRead;
        for (int row = 0; row < 50'000; row += 100)
            shown.textAt(row);
        QTRY_VERIFY(shown.textAt(49'900) != u"…"_s);
        shown.settle();
        QVERIFY2(shown.session.pagesRead - before < 10, qPrintable(QString::number(shown.session.pagesRead)));
    }

    void newCallsAreAppended() {
        Shown shown(250);
        QTRY_VERIFY(shown.textAt(249) != u"…"_s);
        const QPersistentModelIndex chosen(shown.model.index(100, 0));
        QSignalSpy reset(&shown.model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&shown.model, &QAbstractItemModel::rowsInserted);
        shown.session.grow(30);
        shown.model.lookForMore();
        QVERIFY(!shown.model.isSearching());
        QTRY_COMPARE(shown.model.rowCount(), 280);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(chosen.row(), 100);
        QCOMPARE(shown.model.standsFor(), std::uint64_t(252 * 3 + 28));
        // The rows of the page that was not yet full stay while the others of it come.
        QVERIFY(shown.textAt(249) != u"…"_s);
        QTRY_COMPARE(shown.textAt(279), u"00:00:00.280"_s);
    }

    void newCallsPassTheFilterToo() {
        Shown shown(100);
        CallFilter filter;
        filter.text = "no answer";
        shown.search(filter);
        QCOMPARE(shown.model.rowCount(), 10);
        shown.session.grow(9);
        shown.model.lookForMore();
        QTRY_COMPARE(shown.session.searches, 3);
        shown.session.grow(11);
        QTRY_COMPARE((shown.model.lookForMore(), shown.model.rowCount()), 12);
        QCOMPARE(shown.model.id(11), std::uint32_t(120));
    }

    void rowsStayUntilOthersAreFound() {
        Shown shown(100);
        CallFilter filter;
        filter.tool = "odd";
        shown.model.search(filter, CallOrder::SlowestFirst);
        QVERIFY(shown.model.isSearching());
        QCOMPARE(shown.model.rowCount(), 100);
        QTRY_COMPARE(shown.model.rowCount(), 50);
        QCOMPARE(shown.model.id(0), std::uint32_t(99));
        QCOMPARE(shown.model.rowOf(1), 49);
        QCOMPARE(shown.model.rowOf(2), -1);
        // In that order new calls have their place in between.
        const int before = shown.session.searches;
        shown.session.grow(2);
        shown.model.lookForMore();
        shown.settle();
        QCOMPARE(shown.session.searches, before);
    }

    void searchIsGivenUpByTheNext() {
        Shown shown(100);
        CallFilter filter;
        filter.text = MemorySession::endless;
        shown.model.search(filter, CallOrder::Ended);
        QTRY_COMPARE(shown.session.searches, 2);
        QTRY_COMPARE(shown.textAt(99), u"00:00:00.100"_s); // reading goes on meanwhile
        filter.text = "odd";
        shown.search(filter);
        QCOMPARE(shown.model.rowCount(), 50);
        QVERIFY(!shown.model.problem());
    }

    void failureIsToldUntilItIsOver() {
        Shown shown(1000);
        shown.session.fail(Error{ErrorKind::Io, "the disk is gone"});
        shown.textAt(700);
        QTRY_VERIFY(shown.model.problem());
        QCOMPARE(shown.model.problem()->message, std::string("the disk is gone"));
        shown.model.lookForMore();
        QTRY_COMPARE(shown.session.searches, 2);
        QCOMPARE(shown.model.rowCount(), 1000);
        shown.session.fail({});
        QTRY_VERIFY((shown.model.lookForMore(), !shown.model.problem()));
        QTRY_COMPARE(shown.textAt(700), u"00:00:00.701"_s);
    }

    void failedSearchIsMadeAgainWhole() {
        Shown shown(100);
        CallFilter filter;
        filter.tool = "odd";
        shown.session.fail(Error{ErrorKind::Io, "the disk is gone"});
        shown.search(filter, CallOrder::SlowestFirst);
        QVERIFY(shown.model.problem());
        QCOMPARE(shown.model.rowCount(), 100);
        shown.session.fail({});
        shown.session.grow(10);
        shown.model.lookForMore();
        QVERIFY(shown.model.isSearching());
        QTRY_COMPARE(shown.model.rowCount(), 55);
        QVERIFY(!shown.model.problem());
        QCOMPARE(shown.model.id(0), std::uint32_t(109));
    }

    void rowThatCannotBeReadIsNotAskedForAgainAndAgain() {
        Shown shown(1000);
        shown.session.remove(650);
        QTRY_COMPARE(shown.textAt(650), u"00:00:00.651"_s);
        QCOMPARE(shown.textAt(649), u"…"_s);
        shown.settle();
        const int before = shown.session.pagesRead;
        QCOMPARE(shown.textAt(649), u"…"_s);
        shown.settle();
        QCOMPARE(shown.session.pagesRead, before);
    }

    void typingALetterReadsNoRow() {
        Shown shown(10'000);
        shown.settle();
        const int before = shown.session.pagesRead;
        QVERIFY(shown.model.match(shown.model.index(0, 0), Qt::DisplayRole, u"x"_s, 1, {}).isEmpty());
        shown.settle();
        QCOMPARE(shown.session.pagesRead, before);
    }

    void sourceMayGoWhileRowsAreOnTheirWay() {
        MemorySession session;
        session.grow(1000);
        CallsModel model;
        {
            SessionSource source("calls.dyno", session.opener());
            model.setSource(&source);
            model.search({}, CallOrder::Ended);
            QTRY_COMPARE(model.rowCount(), 1000);
            model.index(0, 0).data();
        }
        model.index(500, 0).data();
        model.lookForMore();
        model.setSource(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void serverKeepsItsNameAfterItWent() {
        Shown shown(10);
        telemetry::ServerStatus server;
        server.id = 2;
        server.name = "two";
        shown.model.setServers({server});
        shown.model.setServers({});
        QTRY_COMPARE(shown.textAt(0, CallsModel::Server), u"two"_s);
        QCOMPARE(shown.textAt(1, CallsModel::Server), u"1"_s);
    }

    void progressSaysWhenAndHowFar() {
        using namespace std::chrono_literals;
        const auto facts =
            callProgress({{120ms, {3, 10.0, "half of\nthe pages"}}, {1500ms, {0.25, std::nullopt, ""}}});
        QCOMPARE(facts.size(), std::size_t(2));
        QCOMPARE(facts[0].name, u"120 ms"_s);
        QCOMPARE(facts[0].value, u"3 of 10 · half of the pages"_s);
        QCOMPARE(facts[1].name, u"1.50 s"_s);
        QCOMPARE(facts[1].value, u"0.25"_s);
        QVERIFY(callProgress({}).empty());
    }

    void requestIsCopiedAsAMessage() {
        sessions::CallDetail call;
        call.row.tool = "say \"hi\"";
        call.request = "{\"to\":\"you\"}";
        QCOMPARE(callAsJsonRpc(call),
                 u"{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": "
                 u"{\"name\": \"say \\\"hi\\\"\", \"arguments\": {\"to\":\"you\"}}}"_s);
    }
};

QTEST_MAIN(tst_calls_model)
#include "tst_calls_model.moc"
