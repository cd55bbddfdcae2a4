#pragma once

#include "engine/sessions/session_reader.h"

#include <functional>
#include <optional>
#include <string>

namespace dyno::reports {

/// What is exported of a session, and what its numbers mean.
struct ExportRange {
    sessions::SessionInfo info;
    sessions::Range range;
    bool whole = false;
    telemetry::Snapshot state; ///< at the session's end

    /// Whether a call that ended then belongs to it.
    bool has(sessions::Duration ended) const;
    std::string serverName(ServerId id) const; ///< as configured
};

[[nodiscard]] Result<ExportRange> exportRange(sessions::SessionReader& reader,
                                              std::optional<sessions::Range> range);

/// Runs through the calls that belong to it until `take` returns false.
[[nodiscard]] Result<void> forEachCall(sessions::SessionReader& reader, const ExportRange& exported,
                                       const std::function<bool(const sessions::CallRow&)>& take);

} // namespace dyno::reports
