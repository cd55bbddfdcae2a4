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
    Ended& ended = m_ended[static_cast<std::size_t>(endedAt(record))];
    ++(record.error ? ended.failed : ended.answered);
    ++m_refusals[static_cast<std::size_t>(record.refusal)];
    m_hits += record.answeredBy == AnsweredBy::Cache;
    m_shared += record.answeredBy == AnsweredBy::SharedFlight && !record.error;
    m_misses += record.missedCache;
    m_saved += record.saved;
    if (record.batch > 1) {
        ++m_batchCalls;
        m_batches += 1.0 / record.batch;
    }
    if (record.attempts > 1) {
        // Calls of one batch were repeated together, once.
        m_retries += record.attempts - 1U;
        ++(record.error ? m_exhausted : m_recovered);
    }
}

void PathCounts::describe(PathStatus& status, const std::array<std::uint32_t, stageCount>& held) const {
    // From the end backwards: a stage has let through what the later ones have seen.
    std::uint64_t beyond = 0;
    for (std::size_t i = stageCount; i-- > 0;) {
        StageFlow& flow = status.stages[i];
        const bool last = i + 1 == stageCount;
        flow.out = last ? m_ended[i].answered : beyond;
        flow.answered = last ? 0 : m_ended[i].answered;
        flow.turnedAway = m_ended[i].failed;
        flow.held = held[i];
        flow.in = flow.out + flow.answered + flow.turnedAway + flow.held;
        beyond = flow.in;
    }
    const auto refused = [this](Refusal refusal) { return m_refusals[static_cast<std::size_t>(refusal)]; };
    status.queueFull = refused(Refusal::QueueFull);
    status.waitedTooLong = refused(Refusal::WaitedTooLong);
    status.breakerOpen = refused(Refusal::BreakerOpen);
    status.noConnection = refused(Refusal::NoConnection);
    status.cache.hits = m_hits;
    status.cache.shared = m_shared;
    status.cache.misses = m_misses;
    status.cache.saved = m_saved;
    status.batch.calls = m_batchCalls;
    status.batch.batches = static_cast<std::uint64_t>(std::llround(m_batches));
    status.retry.retries = m_retries;
    status.retry.recovered = m_recovered;
    status.retry.exhausted = m_exhausted;
}

} // namespace dyno::telemetry
