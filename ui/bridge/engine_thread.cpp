#include "ui/bridge/engine_thread.h"

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/engine.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <thread>

namespace dyno::ui {

struct EngineThread::Private {
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<async::Executor> work = boost::asio::make_work_guard(io);
    async::SteadyClock clock{io.get_executor()};
    Engine engine{io.get_executor(), clock};

    mutable std::mutex mutex; ///< held only to copy or swap the pointer
    std::shared_ptr<const telemetry::Snapshot> newest;
    std::thread thread;
};

namespace {

std::shared_ptr<const telemetry::Snapshot> nothingYet() {
    auto snapshot = std::make_shared<telemetry::Snapshot>();
    snapshot->series = std::make_shared<const std::vector<telemetry::SeriesPoint>>();
    snapshot->journal = std::make_shared<const std::vector<settings::TuningChange>>();
    snapshot->log = std::make_shared<const std::vector<telemetry::LogEntry>>();
    return snapshot;
}

} // namespace

EngineThread::EngineThread()
    : m_private(std::make_unique<Private>()) {
    Private& shared = *m_private;
    shared.newest = nothingYet(); // the engine is measured on its own thread only
    shared.engine.onSnapshot([&shared](Engine::SnapshotPtr snapshot) {
        const std::lock_guard lock(shared.mutex);
        shared.newest.swap(snapshot);
    });
    // The thread lives as long as any server does: the kernel ends a child with the thread that started it.
    shared.thread = std::thread([&shared] { async::runEventLoop(shared.io); });
}

EngineThread::~EngineThread() {
    boost::asio::post(m_private->io, [this] {
        async::spawn(m_private->io.get_executor(), m_private->engine.shutdown());
        m_private->work.reset();
    });
    m_private->thread.join();
}

void EngineThread::post(std::function<void(Engine&)> command) {
    boost::asio::post(m_private->io, [this, command = std::move(command)] { command(m_private->engine); });
}

std::shared_ptr<const telemetry::Snapshot> EngineThread::newest() const {
    const std::lock_guard lock(m_private->mutex);
    return m_private->newest;
}

} // namespace dyno::ui
