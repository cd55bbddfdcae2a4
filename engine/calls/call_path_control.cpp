// What is beside a call's way: who serves it, what ends it from outside, what is shown of it.

#include "engine/calls/call_path.h"

#include <algorithm>

namespace dyno::calls {

using async::TimePoint;
using telemetry::Stage;

void CallPath::addPool(ServerId server, Pool& pool, const std::string& group, double weight) {
    const ServerId id = group.empty() ? server : m_groups.try_emplace(group, server).first->second;
    m_groupIds[server] = id;
    std::shared_ptr<Upstream>& upstream = m_upstreams[id];
    if (!upstream)
        upstream = std::make_shared<Upstream>(m_clock, m_tuning);
    upstream->add(server, pool, weight);
    m_cache.invalidate(id); // it may have become another one
}

void CallPath::removePool(ServerId server) {
    const ServerId id = groupId(server);
    const auto found = m_upstreams.find(id);
    if (found == m_upstreams.end())
        return;
    const std::shared_ptr<Upstream> upstream = found->second;
    if (upstream->servesWithout(server))
        return upstream->remove(server);
    m_upstreams.erase(found);
    m_breakers.forget(id);
    upstream->remove(server);
    if (!upstream->empty())
        m_upstreams[id] = upstream; // the others have failed, or are about to stop
}

ServerId CallPath::groupId(ServerId server) const {
    const auto found = m_groupIds.find(server);
    return found == m_groupIds.end() ? server : found->second;
}

/// Whichever server of a group a call names, it goes by the group's id from here on.
void CallPath::nameGroup(Call& call) const {
    const ServerId group = groupId(call.target->server);
    if (group != call.target->server)
        call.target = std::make_shared<const Target>(group, call.target->tool, call.target->arguments);
}

bool CallPath::servesWithout(ServerId server) const {
    const Upstream* const upstream = upstreamOf(groupId(server));
    return upstream && upstream->servesWithout(server);
}

Upstream* CallPath::upstreamOf(ServerId group) const {
    const auto found = m_upstreams.find(group);
    return found == m_upstreams.end() ? nullptr : found->second.get();
}

const mcp::Tool* CallPath::toolOf(const Target& target) const {
    const Upstream* const upstream = upstreamOf(target.server);
    return upstream ? upstream->tool(target.tool) : nullptr;
}

bool CallPath::hasTool(ServerId group, std::string_view tool) const {
    const Upstream* const upstream = upstreamOf(group);
    return !upstream || !upstream->listsTools() || upstream->tool(std::string(tool));
}

/// A call that is not repeated has the time of its one attempt.
TimePoint CallPath::lastDeadline(TimePoint intended) const {
    const settings::Tuning& tuning = *m_tuning;
    if (tuning.timeouts.total)
        return intended + *tuning.timeouts.total;
    return tuning.retry.attempts > 1 ? TimePoint::max() : intended + tuning.timeouts.call;
}

/// How long a call may wait for its next attempt. A server may ask for an hour: without a limit on the whole
/// call, it is not worth more than an attempt's time.
async::Duration CallPath::mostPause(TimePoint deadline, TimePoint now) const {
    if (deadline != TimePoint::max())
        return deadline - now;
    return std::max(m_tuning->timeouts.call, m_tuning->retry.cap) + std::chrono::nanoseconds(1);
}

/// Notes progress where it is asked for anyway, by the caller or for `timeouts.idle`: to ask for more would
/// change what is measured.
std::function<void(const mcp::Progress&)> CallPath::progressListener(const Call& call,
                                                                     std::vector<ProgressNote>& notes) const {
    constexpr std::size_t most = 50;
    if (!call.onProgress && !m_tuning->timeouts.idle)
        return {};
    return [this, &call, &notes](const mcp::Progress& progress) {
        if (notes.size() < most)
            notes.push_back({m_clock.now() - call.intended, progress});
        if (call.onProgress)
            call.onProgress(progress);
    };
}

CallResult CallPath::ended(const Call& call, CallRecord& record, Position& position, Result<ResultPtr> result,
                           const std::vector<ProgressNote>* progress) {
    record.done = m_clock.now();
    position.leave();
    if (result.has_value()) {
        if (m_recorder)
            m_recorder->record({record, call.target, nullptr, *result, progress});
        return {std::move(result), record};
    }
    const Error error = result.error();
    record.error = error.kind;
    if (m_recorder)
        m_recorder->record({record, call.target, &error, nullptr, progress});
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
    if (servesWithout(server))
        return;
    const ServerId id = groupId(server);
    m_admission.cancel(id, why);
    m_cache.cancel(id, why);
    m_batch.cancel(id, why);
    m_backOff.cancel(id, why);
}

void CallPath::describe(telemetry::PathStatus& status, TimePoint start) {
    if (m_recorder)
        m_recorder->describe(status, m_gauge.held());
    m_cache.describe(status.cache);
    status.retry.overBudget = m_retries.overBudget();
    status.retry.unsafe = m_retries.unsafe();
    m_breakers.describe(status.breakers, start, m_clock.now());
    for (const auto& [name, id] : m_groups)
        if (const Upstream* const group = upstreamOf(id))
            group->describe(status.replicas, name);
}

} // namespace dyno::calls
