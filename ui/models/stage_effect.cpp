#include "ui/models/stage_effect.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using settings::Tuning;
using telemetry::BreakerState;
using telemetry::Snapshot;
using telemetry::Stage;
using telemetry::StageFlow;

constexpr auto separator = u" · ";

const StageFlow& flow(const Snapshot& snapshot, Stage stage) {
    return snapshot.path.stages[std::size_t(stage)];
}

/// Not "100 %" for nearly all, nor "0 %" for a few.
QString percent(double share) {
    if (share > 0.99 && share < 1)
        return u"> 99 %"_s;
    if (share > 0 && share < 0.01)
        return u"< 1 %"_s;
    return QString::number(share * 100, 'f', 0) % u" %"_s;
}

QString counted(std::uint64_t count, const QString& what) {
    return formatShortCount(count) % u' ' % what;
}

QString admissionEffect(const Snapshot& snapshot) {
    const auto& tuning = snapshot.tuning.admission;
    const StageFlow& admission = flow(snapshot, Stage::Admission);
    const bool limited = tuning.callsPerSecond || tuning.perServer || tuning.perTool;
    if (!limited && admission.turnedAway == 0)
        return u"no limit is set"_s;
    return counted(admission.held, u"waiting"_s) % separator %
           counted(admission.turnedAway, u"turned away"_s);
}

QString cacheEffect(const Snapshot& snapshot) {
    const auto& cache = snapshot.path.cache;
    if (cache.hits + cache.shared + cache.misses == 0)
        return snapshot.tuning.cache.on ? u"on, not asked yet"_s : u"off"_s;
    return percent(hitShare(cache)) % u" hits"_s % separator % formatDuration(cache.saved) % u" saved"_s;
}

QString batchEffect(const Snapshot& snapshot) {
    const auto& batch = snapshot.path.batch;
    if (batch.batches == 0)
        return snapshot.tuning.batch.mode == settings::BatchMode::Off ? u"off"_s : u"on, no batch yet"_s;
    return QString::number(double(batch.calls) / double(batch.batches), 'f', 1) % u" calls a batch"_s;
}

QString breakerStates(const Snapshot& snapshot) {
    const auto& breakers = snapshot.path.breakers;
    const auto open = std::ranges::count(breakers, BreakerState::Open, &telemetry::BreakerStatus::state);
    const auto half = std::ranges::count(breakers, BreakerState::HalfOpen, &telemetry::BreakerStatus::state);
    if (open == 1 && breakers.size() == 1)
        return u"open, %1"_s.arg(formatDuration(breakers.front().reopensIn));
    if (open > 0)
        return u"%1 of %2 open"_s.arg(open).arg(breakers.size());
    return half > 0 ? u"half-open"_s : u"closed"_s;
}

QString breakerEffect(const Snapshot& snapshot) {
    const std::uint64_t rejected = flow(snapshot, Stage::Breaker).turnedAway;
    const bool tripped = std::ranges::any_of(
        snapshot.path.breakers, [](const auto& breaker) { return breaker.state != BreakerState::Closed; });
    if (!snapshot.tuning.breaker.on && rejected == 0 && !tripped)
        return u"off"_s;
    return breakerStates(snapshot) % separator % counted(rejected, u"rejected"_s);
}

QString retryEffect(const Snapshot& snapshot) {
    const auto& retry = snapshot.path.retry;
    if (snapshot.tuning.retry.attempts <= 1 && retry.retries == 0)
        return u"off"_s;
    return counted(retry.retries, u"retries"_s) % separator % counted(retry.recovered, u"recovered"_s);
}

QString poolEffect(const Snapshot& snapshot) {
    telemetry::PoolStatus sum;
    for (const telemetry::PoolStatus& pool : snapshot.path.pools) {
        sum.ready += pool.ready;
        sum.waiting += pool.waiting;
        sum.opened += pool.opened;
        sum.closed += pool.closed;
    }
    return counted(sum.ready, u"ready"_s) % separator % counted(sum.waiting, u"waiting"_s) % separator %
           counted(sum.opened, u"opened"_s) % u", "_s % counted(sum.closed, u"closed"_s);
}

QString balanceEffect(const Snapshot& snapshot) {
    const auto& replicas = snapshot.path.replicas;
    if (replicas.empty())
        return u"over the connections of each server"_s;
    std::uint64_t all = 0;
    for (const telemetry::ReplicaStatus& replica : replicas)
        all += replica.chosen;
    QStringList shares;
    for (const telemetry::ReplicaStatus& replica : replicas)
        shares << serverName(replica.server, snapshot) % u' ' %
                      (replica.ejected
                           ? u"ejected"_s
                           : percent(double(replica.chosen) / double(std::max<std::uint64_t>(all, 1))));
    return shares.join(separator);
}

QString timeoutEffect(const Snapshot& snapshot) {
    return counted(snapshot.counts.timedOut, u"calls timed out"_s);
}

QString resultEffect(const Snapshot& snapshot) {
    const auto found = std::ranges::find(snapshot.errors, ErrorKind::Limit, &telemetry::ErrorCount::kind);
    return counted(found == snapshot.errors.end() ? 0 : found->count, u"too large"_s);
}

struct Entry {
    std::string_view stage;
    const char* title;
    QString (*effect)(const Snapshot&);
};

constexpr std::array entries{
    Entry{"admission", QT_TRANSLATE_NOOP("Stage", "Admission"), admissionEffect},
    Entry{"cache", QT_TRANSLATE_NOOP("Stage", "Cache"), cacheEffect},
    Entry{"batch", QT_TRANSLATE_NOOP("Stage", "Batch"), batchEffect},
    Entry{"breaker", QT_TRANSLATE_NOOP("Stage", "Breaker"), breakerEffect},
    Entry{"retry", QT_TRANSLATE_NOOP("Stage", "Retry"), retryEffect},
    Entry{"pool", QT_TRANSLATE_NOOP("Stage", "Pool"), poolEffect},
    Entry{"server", QT_TRANSLATE_NOOP("Stage", "Server"), nullptr},
    Entry{"balance", QT_TRANSLATE_NOOP("Stage", "Balance"), balanceEffect},
    Entry{"timeouts", QT_TRANSLATE_NOOP("Stage", "Time-outs"), timeoutEffect},
    Entry{"result", QT_TRANSLATE_NOOP("Stage", "Result"), resultEffect},
    Entry{"workload", QT_TRANSLATE_NOOP("Stage", "Workload"), nullptr},
};

const Entry* find(std::string_view stage) {
    const auto found = std::ranges::find(entries, stage, &Entry::stage);
    return found == entries.end() ? nullptr : &*found;
}

} // namespace

QString stageTitle(std::string_view stage) {
    const Entry* entry = find(stage);
    return entry ? QCoreApplication::translate("Stage", entry->title) : toQString(stage);
}

QString stageEffect(std::string_view stage, const Snapshot& snapshot) {
    const Entry* entry = find(stage);
    return entry && entry->effect ? entry->effect(snapshot) : QString();
}

QString serverName(ServerId id, const Snapshot& snapshot) {
    const auto found = std::ranges::find(snapshot.servers, id, &telemetry::ServerStatus::id);
    return found == snapshot.servers.end() ? u"server %1"_s.arg(id) : toQString(found->name);
}

double hitShare(const telemetry::CacheStatus& cache) {
    const std::uint64_t hits = cache.hits + cache.shared, all = hits + cache.misses;
    return all == 0 ? 0 : double(hits) / double(all);
}

} // namespace dyno::ui
