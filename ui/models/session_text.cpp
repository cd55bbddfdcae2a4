#include "ui/models/session_text.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString tr(const char* text, const char* hint = nullptr, int n = -1) {
    return QCoreApplication::translate("Session", text, hint, n);
}

QString callsText(std::uint64_t calls) {
    return calls == 1 ? tr("1 call") : tr("%1 calls").arg(formatCount(calls));
}

QDateTime localTime(sessions::WallTime time) {
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count());
}

} // namespace

QString sessionMoment(sessions::WallTime began, sessions::WallTime now) {
    const QDateTime time = localTime(began), today = localTime(now);
    const QString format = time.date() == today.date()                 ? u"HH:mm"_s
                           : time.date().year() == today.date().year() ? u"d MMM HH:mm"_s
                                                                       : u"d MMM yyyy HH:mm"_s;
    return QLocale::c().toString(time, format);
}

QString sessionText(const sessions::SessionInfo& info, sessions::WallTime now) {
    QStringList parts;
    const QString title = toQString(info.title);
    parts << tr("Recording of %1").arg(sessionMoment(info.startedAt, now));
    if (!title.isEmpty())
        parts << title;
    parts << formatDuration(info.length);
    parts << (info.errors > 0 ? tr("%1, %2 with errors").arg(callsText(info.calls), formatCount(info.errors))
                              : callsText(info.calls));
    if (info.beingWritten)
        parts << tr("is still being recorded");
    else if (!info.complete)
        parts << tr("was not closed; its last second may be missing");
    return parts.join(u" · "_s);
}

QString rangeText(sessions::Range range) {
    return tr("%1 of the session").arg(formatRange(range.from, range.to));
}

QString recoveryText(const sessions::SessionInfo& info, sessions::WallTime now) {
    return tr("A session of %1 was not closed: %2.")
        .arg(sessionMoment(info.startedAt, now), callsText(info.calls));
}

QString recordingText(const telemetry::RecordingStatus& status) {
    if (status.problem)
        return tr("recording trouble");
    return status.on ? formatBytes(status.bytes) : tr("not recorded");
}

QString recordingDetails(const telemetry::RecordingStatus& status) {
    if (status.file.empty())
        return tr("This session is not recorded");
    QStringList lines{status.on ? tr("This session is recorded") : tr("The recording was stopped")};
    lines << toQString(status.file)
          << tr("%1 of %2 kept in full; the histograms have all of them")
                 .arg(formatCount(status.callsKept), callsText(status.callsSeen));
    if (status.oneOf > 1)
        lines << tr("every error, every slow call, and one of %1 of the others").arg(status.oneOf);
    if (status.problem)
        lines << recordingProblem(status);
    return lines.join(u'\n');
}

QString recordingProblem(const telemetry::RecordingStatus& status) {
    if (!status.problem)
        return {};
    QStringList lost;
    if (status.callsLost > 0)
        lost << tr("%1 in full").arg(callsText(status.callsLost));
    if (status.figuresLost > async::Duration::zero())
        lost << tr("the figures of %1").arg(formatDuration(status.figuresLost));
    QString text =
        tr("The session cannot be recorded as it should: %1").arg(toQString(status.problem->message));
    text += lost.isEmpty() ? tr(". Nothing is lost so far.") : tr(". Lost: %1.").arg(lost.join(tr(" and ")));
    return text % (status.on ? tr(" The load goes on, and what is written stays.") : QString());
}

QString fileProblem(const QString& what, const Error& error) {
    return what % u" — "_s % toQString(error.message);
}

} // namespace dyno::ui
