#include "engine/telemetry/path_counts.h"

#include <cmath>

namespace dyno::telemetry {

using calls::AnsweredBy;
using calls::CallRecord;
using calls::Refusal;

Stage endedAt(const CallRecord& record) {
    if (record.admitted == async::TimePoint())
        return Stage::Admission;
    if (record.cacheChecked == async::TimePoint() || record.answeredBy == AnsweredBy::Cache ||
        record.answeredBy == AnsweredBy::SharedFlight)
        return Stage::Cache;
    if (record.batched == async::TimePoint())
        return Stage::Batch;
    if (record.refusal == Refusal::BreakerOpen)
        return Stage::Breaker;
    return record.connection ? Stage::Server : Stage::Pool;
}

void PathCounts::count(const CallRecord& record) {
    Ended& stage = ended[static_cast<std::size_t>(endedAt(record))];
    ++(record.error ? stage.failed : stage.answered);
    ++refusals[static_cast<std::size_t>(record.refusal)];
    hits += record.answeredBy == AnsweredBy::Cache;
    shared += record.answeredBy == AnsweredBy::SharedFlight && !record.error;
    misses += record.missedCache;
    saved += record.saved;
    if (record.batch > 1) {
        ++batchCalls;
        batches += 1.0 / record.batch;
    }
    if (record.attempts > 1) {
        // Calls of one batch were repeated together, once.
        retries += record.attempts - 1U;
        ++(record.error ? exhausted : recovered);
    }
}

void PathCounts::merge(const PathCounts& other) {
    for (std::size_t i = 0; i < ended.size(); ++i) {
        ended[i].answered += other.ended[i].answered;
        ended[i].failed += other.ended[i].failed;
    }
    for (std::size_t i = 0; i < refusals.size(); ++i)
        refusals[i] += other.refusals[i];
    hits += other.hits;
    shared += other.shared;
    misses += other.misses;
    saved += other.saved;
    retries += other.retries;
    recovered += other.recovered;
    exhausted += other.exhausted;
    batchCalls += other.batchCalls;
    batches += other.batches;
}

void PathCounts::describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held) const {
    // From the end backwards: a stage has let through what the later ones have seen.
    std::uint64_t beyond = 0;
    for (std::size_t i = stageCount; i-- > 0;) {
        StageFlow& flow = status.stages[i];
        const bool last = i + 1 == stageCount;
        flow.out = last ? ended[i].answered : beyond;
        flow.answered = last ? 0 : ended[i].answered;
        flow.turnedAway = ended[i].failed;
        flow.held = held[i];
        flow.in = flow.out + flow.answered + flow.turnedAway + flow.held;
        beyond = flow.in;
    }
    const auto refused = [this](Refusal refusal) { return refusals[static_cast<std::size_t>(refusal)]; };
    status.queueFull = refused(Refusal::QueueFull);
    status.waitedTooLong = refused(Refusal::WaitedTooLong);
    status.breakerOpen = refused(Refusal::BreakerOpen);
    status.noConnection = refused(Refusal::NoConnection);
    status.cache.hits = hits;
    status.cache.shared = shared;
    status.cache.misses = misses;
    status.cache.saved = saved;
    status.batch.calls = batchCalls;
    status.batch.batches = static_cast<std::uint64_t>(std::llround(batches));
    status.retry.retries = retries;
    status.retry.recovered = recovered;
    status.retry.exhausted = exhausted;
}

} // namespace dyno::telemetry
