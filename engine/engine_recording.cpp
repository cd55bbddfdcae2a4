// The session file that the engine keeps.

#include "engine/engine_server.h"
#include "engine/sessions/session_recording.h"
#include "engine/settings/remembered_servers.h"

namespace dyno {

Result<void> Engine::record(const sessions::RecordingOptions& options) {
    stopRecording();
    awaitRecording(); // it may be the same file
    const auto sinceStart = m_clock.now() - m_start;
    sessions::SessionSources sources;
    sources.start = m_start;
    sources.startedAt = std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now() -
        std::chrono::duration_cast<std::chrono::system_clock::duration>(sinceStart));
    sources.configs = [this] { return configsWithoutSecrets(); };
    sources.scenario = [this] { return m_workload.status().scenario; };
    sources.tuning = [this] { return *m_tuning; };
    auto recording = sessions::SessionRecording::begin(options, std::move(sources));
    if (recording.has_error()) {
        m_recorded = {};
        m_recorded.file = options.file;
        m_recorded.problem = recording.error();
        m_log.write(telemetry::LogLevel::Error, "engine",
                    "nothing is recorded: " + recording.error().message);
        return recording.error();
    }
    m_recording = std::move(*recording);
    m_recording->setRedactor(std::make_shared<const settings::Redactor>(m_redactor));
    const async::TimePoint now = m_clock.now();
    m_recorder.closeInterval(now, m_path.inFlight());
    m_recorder.keepIn(m_recording.get());
    const telemetry::WorkloadPhase phase = m_workload.status().phase;
    if (phase == telemetry::WorkloadPhase::Running || phase == telemetry::WorkloadPhase::Stopping)
        m_recording->measuringBegan(now - m_start, m_path.inFlight()); // what is left of the run
    return {};
}

Engine::SnapshotPtr Engine::stopRecording() {
    if (m_recording)
        m_recorder.closeInterval(m_clock.now(), m_path.inFlight());
    const SnapshotPtr last = snapshot();
    if (!m_recording)
        return last;
    m_recorder.keepIn(nullptr);
    m_recording->end(last);
    m_recorded = m_recording->status();
    m_recorded.on = false;
    // The disk may be slow, and calls go on.
    m_finishing = std::async(std::launch::async, [recording = std::shared_ptr(std::move(m_recording))] {
        recording->finish();
        return recording->status();
    });
    return last;
}

void Engine::awaitRecording() {
    if (m_finishing.valid())
        m_recorded = m_finishing.get();
}

telemetry::RecordingStatus Engine::recordingStatus() {
    if (m_finishing.valid() && m_finishing.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
        awaitRecording();
    return m_recording ? m_recording->status() : m_recorded;
}

std::string Engine::configsWithoutSecrets() const {
    std::vector<settings::RememberedServer> servers;
    for (const auto& [id, server] : m_servers)
        servers.push_back({server->config, std::nullopt, {}});
    return settings::writeRemembered(std::move(servers)).text;
}

} // namespace dyno
