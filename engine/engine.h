#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/async/waiter.h"
#include "engine/calls/call_path.h"
#include "engine/mcp/limits.h"
#include "engine/settings/server_config.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/engine_meter.h"
#include "engine/telemetry/log_book.h"
#include "engine/telemetry/process_sampler.h"
#include "engine/telemetry/recorder.h"
#include "engine/telemetry/trace_book.h"
#include "engine/workload/workload.h"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>

namespace dyno::sessions {
class SessionRecording;
struct RecordingOptions;
} // namespace dyno::sessions

namespace dyno {

/// The execution engine: commands in, snapshots out. All of it runs on the thread that runs its io_context,
/// and no method may be called from another. shutdown() must have finished before it dies.
class Engine {
public:
    using SnapshotPtr = std::shared_ptr<const telemetry::Snapshot>;

    /// How often a snapshot is published.
    static constexpr async::Duration tick = std::chrono::milliseconds(50);

    /// The clock must outlive the engine; the logger may be null.
    Engine(async::Executor executor, async::Clock& clock, mcp::Limits limits = {},
           std::shared_ptr<spdlog::logger> logger = nullptr);
    ~Engine();

    /// Called with each new snapshot.
    void onSnapshot(std::function<void(SnapshotPtr)> observer) { m_observer = std::move(observer); }
    /// The state of all things now.
    SnapshotPtr snapshot();

    /// Servers are named by numbers that the caller chooses, none twice; this one is not started yet.
    /// One that is stopped may be added again, with another configuration. A URL of which it is not said how
    /// to speak to it is first tried as it was `foundBefore`.
    void addServer(ServerId id, settings::ServerConfig config,
                   settings::HttpDialect foundBefore = settings::HttpDialect::Auto);
    void startServer(ServerId id);
    void stopServer(ServerId id);
    void restartServer(ServerId id);
    void removeServer(ServerId id);
    void restartConnection(ConnectionId id);
    /// Adds a line of the caller's to the log.
    void log(telemetry::LogLevel level, std::string source, std::string text);
    /// Waits until a server that was started is up; fails as it failed.
    async::Awaitable<Result<void>> serverUp(ServerId id);

    /// Swaps the tuning; what changed is journalled. InvalidInput leaves it as it was.
    Result<void> tune(const settings::Tuning& tuning);

    /// Replaces a running workload; begins when its server is up.
    void startWorkload(workload::Scenario scenario);
    void stopWorkload();
    async::Awaitable<void> workloadFinished();
    /// Opens or closes a breaker by hand; where breakers are by server, the tool does not matter.
    void tripBreaker(ServerId id, const std::string& tool = {});
    void resetBreaker(ServerId id, const std::string& tool = {});
    /// Forgets answers: of one tool, of one server (no tool), or all.
    void invalidateCache(std::optional<ServerId> id = {}, const std::string& tool = {});
    /// One call by hand, through the same path as all.
    async::Awaitable<calls::CallResult> call(calls::Target target,
                                             std::function<void(const mcp::Progress&)> onProgress = {});
    /// While on, snapshots carry the protocol trace.
    void watchTrace(bool on) { m_traceWatched = on; }
    /// Puts a question of a server's to a person; `answered` is called once, with nothing for "no".
    void ask(telemetry::Question question, std::function<void(std::optional<std::string>)> answered);
    /// Answers one of Snapshot::questions: with the content of an elicitation (a JSON object), the text that
    /// a sampled model would have said, or nothing to decline. One that is not open any more is left alone.
    void answerQuestion(std::uint64_t id, std::optional<std::string> answer);
    /// Ends the calls in flight with Cancelled, and tells their servers.
    void cancelCalls();

    /// Keeps what happens from now on in a session file; one that is being recorded is finished first. Fails
    /// when the file cannot be made; what goes wrong later is in Snapshot::recording.
    Result<void> record(const sessions::RecordingOptions& options);
    /// Ends the recording and returns the state that it ends with: its figures are the file's. Another thread
    /// finishes the file. Without a recording it does nothing but that.
    SnapshotPtr stopRecording();
    /// Waits until the file of a recording that was stopped is finished.
    void awaitRecording();

    /// Finishes a recording, and stops the workload and every server; afterwards nothing is left running.
    async::Awaitable<void> shutdown();

private:
    struct Server;

    Server* find(ServerId id);
    void open(Server& server);
    calls::Pool::Ways waysTo(const Server& server);
    async::Awaitable<void> close(ServerId id, bool reopen);
    void serverChanged(Server& server);
    Server* serving(ServerId id);
    void startPendingWorkload();
    async::Awaitable<void> runWorkload();
    Error redacted(Error error) const;
    std::shared_ptr<const mcp::ServerDetail> redacted(mcp::ServerDetail detail) const;
    std::string configsWithoutSecrets() const;
    telemetry::RecordingStatus recordingStatus();
    void publish();
    telemetry::ServerStatus statusOf(const Server& server) const;
    void addConnections(const Server& server, telemetry::Snapshot& snapshot);

    async::Executor m_executor;
    async::Clock& m_clock;
    async::TimePoint m_start;
    mcp::Limits m_limits;
    std::shared_ptr<const settings::Tuning> m_tuning;
    settings::Redactor m_redactor; ///< of the secrets of every server there has been
    telemetry::LogBook m_log;
    telemetry::Recorder m_recorder;
    telemetry::ProcessSampler m_processes;
    telemetry::TraceBook m_trace;
    telemetry::EngineMeter m_meter;
    calls::CallPath m_path;
    workload::Workload m_workload;

    std::map<ServerId, std::unique_ptr<Server>> m_servers;
    ConnectionId m_nextConnection = 1;
    std::optional<workload::Scenario> m_pendingWorkload;
    std::optional<Error> m_workloadError; ///< why a pending one never began
    bool m_workloadBusy = false;
    std::vector<async::Waiter<bool>*> m_workloadWaiters;
    std::shared_ptr<const std::vector<settings::TuningChange>> m_journal;

    struct OpenQuestion {
        telemetry::Question question;
        std::function<void(std::optional<std::string>)> answered;
        std::unique_ptr<async::Alarm> expiry;
    };
    std::map<std::uint64_t, OpenQuestion> m_questions; ///< by id, which is the order in which they came
    std::uint64_t m_lastQuestion = 0;
    bool m_traceWatched = false;

    std::unique_ptr<sessions::SessionRecording> m_recording;
    std::future<telemetry::RecordingStatus> m_finishing; ///< of one that was stopped
    telemetry::RecordingStatus m_recorded;               ///< how the last one ended, or why none began

    std::function<void(SnapshotPtr)> m_observer;
    std::unique_ptr<async::Alarm> m_ticker;
    bool m_shutDown = false;
};

} // namespace dyno
