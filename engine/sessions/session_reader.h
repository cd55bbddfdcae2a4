#pragma once

#include "engine/sessions/call_query.h"
#include "engine/sessions/figures_codec.h"
#include "engine/sessions/kept.h"
#include "engine/sessions/session_info.h"

#include <atomic>
#include <filesystem>
#include <memory>

namespace dyno::sessions {

/// Reads a session file, also while it is being written. Used by one thread at a time, never the engine's:
/// every call may wait for the disk. The file may be hostile or damaged: failures are errors that say what is
/// wrong with it. A file that was not closed is repaired on opening (SQLite replays its journal), where the
/// place can be written to.
class SessionReader {
public:
    [[nodiscard]] static Result<std::unique_ptr<SessionReader>> open(const std::filesystem::path& file);
    virtual ~SessionReader() = default;

    /// As it is in the file now.
    virtual Result<SessionInfo> info() = 0;
    /// All that the window shows, at the session's end. Figures (counts, latencies, phases, errors, `recent`
    /// and what connections and the path's stages counted) are those of the range, else of the last run, else
    /// of the whole session; `measured` is its length. `series` has at most `points` points.
    virtual Result<telemetry::Snapshot> snapshot(std::optional<Range> range, std::size_t points = 600) = 0;

    /// The intervals that lie in the range as a whole; charts' points, so that a range snaps to these.
    virtual Result<telemetry::Figures> figures(Range range) = 0;
    /// The same cut into at most `count` equal parts in time, for how much figures vary; parts without a
    /// call are there.
    struct Part {
        Range range;
        telemetry::CallCounts counts;
        std::string latency; ///< appendCounts()
    };
    virtual Result<std::vector<Part>> parts(Range range, std::size_t count) = 0;
    virtual Result<std::vector<telemetry::RouteFigures>> byTool(Range range) = 0;       ///< connection is 0
    virtual Result<std::vector<telemetry::RouteFigures>> byConnection(Range range) = 0; ///< tool is empty
    virtual Result<std::vector<telemetry::SeriesPoint>> series(Range range, std::size_t points) = 0;
    /// The range that starts and ends where intervals do, and has all that the given one touches.
    virtual Result<Range> snapped(Range range) = 0;

    virtual Result<std::vector<ProcessSample>> processes(Range range) = 0;
    virtual Result<std::vector<settings::TuningChange>> changes() = 0;

    /// Looks through all kept calls; `stop` may be set by another thread to give up (Cancelled).
    virtual Result<std::shared_ptr<const CallIndex>> find(const CallFilter& filter, CallOrder order,
                                                          const std::atomic<bool>* stop = nullptr) = 0;
    virtual Result<std::vector<CallRow>> rows(const CallIndex& index, std::size_t first,
                                              std::size_t count) = 0;
    virtual Result<CallDetail> detail(std::uint32_t id) = 0;
    /// Every kept call in the order of their end, until `take` returns false.
    virtual Result<void> forEachCall(const std::function<bool(const CallRow&)>& take) = 0;
};

} // namespace dyno::sessions
