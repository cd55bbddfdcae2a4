#pragma once

#include "engine/sessions/call_sampler.h"
#include "engine/sessions/figures_codec.h"
#include "engine/sessions/session_info.h"
#include "engine/sessions/session_writer.h"
#include "engine/telemetry/record_keeper.h"
#include "engine/workload/scenario.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace dyno::sessions {

/// How a session is recorded.
struct RecordingOptions {
    std::filesystem::path file;
    std::string title;               ///< empty: made of tool and server by whoever shows it
    std::string workspace;           ///< its file; empty: none
    bool bodies = true;              ///< requests and answers of some calls are kept
    std::uint64_t keepAll = 250'000; ///< calls that are kept before sampling begins
};

/// What the recording asks the engine for, beside what it is told.
struct SessionSources {
    async::TimePoint start;               ///< of the engine, on its clock: times count from there
    WallTime startedAt;                   ///< the same for people
    std::function<std::string()> configs; ///< the servers' configurations as text, without secrets
    std::function<workload::Scenario()> scenario;
    std::function<settings::Tuning()> tuning;
};

/// Decides what of a session is kept, and hands it to the writer's thread five times a second. Engine thread
/// only.
class SessionRecording : public telemetry::RecordKeeper {
public:
    /// Begins the file. Fails as SessionWriter::create() does.
    [[nodiscard]] static Result<std::unique_ptr<SessionRecording>> begin(const RecordingOptions& options,
                                                                         SessionSources sources);
    SessionRecording(std::unique_ptr<SessionWriter> writer, const RecordingOptions& options,
                     SessionSources sources);

    void callEnded(const telemetry::EndedCall& call) override;
    void intervalClosed(const telemetry::Interval& interval) override;
    void measuringBegan(Duration at, std::uint32_t inFlight) override;
    void measuringEnded(Duration at) override;

    /// Takes what a snapshot shows beside calls: the log and the journal at once, the rest once a second.
    void note(const std::shared_ptr<const telemetry::Snapshot>& snapshot);
    void setRedactor(std::shared_ptr<const settings::Redactor> redactor);
    telemetry::RecordingStatus status() const;
    /// The session ends as the snapshot shows it: the last thing to be written. The recorder's interval must
    /// be closed.
    void end(const std::shared_ptr<const telemetry::Snapshot>& snapshot);
    /// Afterwards: makes one whole file. Waits for the disk; any thread.
    void finish();

private:
    static constexpr std::size_t bodiesAtFirst = 200;       ///< of calls that succeeded
    static constexpr std::size_t bodiesPerInterval = 20;    ///< … and so many of each interval
    static constexpr std::size_t requestsPerInterval = 100; ///< of calls that failed
    static constexpr Duration statePeriod = std::chrono::seconds(1);

    std::uint32_t toolNumber(const std::shared_ptr<const calls::Target>& target);
    void countRoute(const calls::CallRecord& record, std::uint32_t tool);
    bool keepsBody(const telemetry::EndedCall& call);
    std::string takeRoutes();
    void noteStates(const std::shared_ptr<const telemetry::Snapshot>& snapshot);
    void handOver();

    const SessionSources m_sources;
    std::unique_ptr<SessionWriter> m_writer;
    const std::size_t m_mostQueued;
    const bool m_bodies;
    CallSampler m_sampler;
    telemetry::Histogram m_latency; ///< of the run, or of the time between two
    std::uint64_t m_callsSeen = 0;

    Batch m_batch;
    std::size_t m_successBodies = 0;                ///< in all
    std::size_t m_bodiesNow = 0, m_requestsNow = 0; ///< in this interval

    std::map<std::string, std::uint32_t, std::less<>> m_tools;
    std::shared_ptr<const calls::Target> m_lastTarget; ///< whose number is the next member
    std::uint32_t m_lastTool = 0;
    std::vector<RouteStretch> m_routes;
    std::unordered_map<std::uint64_t, std::size_t> m_routeIndex; ///< by connection and tool
    std::size_t m_lastRoute = 0;

    std::uint32_t m_runs = 0;
    std::optional<KeptRun> m_run; ///< the last one
    bool m_running = false;

    std::shared_ptr<const telemetry::Snapshot> m_noted;
    Duration m_statesAt = Duration::min();
    std::map<std::string, std::string> m_states; ///< as they were written last
    std::uint64_t m_lastLog = 0;
    std::size_t m_changes = 0;
};

} // namespace dyno::sessions
