#include "ui/bridge/engine_bridge.h"

#include "engine/engine.h"
#include "ui/bridge/engine_thread.h"

#include <QTimer>

namespace dyno::ui {

EngineBridge::EngineBridge(QObject* parent)
    : QObject(parent)
    , m_engine(std::make_unique<EngineThread>())
    , m_snapshot(m_engine->newest())
    , m_timer(new QTimer(this)) {
    m_timer->setInterval(std::chrono::milliseconds(50));
    connect(m_timer, &QTimer::timeout, this, &EngineBridge::poll);
    m_timer->start();
}

EngineBridge::~EngineBridge() = default;

void EngineBridge::poll() {
    SnapshotPtr newest = m_engine->newest();
    if (newest == m_snapshot)
        return;
    m_snapshot = std::move(newest);
    Q_EMIT snapshotChanged(m_snapshot);
}

ServerId EngineBridge::addServer(settings::ServerConfig config, settings::HttpDialect foundBefore) {
    const ServerId id = m_nextServer++;
    changeServer(id, std::move(config), foundBefore);
    return id;
}

void EngineBridge::changeServer(ServerId id, settings::ServerConfig config,
                                settings::HttpDialect foundBefore) {
    m_engine->post([id, config = std::move(config), foundBefore](Engine& engine) {
        engine.addServer(id, config, foundBefore);
    });
}

void EngineBridge::startServer(ServerId id) {
    m_engine->post([id](Engine& engine) { engine.startServer(id); });
}

void EngineBridge::stopServer(ServerId id) {
    m_engine->post([id](Engine& engine) { engine.stopServer(id); });
}

void EngineBridge::restartServer(ServerId id) {
    m_engine->post([id](Engine& engine) { engine.restartServer(id); });
}

void EngineBridge::removeServer(ServerId id) {
    m_engine->post([id](Engine& engine) { engine.removeServer(id); });
}

void EngineBridge::restartConnection(ConnectionId id) {
    m_engine->post([id](Engine& engine) { engine.restartConnection(id); });
}

void EngineBridge::tune(const settings::Tuning& tuning) {
    m_engine->post([tuning](Engine& engine) {
        // A refused tuning is in the log, which the window shows; there is nobody here to tell.
        [[maybe_unused]] const auto result = engine.tune(tuning);
    });
}

void EngineBridge::startWorkload(workload::Scenario scenario) {
    m_engine->post([scenario = std::move(scenario)](Engine& engine) { engine.startWorkload(scenario); });
}

void EngineBridge::stopWorkload() {
    m_engine->post([](Engine& engine) { engine.stopWorkload(); });
}

void EngineBridge::record(sessions::RecordingOptions options) {
    m_engine->post([options = std::move(options)](Engine& engine) {
        // What keeps it from recording is in the snapshot, which the window shows.
        [[maybe_unused]] const auto result = engine.record(options);
    });
}

void EngineBridge::stopRecording() {
    m_engine->post([](Engine& engine) { engine.stopRecording(); });
}

void EngineBridge::cancelCalls() {
    m_engine->post([](Engine& engine) { engine.cancelCalls(); });
}

void EngineBridge::tripBreaker(ServerId server, std::string tool) {
    m_engine->post([server, tool = std::move(tool)](Engine& engine) { engine.tripBreaker(server, tool); });
}

void EngineBridge::resetBreaker(ServerId server, std::string tool) {
    m_engine->post([server, tool = std::move(tool)](Engine& engine) { engine.resetBreaker(server, tool); });
}

void EngineBridge::invalidateCache(std::optional<ServerId> server, std::string tool) {
    m_engine->post(
        [server, tool = std::move(tool)](Engine& engine) { engine.invalidateCache(server, tool); });
}

void EngineBridge::log(telemetry::LogLevel level, std::string text) {
    m_engine->post([level, text = std::move(text)](Engine& engine) { engine.log(level, "console", text); });
}

void EngineBridge::watchTrace(bool on) {
    m_engine->post([on](Engine& engine) { engine.watchTrace(on); });
}

void EngineBridge::answerQuestion(std::uint64_t id, std::optional<std::string> answer) {
    m_engine->post([id, answer = std::move(answer)](Engine& engine) { engine.answerQuestion(id, answer); });
}

} // namespace dyno::ui
