#pragma once

#include "engine/engine.h"

namespace dyno {

/// One configured server; it has a pool while it is started.
struct Engine::Server final : calls::PoolObserver {
    Server(Engine& engine, ServerId id, settings::ServerConfig config, settings::HttpDialect spoken)
        : engine(engine)
        , id(id)
        , config(std::move(config))
        , spoken(spoken) {}

    void poolLog(telemetry::LogLevel level, const std::string& text) override {
        engine.m_log.write(level, config.name, text);
    }
    void poolChanged() override { engine.serverChanged(*this); }
    void poolToolsChanged() override { engine.m_path.invalidateCache(id); }
    void poolTraced(ConnectionId connection, const telemetry::TracedMessage& message) override {
        engine.m_trace.write(id, connection, message);
    }
    void connectionClosed(ConnectionId connection) override {
        engine.m_recorder.forgetConnection(connection);
        engine.m_processes.forget(connection);
    }

    Engine& engine;
    const ServerId id;
    settings::ServerConfig config;
    settings::HttpDialect spoken = settings::HttpDialect::Auto; ///< when it last worked; Auto: it did not
    std::unique_ptr<calls::Pool> pool;
    mutable std::shared_ptr<const mcp::ServerDetail> detail;      ///< the pool's, as it was seen last
    mutable std::shared_ptr<const mcp::ServerDetail> shownDetail; ///< and without secrets
    bool busyClosing = false;
    bool reopen = false;                               ///< once it is closed
    bool remove = false;                               ///< once it is closed
    std::vector<async::Waiter<Result<void>>*> waiting; ///< for it to be up
};

} // namespace dyno
