#include "ui/models/call_text.h"

#include "ui/format.h"
#include "ui/json_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

using async::Duration;
using calls::AnsweredBy;
using calls::CallRecord;
using calls::Refusal;

namespace {

QString refusalText(Refusal refusal) {
    switch (refusal) {
    case Refusal::None:
        break;
    case Refusal::QueueFull:
        return u"by admission: its queue was full"_s;
    case Refusal::WaitedTooLong:
        return u"by admission: it had waited too long"_s;
    case Refusal::BreakerOpen:
        return u"by the open circuit breaker"_s;
    case Refusal::NoConnection:
        return u"by the pool: no connection had room in time"_s;
    }
    return {};
}

QString answeredText(const CallRecord& record) {
    if (record.answeredBy == AnsweredBy::SharedFlight)
        return u"an equal call that was under way"_s;
    if (record.answeredBy != AnsweredBy::Cache)
        return {};
    return record.saved > Duration::zero()
               ? QString(u"the cache, which saved %1"_s.arg(formatDuration(record.saved)))
               : u"the cache"_s;
}

QString durationUnlessZero(Duration duration) {
    return duration > Duration::zero() ? formatDuration(duration) : QString();
}

QString progressNumber(double value) {
    return QString::number(value, 'g', 10);
}

QString progressText(const mcp::Progress& progress) {
    QString text = progressNumber(progress.progress);
    if (progress.total)
        text += u" of "_s % progressNumber(*progress.total);
    if (!progress.message.empty())
        text += u" · "_s % toQString(progress.message).simplified();
    return text;
}

QString attemptsText(const CallRecord& record) {
    if (record.attempts < 2)
        return {};
    return u"%1, the earlier ones and their waits took %2"_s.arg(QString::number(record.attempts),
                                                                 formatDuration(record.retried));
}

} // namespace

QString outcomeText(const CallRecord& record) {
    return record.error ? toQString(name(*record.error)) : u"ok"_s;
}

std::vector<CallFact> callFacts(const sessions::CallRow& call, const QString& server) {
    const CallRecord& record = call.record;
    std::vector<CallFact> facts{
        {u"server"_s, server},
        {u"connection"_s, record.connection == 0 ? u"none"_s : QString::number(record.connection)},
        {u"to begin at"_s, formatTimeStamp(call.at)},
        {u"began late by"_s, durationUnlessZero(record.started - record.intended)},
        {u"latency"_s, formatDuration(record.latency())},
        {u"turned away"_s, refusalText(record.refusal)},
        {u"answered by"_s, answeredText(record)},
        {u"attempts"_s, attemptsText(record)},
        {u"cold start"_s, durationUnlessZero(record.coldStart)},
        {u"calls in its request"_s, record.batch > 1 ? QString::number(record.batch) : QString()},
        {u"polls of its task"_s, record.taskPolls > 0 ? QString::number(record.taskPolls) : QString()},
        {u"sent, received"_s, formatBytes(record.bytesSent) % u", "_s % formatBytes(record.bytesReceived)},
        {u"stands for"_s, call.weight > 1 ? QString(formatCount(call.weight) % u" calls"_s) : QString()},
    };
    std::erase_if(facts, [](const CallFact& fact) { return fact.value.isEmpty(); });
    return facts;
}

std::vector<CallFact> callProgress(const std::vector<calls::ProgressNote>& notes) {
    std::vector<CallFact> facts;
    for (const calls::ProgressNote& note : notes)
        facts.push_back({formatDuration(note.at), progressText(note.progress)});
    return facts;
}

QString callAsJsonRpc(const sessions::CallDetail& call) {
    const QString arguments = call.request.empty() ? u"{}"_s : toQString(call.request);
    return u"{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {\"name\": "_s %
           quotedJson(call.row.tool) % u", \"arguments\": "_s % arguments % u"}}"_s;
}

} // namespace dyno::ui
