// What is beside a call's way: who serves it, what ends it from outside, what is shown of it.

#include "engine/calls/call_path.h"

#include <algorithm>

namespace dyno::calls {

using async::TimePoint;
using telemetry::Stage;

void CallPath::addPool(ServerId server, Pool& pool, const std::string& group, double weight) {
    std::shared_ptr<Upstream> upstream;
    if (!group.empty())
        upstream = m_groups[group];
    if (!upstream)
        upstream = std::make_shared<Upstream>(m_clock, m_tuning);
    if (!group.empty())
        m_groups[group] = upstream;
    upstream->add(server, pool, weight);
    m_upstreams[server] = upstream;
    m_cache.invalidate(server); // it may have become another one
}

void CallPath::removePool(ServerId server) {
    const auto found = m_upstreams.find(server);
    if (found == m_upstreams.end())
        return;
    const std::shared_ptr<Upstream> upstream = found->second;
    m_upstreams.erase(found);
    upstream->remove(server);
    if (upstream->empty())
        std::erase_if(m_groups, [&](const auto& group) { return group.second == upstream; });
    m_breakers.forget(server);
}

Upstream* CallPath::upstreamOf(ServerId server) const {
    const auto found = m_upstreams.find(server);
    return found == m_upstreams.end() ? nullptr : found->second.get();
}

const mcp::Tool* CallPath::toolOf(const Target& target) const {
    const Upstream* upstream = upstreamOf(target.server);
    return upstream ? upstream->tool(target.tool) : nullptr;
}

bool CallPath::hasTool(ServerId server, std::string_view tool) const {
    const Upstream* upstream = upstreamOf(server);
    return !upstream || upstream->tool(std::string(tool));
}

/// A call that is not repeated has the time of its one attempt.
TimePoint CallPath::lastDeadline(TimePoint intended) const {
    const settings::Tuning& tuning = *m_tuning;
    if (tuning.timeouts.total)
        return intended + *tuning.timeouts.total;
    return tuning.retry.attempts > 1 ? TimePoint::max() : intended + tuning.timeouts.call;
}

CallResult CallPath::ended(const Target& target, CallRecord& record, Position& position,
                           Result<ResultPtr> result) {
    record.done = m_clock.now();
    position.leave();
    if (result.has_value()) {
        if (m_recorder)
            m_recorder->record(record, nullptr, target.tool);
        return {std::move(result), record};
    }
    const Error error = result.error();
    record.error = error.kind;
    if (m_recorder)
        m_recorder->record(record, &error, target.tool);
    return {std::move(result), record};
}

void CallPath::tuningChanged() {
    m_breakers.tuningChanged(m_clock.now());
    m_batch.tuningChanged();
    m_admission.tuningChanged();
}

/// Those that wait for another call first: it would hand over to them.
void CallPath::cancelWaiting(const Error& why) {
    m_admission.cancelAll(why);
    m_cache.cancelAll(why);
    m_batch.cancelAll(why);
    m_backOff.cancelAll(why);
    for (const auto& [server, upstream] : std::unordered_map(m_upstreams))
        upstream->cancelAll(why);
}

void CallPath::cancelWaiting(ServerId server, const Error& why) {
    const Upstream* const upstream = upstreamOf(server);
    const auto serves = [&](const auto& one) { return one.second.get() == upstream; };
    if (std::count_if(m_upstreams.begin(), m_upstreams.end(), serves) > 1)
        return;
    m_admission.cancel(server, why);
    m_cache.cancel(server, why);
    m_batch.cancel(server, why);
    m_backOff.cancel(server, why);
}

void CallPath::describe(telemetry::PathStatus& status, TimePoint start) {
    if (m_recorder)
        m_recorder->describe(status, m_gauge.held());
    m_cache.describe(status.cache);
    status.retry.overBudget = m_retries.overBudget();
    status.retry.unsafe = m_retries.unsafe();
    m_breakers.describe(status.breakers, start, m_clock.now());
    for (const auto& [name, group] : m_groups)
        group->describe(status.replicas, name);
}

} // namespace dyno::calls
