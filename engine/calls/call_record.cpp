#include "engine/calls/call_record.h"

#include <algorithm>

namespace dyno::calls {

std::string_view name(Phase phase) {
    constexpr std::array<std::string_view, phaseCount> names{"queue", "send", "server", "receive", "decode"};
    return names[static_cast<std::size_t>(phase)];
}

std::array<std::optional<Duration>, phaseCount> phases(const CallRecord& record) {
    const std::array<TimePoint, phaseCount + 1> stamps{record.intended,  record.acquired, record.written,
                                                       record.firstByte, record.lastByte, record.decoded};
    std::array<std::optional<Duration>, phaseCount> lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i)
        if (stamps[i] != TimePoint() && stamps[i + 1] != TimePoint())
            lengths[i] = std::max(stamps[i + 1] - stamps[i], Duration::zero());
    return lengths;
}

} // namespace dyno::calls
