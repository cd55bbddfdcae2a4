#include "engine/reports/path_summary.h"

#include "engine/reports/quantity_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dyno::reports {

using json = nlohmann::ordered_json;
using telemetry::PathStatus;
using telemetry::PoolStatus;

namespace {

json poolJson(const PoolStatus& pool) {
    return {{"server", pool.server},
            {"opened", pool.opened},
            {"closed", pool.closed},
            {"closedIdle", pool.closedIdle},
            {"closedOld", pool.closedOld},
            {"closedUsed", pool.closedUsed},
            {"lost", pool.lost}};
}

json replicaJson(const telemetry::ReplicaStatus& replica) {
    return {{"server", replica.server},
            {"weight", replica.weight},
            {"attempts", replica.chosen},
            {"ejections", replica.ejections}};
}

std::string admissionText(const PathStatus& path) {
    std::string text;
    if (path.queueFull > 0)
        text = countText(path.queueFull) + " turned away, the queue was full";
    if (path.waitedTooLong > 0)
        text += (text.empty() ? "" : " · ") + countText(path.waitedTooLong) + " waited too long";
    return text;
}

std::string cacheText(const telemetry::CacheStatus& cache) {
    const std::uint64_t answered = cache.hits + cache.shared;
    if (answered + cache.misses == 0)
        return {};
    return fmt::format("{} hits, {} shared, {} misses ({:.1f} % answered) · {} saved", countText(cache.hits),
                       countText(cache.shared), countText(cache.misses),
                       100 * static_cast<double>(answered) / static_cast<double>(answered + cache.misses),
                       timeText(cache.saved));
}

std::string retryText(const telemetry::RetryStatus& retry) {
    if (retry.retries + retry.overBudget + retry.unsafe == 0)
        return {};
    return fmt::format(
        "{} retries: {} calls recovered, {} failed again · not made: {} over budget, {} unsafe",
        countText(retry.retries), countText(retry.recovered), countText(retry.exhausted),
        countText(retry.overBudget), countText(retry.unsafe));
}

std::string poolText(const PathStatus& path) {
    PoolStatus all;
    for (const PoolStatus& pool : path.pools) {
        all.opened += pool.opened;
        all.closed += pool.closed;
        all.lost += pool.lost;
    }
    const bool grew = all.opened > path.pools.size();
    if (!grew && all.closed + path.noConnection == 0)
        return {};
    return fmt::format("{} connections opened, {} closed, {} of these lost · {} calls found none",
                       countText(all.opened), countText(all.closed), countText(all.lost),
                       countText(path.noConnection));
}

} // namespace

json pathJson(const PathStatus& path) {
    json pools = json::array(), replicas = json::array();
    for (const PoolStatus& pool : path.pools)
        pools.push_back(poolJson(pool));
    for (const telemetry::ReplicaStatus& replica : path.replicas)
        replicas.push_back(replicaJson(replica));
    return {{"turnedAway",
             {{"queueFull", path.queueFull},
              {"waitedTooLong", path.waitedTooLong},
              {"breakerOpen", path.breakerOpen},
              {"noConnection", path.noConnection}}},
            {"cache",
             {{"hits", path.cache.hits},
              {"shared", path.cache.shared},
              {"misses", path.cache.misses},
              {"savedSeconds", std::chrono::duration<double>(path.cache.saved).count()}}},
            {"batch", {{"requests", path.batch.batches}, {"calls", path.batch.calls}}},
            {"retry",
             {{"retries", path.retry.retries},
              {"recovered", path.retry.recovered},
              {"exhausted", path.retry.exhausted},
              {"overBudget", path.retry.overBudget},
              {"unsafe", path.retry.unsafe}}},
            {"pools", std::move(pools)},
            {"replicas", std::move(replicas)}};
}

std::vector<StageText> pathTexts(const PathStatus& path) {
    std::vector<StageText> texts;
    const auto add = [&texts](std::string_view stage, std::string text) {
        if (!text.empty())
            texts.push_back({std::string(stage), std::move(text)});
    };
    add("admission", admissionText(path));
    add("cache", cacheText(path.cache));
    if (path.batch.batches > 0)
        add("batch", fmt::format("{} requests carried {} calls", countText(path.batch.batches),
                                 countText(path.batch.calls)));
    if (path.breakerOpen > 0)
        add("breaker", countText(path.breakerOpen) + " turned away while it was open");
    add("retry", retryText(path.retry));
    add("pool", poolText(path));
    for (const telemetry::ReplicaStatus& replica : path.replicas)
        add("replica", fmt::format("server {}: {} attempts, ejected {} times", replica.server,
                                   countText(replica.chosen), countText(replica.ejections)));
    return texts;
}

} // namespace dyno::reports
