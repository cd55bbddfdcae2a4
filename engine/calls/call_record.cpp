#include "engine/calls/call_record.h"

#include <algorithm>

namespace dyno::calls {

std::string_view name(Phase phase) {
    constexpr std::array<std::string_view, phaseCount> names{
        "queue", "retry", "nameLookup", "connect", "tls", "send", "server", "receive", "decode", "task"};
    return names[static_cast<std::size_t>(phase)];
}

std::string_view name(Refusal refusal) {
    constexpr std::array<std::string_view, refusalCount> names{"none", "queueFull", "waitedTooLong",
                                                               "breakerOpen", "noConnection"};
    return names[static_cast<std::size_t>(refusal)];
}

std::array<std::optional<Duration>, phaseCount> phases(const CallRecord& record) {
    const TimePoint retried = record.retried > Duration::zero() ? record.acquired : TimePoint();
    const TimePoint queued = record.acquired == TimePoint() ? TimePoint() : record.acquired - record.retried;
    const std::array<TimePoint, phaseCount> ends{
        queued,         retried,          record.resolved, record.connected, record.secured,
        record.written, record.firstByte, record.lastByte, record.decoded,   record.taskEnded};
    std::array<std::optional<Duration>, phaseCount> lengths;
    TimePoint begin = record.intended;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (ends[i] == TimePoint()) // not gone through
            continue;
        lengths[i] = std::max(ends[i] - begin, Duration::zero());
        begin = ends[i];
    }
    return lengths;
}

} // namespace dyno::calls
