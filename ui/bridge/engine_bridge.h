#pragma once

#include "engine/ids.h"
#include "engine/sessions/session_recording.h"
#include "engine/settings/server_config.h"
#include "engine/settings/tuning.h"
#include "engine/telemetry/snapshot.h"
#include "engine/workload/scenario.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>

class QTimer;

namespace dyno::ui {

class EngineThread;

using SnapshotPtr = std::shared_ptr<const telemetry::Snapshot>;

/// The only thing that crosses threads: owns the engine's thread, posts commands into it, and hands out its
/// newest snapshot about 20 times a second. UI thread only. Commands return at once; what they did is seen in
/// a later snapshot. Destroying it stops the workload and every server and joins the thread (at most ~5 s).
class EngineBridge : public QObject {
    Q_OBJECT

public:
    explicit EngineBridge(QObject* parent = nullptr);
    ~EngineBridge() override;

    /// The newest snapshot that was signalled; never null.
    SnapshotPtr snapshot() const { return m_snapshot; }

    /// Adds a server (not started). The id is valid at once.
    ServerId addServer(settings::ServerConfig config,
                       settings::HttpDialect foundBefore = settings::HttpDialect::Auto);
    /// Gives a stopped server another configuration.
    void changeServer(ServerId id, settings::ServerConfig config,
                      settings::HttpDialect foundBefore = settings::HttpDialect::Auto);
    void startServer(ServerId id);
    void stopServer(ServerId id);
    void restartServer(ServerId id);
    void removeServer(ServerId id);
    /// Ends one connection's process; the pool brings up another.
    void restartConnection(ConnectionId id);

    /// An invalid tuning is ignored and logged.
    void tune(const settings::Tuning& tuning);

    /// Starts when its server is ready; a running workload is replaced.
    void startWorkload(workload::Scenario scenario);
    /// Lets calls in flight end.
    void stopWorkload();
    /// Cancels the calls in flight at their server.
    void cancelCalls();

    /// Opens a breaker, or closes it, whatever it has seen; an empty tool: that of the whole server.
    void tripBreaker(ServerId server, std::string tool);
    void resetBreaker(ServerId server, std::string tool);
    /// Forgets answers that the cache keeps: all of them, a server's, or those of one tool.
    void invalidateCache(std::optional<ServerId> server, std::string tool);

    /// Records the session from now on; a recording that is on is finished first. How it goes, and why it
    /// did not begin, is in Snapshot::recording.
    void record(sessions::RecordingOptions options);
    void stopRecording();

    /// A line of the console's own in the log.
    void log(telemetry::LogLevel level, std::string text);
    /// While on, snapshots hold the protocol trace.
    void watchTrace(bool on);
    /// Answers one of Snapshot::questions: an elicitation with the JSON text of an object, sampling with a
    /// text; nothing declines. One that is no longer open is ignored.
    void answerQuestion(std::uint64_t id, std::optional<std::string> answer);

Q_SIGNALS:
    void snapshotChanged(const dyno::ui::SnapshotPtr& snapshot);

private:
    void poll();

    std::unique_ptr<EngineThread> m_engine;
    SnapshotPtr m_snapshot;
    QTimer* m_timer;
    ServerId m_nextServer = 1;
};

} // namespace dyno::ui
