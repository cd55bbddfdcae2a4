#pragma once

#include "engine/sessions/session_reader.h"

#include <string>
#include <vector>

namespace dyno::sessions {

/// So many parts in time tell how much figures vary by themselves.
inline constexpr std::size_t partsOfSample = 30;

/// What is compared: one range of one session.
struct Sample {
    std::string name; ///< for people: the session's title
    SessionInfo info;
    Range range;
    telemetry::Snapshot state; ///< tuning, servers and scenario, as they were at its end
    telemetry::Figures figures;
    std::vector<SessionReader::Part> parts;
    std::vector<telemetry::RouteFigures> tools;
    /// Latencies of each tool and times of each phase in each of `parts` (appendCounts()). What is not there
    /// is taken to vary as all calls do.
    std::map<std::string, std::vector<std::string>> toolParts;
    std::array<std::vector<std::string>, calls::phaseCount> phaseParts;
};

/// Without a range: the last run, else the whole session.
[[nodiscard]] Result<Sample> readSample(SessionReader& reader, std::optional<Range> range = {});

} // namespace dyno::sessions
