#include "ui/models/connection_model.h"
#include "ui/models/ranged_figures.h"
#include "ui/models/session_text.h"
#include "ui/sessions/unsaved_sessions.h"

#include "tests/support/fail_on_warning.h"

#include <QDateTime>
#include <QTemporaryFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace dyno;
using namespace dyno::ui;

namespace {

sessions::WallTime wallTime(const QDateTime& time) {
    return sessions::WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

const sessions::WallTime evening = wallTime(QDateTime({2026, 11, 25}, {20, 15}));

sessions::SessionInfo info() {
    sessions::SessionInfo info;
    info.startedAt = wallTime(QDateTime({2026, 11, 25}, {18, 3}));
    info.length = 62s;
    info.calls = 12'345;
    return info;
}

telemetry::RecordingStatus fullDisk() {
    telemetry::RecordingStatus status;
    status.on = true;
    status.file = "/tmp/a.dyno";
    status.problem = Error{ErrorKind::Io, "no space left on device"};
    status.callsLost = 1'200;
    status.figuresLost = 3200ms;
    return status;
}

telemetry::ConnectionStatus connection(ConnectionId id, std::uint64_t calls) {
    telemetry::ConnectionStatus status;
    status.id = id;
    status.calls = calls;
    return status;
}

} // namespace

class tst_session_text : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarning(); }

    void momentSaysAsMuchAsIsNeeded() {
        const QDateTime began({2026, 11, 25}, {18, 3});
        const auto moment = [&](const QDateTime& now) {
            return sessionMoment(wallTime(began), wallTime(now));
        };
        QCOMPARE(moment(began.addSecs(3600)), u"18:03"_s);
        QCOMPARE(moment(began.addDays(1)), u"25 Nov 18:03"_s);
        QCOMPARE(moment(began.addYears(1)), u"25 Nov 2026 18:03"_s);
    }

    void sessionSaysWhatItIs() {
        QCOMPARE(sessionText(info(), evening), u"Recording of 18:03 · 1:02 min · 12,345 calls"_s);
        sessions::SessionInfo left = info();
        left.title = "echo on demo";
        left.errors = 2;
        left.complete = false;
        QCOMPARE(sessionText(left, evening),
                 u"Recording of 18:03 · echo on demo · 1:02 min · 12,345 calls, 2 with errors · "
                 "was not closed; its last second may be missing"_s);
        left.beingWritten = true;
        QVERIFY(sessionText(left, evening).endsWith(u" · is still being recorded"_s));
    }

    void sessionThatWasLeftIsOffered() {
        QCOMPARE(recoveryText(info(), evening), u"A session of 18:03 was not closed: 12,345 calls."_s);
        sessions::SessionInfo small = info();
        small.calls = 1;
        QCOMPARE(recoveryText(small, evening), u"A session of 18:03 was not closed: 1 call."_s);
    }

    void rangeSaysWhereItLies() {
        QCOMPARE(rangeText({12s, 19400ms}), u"12.0 s – 19.4 s of the session"_s);
        QCOMPARE(rangeText({58s, 64200ms}), u"0:58.0 – 1:04.2 of the session"_s);
        QCOMPARE(rangeText({3540s, 3725s}), u"59:00.0 – 1:02:05.0 of the session"_s);
    }

    void recordingProblemSaysWhatWasLost() {
        QCOMPARE(recordingProblem({}), QString());
        QCOMPARE(recordingProblem(fullDisk()),
                 u"The session cannot be recorded as it should: no space left on device. Lost: 1,200 calls "
                 u"in full "
                 "and the figures of 3.20 s. The load goes on, and what is written stays."_s);
        telemetry::RecordingStatus refused = fullDisk();
        refused.on = false;
        refused.callsLost = 0;
        refused.figuresLost = {};
        QCOMPARE(
            recordingProblem(refused),
            u"The session cannot be recorded as it should: no space left on device. Nothing is lost so far."_s);
    }

    void sessionsAreUnsavedThatAreInNoCopy() {
        QTemporaryFile first, second;
        QVERIFY(first.open() && second.open());
        telemetry::RecordingStatus recording;
        const auto record = [&](const QTemporaryFile& file, std::uint64_t calls) {
            recording.file = file.fileName().toStdString();
            recording.callsSeen = calls;
            return recording;
        };
        UnsavedSessions unsaved;
        QVERIFY(unsaved.left().empty());
        unsaved.note(record(first, 10));
        unsaved.note(record(second, 0));
        QCOMPARE(unsaved.left().size(), 1u);
        unsaved.note(record(second, 20));
        unsaved.copying(recording.file);
        unsaved.note(record(second, 25)); // which the copy has not
        unsaved.copied(recording.file);
        QCOMPARE(unsaved.left().size(), 2u);
        unsaved.copying(recording.file);
        unsaved.copied(recording.file);
        QCOMPARE(unsaved.left().size(), 1u);
        QCOMPARE(unsaved.left().front().calls, std::uint64_t(10));
        QVERIFY(first.remove());
        QVERIFY(unsaved.left().empty());
    }

    void nothingOfNowStandsBesideARange() {
        ConnectionModel model;
        telemetry::ConnectionStatus status = connection(1, 5);
        status.transport = "stdio";
        status.inFlight = 3;
        status.lateReplies = 7;
        model.setConnections({status});
        const auto text = [&](int column) { return model.index(0, column).data().toString(); };
        QCOMPARE(text(ConnectionModel::InFlight), u"3"_s);
        model.setRanged(true);
        QCOMPARE(text(ConnectionModel::Calls), u"5"_s);
        QCOMPARE(text(ConnectionModel::InFlight), QString());
        QCOMPARE(text(ConnectionModel::Rss), QString());
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), QString());
    }

    void figuresOfARangeTakeThePlaceOfThoseOfAll() {
        telemetry::Snapshot all, range;
        all.counts.succeeded = 1000;
        all.path.cache.entries = 7;
        all.path.cache.hits = 100;
        all.workload.callsStarted = 1000;
        range.counts.succeeded = 10;
        range.path.cache.hits = 1;
        range.path.stages[0].in = 10;
        range.errors = {{ErrorKind::TimedOut, 2, "slow"}};
        const telemetry::Snapshot shown = withFigures(all, range);
        QCOMPARE(shown.counts.succeeded, std::uint64_t(10));
        QCOMPARE(shown.path.cache.hits, std::uint64_t(1));
        QCOMPARE(shown.path.cache.entries, std::uint64_t(7));
        QCOMPARE(shown.path.stages[0].in, std::uint64_t(10));
        QCOMPARE(shown.errors.size(), 1u);
        QCOMPARE(shown.workload.callsStarted, std::uint64_t(1000));
    }

    void connectionsKeepWhatTheyAreAndCountTheRange() {
        telemetry::Snapshot all, range;
        all.connections = {connection(1, 500), connection(2, 600)};
        all.connections[0].pid = 4711;
        range.connections = {connection(1, 5), connection(3, 4), connection(4, 0)};
        const telemetry::Snapshot shown = withFigures(all, range);
        QCOMPARE(shown.connections.size(), 3u);
        QCOMPARE(shown.connections[0].pid, 4711);
        QCOMPARE(shown.connections[0].calls, std::uint64_t(5));
        QCOMPARE(shown.connections[1].calls, std::uint64_t(0));
        QCOMPARE(shown.connections[2].id, ConnectionId(3));
    }
};

QTEST_GUILESS_MAIN(tst_session_text)
#include "tst_session_text.moc"
