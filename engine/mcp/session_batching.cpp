// Calls that leave as one array of requests, where the protocol has that: 2025-03-26, "Batching".

#include "engine/mcp/session.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::mcp {

/// The version that brought arrays of messages; the next one dropped them.
constexpr std::string_view batchingVersion = "2025-03-26";

void Session::setBatching(std::optional<RequestBatching> batching) {
    if (std::exchange(m_batching, batching) != batching)
        sendGathered();
}

bool Session::gathers(std::string_view method) const {
    return m_batching && m_protocolVersion == batchingVersion && m_transport->maySendBatches() &&
           method == "tools/call";
}

/// A call waits for others, but not longer than half of the time that it has left.
void Session::gather(std::uint64_t id, std::string frame, const Sending& sending) {
    m_gathered.add(id, std::move(frame), sending.repeatable);
    if (m_gathered.size() >= static_cast<std::size_t>(m_batching->size))
        return sendGathered();
    const async::TimePoint now = m_clock.now();
    const async::Duration half = (sending.deadline - now) / 2;
    const async::TimePoint latest = now + std::clamp(half, async::Duration::zero(), m_batching->longestWait);
    if (latest >= m_gatheredUntil)
        return;
    m_gatheredUntil = latest;
    m_gatherAlarm->set(latest, [this] { sendGathered(); });
}

void Session::sendGathered() {
    m_gatherAlarm->cancel();
    m_gatheredUntil = async::TimePoint::max();
    if (m_gathered.size() == 0)
        return;
    const auto batch = std::exchange(m_gathered, {});
    const std::string frame = batch.frame();
    for (const std::uint64_t id : batch.ids())
        if (auto* entry = m_pending.find(id))
            entry->times.batch = static_cast<std::uint32_t>(batch.ids().size());
    const bool alone = batch.ids().size() == 1;
    transport::Outgoing message{frame, {}, "tools/call", {}, batch.repeatable()};
    if (alone)
        message.request = batch.ids().front();
    else
        message.batch = batch.ids();
    m_observer.traced({telemetry::TraceEntry::Direction::Out, telemetry::TraceEntry::Kind::Request,
                       message.method, alone ? fmt::format_int(*message.request).str() : std::string(),
                       frame});
    sent(m_transport->send(message), batch.ids());
}

} // namespace dyno::mcp
